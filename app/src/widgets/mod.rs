//! Plain controls. They know text, numbers and callbacks, and nothing of scenarios or simulation.

mod choice;
mod columns;
mod number;
mod slider;
mod text;
#[cfg(feature = "ssr")]
mod title;

use leptos::prelude::*;

pub use choice::Choice;
pub(crate) use columns::Columns;
pub use number::NumberField;
pub use slider::Slider;
pub use text::TextField;
#[cfg(feature = "ssr")]
pub use title::PageTitle;

use crate::state::Phase;

/// A value that a control shows and changes.
#[derive(Clone)]
pub struct Field {
    /// The input's id.
    pub id: String,
    /// The value as text.
    pub text: Signal<String>,
    /// What is wrong with it.
    pub problem: Signal<Option<String>>,
    /// Takes what was typed, and whether the change is done.
    pub write: Callback<(String, Phase)>,
    /// What it held when the scenario was opened, if it holds something else now.
    pub origin: Signal<Option<String>>,
}

impl Field {
    /// A field that does not tell whether it was changed.
    pub fn plain(
        id: String,
        text: Signal<String>,
        problem: Signal<Option<String>>,
        write: Callback<(String, Phase)>,
    ) -> Field {
        Field { id, text, problem, write, origin: Signal::stored(None) }
    }

    /// The text for an input: it does not change under the hands of the person who types.
    fn shown(&self, focused: RwSignal<bool>) -> Memo<String> {
        let text = self.text;
        Memo::new(move |last: Option<&String>| {
            if focused.get() { last.cloned().unwrap_or_else(|| text.get_untracked()) } else { text.get() }
        })
    }

    fn note_id(&self) -> String {
        format!("{}-problem", self.id)
    }

    fn hint_id(&self) -> String {
        format!("{}-hint", self.id)
    }
}

/// What a field means, for those who cannot point at it.
#[component]
fn Hint(
    /// Whose meaning.
    field: Field,
    text: String,
) -> impl IntoView {
    view! { <span id=field.hint_id() hidden=true>{text}</span> }
}

/// A dot beside a field that was changed since the scenario was opened; pressing it puts back what was.
#[component]
fn Changed(
    /// Whose change.
    field: Field,
    /// What the field is called.
    label: String,
) -> impl IntoView {
    let (origin, write) = (field.origin, field.write);
    move || {
        origin.get().map(|was| {
            let told = if was.is_empty() { "empty" } else { was.as_str() };
            let words = format!("{label} was {told} when this was opened: put that back");
            let back = was.clone();
            view! {
                <button
                    type="button"
                    class="changed"
                    aria-label=words.clone()
                    title=words
                    on:click=move |_| write.run((back.clone(), Phase::Done))
                ></button>
            }
        })
    }
}

/// What is wrong with a field, beside it.
#[component]
fn FieldProblem(
    /// Whose problem.
    field: Field,
) -> impl IntoView {
    let id = field.note_id();
    let problem = field.problem;
    view! {
        <p class="field-problem" id=id hidden=move || problem.with(Option::is_none)>
            {move || problem.get().unwrap_or_default()}
        </p>
    }
}
