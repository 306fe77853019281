//! A page for frames in other pages: the verdict, the picture, its numbers as a table, the way to the workbench. Complete
//! without JavaScript, cookies or storage.

use super::Look;
use super::frame::lanes;
use super::sheet::FONTS;
use super::text::{clean, escape, wrap};
use super::theme::{Theme, rules};
use crate::client::{Refusal, Workbench};
use crate::format;

/// A picture that is narrower is scrolled, so that its letters can be read.
const LEAST_PX: f64 = 572.0;
/// Space on both sides of text.
const BESIDE: f64 = 24.0;
/// Size of letters and height of lines, where a reader has no other: of the name and the reason, of the verdict.
const TEXT: (f64, f64) = (14.0, 21.0);
const HEADLINE: (f64, f64) = (21.0, 28.0);
/// Where there is more on the right than is seen, what is scrolled fades out there, so that it does not look cut off. Only
/// then is there something to scroll, and so a course for this to follow.
const MORE: &str = "@supports (animation-timeline:scroll()){.picture,.table{animation:more linear both;animation-timeline:scroll(self inline)}}\
     @keyframes more{0%,98%{mask-image:linear-gradient(to left,#0000,#000 2rem)}99%,to{mask-image:none}}";
/// Around and between name, verdict and reason; below the picture with the numbers closed.
const AROUND_HEAD: f64 = 36.0;
const BELOW: f64 = 84.0;

/// Where a reader goes from here: addresses.
#[derive(Clone, Debug)]
pub struct Ways {
    /// The workbench with this scenario.
    pub page: String,
    /// The same for this frame.
    pub live: String,
}

/// The page of a run. `script`: the address of the frame's script.
pub fn embed(workbench: &Workbench, look: &Look, ways: &Ways, script: &str) -> String {
    let report = &workbench.report;
    let (picture, _) = lanes(workbench, &within(look));
    let name = name(workbench);
    let body = format!(
        "<main><header><p>{name}</p><h1>{headline}</h1><p>{reason}</p></header>\
         <div class=\"picture\" tabindex=\"0\" role=\"group\" aria-label=\"Timelines\">{picture}</div>{numbers}\
         <p><a id=\"live\" href=\"{live}\" hidden>Explore it here</a>\
         <a href=\"{page}\" target=\"_blank\" rel=\"noopener\">Open in Lockstep</a></p></main>",
        name = escape(&name),
        headline = escape(&clean(&report.verdict.headline)),
        reason = escape(&clean(&report.verdict.reason)),
        numbers = numbers(workbench),
        live = escape(&ways.live),
        page = escape(&ways.page),
    );
    document(&name, look, &body, script)
}

/// How high a frame has to be for a run's page, whatever width from a phone's on it is given: nothing is scrolled before
/// the numbers are opened.
pub fn frame_px(workbench: &Workbench) -> u32 {
    const WIDTHS: [f64; 5] = [360.0, 480.0, 620.0, 800.0, Look::PAGE.width_px];
    let verdict = &workbench.report.verdict;
    let own = within(&Look::PAGE);
    let (_, picture) = lanes(workbench, &own);
    let needed = WIDTHS.map(|width| {
        let lines = |text: &str, (size, height): (f64, f64)| {
            wrap(&clean(text), size, width - 2.0 * BESIDE, usize::MAX).len() as f64 * height
        };
        let head =
            lines(&name(workbench), TEXT) + lines(&verdict.headline, HEADLINE) + lines(&verdict.reason, TEXT);
        AROUND_HEAD + head + picture * (width - 2.0 * BESIDE).max(LEAST_PX) / own.width_px + BELOW
    });
    needed.into_iter().fold(0.0, f64::max).ceil() as u32
}

/// The picture's look within the page's space.
fn within(look: &Look) -> Look {
    Look { width_px: look.width_px - 2.0 * BESIDE, ..*look }
}

fn name(workbench: &Workbench) -> String {
    let name = clean(&workbench.report.scenario.name);
    if name.is_empty() { "Lockstep".to_owned() } else { name }
}

/// The figures of every model, closed at first.
fn numbers(workbench: &Workbench) -> String {
    let row = |result: &simulator::observe::report::ModelResult| {
        let cells = [
            format::duration(result.makespan_ms),
            format::significant(result.throughput_per_s),
            format::times(result.speedup),
            format::duration(result.latency_ms.p95),
        ];
        let cells: String = cells.iter().map(|cell| format!("<td>{cell}</td>")).collect();
        format!("<tr><th scope=\"row\">{}</th>{cells}</tr>", escape(&clean(&result.label)))
    };
    let rows: String = workbench.report.results.iter().map(row).collect();
    format!(
        "<details><summary>Numbers</summary><div class=\"table\" tabindex=\"0\" role=\"group\" \
         aria-label=\"Numbers of every model\"><table><thead><tr><th scope=\"col\">Model</th>\
         <th scope=\"col\">Makespan</th><th scope=\"col\">Tasks/s</th><th scope=\"col\">Speed-up</th>\
         <th scope=\"col\">95 % of tasks within</th></tr></thead><tbody>{rows}</tbody></table></div></details>"
    )
}

