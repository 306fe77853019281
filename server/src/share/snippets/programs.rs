//! For programs: a notebook's cell, a command.

use super::documents::linked_picture;
use super::escape::{html, quoted};
use super::{Preview, Run, Way};

pub(super) fn jupyter(run: &Run) -> Vec<Way> {
    let title = format!("title=\"{}\"", html(&run.alt));
    let frame = format!(
        "from IPython.display import IFrame\n\nIFrame({}, width=\"100%\", height={high}, extras=[{}])",
        quoted(&run.frame()),
        quoted(&title),
        high = run.frame_px,
    );
    vec![
        Way::new("In a cell of code.", Preview::Frame, frame),
        Way::new(
            "In a cell of Markdown, which is shown without running it.",
            Preview::Picture,
            linked_picture(run),
        ),
    ]
}

/// A link has nothing that a shell reads; quotes keep it so for the reader, too.
pub(super) fn curl(run: &Run) -> Vec<Way> {
    if run.has_link() {
        let files = ".json has all numbers, .csv a table, .pftrace a trace, .png a picture";
        vec![
            Way::new(
                "The table, as Markdown.",
                Preview::Table,
                format!("curl -fsS '{}'", run.picture(".md")),
            ),
            Way::new(
                "The picture, into a file.",
                Preview::Picture,
                format!("# {files}\ncurl -fsS -o lockstep.png '{}'", run.picture(".png")),
            ),
        ]
    } else {
        let command = format!(
            "curl -fsS -H 'content-type: application/json' -d @scenario.json '{}'",
            run.base.at("/api/v1/export/md")
        );
        vec![Way::new("Save the scenario by the button JSON, and send it.", Preview::Table, command)]
    }
}
