//! Cores, time slices, and the container's CPU quota.
//!
//! One queue for all cores (Linux balances its queues within milliseconds), ordered by who has had least
//! (`fair.rs`). A woken thread takes an idle core. Without one it takes the core of a thread that is ahead of it, if
//! it lags; otherwise it waits for a slice to end, which is noticed at the tick (HZ = 250).

use super::fair::RunQueue;
use super::thread::{Phase, ThreadId};
use super::{Event, Machine, State};
use crate::engine::{Span, Time, Timer};

/// The kernel's clock: CONFIG_HZ = 250.
pub(super) const TICK: Span = Span::from_ms(4);
/// The period of cgroup `cpu.max`.
const QUOTA_PERIOD: Span = Span::from_ms(100);

/// The cores and who waits for them.
#[derive(Debug)]
pub struct Cores {
    pub(super) slots: Vec<Slot>,
    idle: Vec<usize>,
    pub(super) ready: RunQueue,
    /// A thread keeps its core at least so long, unless one that lags wakes up: base_slice_ns of EEVDF.
    pub(super) base_slice: Span,
    pub busy: Span,
    pub switches: u64,
    quota: Option<Quota>,
}

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Slot {
    /// Who has it, running or about to.
    pub thread: Option<ThreadId>,
    /// Since when it runs; `None` while it is being dispatched.
    pub since: Option<Time>,
    /// Until when its run time has been counted.
    pub counted: Time,
    tick_armed: bool,
}

/// CPU time that a container may use: so much a period, then everybody stands still until the next.
#[derive(Clone, Copy, Debug)]
struct Quota {
    per_period: Span,
    left: Span,
    /// When `left` was last brought up to date.
    at: Time,
    /// Rings when it will be spent; set when the machine starts.
    spent: Option<Timer>,
    throttled: bool,
}

impl Cores {
    pub fn new(count: u32, quota: Option<f64>) -> Cores {
        let scale = 1 + count.min(8).ilog2();
        Cores {
            slots: vec![Slot::default(); count as usize],
            idle: (0..count as usize).rev().collect(),
            ready: RunQueue::default(),
            base_slice: Span::from_us(700) * u64::from(scale),
            busy: Span::ZERO,
            switches: 0,
            quota: quota.filter(|q| *q < f64::from(count)).map(|q| Quota {
                per_period: QUOTA_PERIOD.scaled(q),
                left: QUOTA_PERIOD.scaled(q),
                at: Time::ZERO,
                spent: None,
                throttled: false,
            }),
        }
    }

    pub fn has_idle(&self) -> bool {
        !self.idle.is_empty()
    }

    pub fn count(&self) -> usize {
        self.slots.len()
    }

    fn running(&self) -> u64 {
        self.slots.iter().filter(|s| s.since.is_some()).count() as u64
    }

    /// Whether there is more to a core than taking one and giving it back: somebody waits for one, or there is a quota.
    #[inline]
    fn are_scarce(&self) -> bool {
        !self.ready.is_empty() || self.quota.is_some()
    }

    /// Whoever was given the core runs there now.
    #[inline]
    fn occupy(&mut self, core: usize, now: Time) {
        let slot = &mut self.slots[core];
        slot.since = Some(now);
        slot.counted = now;
    }

    /// Nobody has the core any more.
    #[inline]
    fn vacate(&mut self, core: usize, now: Time) {
        let slot = &mut self.slots[core];
        slot.thread = None;
        if let Some(since) = slot.since.take() {
            self.busy += now.since(since);
        }
        self.idle.push(core);
    }

    #[inline]
    fn throttled(&self) -> bool {
        self.quota.as_ref().is_some_and(|q| q.throttled)
    }
}