/// The page in its place: why there is no run.
pub fn refused(refusal: &Refusal, look: &Look, script: &str) -> String {
    let line = |text: &str| format!("<p>{}</p>", escape(&clean(text)));
    let problems =
        refusal.problems.iter().map(|problem| line(&format!("{} {}", problem.path, problem.message)));
    let body =
        format!("<main class=\"refused\">{}{}</main>", line(&refusal.error), problems.collect::<String>());
    document("Lockstep", look, &body, script)
}

fn document(title: &str, look: &Look, body: &str, script: &str) -> String {
    let scheme = match look.theme {
        Theme::Auto => "light dark",
        Theme::Light => "light",
        Theme::Dark => "dark",
    };
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"{scheme}\"><title>{title}</title><style>{rules}{style}</style></head>\
         <body class=\"card\">{body}<script src=\"{script}\" defer></script></body></html>\n",
        title = escape(title),
        rules = html_rules(look.theme),
        style = style(look),
        script = escape(script),
    )
}

/// Text and ground of the page around the picture: the picture's own colours.
fn html_rules(theme: Theme) -> String {
    // The picture's classes fill shapes; here the same colours are text and ground.
    let of = |theme| {
        let all = rules(theme);
        let colour = |class: &str| {
            let rest = all.split_once(&format!("{class}{{fill:")).map_or("", |(_, rest)| rest);
            rest.split('}').next().unwrap_or_default().to_owned()
        };
        format!(
            "body{{background:{};color:{}}}header p{{color:{}}}a{{color:{}}}",
            colour(".card"),
            colour(".ink"),
            colour(".soft"),
            colour(".good")
        )
    };
    match theme {
        Theme::Auto => {
            format!("{}@media (prefers-color-scheme:dark){{{}}}", of(Theme::Light), of(Theme::Dark))
        }
        theme => of(theme),
    }
}

fn style(look: &Look) -> String {
    let fonts = FONTS.replace("&quot;", "\"");
    let rem = |(size, line): (f64, f64)| format!("{}rem/{}", size / 16.0, line / size);
    let (text, large) = (rem(TEXT), rem(HEADLINE));
    format!(
        "body{{font:{text} {fonts};margin:0}}main{{max-width:{widest}px;padding:8px 0}}\
         header,details,.picture,main>p{{margin:8px {BESIDE}px}}header,main>p{{overflow-wrap:anywhere}}header p,h1{{margin:0}}\
         h1{{font:600 {large} {fonts}}}\
         .picture,.table{{overflow-x:auto}}.picture svg{{display:block;height:auto;min-width:{LEAST_PX}px;width:100%}}\
         {MORE}summary{{cursor:pointer;padding:4px 0}}table{{border-collapse:collapse}}\
         th,td{{border-bottom:1px solid;padding:4px 0 4px 16px;text-align:end;vertical-align:bottom}}td,thead th{{white-space:nowrap}}\
         th:first-child{{min-width:8rem;padding-left:0;text-align:start}}.refused{{padding:16px 0}}a{{display:inline-block;margin-right:24px;padding:4px 0}}[hidden]{{display:none}}",
        widest = look.width_px,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use simulator::scenario::presets;

    /// The first so many of some models.
    fn workbench(models: usize) -> Workbench {
        let mut scenario = presets::get(presets::DEFAULT_ID).unwrap().scenario();
        scenario.models.truncate(models);
        let window = super::super::window(&scenario);
        let (report, timelines) = simulator::simulate_with_timelines(&scenario, Some(&window));
        Workbench { report, timelines }
    }

    #[test]
    fn a_frame_is_as_high_as_its_models_need() {
        let all = workbench(usize::MAX).report.results.len();
        let heights: Vec<u32> = (1..=all).map(|models| frame_px(&workbench(models))).collect();
        assert!(heights.windows(2).all(|pair| pair[1] >= pair[0] + 50), "a row more each: {heights:?}");
    }

    #[test]
    fn a_reader_who_sees_nothing_is_told_all() {
        let at = |place: &str| format!("https://lockstep.example/{place}/1.");
        let ways = Ways { page: at("s"), live: at("live") };
        let page = embed(&workbench(2), &Look::PAGE, &ways, "/embed/frame.js");
        let report = workbench(2).report;
        assert!(page.contains(&format!("<h1>{}</h1>", escape(&report.verdict.headline))));
        assert!(page.contains(&escape(&super::super::alt(&report))), "the picture's description");
        assert_eq!(page.matches("<tr><th scope=\"row\">").count(), 2);
    }
}
