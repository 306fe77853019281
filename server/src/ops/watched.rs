//! How far runs are, for those who ask by the name that whoever began the run has given it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use app::client::Progress;
use tokio::sync::watch::{self, Receiver, Sender};

type Named = BTreeMap<String, Receiver<Progress>>;

/// The runs under way that have a name. A name that is given twice is the newer run's.
#[derive(Clone, Debug, Default)]
pub(super) struct Watched(Arc<Mutex<Named>>);

impl Watched {
    fn named(&self) -> MutexGuard<'_, Named> {
        // Whoever panicked with it has left it whole: each change is a single call.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A run begins; it is under way until what comes back is dropped.
    pub(super) fn begin(&self, name: Option<String>, of: usize) -> Watch {
        let (tell, told) = watch::channel(Progress { done: 0, of });
        if let Some(name) = &name {
            self.named().insert(name.clone(), told);
        }
        Watch { name, tell, watched: self.clone() }
    }

    /// How far the run of this name is, from now on; none: none of this name is under way.
    pub(super) fn follow(&self, name: &str) -> Option<Receiver<Progress>> {
        let mut told = self.named().get(name).cloned()?;
        told.mark_changed();
        Some(told)
    }
}

/// A run under way.
#[derive(Debug)]
pub(super) struct Watch {
    name: Option<String>,
    tell: Sender<Progress>,
    watched: Watched,
}

impl Watch {
    /// So many pieces are done; beyond its models a run may have one more, which is not told of.
    pub(super) fn done(&self, pieces: usize) {
        self.tell.send_modify(|progress| progress.done = pieces.min(progress.of));
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let Some(name) = &self.name else { return };
        let mut named = self.watched.named();
        if named.get(name).is_some_and(|told| told.same_channel(&self.tell.subscribe())) {
            named.remove(name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_run_is_followed_by_its_name_until_it_is_over() {
        let watched = Watched::default();
        assert!(watched.follow("a").is_none());
        let run = watched.begin(Some("a".to_owned()), 3);
        run.done(1);
        let mut told = watched.follow("a").unwrap();
        told.changed().await.unwrap();
        assert_eq!(*told.borrow_and_update(), Progress { done: 1, of: 3 }, "where it is now comes at once");
        run.done(4);
        drop(run);
        told.changed().await.unwrap();
        assert_eq!(*told.borrow_and_update(), Progress { done: 3, of: 3 });
        assert!(told.changed().await.is_err(), "it is over");
        assert!(watched.follow("a").is_none());
    }

    #[test]
    fn a_name_that_is_given_twice_is_the_newer_run_s() {
        let watched = Watched::default();
        let first = watched.begin(Some("a".to_owned()), 1);
        let second = watched.begin(Some("a".to_owned()), 2);
        drop(first);
        assert_eq!(watched.follow("a").unwrap().borrow().of, 2);
        drop(second);
        assert!(watched.named().is_empty());
    }
}
