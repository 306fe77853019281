//! The settings that several models share, changed in all of them at once.

use leptos::prelude::*;

use super::lists::options;
use crate::draft::Ladder;
use crate::state::Session;
use crate::widgets::{Choice, Slider};

/// Start methods: value and words.
pub const START_METHODS: [(&str, &str); 3] =
    [("fork", "fork"), ("forkserver", "forkserver"), ("spawn", "spawn")];

/// Workers, tasks in flight and start method of every model that has them.
#[component]
pub fn Pools(session: Session) -> impl IntoView {
    let (workers, in_flight) = (session.has_pool("workers"), session.has_pool("concurrency"));
    let method = session.has_pool("start_method");
    view! {
        <section class="group" aria-labelledby="group-pools">
            <h2 class="group-title" id="group-pools">"Pools" <small>" · all models at once"</small></h2>
            <Show when=move || workers.get()>
                <Slider
                    label="Workers"
                    unit="workers"
                    hint="Threads, processes or interpreters in the pool of every model that has one."
                    ladder=Ladder::counts(512)
                    field=session.pool("workers", true)
                />
                {move || span(session, "workers")}
            </Show>
            <Show when=move || in_flight.get()>
                <Slider
                    label="In flight"
                    unit="tasks"
                    hint="How many tasks an event loop works on at once (a semaphore)."
                    ladder=Ladder::decades(1.0, 10_000.0, false)
                    field=session.pool("concurrency", true)
                />
                {move || span(session, "concurrency")}
            </Show>
            <Show when=move || method.get()>
                <Choice
                    label="Start method"
                    hint="How multiprocessing starts its workers."
                    options=options(&START_METHODS)
                    field=session.pool("start_method", false)
                />
            </Show>
        </section>
    }
}

/// That the models differ in a setting: the field shows the first one's.
fn span(session: Session, key: &'static str) -> Option<impl IntoView> {
    session.pool_span(key).map(|(least, most)| {
        view! { <p class="note">{format!("{least} to {most}, by model. A change here is for all.")}</p> }
    })
}
