//! The picture as a whole: what is told on top, the rows, what is told at the bottom.

use simulator::observe::report::Verdict;

use super::Look;
use super::alt::alt;
use super::legend::Legend;
use super::rows::{self, Rows};
use super::sheet::{Sheet, Type};
use super::text::{clean, wrap};
use crate::client::Workbench;

/// Space around everything, pixels.
const MARGIN: f64 = 24.0;

const NAME: Type = Type::of("soft", 13.0);
const HEADLINE: Type = Type::of("ink", 22.0).bold();
const REASON: Type = Type::of("soft", 13.5);
const FOOT: Type = Type::of("faint", 11.0);
/// Room for what hangs below its line.
const FOOT_PX: f64 = 4.0;

/// The picture of a run, as SVG.
pub fn timelines(workbench: &Workbench, look: &Look) -> String {
    Frame::of(workbench, look, true).draw()
}

/// The same without name, verdict and space around, for a page that has them itself; and how high it is.
pub(super) fn lanes(workbench: &Workbench, look: &Look) -> (String, f64) {
    let frame = Frame::of(workbench, look, false);
    (frame.draw(), frame.size_px().1)
}

/// A picture whose parts have their places.
struct Frame<'w> {
    workbench: &'w Workbench,
    look: Look,
    /// Lines of the verdict's reason; none: neither name nor verdict is told.
    reason: Option<Vec<String>>,
    rows: Rows<'w>,
    legend: Legend,
    /// Space on both sides.
    margin: f64,
    /// Where the rows begin.
    top: f64,
    width: f64,
    height: f64,
}

