//! The simulator held against real Python: the figures, as the server computes them and the page, the command line
//! and the API show them.

mod figures;
mod plain;
mod select;

pub use figures::{
    Accuracy, Compared, Comparison, Errors, LeftOut, Pair, Publication, Published, PublishedFigure,
    PublishedRun, Ranking, Summary, Validation, Work,
};
pub use plain::{about, work};
pub use select::{Selection, Sort};
