//! The GIL, as CPython's `take_gil` and `drop_gil` do it (Python/ceval_gil.c, 3.11 to 3.15).
//!
//! There is no queue and no hand-off. A waiter sleeps on a condition variable for one switch interval at a time;
//! only when that ends *without any switch* does it ask the holder to drop. The holder honours it at its next look
//! at the eval breaker, signals one sleeper, and waits until somebody has taken the GIL (FORCE_SWITCHING). A release
//! for I/O signals one sleeper too, and may be taken back before that one has woken up.
//!
//! A sleeper's polls change nothing unless they end a whole interval without a switch, so only the first such poll
//! is an event: waiters are kept by their place in the interval, and the next to poll is also the one that has slept
//! longest since its last poll, whom a signal reaches first. When that poll is, is looked up when it may be now: not
//! before an interval after the last switch, which most switches move on again.

use super::sleepers::Sleepers;
use super::thread::{Phase, Thread, ThreadId};
use super::{Machine, State};
use crate::engine::{Span, Time, Timer};

/// With cores to spare, the thread that asked for the drop is still awake when the GIL comes free, and may take the
/// posted signal before a sleeper has woken up: so often, or its even share where that is more (measured as the next
/// holder being the one before: 0.47 to 0.59 with 3 threads, 0.33 to 0.46 with 4, 0.31 to 0.38 with 8). On one core
/// it has been switched out by then.
const REQUESTER_WINS: f64 = 0.38;

/// How far the gap of a hand-off spreads around its median: its 90th percentile is 2.5 times the median (measured:
/// 37 and 92 microseconds), so its logarithm has this standard deviation.
const HANDOFF_SPREAD: f64 = 0.7;

/// A GIL's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GilId(pub u32);

impl GilId {
    fn at(self) -> usize {
        self.0 as usize
    }
}

/// Why a waiter looks at the GIL again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wake {
    /// The holder signalled it.
    Signal,
    /// Its interval is over.
    Timeout,
}

#[derive(Debug)]
pub struct Gil {
    holder: Option<ThreadId>,
    last_holder: Option<ThreadId>,
    waiters: Sleepers,
    /// Rings at the next poll that can set a drop request, or before it.
    timer: Timer,
    /// When it rings; `Time::NEVER`: it does not, as nobody waits or a drop is requested already.
    rings: Time,
    last_switch: Time,
    /// Dropped its GIL on request and waits for the switch.
    switch_waiter: Option<ThreadId>,
    held_since: Time,
    busy: Span,
    pub switches: u64,
    pub forced_switches: u64,
}

impl Gil {
    /// A GIL that nobody holds; the timer rings for its polls.
    pub fn new(poll_period: Span, timer: Timer) -> Gil {
        Gil {
            holder: None,
            last_holder: None,
            waiters: Sleepers::new(poll_period),
            timer,
            rings: Time::NEVER,
            last_switch: Time::ZERO,
            switch_waiter: None,
            held_since: Time::ZERO,
            busy: Span::ZERO,
            switches: 0,
            forced_switches: 0,
        }
    }

    /// How long it was held, until now.
    pub fn busy_until(&self, now: Time) -> Span {
        match self.holder {
            Some(_) => self.busy + now.since(self.held_since),
            None => self.busy,
        }
    }
}

