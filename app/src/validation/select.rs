//! Which cases a reader asked to see, and in which order: read from the address' query and written back to it.

use std::cmp::Ordering;

use super::{Compared, Work};

/// Cases of a first page: on a phone each is as high as a third of the screen.
const FIRST: usize = 25;

/// A choice of cases. Empty texts mean: all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    pub model: String,
    pub python: String,
    pub work: Option<Work>,
    pub text: String,
    pub sort: Sort,
    /// Every case, not only the first few.
    pub whole: bool,
}

/// The order of the cases.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// The largest error first.
    #[default]
    Worst,
    /// From what is predicted too fast to what is predicted too slow.
    Error,
    /// By what was run.
    Name,
}

impl Sort {
    pub const ALL: [Sort; 3] = [Sort::Worst, Sort::Error, Sort::Name];

    /// Its name in addresses.
    pub fn name(self) -> &'static str {
        match self {
            Sort::Worst => "worst",
            Sort::Error => "error",
            Sort::Name => "name",
        }
    }

    /// What people read.
    pub fn words(self) -> &'static str {
        match self {
            Sort::Worst => "worst first",
            Sort::Error => "too fast to too slow",
            Sort::Name => "by name",
        }
    }

    fn compare(self, a: &Compared, b: &Compared) -> Ordering {
        let by_error = match self {
            Sort::Worst => b.makespan.error.abs().total_cmp(&a.makespan.error.abs()),
            Sort::Error => a.makespan.error.total_cmp(&b.makespan.error),
            Sort::Name => Ordering::Equal,
        };
        by_error.then_with(|| a.id.cmp(&b.id))
    }
}

impl Selection {
    /// The selection of an address. What cannot be read selects nothing away.
    pub fn read(query: impl Fn(&str) -> Option<String>) -> Selection {
        let word = |key: &str| query(key).unwrap_or_default().trim().to_owned();
        let (work, sort) = (word("work"), word("sort"));
        Selection {
            model: word("model"),
            python: word("python"),
            work: Work::ALL.into_iter().find(|w| w.name() == work),
            text: query("text").unwrap_or_default(),
            sort: Sort::ALL.into_iter().find(|s| s.name() == sort).unwrap_or_default(),
            whole: word("show") == "all",
        }
    }

    fn takes(&self, case: &Compared) -> bool {
        let text = format!("{} {} {}", case.id, case.about, case.label).to_lowercase();
        (self.model.is_empty() || case.model == self.model)
            && (self.python.is_empty() || case.python == self.python)
            && self.work.is_none_or(|work| case.work == work)
            && self.text.to_lowercase().split_whitespace().all(|word| text.contains(word))
    }

    /// The cases that it takes, in its order.
    pub fn of<'a>(&self, cases: &'a [Compared]) -> Vec<&'a Compared> {
        let mut taken: Vec<&Compared> = cases.iter().filter(|case| self.takes(case)).collect();
        taken.sort_by(|a, b| self.sort.compare(a, b));
        taken
    }

    /// How many of so many cases are shown.
    pub fn shown(&self, taken: usize) -> usize {
        // Nearly all is no page of its own.
        if self.whole || taken < FIRST + FIRST / 2 { taken } else { FIRST }
    }
}

#[cfg(test)]
mod tests {
    use super::super::figures::tests::case;
    use super::*;

    fn ids(selection: &Selection) -> String {
        let mut cases =
            [case("c", 100.0, 1.0, 80.0), case("a", 100.0, 1.0, 110.0), case("b", 100.0, 1.0, 100.0)];
        cases[2].model = "asyncio".to_owned();
        cases[2].python = "3.11".to_owned();
        cases[2].work = Work::Waiting;
        selection.of(&cases).iter().map(|case| case.id.as_str()).collect()
    }

    fn read(query: &[(&str, &str)]) -> Selection {
        Selection::read(|key| query.iter().find(|(k, _)| *k == key).map(|(_, v)| (*v).to_owned()))
    }

    #[test]
    fn the_worst_come_first_unless_asked_otherwise() {
        assert_eq!(ids(&read(&[])), "cab");
        assert_eq!(ids(&read(&[("sort", "error")])), "cba");
        assert_eq!(ids(&read(&[("sort", "name")])), "abc");
        assert_eq!(ids(&read(&[("sort", "nonsense")])), "cab");
    }

    #[test]
    fn the_first_few_are_shown_unless_all_are_asked_for() {
        assert_eq!(read(&[]).shown(235), 25);
        assert_eq!(read(&[("show", "all")]).shown(235), 235);
        assert_eq!([0, 25, 36, 37].map(|taken| read(&[]).shown(taken)), [0, 25, 36, 25]);
    }

    #[test]
    fn each_filter_takes_its_own() {
        assert_eq!(ids(&read(&[("model", "asyncio")])), "b");
        assert_eq!(ids(&read(&[("python", "3.14")])), "ca");
        assert_eq!(ids(&read(&[("work", "waiting")])), "b");
        assert_eq!(ids(&read(&[("text", "PYTHON threads")])), "cab");
        assert_eq!(ids(&read(&[("text", "tokens")])), "");
        assert_eq!(ids(&read(&[("model", "threads"), ("python", "3.11")])), "");
    }
}
