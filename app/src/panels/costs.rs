//! What the interpreter and the system charge: the costs in force, each of which can be replaced.

use leptos::prelude::*;
use serde_json::Value;
use simulator::costs;

use super::measure::Measure;
use crate::format;
use crate::state::Session;
use crate::widgets::NumberField;

/// The costs that most scenarios turn on; the others are behind a fold.
const USUAL: [&str; 5] = [
    "process_start_forkserver_ms",
    "process_submit_us",
    "pickle_ns_per_byte_dicts",
    "thread_submit_us",
    "free_threaded_slowdown",
];

/// The costs in force.
#[component]
pub fn Costs(session: Session) -> impl IntoView {
    let python = Memo::new(move |_| session.scenario.with(|s| s.runtime.python));
    let switch = session.optional_number("runtime.switch_interval_ms");
    let import = session.optional_number("runtime.import_ms");
    let resident = session.optional_number("runtime.resident_bytes");
    let usual = move || lines(session, python.get(), true);
    // Nobody looks at the many others before they are opened; where one is set, it has to be found, and printed.
    let (opened, own) = (RwSignal::new(false), session.value("runtime.costs"));
    let set =
        move || own.with(|own| own.as_ref().and_then(Value::as_object).is_some_and(|own| !own.is_empty()));
    let wanted = Memo::new(move |before| before == Some(&true) || opened.get() || set());
    let others = move || wanted.get().then(|| lines(session, python.get(), false));
    view! {
        <section class="group" aria-labelledby="group-costs">
            <h2 class="group-title" id="group-costs">"Costs" <small>" · measured; type your own"</small></h2>
            <NumberField
                label="GIL switch interval"
                unit="ms"
                hint="sys.getswitchinterval(): how long a thread may hold the GIL while another one waits."
                placeholder="5"
                field=switch
            />
            <NumberField
                label="Imports of a worker"
                unit="ms"
                hint="What the program's own imports cost a worker started by spawn or forkserver."
                placeholder="0"
                field=import
            />
            <NumberField
                label="Memory of the program"
                unit="bytes"
                hint="What the program holds when it starts workers: fork copies its page tables."
                placeholder="0"
                field=resident
            />
            {usual}
            <Measure session/>
            <details class="fold" on:toggle=move |_| opened.set(true)>
                <summary>"All costs"</summary>
                {others}
                <p class="note">
                    "The profile in force as JSON: "
                    <a href=move || format!("/api/v1/costs?python={}", python.get().name())>"/api/v1/costs"</a>
                </p>
            </details>
        </section>
    }
}

fn lines(session: Session, python: simulator::scenario::Python, usual: bool) -> AnyView {
    let profile = costs::Costs::of(python, &std::collections::BTreeMap::new());
    let shown = costs::Costs::SPECS.iter().filter(|spec| USUAL.contains(&spec.name) == usual);
    shown
        .map(|spec| {
            let (label, unit) = told(spec.name);
            let measured = profile.get(spec.name).map(format::significant).unwrap_or_default();
            let field = session.optional_number(format!("runtime.costs.{}", spec.name));
            view! { <NumberField label unit hint=spec.what placeholder=measured field/> }
        })
        .collect_view()
        .into_any()
}

/// A cost's name as words, and its unit.
pub(super) fn told(name: &str) -> (String, String) {
    let units =
        [("_us", "µs"), ("_ms", "ms"), ("_bytes", "bytes"), ("_ns_per_byte", "ns/byte"), ("_slowdown", "×")];
    let mut words = name.to_owned();
    let mut unit = String::new();
    for (suffix, sign) in units {
        if let Some(place) = words.find(suffix) {
            words.replace_range(
                place..place + suffix.len(),
                if suffix == "_slowdown" { "_slowdown" } else { "" },
            );
            unit = sign.to_owned();
            break;
        }
    }
    let mut words = words.replace('_', " ");
    if let Some(first) = words.get(..1).map(str::to_uppercase) {
        words.replace_range(..1, &first);
    }
    (words, unit)
}

#[cfg(test)]
mod tests {
    use super::told;

    #[test]
    fn names_become_words() {
        let cases = [
            ("process_start_fork_ms", "Process start fork", "ms"),
            ("pickle_ns_per_byte_dicts", "Pickle dicts", "ns/byte"),
            ("thread_bytes", "Thread", "bytes"),
            ("free_threaded_slowdown", "Free threaded slowdown", "×"),
        ];
        for (name, words, unit) in cases {
            assert_eq!(told(name), (words.to_owned(), unit.to_owned()));
        }
    }
}
