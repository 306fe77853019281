//! `GET /parts/share/{link}`: the texts by which a run is shown elsewhere, a tab a target, as HTML for the page's dialog.
//!
//! The page makes the tabs work, and copies: `data-copy` names the element that holds the text.

use app::picture;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;

use super::{Parts, html, refused};
use crate::share::BaseUrl;
use crate::share::snippets::{Preview, Run, Target, Way, html as html_text, printed, targets};

/// `GET /parts/share/{link}`
pub(super) async fn dialog(
    State(parts): State<Parts>,
    Path(link): Path<String>,
    headers: HeaderMap,
) -> Response {
    let scenario = match parts.held.scenario(&link) {
        Ok(scenario) => scenario,
        Err(reason) => return refused(reason),
    };
    let base = BaseUrl::of(parts.url.as_deref(), &headers);
    match parts.runs.both(scenario.clone(), picture::window(&scenario), None).await {
        Ok(workbench) => html(written(&Run::new(&scenario, &workbench, base))),
        Err(failure) => refused(failure.to_string()),
    }
}

fn written(run: &Run) -> String {
    let targets = targets(run);
    let mut out = String::new();
    if !run.has_link() {
        out +=
            "<p class=\"notice notice-warn\">This scenario is too long for a link: others need its JSON.</p>";
    }
    for caution in run.cautions() {
        out += &format!("<p class=\"notice notice-warn\">{}</p>", html_text(&caution));
    }
    out += "<div class=\"share\"><div class=\"share-tabs\" role=\"tablist\" aria-label=\"Where it is to be shown\">";
    for (index, (target, _)) in targets.iter().enumerate() {
        out += &tab(target, index == 0);
    }
    out += "</div>";
    for (index, (target, ways)) in targets.iter().enumerate() {
        out += &panel(run, target, ways, index == 0);
    }
    out + "</div>"
}

/// One of the tabs can be tabbed to; the arrow keys go from one to the next.
fn tab(Target { id, title, .. }: &Target, chosen: bool) -> String {
    let place = if chosen { 0 } else { -1 };
    format!(
        "<button type=\"button\" class=\"share-tab\" role=\"tab\" id=\"share-tab-{id}\" aria-controls=\"share-{id}\" \
         aria-selected=\"{chosen}\" tabindex=\"{place}\">{title}</button>"
    )
}

fn panel(run: &Run, Target { id, .. }: &Target, ways: &[Way], chosen: bool) -> String {
    let hidden = if chosen { "" } else { " hidden" };
    let ways =
        ways.iter().enumerate().map(|(index, way)| self::way(run, &format!("share-code-{id}-{index}"), way));
    format!(
        "<div class=\"share-panel\" role=\"tabpanel\" id=\"share-{id}\" aria-labelledby=\"share-tab-{id}\"{hidden}>{}</div>",
        ways.collect::<String>()
    )
}

fn way(run: &Run, id: &str, way: &Way) -> String {
    format!(
        "<section class=\"share-way\"><div class=\"share-head\"><p>{words}</p>\
         <button type=\"button\" class=\"button button-small\" data-copy=\"{id}\">Copy</button></div>\
         <pre class=\"share-code\" id=\"{id}\" tabindex=\"0\" role=\"group\" aria-label=\"The text to copy\">{code}</pre>\
         <figure class=\"share-preview\"><figcaption>Your readers see</figcaption>{preview}</figure></section>",
        words = html_text(way.words),
        code = html_text(&way.code),
        preview = preview(run, way.preview),
    )
}

/// What readers see, from this very site, wherever others reach it.
fn preview(run: &Run, preview: Preview) -> String {
    let alt = html_text(&run.alt);
    let image = |end: &str, alt: &str| {
        format!("<img src=\"{}\" alt=\"{alt}\" loading=\"lazy\">", html_text(&run.path("x", end)))
    };
    let picture = |end: &str| image(end, &alt);
    match preview {
        Preview::Link => {
            format!(
                "<p><a href=\"{}\" target=\"_blank\">{}</a></p>",
                html_text(&run.path("s", "")),
                html_text(&run.title)
            )
        }
        Preview::Card => format!(
            "<div class=\"share-card\">{}<strong>{}</strong><p>{}</p><small>{}</small></div>",
            picture(".png?view=card"),
            html_text(&run.title),
            html_text(&run.short),
            html_text(run.site())
        ),
        Preview::Picture => picture(".png"),
        Preview::Pair => format!(
            "<div class=\"share-pair\">{}{}</div>",
            picture(".svg?theme=light"),
            image(".svg?theme=dark", "The same in dark colours")
        ),
        Preview::Frame => format!(
            "<iframe src=\"{}\" title=\"{alt}\" height=\"{}\" loading=\"lazy\" \
             sandbox=\"allow-scripts allow-popups allow-popups-to-escape-sandbox\"></iframe>",
            html_text(&run.path("embed", "")),
            run.frame_px()
        ),
        Preview::Table => format!(
            "<pre class=\"share-code\" tabindex=\"0\" role=\"group\" aria-label=\"What it prints\">{}</pre>",
            html_text(printed(run))
        ),
    }
}
