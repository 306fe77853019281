//! For pages that one writes oneself: links, frames in HTML and in MDX.

use super::escape::{html, quoted};
use super::{Preview, Run, Way};

pub(super) fn link(run: &Run) -> Vec<Way> {
    let anchor = format!("<a href=\"{}\">{}</a>", html(&run.page()), html(&run.title));
    vec![
        Way::new(
            "Paste it into a chat or a mail. Slack, Teams, Discord and others make a card of it.",
            Preview::Card,
            run.page(),
        ),
        Way::new("The same as a link in HTML.", Preview::Link, anchor),
    ]
}

pub(super) fn iframe(run: &Run) -> Vec<Way> {
    let element = format!(
        "<lockstep-run>\n  <a href=\"{page}\"><img src=\"{picture}\" alt=\"{alt}\"></a>\n</lockstep-run>\n\
         <script src=\"{script}\" async></script>",
        page = html(&run.page()),
        picture = html(&run.picture(".svg")),
        alt = html(&run.alt),
        script = html(&run.base.at("/embed.js")),
    );
    vec![
        Way::new(
            "For any page or wiki that takes HTML. It is complete without scripts.",
            Preview::Frame,
            frame(run),
        ),
        Way::new(
            "Where scripts are allowed, this one is as high as it needs to be; without them it is a picture.",
            Preview::Frame,
            element,
        ),
    ]
}

/// A frame of a fixed height, in HTML.
pub(super) fn frame(run: &Run) -> String {
    format!(
        "<iframe src=\"{}\" title=\"{}\" width=\"100%\" height=\"{high}\" style=\"border:0\" loading=\"lazy\" \
         referrerpolicy=\"no-referrer\"></iframe>",
        html(&run.frame()),
        html(&run.alt),
        high = run.frame_px,
    )
}

/// JSX: a style is no text there, and attributes have other names.
pub(super) fn mdx(run: &Run) -> Vec<Way> {
    let frame = format!(
        "<iframe\n  src={}\n  title={{{}}}\n  width=\"100%\"\n  height=\"{high}\"\n  loading=\"lazy\"\n  \
         referrerPolicy=\"no-referrer\"\n  style={{{{ border: 0 }}}}\n></iframe>",
        quoted(&run.frame()),
        quoted(&run.alt),
        high = run.frame_px,
    );
    vec![Way::new("For Docusaurus and other pages in MDX or JSX.", Preview::Frame, frame)]
}
