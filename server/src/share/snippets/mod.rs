//! What people paste elsewhere to show a run there: for each target the exact text, and what its readers then see.
//!
//! Names and results come from strangers' links. Each target's writer escapes them for its own syntax, so that they stay
//! text; addresses need none, as a link is letters, digits and `.-_=,`.

mod documents;
mod escape;
mod places;
mod programs;
mod web;
mod wikis;

#[cfg(test)]
mod tests;

pub(crate) use escape::html;

use app::client::Workbench;
use app::picture::{alt, clean, frame_px, short};
use simulator::Scenario;
use simulator::scenario::link;

use super::base_url::BaseUrl;
use super::exports::table;

/// Width of a picture where its place does not give one, pixels.
const PICTURE_PX: u32 = 960;
/// An address that is longer is cut by some chats, wikis and mail programs.
const LONG_ADDRESS: usize = 2_000;

/// A run as others see it.
pub(crate) struct Run {
    base: BaseUrl,
    /// None: the scenario is too long for one.
    link: Option<String>,
    /// What it is called.
    pub(crate) title: String,
    /// The result in words, for those who do not see a picture.
    pub(crate) alt: String,
    /// The same in a sentence or two.
    pub(crate) short: String,
    /// Height of a frame where it cannot follow its content, pixels.
    frame_px: u32,
    /// What the file of the table holds.
    table: String,
}

impl Run {
    /// `scenario`: as its link has it; a report's names every cost, its own or not.
    pub(crate) fn new(scenario: &Scenario, workbench: &Workbench, base: BaseUrl) -> Run {
        let report = &workbench.report;
        let link = Some(link::print(scenario)).filter(|link| link.len() <= link::MAX_LENGTH);
        let name = clean(&report.scenario.name);
        let title = if name.is_empty() { clean(&report.verdict.headline) } else { name };
        let page =
            link.as_ref().map_or_else(|| base.as_str().to_owned(), |link| base.at(&format!("/s/{link}")));
        Run {
            base,
            link,
            title,
            alt: alt(report),
            short: short(report),
            frame_px: frame_px(workbench),
            table: table::markdown(report, &page),
        }
    }

    /// Whether it has addresses of its own.
    pub(crate) fn has_link(&self) -> bool {
        self.link.is_some()
    }

    /// Where this site is.
    pub(crate) fn site(&self) -> &str {
        self.base.as_str()
    }

    /// The path of one of its addresses on this site: `/x/`, the link, `.png`.
    pub(crate) fn path(&self, place: &str, end: &str) -> String {
        format!("/{place}/{}{end}", self.link.as_deref().unwrap_or_default())
    }

    fn page(&self) -> String {
        self.base.at(&self.path("s", ""))
    }

    fn frame(&self) -> String {
        self.base.at(&self.path("embed", ""))
    }

    /// Height of its frame where that cannot follow its content, pixels.
    pub(crate) fn frame_px(&self) -> u32 {
        self.frame_px
    }

    fn picture(&self, end: &str) -> String {
        self.base.at(&self.path("x", end))
    }

    /// What holds for every snippet of this run and may surprise: each in a sentence.
    pub(crate) fn cautions(&self) -> Vec<String> {
        let mut cautions = Vec::new();
        if self.base.is_local() {
            cautions.push(format!(
                "Only this machine reaches {}: start the server with --url and the address that your readers have.",
                self.site()
            ));
        } else if !self.base.is_secure() {
            cautions.push(format!(
                "{} has no https: pages that do, as most wikis, show no frames and often no pictures from it.",
                self.site()
            ));
        }
        let length = self.picture(".png?view=card").len();
        if self.has_link() && length > LONG_ADDRESS {
            cautions.push(format!(
                "This scenario makes addresses of {length} characters: some chats and wikis cut them."
            ));
        }
        cautions
    }
}

/// What readers see where a snippet was pasted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Preview {
    /// A link of these words.
    Link,
    /// What chats and wikis make of an address by themselves: picture, title, words.
    Card,
    /// The picture, which is a link to the page or is none.
    Picture,
    /// The picture in the reader's theme.
    Pair,
    /// The page for frames.
    Frame,
    /// The result as the command prints it.
    Table,
}

/// One way to show a run at a target.
pub(crate) struct Way {
    /// Where the text goes, and what it takes there.
    pub(crate) words: &'static str,
    pub(crate) code: String,
    pub(crate) preview: Preview,
}

impl Way {
    fn new(words: &'static str, preview: Preview, code: String) -> Way {
        Way { words, code, preview }
    }
}

/// A place where runs are shown.
pub(crate) struct Target {
    /// Its name in ids.
    pub(crate) id: &'static str,
    pub(crate) title: &'static str,
    write: fn(&Run) -> Vec<Way>,
    /// Whether it needs no address of the run's own.
    linkless: bool,
}

const fn target(id: &'static str, title: &'static str, write: fn(&Run) -> Vec<Way>) -> Target {
    Target { id, title, write, linkless: false }
}

/// Every target, those that most people need first.
const TARGETS: [Target; 14] = [
    target("link", "Link", web::link),
    target("iframe", "HTML frame", web::iframe),
    target("markdown", "Markdown", documents::markdown),
    target("github", "GitHub", documents::github),
    target("confluence", "Confluence", wikis::confluence),
    target("notion", "Notion", places::notion),
    target("mediawiki", "MediaWiki", wikis::mediawiki),
    target("dokuwiki", "DokuWiki", wikis::dokuwiki),
    target("rest", "reStructuredText", documents::rest),
    target("asciidoc", "AsciiDoc", documents::asciidoc),
    target("mdx", "MDX", web::mdx),
    target("jupyter", "Jupyter", programs::jupyter),
    target("discourse", "Discourse", places::discourse),
    Target { linkless: true, ..target("curl", "curl", programs::curl) },
];

/// The targets at which a run can be shown, each with its ways.
pub(crate) fn targets(run: &Run) -> Vec<(&'static Target, Vec<Way>)> {
    let fit = TARGETS.iter().filter(|target| run.has_link() || target.linkless);
    fit.map(|target| (target, (target.write)(run))).collect()
}

/// What the table's command prints.
pub(crate) fn printed(run: &Run) -> &str {
    &run.table
}
