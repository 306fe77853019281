//! Who has which points: cut into shares, in the queue, begun, known. Knows neither messages nor time.

use std::collections::VecDeque;
use std::ops::Range;

/// Points of a share at most.
const MOST_POINTS: usize = 512;
/// What is asked for is cut into at least so many shares, if it has as many points.
const SHARES: usize = 64;
/// Events of a share: less than a second of one core.
const EVENTS: f64 = 10_000_000.0;
/// Shares that wait in the queue beyond one for each that was begun. Few, so that whoever asks for little does not wait
/// behind somebody who asks for much.
const AHEAD: usize = 8;
/// So often a share that was lost on the way is put into the queue.
const SENDINGS: u32 = 4;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// To be put into the queue.
    Waits,
    Queued,
    Begun,
    Known,
}

#[derive(Debug)]
struct Entry {
    points: Range<usize>,
    unknown: usize,
    state: State,
    sent: u32,
}

/// The points that were asked for.
#[derive(Debug)]
pub(super) struct Ledger {
    shares: Vec<Entry>,
    /// By their places.
    known: Vec<bool>,
    unknown: usize,
    /// Numbers of shares that wait, each perhaps more than once.
    waiting: VecDeque<usize>,
    queued: usize,
    begun: usize,
}

impl Ledger {
    /// `events`: of the dearest point.
    pub(super) fn new(points: usize, events: f64) -> Ledger {
        let size = size(points, events);
        let shares: Vec<Entry> = (0..points)
            .step_by(size)
            .map(|first| first..points.min(first + size))
            .map(|points| Entry { unknown: points.len(), points, state: State::Waits, sent: 0 })
            .collect();
        let waiting = (0..shares.len()).collect();
        Ledger { shares, known: vec![false; points], unknown: points, waiting, queued: 0, begun: 0 }
    }

    pub(super) fn is_done(&self) -> bool {
        self.unknown == 0
    }

    /// The next share to put into the queue, if it is time for one: its number, and the places of its points.
    pub(super) fn next(&mut self) -> Option<(usize, Range<usize>)> {
        while self.queued < AHEAD + self.begun {
            let number = self.waiting.pop_front()?;
            if self.shares[number].state == State::Waits {
                self.set(number, State::Queued);
                self.shares[number].sent += 1;
                return Some((number, self.shares[number].points.clone()));
            }
        }
        None
    }

    /// A share did not get into the queue.
    pub(super) fn not_sent(&mut self, number: usize) {
        self.set(number, State::Waits);
        self.shares[number].sent -= 1;
        self.waiting.push_front(number);
    }

    /// A share is about to be begun. Whether it is worth it: not all of it is known.
    pub(super) fn begins(&mut self, number: usize) -> bool {
        match self.shares.get(number).map(|share| share.state) {
            None | Some(State::Known) => false,
            Some(_) => {
                self.set(number, State::Begun);
                true
            }
        }
    }

    /// A point is told. Whether it is new.
    pub(super) fn takes(&mut self, number: usize, place: usize) -> bool {
        let Some(share) = self.shares.get_mut(number).filter(|share| share.points.contains(&place)) else {
            return false;
        };
        if std::mem::replace(&mut self.known[place], true) {
            return false;
        }
        share.unknown -= 1;
        self.unknown -= 1;
        if share.unknown == 0 {
            self.set(number, State::Known);
        }
        true
    }

    /// Nothing of this is in the queue any more: what is not known is put there again. False: it was lost too often.
    pub(super) fn lost(&mut self) -> bool {
        for number in 0..self.shares.len() {
            if matches!(self.shares[number].state, State::Queued | State::Begun) {
                if self.shares[number].sent >= SENDINGS {
                    return false;
                }
                self.set(number, State::Waits);
                self.waiting.push_back(number);
            }
        }
        true
    }

    /// Whether workers have shares, or could.
    pub(super) fn is_under_way(&self) -> bool {
        self.queued + self.begun > 0
    }

