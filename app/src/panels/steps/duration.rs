//! How long a step takes: a number, or a distribution to draw from.

use leptos::prelude::*;

use crate::draft::{Ladder, path, shapes, typed};
use crate::panels::lists::options;
use crate::state::{Phase, Session, field_id};
use crate::widgets::{Choice, Field, NumberField, Slider, TextField};

/// A duration, with the distribution that it follows.
#[component]
pub fn DurationFields(
    session: Session,
    /// The duration's path.
    at: String,
) -> impl IntoView {
    let value = session.value(at.clone());
    let kind =
        Memo::new(move |_| value.with(|v| v.as_ref().map_or("fixed", shapes::distribution).to_owned()));
    let write = {
        let at = at.clone();
        Callback::new(move |(kind, phase): (String, Phase)| {
            session.edit(phase, |draft| {
                let mut ms = path::get(draft, &at).cloned().unwrap_or_else(|| typed::json(0.0));
                shapes::set_distribution(&mut ms, &kind);
                path::set(draft, &at, ms);
            });
        })
    };
    let id = format!("{}-distribution", field_id(&at));
    let field = Field::plain(id, kind.into(), Signal::stored(None), write);
    let numbers = move || match kind.get().as_str() {
        "fixed" => view! { <Time session label="Takes" at=at.clone()/> }.into_any(),
        "empirical" => {
            let field = session.numbers(format!("{at}.empirical"));
            view! { <TextField label="Samples in milliseconds, with commas between them" class="input-wide" field/> }.into_any()
        }
        kind => parameters(session, &at, kind),
    };
    view! {
        {numbers}
        <Choice label="Varies" hint="How the duration differs from task to task." options=options(&shapes::DISTRIBUTIONS) field/>
    }
}

fn parameters(session: Session, at: &str, kind: &str) -> AnyView {
    let field = |(key, label, unit): &(&'static str, &'static str, &'static str)| {
        let at = format!("{at}.{kind}.{key}");
        if *unit == "ms" {
            view! { <Time session label=*label at/> }.into_any()
        } else {
            let hint = if *key == "cv" {
                "Standard deviation over the mean: 0 is always the same, 1 varies as much as an exponential."
            } else {
                "How heavy the tail is: the smaller, the more often a task takes far longer. Above 1."
            };
            view! { <NumberField label=*label hint field=session.number(at)/> }.into_any()
        }
    };
    shapes::parameters(kind).iter().map(field).collect_view().into_any()
}

/// A time in milliseconds, over seven decades.
#[component]
fn Time(session: Session, label: &'static str, at: String) -> impl IntoView {
    let hint = "How long the step takes, without any waiting for the GIL, a core or a service.";
    view! { <Slider label unit="ms" hint ladder=Ladder::decades(0.001, 10_000.0, true) field=session.number(at)/> }
}
