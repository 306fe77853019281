//! A page for frames in other pages: the picture, its numbers as a table, the way to the workbench. Complete without
//! JavaScript, cookies or storage.

use super::frame::timelines;
use super::sheet::FONTS;
use super::text::{clean, escape};
use super::theme::{Theme, rules};
use super::{Look, alt};
use crate::client::{Refusal, Workbench};
use crate::format;

/// What is narrower is scrolled, so that its letters can be read.
const LEAST_PX: u32 = 620;

/// The page of a run. `page`: where the scenario is open to all; `script`: the address of the frame's script.
pub fn embed(workbench: &Workbench, look: &Look, page: &str, script: &str) -> String {
    let report = &workbench.report;
    let name = clean(&report.scenario.name);
    let name = if name.is_empty() { "Lockstep".to_owned() } else { name };
    let picture = timelines(workbench, look);
    let rows: String = report
        .results
        .iter()
        .map(|result| {
            let cells = [
                format::duration(result.makespan_ms),
                format::significant(result.throughput_per_s),
                format::times(result.speedup),
                format::duration(result.latency_ms.p95),
            ];
            let cells: String = cells.iter().map(|cell| format!("<td>{cell}</td>")).collect();
            format!("<tr><th scope=\"row\">{}</th>{cells}</tr>", escape(&clean(&result.label)))
        })
        .collect();
    let body = format!(
        "<main><div class=\"picture\" tabindex=\"0\" role=\"group\" aria-label=\"Timelines\">{picture}</div>\
         <details><summary>Numbers</summary><table><caption>{about}</caption><thead><tr><th scope=\"col\">Model</th>\
         <th scope=\"col\">Makespan</th><th scope=\"col\">Tasks/s</th><th scope=\"col\">Speed-up</th>\
         <th scope=\"col\">95 % of tasks within</th></tr></thead><tbody>{rows}</tbody></table></details>\
         <p><a href=\"{page}\" target=\"_blank\" rel=\"noopener\">Open in Lockstep</a></p></main>",
        about = escape(&alt(report)),
        page = escape(page),
    );
    document(&name, look.theme, &body, script)
}

/// The page in its place: why there is no run.
pub fn refused(refusal: &Refusal, theme: Theme, script: &str) -> String {
    let line = |text: &str| format!("<p>{}</p>", escape(&clean(text)));
    let problems =
        refusal.problems.iter().map(|problem| line(&format!("{} {}", problem.path, problem.message)));
    let body =
        format!("<main class=\"refused\">{}{}</main>", line(&refusal.error), problems.collect::<String>());
    document("Lockstep", theme, &body, script)
}

fn document(title: &str, theme: Theme, body: &str, script: &str) -> String {
    let scheme = match theme {
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
        rules = html_rules(theme),
        style = style(),
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
            "body{{background:{};color:{}}}a{{color:{}}}",
            colour(".card"),
            colour(".ink"),
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

fn style() -> String {
    let fonts = FONTS.replace("&quot;", "\"");
    format!(
        "body{{font:0.875rem/1.5 {fonts};margin:0}}\
         .picture{{overflow-x:auto}}.picture svg{{display:block;height:auto;min-width:{LEAST_PX}px;width:100%}}\
         details,p{{margin:0.5rem 1.5rem}}summary{{cursor:pointer;padding:0.25rem 0}}\
         details{{overflow-x:auto}}table{{border-collapse:collapse}}caption{{text-align:start;padding-bottom:0.5rem}}\
         th,td{{border-bottom:1px solid;padding:0.25rem 1rem 0.25rem 0;text-align:end}}\
         th:first-child{{text-align:start}}.refused{{padding:1rem 0}}a{{display:inline-block;padding:0.25rem 0}}"
    )
}
