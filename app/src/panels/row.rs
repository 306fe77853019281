//! One model: its name and numbers, and its lanes on the common time axis.

use leptos::html::{Canvas, Div};
use leptos::prelude::*;

use super::facts::{Facts, Place};
use super::flows::Flows;
use super::part::Part;
use super::places::Later;
use super::pointers::Pointers;
use super::real_table;
use crate::browser;
use crate::format;
use crate::state::Session;
use crate::timeline::layout::DRAWING_WIDTH;
use crate::timeline::{Layout, TimeScale, View, play, ticks};

/// Grid lines stand where the ruler has its ticks.
const APART_PX: f64 = 76.0;

/// A model's row.
#[component]
pub fn ModelRow(
    session: Session,
    /// Its place among the results.
    index: usize,
) -> impl IntoView {
    let facts = Memo::new(move |_| {
        session.runs.track();
        session.picture.with_untracked(|p| Facts::of(p, index))
    });
    let ends = move || {
        let (view, end) = (session.stage.view.get(), facts.with(|f| f.end_ms));
        // Of several runs one is drawn; the number beside it is the mean.
        let run = if facts.with(|f| f.spread().is_some()) { "this run " } else { "" };
        if end > view.to_ms {
            Some(format!("{run}ends at {} →", format::duration(end)))
        } else {
            (end < view.from_ms).then(|| format!("← {run}ended at {}", format::duration(end)))
        }
    };
    view! {
        <article class="row">
            <RowName session index facts/>
            <Lanes session index>
                <Later session part=Part::MeasuredBar(index)/>
                <Later session part=Part::GhostEnd(index)/>
                <Whisker session facts/>
                {move || ends().map(|words| view! { <span class="lanes-end">{words}</span> })}
            </Lanes>
        </article>
    }
}

/// The name and the numbers; while the playhead is there, what it has passed.
#[component]
fn RowName(session: Session, index: usize, facts: Memo<Facts>) -> impl IntoView {
    let told = move || match session.play.at_ms.get() {
        None => (facts.with(Facts::pace), None),
        Some(at) => {
            let span = session.stage.view.with(View::span_ms);
            let completed = facts.with(|f| f.completed);
            session.picture.with(|p| {
                let Some(timeline) = p.timelines.get(index) else { return Default::default() };
                let done = play::done(&timeline.completions_ms, completed, at);
                let open = play::pending(timeline, completed, at);
                let now = play::throughput_now(&timeline.completions_ms, completed, at, span);
                let [done, of, open] = [done, completed, open].map(|n| format::thousands(n as i64));
                (format!("{done} of {of} done · {open} pending"), Some(format!("{} now", format::rate(now))))
            })
        }
    };
    let first = Memo::new(move |_| told());
    let finish = Memo::new(move |_| {
        let at = session.play.at_ms.get()?;
        session.picture.with(|p| {
            let ends: Vec<f64> = p.timelines.iter().map(|t| t.makespan_ms).collect();
            play::finish(&ends, index, at)
        })
    });
    view! {
        <div class="row-name">
            <h3>
                {move || facts.with(|f| f.name.clone())}
                {move || match finish.get() {
                    Some(place) => Some(finished(place).into_any()),
                    None => facts.with(|f| f.place).map(|place| badge(place).into_any()),
                }}
            </h3>
            <p class="row-makespan" title=move || facts.with(Facts::about_figure)>
                {move || facts.with(Facts::figure)}
                {move || facts.with(Facts::spread).map(|spread| view! { " " <span class="row-spread">{spread}</span> })}
            </p>
            <Later session part=Part::RowDifference(index)/>
            <p class="row-fact" title=move || facts.with(Facts::about_pace)>{move || first.with(|told| told.0.clone())}</p>
            <p class="row-fact" title="The model's settings">
                {move || first.with(|told| told.1.clone()).unwrap_or_else(|| facts.with(|f| f.settings.clone()))}
            </p>
            <LanesToggle session index/>
            <Later session part=Part::MeasuredFact(index)/>
        </div>
    }
}

/// The makespan that was measured of a model, and what there is to say of it; none: nothing was, or of another scenario.
fn measured(session: Session, index: usize) -> Option<(f64, String)> {
    let compared = session.comparison.get().filter(|compared| compared.differs.is_empty())?;
    let row = compared.rows.get(index)?;
    let figures = row.measured.as_ref().ok()?;
    Some((figures.makespan_ms.median, real_table::words(row)))
}

/// What was measured of a model, in words.
#[component]
pub fn MeasuredFact(session: Session, index: usize) -> impl IntoView {
    let words = Memo::new(move |_| measured(session, index).map(|(_, words)| words));
    move || words.get().map(|words| view! { <p class="row-fact row-measured">{words}</p> })
}

/// The measured makespan as a bar along the lanes, on the same time axis.
#[component]
pub fn MeasuredBar(session: Session, index: usize) -> impl IntoView {
    let bar = Memo::new(move |_| {
        let (ms, words) = measured(session, index)?;
        let (from, to) = (session.stage.share(0.0).max(0.0), session.stage.share(ms).min(1.0));
        (to > from).then(|| (format!("{:.3}%", 100.0 * from), format!("{:.3}%", 100.0 * (to - from)), words))
    });
    move || {
        bar.get().map(|(from, length, words)| {
            view! {
                <span class="measured-bar" title=words style:inset-inline-start=from style:inline-size=length></span>
            }
        })
    }
}

