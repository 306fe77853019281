//! For places that ask the page itself what to show: all they take is an address.

use super::{Preview, Run, Way};

pub(super) fn notion(run: &Run) -> Vec<Way> {
    vec![
        Way::new("Type /embed and paste it there.", Preview::Frame, run.frame()),
        Way::new("Pasted as a bookmark, this address makes a card.", Preview::Card, run.page()),
    ]
}

pub(super) fn discourse(run: &Run) -> Vec<Way> {
    vec![Way::new(
        "On a line of its own. A frame takes its place where the forum's administrator lists this site in “allowed iframes”.",
        Preview::Card,
        run.page(),
    )]
}
