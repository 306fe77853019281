//! An OS thread with a Python thread state: it carries out the operations that its role names.

use super::gil::{GilId, Wake};
use super::op::{Does, LOOK};
pub use super::op::{Interrupt, Op};
use super::record::{LaneId, Slice, WaitsFor};
use super::roles::Role;
use super::spin;
use super::steps::Stage;
use super::tasks::TaskId;
use super::{Event, Machine, State};
use crate::engine::{Key, Span, Time};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ThreadId(pub u32);

/// Where a thread is in carrying out its operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Not started yet.
    Dormant,
    /// Its operation is over: its role is asked next.
    Done,
    /// Its operation is to be begun, or gone on with.
    Begin,
    /// Computing.
    Burst,
    /// Wakes a thread that sleeps for the GIL which it is about to release.
    Signal,
    /// Waits for its GIL.
    GilWait,
    /// Woken while waiting for its GIL: it looks again.
    GilLook(Wake),
    /// Dropped its GIL on request: waits until another has taken it.
    SwitchWait,
    Parked,
    /// Its blocking call has returned: it takes the GIL back, and its role is asked next.
    Returned,
    Exited,
}

#[derive(Debug)]
#[repr(align(64))]
pub struct Thread {
    pub role: Role,
    pub process: usize,
    pub gil: Option<GilId>,
    pub lane: LaneId,
    pub phase: Phase,
    pub(super) op: Op,
    /// What is left of the operation's work.
    pub left: Span,
    pub core: Option<usize>,
    pub fair: super::fair::Fair,
    /// How often it may yet yield its core before it sleeps for a lock.
    pub(super) spins: u32,
    pub holds_gil: bool,
    /// Somebody has asked it to drop its GIL.
    pub drop_request: bool,
    /// The GIL's switch count when its interval was over.
    pub seen_switches: u64,
    /// When its wait for the GIL began, in the order of the waiters.
    pub gil_wait_since: Time,
    /// What is to come of its own: the end of its burst, or its deadline.
    pub(super) alarm: Option<Key>,
    pub burst_end: Time,
    /// Unparked before it parked.
    pub(super) unparked: bool,
    /// The task that it works on.
    pub task: Option<TaskId>,
    /// What its step waits for.
    pub waits_for: WaitsFor,
    /// The lane of whoever held the GIL when it began to wait for it.
    pub(super) gil_held_by: Option<LaneId>,
    /// Where it is within its task's steps.
    pub(super) stage: Stage,
    /// How long that step takes.
    pub(super) step_length: Span,
    /// It runs its task's steps up to this one.
    pub(super) steps_until: usize,
    /// Native threads of its own that still compute.
    pub helpers: u32,
    /// The service's slot that it queued for is its own now.
    pub granted: bool,
    /// A message that it reads or writes.
    pub transfer: super::pipe::Transfer,
    /// It has woken the sleeper, and releases the GIL next.
    signalled: bool,
    /// The thread that it started last has run its first bytecode.
    pub child_booted: bool,
}

impl Thread {
    pub fn new(role: Role, process: usize, gil: Option<GilId>, lane: LaneId) -> Thread {
        Thread {
            role,
            process,
            gil,
            lane,
            phase: Phase::Dormant,
            op: Op::exit(),
            left: Span::ZERO,
            core: None,
            fair: super::fair::Fair::default(),
            spins: 0,
            holds_gil: false,
            drop_request: false,
            seen_switches: 0,
            gil_wait_since: Time::ZERO,
            alarm: None,
            burst_end: Time::ZERO,
            unparked: false,
            task: None,
            waits_for: WaitsFor::Nothing,
            gil_held_by: None,
            stage: Stage::Outside,
            step_length: Span::ZERO,
            steps_until: usize::MAX,
            helpers: 0,
            granted: false,
            transfer: super::pipe::Transfer::default(),
            signalled: false,
            child_booted: false,
        }
    }

    /// What was to come of its own has come, if this is it.
    #[inline]
    pub(super) fn take_alarm(&mut self, key: Key) -> bool {
        let expected = self.alarm == Some(key);
        if expected {
            self.alarm = None;
        }
        expected
    }

    /// Whether its operation, which it has begun, is a blocking call.
    pub(super) fn is_asleep(&self) -> bool {
        matches!(self.op.does(), Does::Sleep { .. })
    }

