//! One model: its name and numbers, and its lanes on the common time axis.

use leptos::ev::PointerEvent;
use leptos::html::{Canvas, Div};
use leptos::prelude::*;

use super::compare::{GhostEnd, RowDifference};
use super::facts::{Facts, Place};
use super::real_table;
use crate::browser;
use crate::format;
use crate::state::Session;
use crate::timeline::gesture::{Gesture, Moved};
use crate::timeline::{Layout, TimeScale, View, hit, paint, play, svg, ticks};

/// Grid lines stand where the ruler has its ticks.
const APART_PX: f64 = 76.0;

/// A model's row.
#[component]
pub fn ModelRow(
    session: Session,
    /// Its place among the results.
    index: usize,
) -> impl IntoView {
    let facts = Memo::new(move |_| session.picture.with(|p| Facts::of(p, index)));
    let ends = move || {
        let (view, end) = (session.stage.view.get(), facts.with(|f| f.end_ms));
        if end > view.to_ms {
            Some(format!("ends at {} →", format::duration(end)))
        } else {
            (end < view.from_ms).then(|| format!("← ended at {}", format::duration(end)))
        }
    };
    view! {
        <article class="row">
            <RowName session index facts/>
            <Lanes session index>
                <MeasuredBar session index/>
                <GhostEnd session index/>
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
        None => facts.with(Facts::pace),
        Some(at) => {
            let span = session.stage.view.with(View::span_ms);
            let completed = facts.with(|f| f.completed);
            session.picture.with(|p| {
                let instants = p.timelines.get(index).map_or(&[][..], |t| &t.completions_ms);
                let done = play::done(instants, completed, at);
                let now = play::throughput_now(instants, completed, at, span);
                format!(
                    "{} of {} done · {} now",
                    format::thousands(done as i64),
                    format::thousands(completed as i64),
                    format::rate(now)
                )
            })
        }
    };
    let measured = Memo::new(move |_| measured(session, index));
    let hint = "Tasks completed a second until the last one was done · how many times faster than one thread doing everything";
    view! {
        <div class="row-name">
            <h3>
                {move || facts.with(|f| f.name.clone())}
                {move || {
                    facts
                        .with(|f| f.place)
                        .map(badge)
                }}
            </h3>
            <p class="row-makespan" title=move || facts.with(Facts::about_makespan)>
                {move || facts.with(Facts::makespan)}
                {move || facts.with(Facts::spread).map(|spread| view! { " " <span class="row-spread">{spread}</span> })}
            </p>
            <RowDifference session index/>
            <p class="row-fact" title=hint>{told}</p>
            <p class="row-fact" title="The model's settings">{move || facts.with(|f| f.settings.clone())}</p>
            {move || measured.get().map(|(_, words)| view! { <p class="row-fact row-measured">{words}</p> })}
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

/// The measured makespan as a bar along the lanes, on the same time axis.
#[component]
fn MeasuredBar(session: Session, index: usize) -> impl IntoView {
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

fn badge(place: Place) -> impl IntoView {
    let (words, hint) = match place {
        Place::Fastest => ("fastest", "The shortest makespan"),
        Place::Tied => ("tied", "The runs do not tell it from the shortest makespan"),
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
        session.picture.with(|p| Layout::of(p.timelines.get(index).map_or(&[][..], |t| &t.lanes)))
    });
    let height = move || layout.with(|l| l.height_px);
    let first = RwSignal::new(first_drawing(session, index));
    let (frame, canvas) = (NodeRef::<Div>::new(), NodeRef::<Canvas>::new());
    Effect::new(move |_| {
        let (view, width, picked) = (stage.view.get(), stage.width_px.get(), stage.picked.get());
        stage.theme.track();
        let (Some(canvas), true) = (canvas.get(), stage.measured.get()) else { return };
        let scale = TimeScale::new(view, width);
        let grid: Vec<f64> =
            ticks::ticks(view, width, APART_PX).iter().map(|t| scale.x_px(t.at_ms)).collect();
        layout.with(|layout| {
            let bars = session.picture.with(|p| {
                p.timelines.get(index).map(|t| paint::bars(t, layout, &scale, picked)).unwrap_or_default()
            });
            browser::canvas::draw(&canvas, width, layout.height_px, &bars, &grid, picked.is_some());
        });
        if first.with_untracked(|svg| !svg.is_empty()) {
            first.set(String::new());
        }
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
            on:pointerleave=move |_| pointers.away()
            on:wheel=move |event| pointers.wheel(&event)
        >
            <svg
                class="lanes-svg"
                viewBox=move || format!("0 0 {} {}", svg::WIDTH, height())
                height=height
                preserveAspectRatio="none"
                aria-hidden="true"
                inner_html=first
            ></svg>
            <canvas class="lanes-canvas" height=height node_ref=canvas aria-hidden="true"></canvas>
            {children()}
        </div>
    }
}

fn first_drawing(session: Session, index: usize) -> String {
    let view = session.stage.view.get_untracked();
    session.picture.with_untracked(|p| {
        p.timelines.get(index).map(|t| svg::lanes(t, &Layout::of(&t.lanes), view)).unwrap_or_default()
    })
}

/// What pointers do on a row.
#[derive(Clone, Copy)]
struct Pointers {
    session: Session,
    index: usize,
    layout: Memo<Layout>,
    frame: NodeRef<Div>,
    gesture: StoredValue<Option<Gesture>>,
}

impl Pointers {
    fn is_dragging(&self) -> &'static str {
        self.session.stage.view.track();
        if self.gesture.with_value(Option::is_some) { "true" } else { "false" }
    }

    fn place(&self, event: &leptos::ev::MouseEvent) -> Option<(f64, f64)> {
        self.frame.get_untracked().map(|frame| browser::page::pointer_in(&frame, event))
    }

    fn down(&self, event: &PointerEvent) {
        let (Some((x, _)), Some(frame)) = (self.place(event), self.frame.get_untracked()) else { return };
        if event.button() != 0 {
            return;
        }
        browser::page::capture(&frame, event);
        let stage = self.session.stage;
        let (view, share) = (stage.view.get_untracked(), x / stage.width_px.get_untracked());
        self.gesture.update_value(|gesture| match gesture {
            Some(gesture) => gesture.join(view, event.pointer_id(), share),
            None => *gesture = Some(Gesture::start(view, event.pointer_id(), share, event.shift_key())),
        });
    }

    fn go(&self, event: &PointerEvent) {
        let Some((x, y)) = self.place(event) else { return };
        let stage = self.session.stage;
        let (width, end) = (stage.width_px.get_untracked(), stage.end_ms.get_untracked());
        let moved = self
            .gesture
            .try_update_value(|g| g.as_mut().map(|g| g.go(event.pointer_id(), x / width, width, end)))
            .flatten();
        match moved {
            Some(Moved::Show(view)) => {
                stage.pointed.set(None);
                stage.chosen.set(Some(view));
            }
            Some(Moved::Select(one, other)) => stage.brush.set(Some((one, other))),
            Some(Moved::Nothing) => {}
            None => self.point(x, y, event),
        }
    }

    /// Points at what is under the pointer.
    fn point(&self, x: f64, y: f64, event: &PointerEvent) {
        let stage = self.session.stage;
        let scale = TimeScale::new(stage.view.get_untracked(), stage.width_px.get_untracked());
        let spot = self.session.picture.with_untracked(|p| {
            let timeline = p.timelines.get(self.index)?;
            self.layout.with_untracked(|layout| hit::at(timeline, layout, &scale, x, y))
        });
        stage.pointed.set(spot);
        stage.pointer.set(Some(browser::page::pointer(event)));
    }

    fn up(&self, event: &PointerEvent, done: bool) {
        let Some(mut gesture) = self.gesture.get_value() else { return };
        let stage = self.session.stage;
        let click = gesture.is_click();
        if !gesture.leave(stage.view.get_untracked(), event.pointer_id()) {
            self.gesture.set_value(Some(gesture));
            return;
        }
        self.gesture.set_value(None);
        let brushed = stage.brush.get_untracked();
        stage.brush.set(None);
        if !done {
            return;
        }
        if let Some((one, other)) = brushed {
            stage.select(one, other);
        } else if click && let Some((x, y)) = self.place(event) {
            self.point(x, y, event);
            self.session.pick_pointed();
        }
    }

    fn away(&self) {
        if self.gesture.with_value(Option::is_none) {
            self.session.stage.pointed.set(None);
        }
    }

    /// Ctrl and wheel zooms around the pointer; sideways, or with shift, it pans.
    fn wheel(&self, event: &leptos::ev::WheelEvent) {
        let stage = self.session.stage;
        let width = stage.width_px.get_untracked();
        if event.ctrl_key() || event.meta_key() {
            event.prevent_default();
            let share = self.place(event).map_or(0.5, |(x, _)| x / width);
            stage.zoom((event.delta_y() * 0.004).clamp(-0.7, 0.7).exp(), share);
        } else if event.shift_key() || event.delta_x().abs() > event.delta_y().abs() {
            event.prevent_default();
            let by = if event.delta_x() == 0.0 { event.delta_y() } else { event.delta_x() };
            stage.pan(by / width);
        }
    }
}