    fn set(&mut self, number: usize, state: State) {
        let before = std::mem::replace(&mut self.shares[number].state, state);
        match before {
            State::Queued => self.queued -= 1,
            State::Begun => self.begun -= 1,
            State::Waits | State::Known => {}
        }
        match state {
            State::Queued => self.queued += 1,
            State::Begun => self.begun += 1,
            State::Waits | State::Known => {}
        }
    }
}

/// Points of a share.
fn size(points: usize, events: f64) -> usize {
    // Of what costs nothing, as many as there may be.
    let of_events = (EVENTS / events.max(1.0)) as usize;
    of_events.min(points / SHARES).clamp(1, MOST_POINTS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(ledger: &mut Ledger) -> Vec<(usize, Range<usize>)> {
        std::iter::from_fn(|| ledger.next()).collect()
    }

    #[test]
    fn every_point_is_in_one_share_and_shares_go_out_as_they_are_begun() {
        let mut ledger = Ledger::new(1_000, 10.0);
        let mut places = Vec::new();
        let mut sent = all(&mut ledger);
        assert_eq!(sent.len(), AHEAD, "few before any worker is there");
        while let Some((number, points)) = sent.pop() {
            assert!(ledger.begins(number));
            let more = all(&mut ledger);
            assert!(more.len() <= 2, "one for the one that was begun, one for the worker");
            sent.extend(more);
            for place in points {
                assert!(ledger.takes(number, place));
                places.push(place);
            }
        }
        places.sort_unstable();
        assert_eq!(places, (0..1_000).collect::<Vec<_>>());
        assert!(ledger.is_done() && !ledger.is_under_way());
    }

    #[test]
    fn shares_are_small_where_points_are_dear_or_few_and_never_too_large() {
        assert_eq!(size(1_000_000, 10.0), MOST_POINTS);
        assert_eq!(size(1_000_000, 1_000_000.0), 10);
        assert_eq!(size(1_000_000, 1e12), 1);
        assert_eq!(size(640, 10.0), 10);
        assert_eq!((size(3, 10.0), size(1, f64::INFINITY), size(0, 0.0)), (1, 1, 1));
    }

    #[test]
    fn what_is_told_twice_or_wrongly_is_taken_once() {
        let mut ledger = Ledger::new(2, 1.0);
        let sent = all(&mut ledger);
        assert_eq!(sent, [(0, 0..1), (1, 1..2)]);
        assert!(
            ledger.begins(0) && ledger.begins(0),
            "a second worker has the share of one that seemed lost"
        );
        assert!(ledger.takes(0, 0));
        assert!(!ledger.takes(0, 0), "told again");
        assert!(!ledger.begins(0), "known");
        assert!(!ledger.takes(0, 1) && !ledger.takes(7, 1) && !ledger.takes(1, 7), "not of this share");
        assert!(!ledger.is_done());
        assert!(ledger.takes(1, 1), "told before it was said to begin");
        assert!(ledger.is_done());
        assert_eq!((ledger.queued, ledger.begun), (0, 0));
    }

    #[test]
    fn what_was_lost_is_sent_again_without_what_is_known_but_not_for_ever() {
        let mut ledger = Ledger::new(2, 1.0);
        all(&mut ledger);
        assert!(ledger.begins(0) && ledger.takes(0, 0));
        for _ in 1..SENDINGS {
            assert!(ledger.lost());
            assert_eq!(all(&mut ledger), [(1, 1..2)]);
        }
        assert!(!ledger.lost(), "something else is wrong");
    }

    #[test]
    fn what_could_not_be_sent_is_not_counted() {
        let mut ledger = Ledger::new(1, 1.0);
        for _ in 0..10 {
            let (number, _) = ledger.next().unwrap();
            ledger.not_sent(number);
            assert!(!ledger.is_under_way());
        }
        ledger.next().unwrap();
        assert!(ledger.lost());
    }

    #[test]
    fn a_share_that_waits_again_and_is_begun_after_all_is_not_sent_twice() {
        let mut ledger = Ledger::new(1, 1.0);
        let (number, _) = ledger.next().unwrap();
        assert!(ledger.lost() && ledger.begins(number));
        assert_eq!(ledger.next(), None);
        assert!(ledger.takes(0, 0) && ledger.is_done());
    }
}