    /// Whether it is in Python bytecode right now, where a drop request is honoured at once.
    pub fn interruptible(&self) -> bool {
        self.phase == Phase::Burst && matches!(self.op.does(), Does::Python { how: Interrupt::Bytecode, .. })
    }
}

impl Machine<'_> {
    pub fn thread(&self, id: ThreadId) -> &Thread {
        &self.threads[id.0 as usize]
    }

    pub fn thread_mut(&mut self, id: ThreadId) -> &mut Thread {
        &mut self.threads[id.0 as usize]
    }

    /// The thread, its lane and its task are in this state from now on; `None`: idle.
    #[inline]
    pub fn set_state(&mut self, id: ThreadId, state: Option<State>) {
        let thread = &self.threads[id.0 as usize];
        if let (Some(task), Some(state)) = (thread.task, state) {
            self.tasks.set(task, state, self.now);
        }
        if self.record.slices.is_some() {
            self.record_state(id, state);
        }
    }

    fn record_state(&mut self, id: ThreadId, state: Option<State>) {
        let thread = &self.threads[id.0 as usize];
        let slice = state.map(|state| Slice {
            lane: thread.lane,
            state,
            from: self.now,
            to: self.now,
            task: thread.task,
            step: thread.task.map_or(0, |task| u32::from(self.tasks.get(task).step)),
            waits_for: match state {
                State::GilWait => thread.gil_held_by.map_or(WaitsFor::Nothing, WaitsFor::GilOf),
                State::Io | State::ServiceQueue | State::LockWait => thread.waits_for,
                _ => WaitsFor::Nothing,
            },
        });
        self.record.set(thread.lane, slice, self.now);
    }

    /// Runs a thread that is on a core until it computes or gives the core up.
    #[inline]
    pub(super) fn run_thread(&mut self, id: ThreadId) {
        let goes_on = match self.thread(id).phase {
            Phase::Done => true,
            Phase::Begin => self.begin(id, self.thread(id).op),
            Phase::Returned => self.take_gil(id),
            Phase::GilLook(wake) => self.look_at_gil(id, wake) && self.begin_burst(id),
            Phase::Dormant
            | Phase::Burst
            | Phase::Signal
            | Phase::GilWait
            | Phase::SwitchWait
            | Phase::Parked
            | Phase::Exited => false,
        };
        if goes_on {
            self.run_ops(id);
        }
    }

    /// One operation after the other.
    pub(super) fn run_ops(&mut self, id: ThreadId) {
        loop {
            let thread = self.thread(id);
            if thread.drop_request && thread.holds_gil {
                // The eval breaker, looked at after a C call.
                self.prepare(id, LOOK);
                self.drop_gil_and_wait_for_switch(id);
                return;
            }
            let op = self.next_op(id);
            self.prepare(id, op);
            if !self.begin(id, op) {
                return;
            }
        }
    }

    /// The thread's last operation is over: the next of its task's steps, or of its role.
    fn next_op(&mut self, id: ThreadId) -> Op {
        loop {
            let step = if self.thread(id).stage == Stage::Outside { None } else { self.step_op(id) };
            let op = match step {
                Some(op) => op,
                None => {
                    let op = self.role_op(id);
                    if let Does::Steps { until } = op.does() {
                        self.begin_steps(id, until);
                        continue;
                    }
                    op
                }
            };
            if !self.is_over_at_once(id, op) {
                return op;
            }
        }
    }

    /// Whether an operation is over as it begins: bytecode of no length, under the GIL already.
    #[inline]
    pub(super) fn is_over_at_once(&self, id: ThreadId, op: Op) -> bool {
        let thread = self.thread(id);
        op.is_empty_bytecode() && thread.holds_gil && !thread.drop_request
    }

    /// The operation is to be begun.
    #[inline]
    fn prepare(&mut self, id: ThreadId, op: Op) {
        let slowdown = self.slowdown;
        let thread = self.thread_mut(id);
        thread.op = op;
        match op.does() {
            Does::Python { work, .. } if slowdown > 1.0 => thread.left = work.scaled(slowdown),
            Does::Python { work, .. } | Does::Native { work, .. } => thread.left = work,
            // Nothing to compute.
            _ => {}
        }
        thread.spins = spin::SPINS;
        thread.phase = Phase::Begin;
    }

    /// Begins the thread's operation; false when the thread has left its core or computes now.
    #[inline]
    fn begin(&mut self, id: ThreadId, op: Op) -> bool {
        match op.does() {
            Does::Python { .. } => self.begin_python(id),
            Does::Native { .. } => self.detach(id) && self.begin_burst(id),
            Does::Sleep { span, state } => {
                if self.detach(id) {
                    let until = self.now + span + self.prices.timer_slack;
                    self.park(id, until, Some(state));
                }
                false
            }
            Does::Park { until, state } => self.detach(id) && self.begin_park(id, until, state),
            Does::Attach { gil } => self.detach(id) && self.attach(id, gil),
            Does::Block { state } => self.detach(id) && self.block(id, state),
            Does::Steps { .. } => unreachable!("steps are carried out one by one"),
            Does::Exit => {
                self.exit(id);
                false
            }
        }
    }

    #[inline]
    fn begin_python(&mut self, id: ThreadId) -> bool {
        let thread = self.thread(id);
        if !thread.holds_gil {
            return self.take_gil(id) && self.begin_burst(id);
        }
        if thread.drop_request {
            self.drop_gil_and_wait_for_switch(id);
            return false;
        }
        self.begin_burst(id)
    }

    fn begin_park(&mut self, id: ThreadId, until: Time, state: Option<State>) -> bool {
        if std::mem::take(&mut self.thread_mut(id).unparked) || until <= self.now {
            self.thread_mut(id).phase = Phase::Done;
            return true;
        }
        self.park(id, until, state);
        false
    }

    fn attach(&mut self, id: ThreadId, gil: Option<GilId>) -> bool {
        let thread = self.thread_mut(id);
        thread.gil = gil;
        thread.phase = Phase::Done;
        true
    }

    fn exit(&mut self, id: ThreadId) {
        if self.thread(id).holds_gil {
            self.drop_gil(id);
        }
        self.set_state(id, None);
        self.thread_mut(id).phase = Phase::Exited;
        self.leave_core(id);
        self.forget_last_holder(id);
        self.gone.push(id);
    }

    /// Releases the GIL before a blocking call; false if the thread must first wait for a forced switch.
    #[inline]
    fn detach(&mut self, id: ThreadId) -> bool {
        let thread = self.thread_mut(id);
        if !thread.holds_gil {
            return true;
        }
        if thread.drop_request {
            thread.signalled = false;
            self.drop_gil_and_wait_for_switch(id);
            return false;
        }
        let woken = std::mem::take(&mut thread.signalled);
        if !woken && self.release_wakes(id) {
            self.begin_signal(id);
            return false;
        }
        self.drop_gil(id);
        true
    }

    /// `pthread_cond_signal` with a sleeper: a system call that wakes an idle core.
    fn begin_signal(&mut self, id: ThreadId) {
        self.set_state(id, Some(State::Overhead));
        let end = self.now + self.prices.gil_wake;
        let key = self.calendar.schedule(end, Event::BurstEnd(id));
        let thread = self.thread_mut(id);
        thread.phase = Phase::Signal;
        thread.alarm = Some(key);
        thread.burst_end = end;
    }

    /// Computes what is left of the operation; true if there was nothing.
    #[inline]
    fn begin_burst(&mut self, id: ThreadId) -> bool {
        let now = self.now;
        let thread = &mut self.threads[id.0 as usize];
        if thread.left.is_zero() {
            thread.phase = Phase::Done;
            return true;
        }
        let end = now + thread.left;
        thread.phase = Phase::Burst;
        thread.alarm = Some(self.calendar.schedule(end, Event::BurstEnd(id)));
        thread.burst_end = end;
        let state = thread.op.state();
        self.set_state(id, state);
        false
    }

    /// A burst is over; false if it was the system call before a release, which the thread goes on with.
    #[inline]
    pub(super) fn burst_ended(&mut self, id: ThreadId) -> bool {
        let thread = self.thread_mut(id);
        if thread.phase == Phase::Signal {
            thread.phase = Phase::Begin;
            thread.signalled = true;
            self.run_thread(id);
            return false;
        }
        thread.phase = Phase::Done;
        thread.left = Span::ZERO;
        true
    }
}