impl Machine<'_> {
    /// From poll to poll of a sleeping waiter: the interval, the kernel's slack, and the wake-up.
    pub(super) fn poll_period(&self) -> Span {
        self.prices.switch_interval + self.prices.timer_slack + self.prices.wake
    }

    /// Takes the GIL, or begins to wait for it; false when the thread waits.
    pub(super) fn take_gil(&mut self, id: ThreadId) -> bool {
        let thread = self.thread(id);
        let Some(g) = thread.gil else { return true };
        if thread.holds_gil {
            return true;
        }
        if self.gils[g.at()].holder.is_some() {
            self.wait_for_gil(id, g);
            return false;
        }
        self.acquire(id, g);
        true
    }

    #[inline]
    fn acquire(&mut self, id: ThreadId, g: GilId) {
        let now = self.now;
        let gil = &mut self.gils[g.at()];
        gil.holder = Some(id);
        gil.held_since = now;
        let forced = gil.switch_waiter.take();
        let switched = gil.last_holder != Some(id);
        if switched {
            gil.last_holder = Some(id);
            gil.switches += 1;
            gil.forced_switches += u64::from(forced.is_some());
            gil.last_switch = now;
            if gil.rings == Time::NEVER && !gil.waiters.is_empty() {
                let due = now + gil.waiters.period();
                self.ring(g, due);
            }
        }
        let thread = self.thread_mut(id);
        thread.holds_gil = true;
        thread.drop_request = false;
        if let Some(dropper) = forced {
            debug_assert_ne!(dropper, id, "a forced switch is a switch");
            self.thread_mut(dropper).phase = Phase::Begin;
            let latency = self.prices.wake;
            self.make_ready(dropper, latency);
        }
    }

    /// A thread ends, and another will have its number.
    pub(super) fn forget_last_holder(&mut self, id: ThreadId) {
        if let Some(g) = self.thread(id).gil {
            let gil = &mut self.gils[g.at()];
            gil.last_holder = gil.last_holder.filter(|last| *last != id);
        }
    }

    /// Sleeps on the condition variable and gives the core up.
    #[inline]
    fn wait_for_gil(&mut self, id: ThreadId, g: GilId) {
        let now = self.now;
        let gil = &mut self.gils[g.at()];
        let lane = self.threads[id.0 as usize].lane;
        gil.waiters.insert(now, (lane, id));
        let due = now + gil.waiters.period();
        let held_by = gil.holder.map(|holder| self.threads[holder.0 as usize].lane);
        let rings = gil.rings;
        let thread = &mut self.threads[id.0 as usize];
        thread.phase = Phase::GilWait;
        thread.gil_wait_since = now;
        thread.gil_held_by = held_by;
        self.set_state(id, Some(State::GilWait));
        if rings > due {
            self.ring(g, due);
        }
        self.leave_core(id);
    }

    fn ring(&mut self, g: GilId, at: Time) {
        let gil = &mut self.gils[g.at()];
        gil.rings = at;
        self.calendar.set_timer(gil.timer, at);
    }

    /// The timer rings: a waiter polls, or it is not time yet.
    pub(super) fn gil_poll(&mut self, g: GilId) {
        self.gils[g.at()].rings = Time::NEVER;
        match self.next_poll(g) {
            Some((at, id)) if at == self.now => {
                // What comes of this poll is a request or a switch; nobody else need poll meanwhile.
                self.ring(g, at + self.gils[g.at()].waiters.period());
                self.poll(g, id);
            }
            Some((at, _)) => self.ring(g, at),
            None => {}
        }
    }

    /// The first poll from now on that ends a whole interval without a switch, or a time before it, and somebody who
    /// waits. An interval begins with a wait, or with a waiter's first poll after the last switch.
    fn next_poll(&mut self, g: GilId) -> Option<(Time, ThreadId)> {
        let (now, threads) = (self.now, &self.threads);
        let gil = &mut self.gils[g.at()];
        let first = gil.waiters.next_after(now)?;
        if gil.holder.is_some_and(|holder| threads[holder.0 as usize].drop_request) {
            // Polls change nothing until the switch, and then begin anew.
            return None;
        }
        let whole = gil.last_switch + gil.waiters.period();
        if now < whole {
            return Some((whole, first.1));
        }
        // Since the last switch everybody has polled; but one that begins to wait now is a whole interval away.
        let polls_now =
            gil.waiters.at(now).find(|id| threads[id.0 as usize].gil_wait_since < now).map(|id| (now, id));
        let later = now + Span::from_ns(1);
        polls_now.or_else(|| gil.waiters.next_after(later).map(|(wait, id)| (later + wait, id)))
    }

    /// A waiter's interval is over: it looks.
    fn poll(&mut self, g: GilId, id: ThreadId) {
        self.stop_sleeping(g, id);
        let switches = self.gils[g.at()].switches;
        let thread = self.thread_mut(id);
        thread.phase = Phase::GilLook(Wake::Timeout);
        thread.seen_switches = switches;
        // The wake-up is part of the poll period.
        self.make_ready(id, Span::ZERO);
    }

    /// A waiter is on a core again: takes the GIL if it is free, asks for it if its interval passed without a
    /// switch, and sleeps on otherwise. True if it has the GIL.
    #[inline]
    pub(super) fn look_at_gil(&mut self, id: ThreadId, wake: Wake) -> bool {
        let Some(g) = self.thread(id).gil else { return true };
        self.thread_mut(id).phase = Phase::Begin;
        let Some(holder) = self.gils[g.at()].holder else {
            self.acquire(id, g);
            return true;
        };
        if wake == Wake::Timeout && self.thread(id).seen_switches == self.gils[g.at()].switches {
            self.thread_mut(holder).drop_request = true;
            if self.thread(holder).interruptible() {
                self.interrupt(holder, id, g);
                return false;
            }
        }
        self.wait_for_gil(id, g);
        false
    }

    /// The holder is in bytecode and drops at once; whether the requester or a sleeper gets the signal is luck.
    fn interrupt(&mut self, holder: ThreadId, requester: ThreadId, g: GilId) {
        self.stop_burst(holder);
        self.release(holder, g);
        let sleepers = self.gils[g.at()].waiters.len();
        let even = 1.0 / (sleepers + 1) as f64;
        let requester_wins = self.cores.count() > 1 && self.luck.unit() < REQUESTER_WINS.max(even);
        if sleepers == 0 || requester_wins {
            self.wait_for_gil(requester, g);
            self.stop_sleeping(g, requester);
            self.signal(requester);
        } else {
            self.signal_sleeper(g);
            self.wait_for_gil(requester, g);
        }
        self.wait_for_switch(holder, g);
    }

    /// Releases the GIL for a blocking call or the end of the thread.
    #[inline]
    pub(super) fn drop_gil(&mut self, id: ThreadId) {
        if let Some(g) = self.thread(id).gil {
            self.release(id, g);
            self.thread_mut(id).drop_request = false;
            self.signal_one(g);
        }
    }

    /// Whether releasing the GIL means waking a sleeper on an idle core; one on a busy core is only queued there.
    pub(super) fn release_wakes(&self, id: ThreadId) -> bool {
        let Some(g) = self.thread(id).gil else { return false };
        !self.prices.gil_wake.is_zero() && !self.gils[g.at()].waiters.is_empty() && self.cores.has_idle()
    }

    /// Drops the GIL on request; the operation is begun again when another thread has had it.
    pub(super) fn drop_gil_and_wait_for_switch(&mut self, id: ThreadId) {
        if let Some(g) = self.thread(id).gil {
            self.release(id, g);
            self.signal_one(g);
            self.wait_for_switch(id, g);
        }
    }

    fn wait_for_switch(&mut self, id: ThreadId, g: GilId) {
        self.gils[g.at()].switch_waiter = Some(id);
        let thread = self.thread_mut(id);
        thread.drop_request = false;
        thread.phase = Phase::SwitchWait;
        thread.gil_held_by = None;
        self.set_state(id, Some(State::GilWait));
        self.leave_core(id);
    }

    fn release(&mut self, id: ThreadId, g: GilId) {
        let gil = &mut self.gils[g.at()];
        debug_assert_eq!(gil.holder, Some(id), "only the holder releases");
        gil.holder = None;
        gil.busy += self.now.since(gil.held_since);
        self.thread_mut(id).holds_gil = false;
    }

    /// `pthread_cond_signal`: the longest sleeper.
    fn signal_one(&mut self, g: GilId) {
        if let Some(id) = self.gils[g.at()].waiters.take_next_after(self.now) {
            self.signal(id);
        }
    }

    /// After a drop on request any sleeper may be next: each polls once an interval, and whose poll falls into the
    /// gap is luck. (Measured: one that waits beside k spinning threads is next with about 1/(k + 1) at each drop,
    /// but for the first, which it asked for itself.) On one core it is the longest sleeper, in turn.
    fn signal_sleeper(&mut self, g: GilId) {
        if self.cores.count() == 1 {
            self.signal_one(g);
            return;
        }
        let sleepers = self.gils[g.at()].waiters.len() as u64;
        let nth = self.luck.below(sleepers) as usize;
        if let Some(id) = self.gils[g.at()].waiters.nth(nth) {
            self.stop_sleeping(g, id);
            self.signal(id);
        }
    }

    fn stop_sleeping(&mut self, g: GilId, id: ThreadId) {
        let Thread { gil_wait_since: since, lane, .. } = *self.thread(id);
        self.gils[g.at()].waiters.remove(since, (lane, id));
    }

    /// Wakes one that slept until now.
    #[inline]
    fn signal(&mut self, id: ThreadId) {
        let gap = self.handoff_gap();
        self.thread_mut(id).phase = Phase::GilLook(Wake::Signal);
        self.make_ready(id, gap);
    }

    /// From the release until the signalled thread looks: lognormal around the measured median.
    fn handoff_gap(&mut self) -> Span {
        if self.prices.handoff.is_zero() {
            self.luck.skip();
            return Span::ZERO;
        }
        let spread = libm::exp(HANDOFF_SPREAD * self.luck.branch().quick_normal());
        self.prices.handoff.scaled(spread)
    }
}