impl<'w> Frame<'w> {
    fn of(workbench: &'w Workbench, look: &Look, told: bool) -> Frame<'w> {
        let (width, height) = look.own_px();
        let margin = if told { MARGIN } else { 0.0 };
        let room = width - 2.0 * margin;
        let lines = if height.is_some() { 2 } else { 3 };
        let reason =
            told.then(|| wrap(&clean(&workbench.report.verdict.reason), REASON.size_px, room, lines));
        let head = reason.as_ref().map_or(0.0, |lines| MARGIN + 48.0 + 19.0 * lines.len() as f64);
        let top = head + rows::AXIS;
        let legend = Legend::of(workbench, room);
        let bottom = 12.0 + legend.height() + 18.0 + margin.max(FOOT_PX);
        let rows = Rows::of(workbench, height.map(|height| height - top - bottom));
        let height = height.unwrap_or(top + rows.height() + bottom);
        Frame { workbench, look: *look, reason, rows, legend, margin, top, width, height }
    }

    /// Width and height that it is shown at.
    fn size_px(&self) -> (f64, f64) {
        (self.look.width_px, self.look.height_px.unwrap_or((self.height * self.look.zoom).round()))
    }

    fn draw(&self) -> String {
        let Frame { workbench, width, height, margin, top, .. } = *self;
        let room = width - 2.0 * margin;
        let about = (title(workbench), alt(&workbench.report));
        let mut sheet = Sheet::new(self.size_px(), (width, height), self.look.theme, (&about.0, &about.1));
        self.rows.patterns(&mut sheet, room);
        sheet.rect("card", (0.0, 0.0), (width, height), 0.0);
        if let Some(reason) = &self.reason {
            head(&mut sheet, workbench, &workbench.report.verdict, width);
            for (line, text) in reason.iter().enumerate() {
                sheet.text((MARGIN, MARGIN + 62.0 + 19.0 * line as f64), REASON, room, text);
            }
        }
        self.rows.draw(&mut sheet, (margin, top), room);
        self.legend.draw(&mut sheet, (margin, top + self.rows.height() + 12.0));
        let base = height - margin.max(FOOT_PX);
        foot(&mut sheet, workbench, self.rows.hidden(), (margin, base), room);
        sheet.done()
    }
}

fn title(workbench: &Workbench) -> String {
    match workbench.report.scenario.name.as_str() {
        "" => "Lockstep".to_owned(),
        name => name.to_owned(),
    }
}

/// The scenario's name, where it comes from, and the verdict.
fn head(sheet: &mut Sheet, workbench: &Workbench, verdict: &Verdict, width: f64) {
    let room = width - 2.0 * MARGIN;
    sheet.text((MARGIN, MARGIN + 10.0), NAME, room - 110.0, &title(workbench));
    brand(sheet, (width - MARGIN, MARGIN + 10.0));
    sheet.text((MARGIN, MARGIN + 39.0), HEADLINE, room, &verdict.headline);
}

/// Three lanes that end at different times, and the name.
pub(super) fn brand(sheet: &mut Sheet, (right, base): (f64, f64)) {
    let (x, y) = (right - 84.0, base - 12.0);
    let bars = [
        ("python", 0.0, 0.0, 10.0),
        ("io", 3.0, 5.0, 5.0),
        ("native", 9.0, 5.0, 6.0),
        ("gil-wait", 0.0, 10.0, 4.0),
        ("python", 5.0, 10.0, 10.0),
    ];
    for (state, left, top, length) in bars {
        sheet.rect(&format!("state-{state}"), (x + left, y + top), (length, 3.6), 1.2);
    }
    sheet.text((right, base), Type::of("ink", 13.0).bold().ending(), 70.0, "Lockstep");
}

/// What has to be known to read the picture rightly.
fn foot(sheet: &mut Sheet, workbench: &Workbench, hidden: usize, at: (f64, f64), room: f64) {
    let runs = workbench.report.scenario.run.replications;
    let mut told = vec!["Simulated: one bar is one thread, process or call over time.".to_owned()];
    if runs > 1 {
        told.push(format!("Lanes show the first of {runs} runs, numbers are means."));
    }
    match hidden {
        0 => {}
        1 => told.push("One model more is not shown.".to_owned()),
        n => told.push(format!("{n} models more are not shown.")),
    }
    sheet.text(at, FOOT, room, &told.join(" "));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::Theme;
    use simulator::scenario::presets;

    fn workbench(change: impl FnOnce(&mut simulator::Scenario)) -> Workbench {
        let mut scenario = presets::get(presets::DEFAULT_ID).unwrap().scenario();
        change(&mut scenario);
        let window = super::super::window(&scenario);
        let (report, timelines) = simulator::simulate_with_timelines(&scenario, Some(&window));
        Workbench { report, timelines }
    }

    #[test]
    fn every_model_has_its_row_and_the_picture_stands_by_itself() {
        let workbench = workbench(|_| {});
        for theme in [Theme::Auto, Theme::Light, Theme::Dark] {
            let svg = timelines(&workbench, &Look { theme, ..Look::PAGE });
            for result in &workbench.report.results {
                let name = result.label.split(" · ").next().unwrap();
                assert!(svg.contains(&format!(">{}</text>", super::super::text::escape(name))), "{name}");
            }
            for foreign in ["<script", "href", "url(http", "<image", "foreignObject", "@import", "data:"] {
                assert!(!svg.contains(foreign), "{foreign}");
            }
            assert!(svg.contains("<title id=\"title\">Fetch, parse, score</title>"));
        }
    }

    #[test]
    fn two_models_of_a_kind_are_told_apart() {
        let workbench = workbench(|scenario| {
            let threads = scenario.models.iter().find(|m| m.kind == "threads").cloned().unwrap();
            scenario.models =
                [4, 16].map(|n| simulator::scenario::Model { workers: Some(n), ..threads.clone() }).into();
        });
        // A card's rows, a page's, and rows with one line of text.
        for look in [Look::CARD, Look::PAGE, Look { height_px: Some(260.0), ..Look::PAGE }] {
            let svg = timelines(&workbench, &look);
            for name in ["Threads · 4", "Threads · 16"] {
                assert_eq!(svg.matches(&format!(">{name}</text>")).count(), 1, "{name}");
            }
        }
    }

    #[test]
    fn a_hostile_name_is_only_a_name() {
        for name in ["</title><script>alert(1)</script>", "\u{202e}abc", "a\u{0}b", &"long ".repeat(2_000)] {
            let workbench = workbench(|scenario| {
                scenario.name = name.to_owned();
                scenario.workload[0].name = name.to_owned();
            });
            let svg = timelines(&workbench, &Look::PAGE);
            assert!(!svg.contains("<script") && !svg.contains('\u{202e}') && !svg.contains('\u{0}'));
            assert_eq!(svg.matches("<title").count(), 1);
        }
    }

    #[test]
    fn more_models_than_fit_are_told_of() {
        let workbench = workbench(|scenario| {
            let more = scenario.models.clone();
            scenario.models.extend(more.iter().cloned().chain(more.clone()));
        });
        let svg = timelines(&workbench, &Look::CARD);
        assert!(svg.contains("models more are not shown"));
        let recommended = &workbench.report.results[workbench.report.verdict.recommended];
        assert!(svg.contains(recommended.label.split(" · ").next().unwrap()));
        assert!(timelines(&workbench, &Look::PAGE).matches("class=\"row\"").count() == 18);
    }
}
