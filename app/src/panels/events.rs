//! The run as a list of events, in step with the timelines: the playhead moves it, a click moves the playhead.

use leptos::html::Tbody;
use leptos::prelude::*;
use simulator::observe::look::LaneEvent;

use crate::browser;
use crate::format;
use crate::state::Session;
use crate::widgets::Columns;
use crate::words;

/// Closed until it is wanted: events are asked for when it opens.
#[component]
pub fn Events(session: Session) -> impl IntoView {
    let looks = session.looks;
    let toggled = move |event: leptos::ev::Event| {
        looks.listing.set(browser::page::is_open(&event));
    };
    view! {
        <details class="events" on:toggle=toggled>
            <summary>"Events around the playhead"</summary>
            {move || looks.listing.get().then(|| view! { <List session/> })}
        </details>
    }
}

#[component]
fn List(session: Session) -> impl IntoView {
    let looks = session.looks;
    let models = move || {
        let option = |(at, label): (usize, String)| view! { <option value=at.to_string()>{label}</option> };
        session
            .picture
            .with(|p| p.timelines.iter().map(|t| t.label.clone()).enumerate().map(option).collect_view())
    };
    let node = NodeRef::<Tbody>::new();
    // The last event that the playhead has passed.
    let here = Memo::new(move |_| {
        let at = session.now_ms();
        looks.events.with(|all| all.partition_point(|event| event.at_ms <= at)).checked_sub(1)
    });
    Effect::new(move |_| {
        looks.events.track();
        if let (Some(here), Some(body)) = (here.get(), node.get()) {
            browser::page::scroll_to_row(&body, here);
        }
    });
    let row = move |(place, event): (usize, &LaneEvent)| {
        let event = event.clone();
        let told = Row::of(session, &event);
        let current = move || (here.get() == Some(place)).then_some("true");
        let swatch = event.state.map(|state| format!("swatch state-{}", words::token(state)));
        view! {
            <tr aria-current=current>
                <td class="number">
                    <button type="button" class="event-time" on:click=move |_| session.go_to_event(&event)>
                        {told.at}
                    </button>
                </td>
                <td>{told.model}</td>
                <td>{told.lane}</td>
                <td>{swatch.map(|class| view! { <span class=class></span> " " })} {told.what}</td>
                <td>{told.task}</td>
            </tr>
        }
    };
    view! {
        <div class="events-tools">
            <label>
                "Of "
                <select
                    class="input"
                    aria-label="Events of which model"
                    on:change=move |event| looks.listed_model.set(event_target_value(&event).parse().ok())
                >
                    <option value="">"all models"</option>
                    {models}
                </select>
            </label>
            <span class="note">"Click a time to put the playhead there."</span>
        </div>
        <div class="events-frame" tabindex="0" role="region" aria-label="Events">
            <table class="table">
                <Columns names=&["Time", "Model", "Lane", "Begins", "Task"]/>
                <tbody node_ref=node>
                    {move || looks.events.with(|all| all.iter().enumerate().map(row).collect_view())}
                </tbody>
            </table>
        </div>
    }
}

/// An event in words.
struct Row {
    at: String,
    model: String,
    lane: String,
    what: String,
    task: String,
}

impl Row {
    fn of(session: Session, event: &LaneEvent) -> Row {
        let what = match (event.state, event.for_ms) {
            (Some(state), Some(ms)) => {
                let waits = event.waits_for.as_ref().map(|what| format!(", waits for {what}"));
                format!("{}, {}{}", words::name(state), format::duration(ms), waits.unwrap_or_default())
            }
            _ => "idle".to_owned(),
        };
        session.picture.with_untracked(|p| Row {
            at: format::clock(event.at_ms),
            model: p.timelines.get(event.model).map(|t| t.label.clone()).unwrap_or_default(),
            lane: event.lane_name.clone(),
            what,
            task: event.task.map(|task| task.to_string()).unwrap_or_default(),
        })
    }
}
