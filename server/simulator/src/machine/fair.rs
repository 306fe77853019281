//! Fairness as EEVDF keeps it (kernel/sched/fair.c): each thread's run time, the average over all that could run, and
//! how far a thread is behind it.
//!
//! A thread that goes to sleep keeps its lag for when it wakes. So one that computes little and often waits, as a
//! loop or an executor's manager, takes the core of a busy one as soon as it wakes, until it has used up its lag.
//! One that was ahead pays that off in its sleep. While there is a core for everybody, nobody lags.

use super::Machine;
use super::cores::{Slot, TICK};
use super::thread::ThreadId;
use crate::engine::{Queue, Span, Time};

/// What the scheduler remembers of a thread, in nanoseconds.
#[derive(Clone, Copy, Debug, Default)]
pub struct Fair {
    /// How long it has run, counted from when somebody first had to wait.
    pub runtime: i64,
    /// How far it was behind the average when it went to sleep; negative: ahead.
    pub(super) lag: i64,
    slept: Time,
}

/// Threads that wait for a core, by their run time; the earlier first among equals.
#[derive(Debug, Default)]
pub struct RunQueue {
    /// The run time, above the order of coming, above the thread.
    waiting: Queue,
    count: usize,
    total: i64,
    sequence: u32,
}

/// Turns the order of signed numbers into that of unsigned ones.
const SIGN: u64 = 1 << 63;

fn runtime_of(key: u128) -> i64 {
    ((key >> 64) as u64 ^ SIGN) as i64
}

impl RunQueue {
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    pub fn len(&self) -> usize {
        self.count
    }

    pub fn push(&mut self, runtime: i64, thread: ThreadId) {
        // After four thousand million of them two in line might change places.
        self.sequence = self.sequence.wrapping_add(1);
        self.count += 1;
        self.total += runtime;
        let low = u64::from(self.sequence) << 32 | u64::from(thread.0);
        self.waiting.push(u128::from(runtime as u64 ^ SIGN) << 64 | u128::from(low));
    }

    /// The thread that has run least.
    pub fn pop(&mut self) -> Option<ThreadId> {
        let least = self.waiting.least()?;
        self.waiting.take();
        self.count -= 1;
        self.total -= runtime_of(least);
        Some(ThreadId(least as u32))
    }

    /// The least run time of those who wait.
    pub fn least(&self) -> Option<i64> {
        self.waiting.least().map(runtime_of)
    }
}

impl Machine<'_> {
    /// Brings the run time of a thread on a core up to date.
    pub(super) fn count_runtime(&mut self, thread: ThreadId) {
        let Some(core) = self.thread(thread).core else { return };
        let now = self.now;
        let slot = &mut self.cores.slots[core];
        if slot.since.is_some() {
            let ran = now.since(std::mem::replace(&mut slot.counted, now));
            self.thread_mut(thread).fair.runtime += ran.ns() as i64;
        }
    }

    /// The run times of all that run or wait, and how many they are.
    fn load(&self) -> (i64, i64) {
        let running = self.cores.slots.iter().filter_map(|slot| self.runtime_on(slot));
        let (sum, count) = running.fold((0, 0), |(sum, count), runtime| (sum + runtime, count + 1));
        (sum + self.cores.ready.total, count + self.cores.ready.len() as i64)
    }

    fn runtime_on(&self, slot: &Slot) -> Option<i64> {
        let counted = self.thread(slot.thread?).fair.runtime;
        let since = slot.since.map_or(Span::ZERO, |_| self.now.since(slot.counted));
        Some(counted + since.ns() as i64)
    }

    /// Where a thread that wakes and has to wait stands among the others: behind the average by its lag.
    pub(super) fn place(&mut self, thread: ThreadId) -> i64 {
        if self.cores.ready.is_empty() {
            self.begin_to_count();
        }
        let (sum, count) = self.load();
        let lag = self.lag_after_sleep(thread);
        let runtime = match count {
            0 => 0,
            // Its own coming moves the average (place_entity).
            _ => sum / count - lag * (count + 1) / count,
        };
        self.thread_mut(thread).fair.runtime = runtime;
        runtime
    }

    /// Somebody has to wait from now on: those who run start equal.
    fn begin_to_count(&mut self) {
        let now = self.now;
        for core in 0..self.cores.count() {
            self.cores.slots[core].counted = now;
            if let Some(thread) = self.cores.slots[core].thread {
                self.thread_mut(thread).fair.runtime = 0;
            }
        }
    }

    /// A thread goes to sleep and keeps its lag, within bounds (update_entity_lag); none when nobody waits.
    pub(super) fn keep_lag(&mut self, thread: ThreadId) {
        self.count_runtime(thread);
        let lag = if self.cores.ready.is_empty() { 0 } else { self.lag(thread) };
        let now = self.now;
        let fair = &mut self.thread_mut(thread).fair;
        (fair.lag, fair.slept) = (lag, now);
    }

    fn lag(&self, thread: ThreadId) -> i64 {
        let (sum, count) = self.load();
        let most = (self.cores.base_slice * 2).max(TICK).ns() as i64;
        (sum / count - self.thread(thread).fair.runtime).clamp(-most, most)
    }

    /// A thread that yields and is not ahead gives up the slice that it could have had (yield_task_fair of Linux 6.18).
    pub(super) fn forfeit_slice(&mut self, thread: ThreadId) {
        self.count_runtime(thread);
        let (sum, count) = self.load();
        let slice = self.cores.base_slice.ns() as i64;
        let fair = &mut self.thread_mut(thread).fair;
        if fair.runtime * count <= sum {
            fair.runtime += slice;
        }
    }

    /// Whether one of those who wait does so for the core of the thread that asks. There is one queue here; in Linux
    /// each core has its own, and a yield gives way to nobody on another.
    pub(super) fn shares_its_core(&mut self) -> bool {
        let elsewhere = 1.0 - 1.0 / self.cores.count() as f64;
        let nobody = libm::pow(elsewhere, self.cores.ready.len() as f64);
        nobody < 1.0 && self.luck.unit() >= nobody
    }

    /// What a sleeper was ahead it pays off while the others run (DELAY_DEQUEUE).
    fn lag_after_sleep(&self, thread: ThreadId) -> i64 {
        let Fair { lag, slept, .. } = self.thread(thread).fair;
        if lag >= 0 { lag } else { (lag + self.now.since(slept).ns() as i64).min(0) }
    }

    /// The core whose thread is furthest ahead of this run time; none if no running thread is ahead.
    pub(super) fn ahead_of(&self, runtime: i64) -> Option<usize> {
        let running = self.cores.slots.iter().enumerate().filter(|(_, slot)| slot.since.is_some());
        let (most, core) = running.filter_map(|(core, slot)| Some((self.runtime_on(slot)?, core))).max()?;
        (most > runtime).then_some(core)
    }
}
