//! Plain controls. They know text, numbers and callbacks, and nothing of scenarios or simulation.

mod choice;
mod number;
mod slider;
mod text;

use leptos::prelude::*;

pub use choice::Choice;
pub use number::NumberField;
pub use slider::Slider;
pub use text::TextField;

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
}

impl Field {
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
