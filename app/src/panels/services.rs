//! The services that steps call: queues in front of so many servers.

use leptos::prelude::*;

use super::lists::ItemTools;
use crate::draft::{Ladder, path, shapes};
use crate::state::{Phase, Session};
use crate::widgets::{NumberField, Slider, TextField};

/// The services, and a button for one more.
#[component]
pub fn Services(session: Session) -> impl IntoView {
    let len = session.len("services");
    let add = move |_| {
        session.edit(Phase::Done, |draft| {
            let number = path::len(draft, "services") + 1;
            path::push(draft, "services", shapes::new_service(number));
        });
    };
    view! {
        <section class="group" aria-labelledby="group-services">
            <h2 class="group-title" id="group-services">"Services"</h2>
            <For each=move || 0..len.get() key=|index| *index let:index>
                <ServiceCard session index/>
            </For>
            <p class="note" hidden=move || { len.get() > 0 }>
                "None: every call is answered without a queue."
            </p>
            <div class="group-actions">
                <button type="button" class="button" on:click=add>"+ Service"</button>
            </div>
        </section>
    }
}

/// One service.
#[component]
fn ServiceCard(session: Session, index: usize) -> impl IntoView {
    let at = format!("services[{index}]");
    view! {
        <article class="card">
            <div class="card-head">
                <TextField label="Name of the service" class="card-name" field=session.text(format!("{at}.name"))/>
                <ItemTools session list="services" index what=format!("service {}", index + 1) may_be_empty=true/>
            </div>
            <Slider
                label="At once"
                unit="calls"
                hint="How many calls it answers at the same time; others wait in its queue."
                ladder=Ladder::decades(1.0, 10_000.0, false)
                field=session.number(format!("{at}.concurrency"))
            />
            <NumberField
                label="Rate limit"
                unit="per s"
                hint="At most so many calls begin in a second; empty: no limit."
                placeholder="none"
                field=session.optional_number(format!("{at}.rate_per_s"))
            />
        </article>
    }
}