impl Machine<'_> {
    /// Starts the container's period, if it has a quota. Called once, at time zero.
    pub fn start_quota(&mut self) {
        if let Some(quota) = &mut self.cores.quota {
            quota.spent = Some(self.calendar.add_timer(Event::QuotaSpent));
            self.schedule(QUOTA_PERIOD, Event::QuotaRefill);
        }
    }

    /// Counts the time of those that still run when a run ends.
    pub(super) fn settle_cores(&mut self) {
        let now = self.now;
        let running = self.cores.slots.iter().filter_map(|slot| slot.since);
        let rest = running.fold(Span::ZERO, |sum, since| sum + now.since(since));
        self.cores.busy += rest;
    }

    /// A thread can go on: it gets an idle core after `latency`, or waits for one.
    #[inline]
    pub fn make_ready(&mut self, thread: ThreadId, latency: Span) {
        if !self.cores.throttled()
            && let Some(core) = self.cores.idle.pop()
        {
            self.assign(core, thread, latency);
        } else {
            self.wait_for_core(thread);
        }
    }

    #[cold]
    fn wait_for_core(&mut self, thread: ThreadId) {
        self.set_state(thread, Some(State::CoreWait));
        let runtime = self.place(thread);
        self.cores.ready.push(runtime, thread);
        if let Some(core) = self.ahead_of(runtime) {
            // Not at once: the thread there may be the one that wakes this one, between two operations.
            self.schedule(Span::ZERO, Event::Resched(core as u32));
        }
        for core in 0..self.cores.count() {
            self.arm_tick(core);
        }
    }

    #[inline]
    fn assign(&mut self, core: usize, thread: ThreadId, latency: Span) {
        let slot = &mut self.cores.slots[core];
        slot.thread = Some(thread);
        slot.since = None;
        self.thread_mut(thread).core = Some(core);
        self.schedule(latency, Event::Dispatched(thread));
    }

    /// A thread that was given a core begins to run there; false if it may not.
    #[inline]
    pub(super) fn dispatched(&mut self, thread: ThreadId) -> bool {
        let Some(core) = self.thread(thread).core else { return false };
        if self.cores.are_scarce() {
            return self.dispatched_to_scarce(core, thread);
        }
        self.cores.occupy(core, self.now);
        true
    }

    #[cold]
    fn dispatched_to_scarce(&mut self, core: usize, thread: ThreadId) -> bool {
        if self.cores.throttled() {
            self.release_core(thread);
            self.queue_again(thread);
            return false;
        }
        if self.cores.quota.is_some() {
            self.spend_quota();
        }
        self.cores.occupy(core, self.now);
        if self.cores.quota.is_some() {
            self.plan_quota();
        }
        if !self.cores.ready.is_empty() {
            self.arm_tick(core);
        }
        true
    }

    /// The thread goes to sleep: it gives up its core, and the next ready one gets it.
    #[inline]
    pub fn leave_core(&mut self, thread: ThreadId) {
        if self.cores.are_scarce() {
            self.leave_scarce_core(thread);
            return;
        }
        let now = self.now;
        let t = self.thread_mut(thread);
        // While there is a core for everybody, nobody lags.
        t.fair.lag = 0;
        if let Some(core) = t.core.take() {
            self.cores.vacate(core, now);
        }
    }

    #[cold]
    fn leave_scarce_core(&mut self, thread: ThreadId) {
        self.keep_lag(thread);
        self.hand_core_over(thread);
    }

    /// A thread that could go on queues for a core.
    fn queue_again(&mut self, thread: ThreadId) {
        self.set_state(thread, Some(State::CoreWait));
        let runtime = self.thread(thread).fair.runtime;
        self.cores.ready.push(runtime, thread);
    }

    /// `sched_yield` of a thread that waits for something else: gives way to whoever waits for a core; false if
    /// nobody does.
    pub(super) fn yield_core(&mut self, thread: ThreadId, waiting: Option<State>) -> bool {
        if self.cores.ready.is_empty() {
            return false;
        }
        self.forfeit_slice(thread);
        self.set_state(thread, waiting);
        let runtime = self.thread(thread).fair.runtime;
        self.cores.ready.push(runtime, thread);
        self.hand_core_over(thread);
        true
    }

    fn hand_core_over(&mut self, thread: ThreadId) {
        self.release_core(thread);
        if !self.cores.ready.is_empty() && !self.cores.throttled() {
            self.take_next();
        }
    }

    /// The next ready thread gets the core that has become idle last.
    fn take_next(&mut self) {
        if let Some(core) = self.cores.idle.pop()
            && let Some(next) = self.cores.ready.pop()
        {
            self.cores.switches += 1;
            let cost = self.prices.context_switch;
            self.assign(core, next, cost);
        }
    }

    fn release_core(&mut self, thread: ThreadId) {
        let Some(core) = self.thread_mut(thread).core.take() else {
            unreachable!("only a thread that has a core can leave it")
        };
        if self.cores.quota.is_some() {
            self.spend_quota();
        }
        self.cores.vacate(core, self.now);
        if self.cores.quota.is_some() {
            self.plan_quota();
        }
    }

    fn arm_tick(&mut self, core: usize) {
        let slot = &mut self.cores.slots[core];
        if let Some(since) = slot.since
            && !slot.tick_armed
        {
            slot.tick_armed = true;
            let fair = (since + self.cores.base_slice).max(self.now);
            // A slice that ends exactly at a tick is noticed by that tick.
            let at = Time::from_ns(fair.ns().saturating_sub(1))
                .next_multiple(TICK)
                .max(self.now.next_multiple(TICK));
            self.calendar.schedule(at, Event::Tick(core as u32));
        }
    }

    pub(super) fn tick(&mut self, core: usize) {
        self.cores.slots[core].tick_armed = false;
        let Some(since) = self.cores.slots[core].since else { return };
        if self.cores.ready.is_empty() {
            return;
        }
        if self.now.since(since) < self.cores.base_slice {
            self.arm_tick(core);
            return;
        }
        self.resched(core);
        // Nobody who waits is behind it: its next slice begins.
        self.arm_tick(core);
    }

    /// The thread on a core gives way to one that waits and has had less.
    pub(super) fn resched(&mut self, core: usize) {
        let Slot { thread: Some(thread), since: Some(_), .. } = self.cores.slots[core] else { return };
        self.count_runtime(thread);
        let mine = self.thread(thread).fair.runtime;
        if self.cores.throttled() || self.cores.ready.least().is_none_or(|least| least >= mine) {
            return;
        }
        self.stop_burst(thread);
        // It queues before the next is taken, which is behind it.
        self.queue_again(thread);
        self.hand_core_over(thread);
    }

    /// Brings the quota up to date with what was used since.
    fn spend_quota(&mut self) {
        let running = self.cores.running();
        let now = self.now;
        if let Some(quota) = &mut self.cores.quota {
            let used = now.since(quota.at) * running;
            quota.left = quota.left - used.min(quota.left);
            quota.at = now;
        }
    }

    /// Schedules the instant at which the quota will be spent, as many run as run now.
    fn plan_quota(&mut self) {
        let running = self.cores.running();
        let Some(Quota { spent: Some(timer), left, throttled, .. }) = self.cores.quota else { return };
        if running > 0 && !throttled {
            let at = self.now + Span::from_ns(left.ns().div_ceil(running));
            self.calendar.set_timer(timer, at);
        } else {
            self.calendar.stop_timer(timer);
        }
    }

    pub(super) fn quota_spent(&mut self) {
        self.spend_quota();
        let Some(quota) = &mut self.cores.quota else { return };
        if !quota.left.is_zero() {
            self.plan_quota();
            return;
        }
        quota.throttled = true;
        for core in (0..self.cores.count()).rev() {
            let Slot { thread: Some(thread), since: Some(_), .. } = self.cores.slots[core] else { continue };
            self.stop_burst(thread);
            self.count_runtime(thread);
            self.release_core(thread);
            self.queue_again(thread);
        }
    }

    pub(super) fn quota_refill(&mut self) {
        self.spend_quota();
        if let Some(quota) = &mut self.cores.quota {
            quota.left = quota.per_period;
            quota.throttled = false;
        }
        // With nothing else to come and nobody ready, nothing will ever run again: the run may end.
        if !self.calendar.is_empty() || !self.cores.ready.is_empty() {
            self.schedule(QUOTA_PERIOD, Event::QuotaRefill);
        }
        while !self.cores.ready.is_empty() && self.cores.has_idle() {
            self.take_next();
        }
        self.plan_quota();
    }

    /// Stops a running thread's burst; what is left of it is done when it runs again.
    pub(super) fn stop_burst(&mut self, thread: ThreadId) {
        let now = self.now;
        let t = self.thread_mut(thread);
        match t.phase {
            Phase::Burst => t.left = t.burst_end.since(now),
            // The call is made anew; what it is made for has not begun.
            Phase::Signal => {}
            _ => return,
        }
        t.phase = Phase::Begin;
        self.cancel_alarm(thread);
    }
}
