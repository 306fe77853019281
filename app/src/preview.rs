//! What other places show of a link to a scenario: cards after Open Graph and Twitter, and where to find its embed.

use leptos::html;
use leptos::prelude::*;
use simulator::Report;

use crate::picture::{alt, short};

/// Width and height of a card's picture, pixels.
const CARD: (&str, &str) = ("1200", "630");
/// Those of an embed.
const PLAYER: (&str, &str) = ("960", "540");

/// Tags for the document's head. `base`: where the site is.
pub fn tags(report: &Report, link: &str, base: &str) -> impl IntoView + use<> {
    let at = |path: &str, end: &str| format!("{base}/{path}/{link}{end}");
    let (page, picture, player) = (at("s", ""), at("x", ".png?view=card"), at("embed", ""));
    let oembed = |format| format!("{base}/oembed?url={}&format={format}", encoded(&page));
    let (name, about) = (&report.scenario.name, short(report));
    let title = if name.is_empty() { report.verdict.headline.clone() } else { name.clone() };
    let property = |name: &'static str, content: String| html::meta().attr("property", name).content(content);
    let named = |name: &'static str, content: String| html::meta().name(name).content(content);
    let found = |kind: &'static str, href: String| {
        view! { <link rel="alternate" type=kind title=title.clone() href=href/> }
    };
    let (width, height) = CARD;
    view! {
        <link rel="canonical" href=page.clone()/>
        {named("description", about.clone())}
        {property("og:type", "website".to_owned())}
        {property("og:site_name", "Lockstep".to_owned())}
        {property("og:title", title.clone())}
        {property("og:description", about.clone())}
        {property("og:url", page.clone())}
        {property("og:image", picture.clone())}
        {property("og:image:type", "image/png".to_owned())}
        {property("og:image:width", width.to_owned())}
        {property("og:image:height", height.to_owned())}
        {property("og:image:alt", alt(report))}
        {named("twitter:card", "summary_large_image".to_owned())}
        {named("twitter:title", title.clone())}
        {named("twitter:description", about)}
        {named("twitter:image", picture)}
        {named("twitter:image:alt", alt(report))}
        {named("twitter:player", player)}
        {named("twitter:player:width", PLAYER.0.to_owned())}
        {named("twitter:player:height", PLAYER.1.to_owned())}
        {found("application/json+oembed", oembed("json"))}
        {found("text/xml+oembed", oembed("xml"))}
    }
}

/// An address as the value of another one's query.
fn encoded(address: &str) -> String {
    let byte = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    };
    address.bytes().map(byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_within_an_address_is_encoded() {
        assert_eq!(encoded("https://a.b/s/1.m=x,w=8"), "https%3A%2F%2Fa.b%2Fs%2F1.m%3Dx%2Cw%3D8");
    }
}
