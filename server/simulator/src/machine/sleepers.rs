//! Threads that sleep for a GIL, by their place in the poll interval.
//!
//! A dial of up to 64 sectors, each with its own few in order, and a bit that says whether there are any: who comes
//! next after a place is found in one or two looks, however many sleep.

use super::record::LaneId;
use super::thread::ThreadId;
use crate::engine::{Span, Time};

const SECTORS: u32 = 64;

/// Who sleeps. Among those in one place the order is that of their lanes: a thread's number may have been another's.
type Who = (LaneId, ThreadId);

/// A sleeper's place, nanoseconds from the beginning of the interval; and who it is.
type Sleeper = (u64, Who);

#[derive(Debug)]
pub struct Sleepers {
    period: Span,
    /// Bits of a place below its sector.
    shift: u32,
    sectors: Vec<Vec<Sleeper>>,
    /// Which sectors have somebody.
    taken: u64,
    /// When the interval began in which somebody looked last: most looks are in the same, and dividing takes time.
    began: Time,
    count: usize,
}

impl Sleepers {
    /// Nobody, in an interval of this length.
    pub fn new(period: Span) -> Sleepers {
        let bits = u64::BITS - period.ns().saturating_sub(1).leading_zeros();
        let shift = bits.saturating_sub(SECTORS.ilog2());
        Sleepers { period, shift, sectors: Vec::new(), taken: 0, began: Time::ZERO, count: 0 }
    }

    /// The length of the interval.
    pub fn period(&self) -> Span {
        self.period
    }

    pub fn len(&self) -> usize {
        self.count
    }

    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    fn place(&self, at: Time) -> u64 {
        let now = at >= self.began && at.since(self.began) < self.period;
        if now { at.since(self.began).ns() } else { at.ns() % self.period.ns() }
    }

    /// The place of an instant that is now.
    fn place_now(&mut self, now: Time) -> u64 {
        let place = self.place(now);
        self.began = Time::from_ns(now.ns() - place);
        place
    }

    fn sector(&self, place: u64) -> usize {
        (place >> self.shift) as usize
    }

    /// A thread falls asleep.
    #[inline]
    pub fn insert(&mut self, now: Time, who: Who) {
        if self.sectors.is_empty() {
            self.sectors.resize_with(SECTORS as usize, Vec::new);
        }
        let sleeper = (self.place_now(now), who);
        let sector = self.sector(sleeper.0);
        let all = &mut self.sectors[sector];
        if all.is_empty() {
            // Mostly it is alone there.
            all.push(sleeper);
        } else {
            all.insert(all.partition_point(|other| *other < sleeper), sleeper);
        }
        self.taken |= 1 << sector;
        self.count += 1;
    }

    /// A thread that fell asleep then sleeps no longer.
    pub fn remove(&mut self, since: Time, who: Who) {
        let sleeper = (self.place(since), who);
        let sector = self.sector(sleeper.0);
        let Some(all) = self.sectors.get(sector) else { return };
        if let Ok(at) = all.binary_search(&sleeper) {
            self.take(sector, at);
        }
    }

    /// Whose place comes next from now on, and after how long.
    #[inline]
    pub fn next_after(&mut self, now: Time) -> Option<(Span, ThreadId)> {
        let place = self.place_now(now);
        let (sector, at) = self.first_from(place)?;
        let (other, (_, id)) = self.sectors[sector][at];
        let wait = if other < place { other + self.period.ns() - place } else { other - place };
        Some((Span::from_ns(wait), id))
    }

    /// Whose place comes next from now on: it sleeps no longer.
    #[inline]
    pub fn take_next_after(&mut self, now: Time) -> Option<ThreadId> {
        let place = self.place_now(now);
        let (sector, at) = self.first_from(place)?;
        Some(self.take(sector, at).1.1)
    }

    /// The sector of the first from a place on, around the dial, and where it is there.
    #[inline]
    fn first_from(&self, place: u64) -> Option<(usize, usize)> {
        let sector = self.sector(place);
        if self.taken >> sector & 1 == 1 {
            let here = &self.sectors[sector];
            let at = here.partition_point(|other| other.0 < place);
            if at < here.len() {
                return Some((sector, at));
            }
        }
        let later = self.taken & !(u64::MAX >> (SECTORS - 1 - sector as u32));
        let around = if later == 0 { self.taken } else { later };
        (around != 0).then(|| (around.trailing_zeros() as usize, 0))
    }

    #[inline]
    fn take(&mut self, sector: usize, at: usize) -> Sleeper {
        let all = &mut self.sectors[sector];
        // Mostly it is alone there, and nobody has to move up.
        let sleeper = if at + 1 == all.len() { all.swap_remove(at) } else { all.remove(at) };
        self.taken &= !(u64::from(all.is_empty()) << sector);
        self.count -= 1;
        sleeper
    }

    /// Those whose place is that of an instant.
    pub fn at(&self, at: Time) -> impl Iterator<Item = ThreadId> {
        let place = self.place(at);
        let all = self.sectors.get(self.sector(place)).map_or(&[][..], Vec::as_slice);
        let first = all.partition_point(|other| other.0 < place);
        all[first..].iter().take_while(move |other| other.0 == place).map(|(_, (_, id))| *id)
    }

    /// The sectors that have somebody.
    fn groups(&self) -> impl Iterator<Item = &Vec<Sleeper>> {
        let mut left = self.taken;
        std::iter::from_fn(move || {
            let all = self.sectors.get(left.trailing_zeros() as usize);
            left &= left.wrapping_sub(1);
            all
        })
    }

    /// The one with so many before it.
    pub fn nth(&self, mut before: usize) -> Option<ThreadId> {
        for all in self.groups() {
            match all.get(before) {
                Some((_, (_, id))) => return Some(*id),
                None => before -= all.len(),
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Beside a plain ordered set, for periods that fill their sectors and that do not.
    #[test]
    fn it_agrees_with_an_ordered_set() {
        let who = |number| (LaneId(number), ThreadId(1_000_000 - number));
        for period in [1, 7, 64, 1_000, 5_055_000] {
            let mut sleepers = Sleepers::new(Span::from_ns(period));
            let mut set = BTreeSet::new();
            let mut x: u64 = period;
            for number in 0..2_000 {
                x = x.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                let at = Time::from_ns((x >> 33) % (3 * period));
                let place = at.ns() % period;
                if x.is_multiple_of(5) {
                    let next = set.range((place, who(0))..).next().or_else(|| set.first()).copied();
                    let told = next.map(|(p, (_, id))| (Span::from_ns((p + period - place) % period), id));
                    assert_eq!(sleepers.next_after(at), told);
                    if let Some((p, who)) = next {
                        set.remove(&(p, who));
                        if x.is_multiple_of(2) {
                            sleepers.remove(Time::from_ns(p + period), who);
                        } else {
                            assert_eq!(sleepers.take_next_after(at), Some(who.1));
                        }
                    }
                } else {
                    set.insert((place, who(number)));
                    sleepers.insert(at, who(number));
                }
                assert_eq!((sleepers.len(), sleepers.is_empty()), (set.len(), set.is_empty()));
            }
            for (place, _) in &set {
                let there = set.iter().filter(|(other, _)| other == place).map(|(_, (_, id))| *id);
                assert!(sleepers.at(Time::from_ns(*place)).eq(there));
            }
            for n in [0, set.len() / 2, set.len() - 1, set.len()] {
                assert_eq!(sleepers.nth(n), set.iter().nth(n).map(|(_, (_, id))| *id));
            }
        }
    }
}
