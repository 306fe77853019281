//! Answers as the programs read them that show them: HTML as a browser does, XML strictly, Markdown with all that GitHub
//! adds. And that none of them could run anything.

use pulldown_cmark::{Event, Options, Parser, Tag};
use scraper::{Html, Node};

/// HTML in which nothing runs but scripts that `known` lets through, by their attributes: neither handlers, nor addresses
/// that are programs, nor elements that load something foreign.
#[track_caller]
pub(crate) fn harmless(html: &Html, known: impl Fn(&scraper::node::Element) -> bool) {
    for element in html.tree.values().filter_map(Node::as_element) {
        let name = element.name();
        let ran =
            matches!(name, "script" | "object" | "embed" | "base" | "applet" | "foreignObject" | "marquee");
        assert!(!ran || known(element), "{element:?}");
        for (attribute, value) in element.attrs() {
            assert!(!attribute.starts_with("on") && attribute != "srcdoc", "{element:?}");
            if matches!(
                attribute,
                "href" | "src" | "action" | "formaction" | "data" | "xlink:href" | "poster"
            ) {
                own(value);
            }
        }
    }
}

/// That an address is of this site, or one that the page itself always has.
#[track_caller]
fn own(address: &str) {
    let known = [
        "/",
        "#",
        "data:application/json;",
        "http://localhost/",
        "https://docs.python.org/",
        "https://rustup.rs",
    ];
    let foreign = address.starts_with("//") || !known.iter().any(|start| address.starts_with(start));
    assert!(!foreign, "{address}");
}

/// Every text and attribute of a page.
pub(crate) fn texts(html: &Html) -> Vec<String> {
    let of = |node: &Node| match node {
        Node::Text(text) => vec![text.to_string()],
        Node::Element(element) => element.attrs().map(|(_, value)| value.to_owned()).collect(),
        _ => Vec::new(),
    };
    html.tree.values().flat_map(of).collect()
}

/// An SVG that draws and does nothing else, as strict XML; its title.
#[track_caller]
pub(crate) fn drawing(svg: &str) -> String {
    const DRAWN: [&str; 10] =
        ["svg", "title", "desc", "style", "defs", "pattern", "rect", "path", "text", "g"];
    let read = roxmltree::Document::parse(svg).unwrap_or_else(|fault| panic!("{fault}: {svg}"));
    for element in read.descendants().filter(roxmltree::Node::is_element) {
        assert!(DRAWN.contains(&element.tag_name().name()), "{element:?}");
        for attribute in element.attributes() {
            let (name, value) = (attribute.name(), attribute.value());
            assert!(!name.starts_with("on") && name != "href", "{element:?}");
            assert!(!value.contains("url(") || value.starts_with("url(#"), "{element:?}");
        }
    }
    let title = read.descendants().find(|node| node.has_tag_name(("http://www.w3.org/2000/svg", "title")));
    title.and_then(|title| title.text()).unwrap_or_default().to_owned()
}

/// Markdown of headings, paragraphs, a table and links to this site; its first heading, and the cells of each row.
#[track_caller]
pub(crate) fn document(markdown: &str) -> (String, Vec<usize>) {
    let (mut heading, mut within, mut rows) = (String::new(), false, Vec::new());
    for event in Parser::new_ext(markdown, Options::all() - Options::ENABLE_SMART_PUNCTUATION) {
        match event {
            Event::Html(_) | Event::InlineHtml(_) | Event::Code(_) | Event::FootnoteReference(_) => {
                panic!("{event:?} in {markdown}")
            }
            Event::Start(Tag::Link { dest_url, .. }) => own(&dest_url),
            Event::Start(Tag::Image { .. } | Tag::CodeBlock(_) | Tag::List(_) | Tag::BlockQuote(_)) => {
                panic!("{event:?} in {markdown}")
            }
            Event::Start(Tag::Heading { .. }) => within = true,
            Event::End(pulldown_cmark::TagEnd::Heading(_)) => within = false,
            Event::Text(text) if within => heading.push_str(&text),
            Event::Start(Tag::TableHead | Tag::TableRow) => rows.push(0),
            Event::Start(Tag::TableCell) => *rows.last_mut().unwrap() += 1,
            _ => {}
        }
    }
    (heading, rows)
}
