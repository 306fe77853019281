//! Short names of models where there is no room for their labels, such as `Threads` for `Threads · 8`: what tells two
//! models of one kind apart stays.

/// A label in two parts: what kind of model it is, and which one of several of that kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Name {
    /// `Threads`.
    pub kind: String,
    /// `16`; none, where no other model is of the kind.
    pub which: Option<String>,
}

impl Name {
    /// Both parts in one text.
    pub fn whole(&self) -> String {
        match &self.which {
            Some(which) => [&self.kind, " · ", which].concat(),
            None => self.kind.clone(),
        }
    }
}

/// The name of one of several labels.
pub fn name<'l>(labels: impl Iterator<Item = &'l str> + Clone, index: usize) -> Name {
    let (kind, settings) = parts(labels.clone().nth(index).unwrap_or_default());
    let others = labels.enumerate().filter(|(at, _)| *at != index).map(|(_, label)| parts(label));
    let alike: Vec<&str> = others.filter(|other| other.0 == kind).map(|other| other.1).collect();
    let which = (!alike.is_empty()).then(|| which(settings, &alike)).filter(|which| !which.is_empty());
    Name { kind: kind.to_owned(), which }
}

/// Kind and settings of a label.
fn parts(label: &str) -> (&str, &str) {
    label.split_once(" · ").unwrap_or((label, ""))
}

/// The settings that not all the others have; all of them, where those alone would be another one's.
fn which(settings: &str, others: &[&str]) -> String {
    let differing = |of: &str| {
        let all = others.iter().chain([&settings]);
        let shared = |one: &str| all.clone().all(|settings| settings.split(", ").any(|other| other == one));
        of.split(", ").filter(|one| !shared(one)).collect::<Vec<_>>().join(", ")
    };
    let told = differing(settings);
    let ambiguous = others.iter().any(|other| *other != settings && differing(other) == told);
    if ambiguous { settings.to_owned() } else { told }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(labels: &[&str]) -> Vec<String> {
        (0..labels.len()).map(|index| name(labels.iter().copied(), index).whole()).collect()
    }

    #[test]
    fn what_is_alone_of_its_kind_needs_no_settings() {
        assert_eq!(
            names(&["Threads · 8", "Processes · 4, fork", "asyncio"]),
            ["Threads", "Processes", "asyncio"]
        );
    }

    #[test]
    fn what_differs_tells_models_of_one_kind_apart() {
        assert_eq!(
            names(&["Threads · 4", "asyncio", "Threads · 16"]),
            ["Threads · 4", "asyncio", "Threads · 16"]
        );
        assert_eq!(
            names(&["Processes · 4, forkserver", "Processes · 4, fork, chunks of 8"]),
            ["Processes · forkserver", "Processes · fork, chunks of 8"]
        );
        assert_eq!(names(&["asyncio", "asyncio · 50 in flight"]), ["asyncio", "asyncio · 50 in flight"]);
        assert_eq!(
            names(&["Pre-fork · 4, Threads · 8", "Pre-fork · 4, Threads · 16"]),
            ["Pre-fork · Threads · 8", "Pre-fork · Threads · 16"]
        );
    }

    #[test]
    fn what_is_left_names_one_model_only() {
        let all = ["P · 4", "P · 4, 4", "P · 8"];
        assert_eq!(names(&all), all);
        assert_eq!(names(&["P · 2, 2", "P · 2"]), ["P · 2, 2", "P · 2"]);
        // The very same model twice has nothing that differs.
        assert_eq!(names(&["P · 4", "P · 4"]), ["P", "P"]);
        assert_eq!(
            names(&["P · 4, fork", "P · 4, fork", "P · 4, spawn"]),
            ["P · fork", "P · fork", "P · spawn"]
        );
    }
}
