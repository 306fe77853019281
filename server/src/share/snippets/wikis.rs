//! For wikis with a markup of their own: Confluence, MediaWiki, DokuWiki.

use super::escape::{dokuwiki as in_dokuwiki, html, mediawiki as in_mediawiki};
use super::{PICTURE_PX, Preview, Run, Way};

/// Storage format is XML: a macro's address is a resource of its own.
pub(super) fn confluence(run: &Run) -> Vec<Way> {
    let frame = format!(
        "<ac:structured-macro ac:name=\"iframe\">\n  \
         <ac:parameter ac:name=\"src\"><ri:url ri:value=\"{}\"/></ac:parameter>\n  \
         <ac:parameter ac:name=\"width\">100%</ac:parameter>\n  \
         <ac:parameter ac:name=\"height\">{high}</ac:parameter>\n  \
         <ac:parameter ac:name=\"frameborder\">hide</ac:parameter>\n</ac:structured-macro>",
        html(&run.frame()),
        high = run.frame_px,
    );
    let picture = format!(
        "<ac:image ac:alt=\"{}\" ac:width=\"{PICTURE_PX}\"><ri:url ri:value=\"{}\"/></ac:image>",
        html(&run.alt),
        html(&run.picture(".png"))
    );
    vec![
        Way::new(
            "Paste the address on a line of its own. Whether it can be shown as an embed depends on your site's rules; a \
             card is always there.",
            Preview::Card,
            run.page(),
        ),
        Way::new(
            "Storage format, for the source editor and the API: the iframe macro, where it is switched on.",
            Preview::Frame,
            frame,
        ),
        Way::new("Storage format, as a picture.", Preview::Picture, picture),
    ]
}

/// Pictures of other sites have no alternative text, so the result stands below.
pub(super) fn mediawiki(run: &Run) -> Vec<Way> {
    let words = in_mediawiki(&run.alt);
    vec![
        Way::new(
            "For wikis that show pictures of other sites ($wgAllowExternalImages); elsewhere readers see its address as a link.",
            Preview::Picture,
            format!("[{} {}]<br>{words}", run.page(), run.picture(".png")),
        ),
        Way::new("For every wiki: the result as a link.", Preview::Link, format!("[{} {words}]", run.page())),
    ]
}

pub(super) fn dokuwiki(run: &Run) -> Vec<Way> {
    let picture =
        format!("[[{}|{{{{{}?{PICTURE_PX}|{}}}}}]]", run.page(), run.picture(".png"), in_dokuwiki(&run.alt));
    vec![Way::new("The picture leads to the page.", Preview::Picture, picture)]
}
