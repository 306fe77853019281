//! The first two reference models, on the simulator's own engine: its calendar, its time, its random streams.

use std::collections::VecDeque;

use simulator::engine::random::Stream;
use simulator::engine::{Calendar, Code, Span, Time};

/// A draw with this mean, in seconds.
fn exponential(random: &mut Stream, mean_s: f64) -> Span {
    Span::from_ms_f64(random.quick_exponential() * mean_s * 1e3)
}

/// Events that each schedule the next.
pub(crate) struct Hold {
    random: Stream,
    calendar: Calendar<u32>,
}

impl Hold {
    pub(crate) fn new(events: u64, seed: u64) -> Hold {
        let mut hold = Hold { random: Stream::new(seed, [0, 0, 0]), calendar: Calendar::default() };
        for event in 0..events {
            let first = exponential(&mut hold.random, 1.0);
            hold.calendar.schedule(Time::ZERO + first, event as u32);
        }
        hold
    }

    pub(crate) fn hold(&mut self, holds: u64) -> Time {
        let mut now = Time::ZERO;
        for _ in 0..holds {
            let Some((at, event)) = self.calendar.pop(|_, _| true) else { break };
            now = at;
            self.calendar.schedule(at + exponential(&mut self.random, 1.0), event);
        }
        now
    }
}

#[derive(Clone, Copy)]
enum Event {
    Arrival,
    ServiceEnd,
}

impl Code for Event {
    fn code(self) -> u32 {
        self as u32
    }

    fn of(code: u32) -> Event {
        if code == Event::Arrival as u32 { Event::Arrival } else { Event::ServiceEnd }
    }
}

/// M/M/4 with one queue: the mean wait, seconds.
pub(crate) fn queue(customers: u64, seed: u64) -> f64 {
    let mut random = Stream::new(seed, [0, 0, 0]);
    let mut calendar = Calendar::default();
    let mut waiting: VecDeque<Time> = VecDeque::new();
    let (mut free, mut left, mut waited) = (4, customers, Span::ZERO);
    calendar.schedule(Time::ZERO + exponential(&mut random, 1.0 / 3.2), Event::Arrival);
    while let Some((now, event)) = calendar.pop(|_, _| true) {
        match event {
            Event::Arrival => {
                left -= 1;
                if left > 0 {
                    calendar.schedule(now + exponential(&mut random, 1.0 / 3.2), Event::Arrival);
                }
                if free > 0 {
                    free -= 1;
                    calendar.schedule(now + exponential(&mut random, 1.0), Event::ServiceEnd);
                } else {
                    waiting.push_back(now);
                }
            }
            Event::ServiceEnd => match waiting.pop_front() {
                Some(since) => {
                    waited += now.since(since);
                    calendar.schedule(now + exponential(&mut random, 1.0), Event::ServiceEnd);
                }
                None => free += 1,
            },
        }
    }
    waited.ms() / 1e3 / customers as f64
}
