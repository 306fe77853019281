//! For documents beside code: Markdown, GitHub, reStructuredText, AsciiDoc.

use super::escape::{asciidoc as in_asciidoc, html, markdown as in_markdown, srcset};
use super::web::frame;
use super::{PICTURE_PX, Preview, Run, Way};

/// A picture that leads to the page. A PNG: not every renderer shows other sites' SVG.
pub(super) fn linked_picture(run: &Run) -> String {
    format!("[![{}]({})]({})", in_markdown(&run.alt), run.picture(".png"), run.page())
}

pub(super) fn markdown(run: &Run) -> Vec<Way> {
    vec![Way::new(
        "For GitLab, Bitbucket, Azure DevOps, Obsidian and whatever else reads Markdown.",
        Preview::Picture,
        linked_picture(run),
    )]
}

/// The one pair of pictures that GitHub's sanitiser lets through.
pub(super) fn github(run: &Run) -> Vec<Way> {
    let pair = format!(
        "<a href=\"{page}\">\n  <picture>\n    <source media=\"(prefers-color-scheme: dark)\" srcset=\"{dark}\">\n    \
         <img src=\"{light}\" alt=\"{alt}\" width=\"{PICTURE_PX}\">\n  </picture>\n</a>",
        page = html(&run.page()),
        dark = srcset(&run.picture(".svg?theme=dark")),
        light = html(&run.picture(".svg?theme=light")),
        alt = html(&run.alt),
    );
    vec![Way::new(
        "For READMEs, issues and wikis on GitHub: light or dark, as each reader has it.",
        Preview::Pair,
        pair,
    )]
}

/// The value of an option is plain text up to the line's end.
pub(super) fn rest(run: &Run) -> Vec<Way> {
    let picture = format!(
        ".. image:: {}\n   :alt: {}\n   :target: {}\n   :width: {PICTURE_PX}px",
        run.picture(".svg"),
        run.alt,
        run.page()
    );
    vec![
        Way::new("For Sphinx, Read the Docs and docstrings.", Preview::Picture, picture),
        Way::new(
            "As a frame, where raw HTML is allowed.",
            Preview::Frame,
            format!(".. raw:: html\n\n   {}", frame(run)),
        ),
    ]
}

pub(super) fn asciidoc(run: &Run) -> Vec<Way> {
    let picture = format!(
        "image::{}[alt=\"{}\",link=\"{}\",width={PICTURE_PX}]",
        run.picture(".svg"),
        in_asciidoc(&run.alt),
        run.page()
    );
    vec![
        Way::new("For Antora, Asciidoctor and GitHub.", Preview::Picture, picture),
        Way::new(
            "As a frame, where the document is made into HTML of your own.",
            Preview::Frame,
            format!("++++\n{}\n++++", frame(run)),
        ),
    ]
}