/// Shows more lanes of their own, where some are folded.
#[component]
fn LanesToggle(session: Session, index: usize) -> impl IntoView {
    let folded = Memo::new(move |_| {
        let open = session.stage.open.with(|open| open.contains(&index));
        session.picture.with(|p| {
            let timeline = p.timelines.get(index)?;
            let hides = timeline.lanes.len() < timeline.lanes_total;
            (open || hides).then_some((open, timeline.lanes_total))
        })
    });
    move || {
        folded.get().map(|(open, lanes)| {
            let words = match (open, lanes) {
                (true, _) => "Fewer lanes".to_owned(),
                (false, 0..=40) => format!("All {lanes} lanes"),
                (false, _) => format!("40 of {} lanes", format::thousands(lanes as i64)),
            };
            view! {
                <button
                    type="button"
                    class="button button-small row-lanes"
                    aria-expanded=open.to_string()
                    title="Show the threads, processes or calls of this model one by one (O)"
                    on:click=move |_| session.stage.toggle_open(index)
                >
                    {words}
                </button>
            }
        })
    }
}

/// The how manieth to be done, once the playhead has passed its end.
fn finished(place: usize) -> impl IntoView {
    let words = match place {
        1 => "1st".to_owned(),
        2 => "2nd".to_owned(),
        3 => "3rd".to_owned(),
        n => format!("{n}th"),
    };
    view! { <span class="badge" title="The order in which models finish">{words}</span> }
}

fn badge(place: Place) -> impl IntoView {
    let (words, hint) = match place {
        Place::Fastest => ("fastest", "No other is ahead of it"),
        Place::Tied => ("tied", "The runs do not tell it from the fastest"),
    };
    view! { <span class="badge" title=hint>{words}</span> }
}

/// Where the end of the row lies over all runs: the interval of the mean, and the mean.
#[component]
fn Whisker(session: Session, facts: Memo<Facts>) -> impl IntoView {
    let marks = move || {
        let (low, mean, high) = facts.with(Facts::whisker_ms)?;
        let x = |at_ms: f64| format!("{:.3}%", session.stage.share(at_ms) * 100.0);
        let (low, mean, high) = (x(low), x(mean), x(high));
        let cap = |x: String| view! { <line x1=x.clone() x2=x y1="2" y2="10"/> };
        Some(view! {
            <svg class="lanes-whisker" aria-hidden="true">
                <line x1=low.clone() x2=high.clone() y1="6" y2="6"/>
                {cap(low)}
                {cap(high)}
                <circle cx=mean cy="6" r="2.5"/>
            </svg>
        })
    };
    view! { {marks} }
}

/// The lanes: the server's drawing, and the canvas that takes its place.
#[component]
fn Lanes(session: Session, index: usize, children: Children) -> impl IntoView {
    let stage = session.stage;
    let layout = Memo::new(move |_| {
        let pinned = stage.pinned_in(index);
        session.picture.with(|p| Layout::of(p.timelines.get(index).map_or(&[][..], |t| &t.lanes), &pinned))
    });
    let height = move || layout.with(|l| l.height_px);
    let (frame, canvas) = (NodeRef::<Div>::new(), NodeRef::<Canvas>::new());
    let draw = move || {
        let (view, width, picked) =
            (stage.view.get_untracked(), stage.width_px.get_untracked(), stage.picked.get_untracked());
        let scale = TimeScale::new(view, width);
        let grid: Vec<f64> =
            ticks::ticks(view, width, APART_PX).iter().map(|t| scale.x_px(t.at_ms)).collect();
        session.picture.with_untracked(|p| {
            let (timeline, canvas) = (p.timelines.get(index)?, canvas.try_get_untracked()??);
            layout.try_with_untracked(|layout| {
                browser::canvas::draw(&canvas, timeline, layout, &scale, &grid, picked);
            })
        });
    };
    let draw_soon = browser::frames::once(draw);
    Effect::new(move |before: Option<u32>| {
        let theme = stage.theme.get();
        stage.view.track();
        stage.width_px.track();
        stage.picked.track();
        canvas.track();
        layout.track();
        session.picture.track();
        if stage.measured.get() {
            // Printing does not wait for a frame.
            if before == Some(theme) { draw_soon() } else { draw() }
        }
        theme
    });
    let pointers = Pointers { session, index, layout, frame, gesture: StoredValue::new(None) };
    view! {
        <div
            class="lanes"
            node_ref=frame
            data-dragging=move || pointers.is_dragging()
            on:pointerdown=move |event| pointers.down(&event)
            on:pointermove=move |event| pointers.go(&event)
            on:pointerup=move |event| pointers.up(&event, true)
            on:pointercancel=move |event| pointers.up(&event, false)
            on:pointerleave=move |event| pointers.away(&event)
            on:wheel=move |event| pointers.wheel(&event)
        >
            <svg
                class="lanes-svg"
                viewBox=move || format!("0 0 {DRAWING_WIDTH} {}", height())
                height=height
                preserveAspectRatio="none"
                aria-hidden="true"
                inner_html=first_drawing(session, index)
            ></svg>
            <canvas class="lanes-canvas" node_ref=canvas aria-hidden="true"></canvas>
            <Flows session index layout/>
            {children()}
        </div>
    }
}

/// The lanes before a canvas draws them, for readers without JavaScript and until it runs.
#[cfg(feature = "ssr")]
fn first_drawing(session: Session, index: usize) -> String {
    use crate::timeline::svg;
    let view = session.stage.view.get_untracked();
    session.picture.with_untracked(|p| {
        p.timelines.get(index).map(|t| svg::lanes(t, &Layout::of(&t.lanes, &[]), view)).unwrap_or_default()
    })
}

/// The browser draws on the canvas at once.
#[cfg(not(feature = "ssr"))]
fn first_drawing(_: Session, _: usize) -> &'static str {
    ""
}
