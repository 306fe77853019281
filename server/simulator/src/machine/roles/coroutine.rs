//! A task as a coroutine: runs on the loop's thread until it awaits something, or sends a step to an executor.

use std::cmp::Reverse;

use super::event_loop::{Handle, Step};
use super::process_pool::Item;
use super::submit::What;
use super::thread_pool::{Back, Job};
use crate::engine::{Key, Time};
use crate::machine::patience::Caller;
use crate::machine::record::{LaneKind, Slice, WaitsFor};
use crate::machine::sync::Client;
use crate::machine::tasks::TaskId;
use crate::machine::thread::{Interrupt, Op, ThreadId};
use crate::machine::workload::Work;
use crate::machine::{Machine, State};
use crate::scenario::Place;

/// Where a coroutine is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum At {
    /// Not created yet.
    #[default]
    NotCreated,
    /// Before its first step: it has to get a place in flight.
    Begin,
    WaitsForPlace,
    /// About to begin the task's current step, or runs it on the loop's own thread.
    Step,
    /// Is about to start a timer.
    StartTimer,
    WaitsForService,
    /// Awaits a timer.
    Timer,
    /// Is being handed to an executor.
    Offloading,
    /// Awaits an executor's future.
    Future,
    Ended,
}

#[derive(Clone, Copy, Debug, Default)]
pub struct Coroutine {
    at: At,
    has_place: bool,
    /// It is called in this turn or the next.
    woken: bool,
    /// `CancelledError` is what it is told then.
    cancelled: bool,
    /// The service whose slot it holds. There are few (`limits::SERVICES`).
    service: Option<u16>,
    /// The timer that it awaits.
    pub(super) timer: Option<Key>,
    /// The timer of its timeout.
    pub(super) timeout: Option<Key>,
}

/// There is one for each task.
const _: () = assert!(size_of::<Coroutine>() == 24);

impl Coroutine {
    pub(super) fn is_woken(&self) -> bool {
        self.woken
    }

    pub fn created(&mut self) {
        self.at = At::Begin;
    }

    /// The step is with its executor; the coroutine awaits the future.
    pub fn offloaded(&mut self) {
        self.at = At::Future;
    }
}

impl Machine<'_> {
    pub(super) fn coroutine(&mut self, task: TaskId) -> &mut Coroutine {
        &mut self.coroutines[task.at()]
    }

    /// Goes on with a coroutine; sets the loop's step when it suspends or ends.
    pub(super) fn coroutine_step(
        &mut self,
        id: ThreadId,
        l: usize,
        task: TaskId,
        step: &mut Step,
    ) -> Option<Op> {
        if std::mem::take(&mut self.coroutine(task).woken) && self.coroutine(task).cancelled {
            self.give_up_coroutine(l, task);
            *step = Step::Next;
            return None;
        }
        match self.coroutine(task).at {
            At::Begin => {
                self.start_timeout(l, task);
                self.coroutine(task).at = At::WaitsForPlace;
                None
            }
            At::WaitsForPlace => {
                if !self.take_place(l, task) {
                    *step = Step::Next;
                    return None;
                }
                self.coroutine(task).at = At::Step;
                None
            }
            At::Step => self.begin_step(id, l, task, step),
            At::WaitsForService => {
                self.coroutine(task).at = At::StartTimer;
                Some(self.call_later_cost())
            }
            At::StartTimer => {
                self.start_timer(l, task);
                *step = Step::Next;
                None
            }
            At::Timer => {
                if let Some(service) = self.coroutine(task).service.take() {
                    self.leave_service(usize::from(service));
                }
                self.tasks.all[task.at()].step += 1;
                self.coroutine(task).at = At::Step;
                None
            }
            At::Future => {
                // Whoever ran the step has counted it.
                self.coroutine(task).at = At::Step;
                None
            }
            At::NotCreated | At::Offloading | At::Ended => {
                *step = Step::Next;
                None
            }
        }
    }

    /// `call_later` and the future behind it.
    fn call_later_cost(&self) -> Op {
        Op::python(self.prices.timer_start, State::Overhead, Interrupt::Bytecode)
    }

    fn begin_step(&mut self, id: ThreadId, l: usize, task: TaskId, step: &mut Step) -> Option<Op> {
        let load = self.load;
        let entry = self.tasks.get(task);
        let number = entry.step as usize;
        let Some(next) = load.classes[entry.class as usize].steps.get(number) else {
            self.end_coroutine(l, task);
            self.complete_task(task);
            *step = Step::Next;
            return None;
        };
        match ((self.loops[l].place)(next), next.work) {
            (Place::Loop, Work::Io) => {
                if let Some(service) = next.service {
                    self.coroutine(task).service = Some(service as u16);
                    if !self.enter_service(service, Client::Coroutine(l, task)) {
                        self.await_service(l, task, service, step);
                        return None;
                    }
                }
                self.coroutine(task).at = At::StartTimer;
                Some(self.call_later_cost())
            }
            (Place::Loop, _) => {
                self.thread_mut(id).waits_for = WaitsFor::LoopBlocked;
                Some(Op::steps(number + 1))
            }
            (Place::Thread, _) => {
                let back = Back::Loop { event_loop: l as u16, step: entry.step };
                let pool = self.loops[l].thread_pool?;
                self.offload(id, task, What::Job { pool, job: Job { task, back } }, step)
            }
            (Place::Process, _) => {
                let pool = self.loops[l].process_pool?;
                self.process_pools[pool].members.push(task);
                let item = self.step_item(l, pool, task);
                let item = self.process_pools[pool].add_item(item);
                self.offload(id, task, What::Item { pool, item }, step)
            }
        }
    }

    fn offload(&mut self, id: ThreadId, task: TaskId, what: What, step: &mut Step) -> Option<Op> {
        self.coroutine(task).at = At::Offloading;
        *step = Step::Offload(task);
        Some(self.hand_over(id, what))
    }

    /// The step as an item of the process pool: the arguments travel with the first such step, the result with the
    /// last.
    fn step_item(&self, l: usize, pool: usize, task: TaskId) -> Item {
        let entry = self.tasks.get(task);
        let place = self.loops[l].place;
        let steps = &self.load.classes[entry.class as usize].steps;
        let here = entry.step as usize;
        let in_process =
            |range: std::ops::Range<usize>| steps[range].iter().any(|s| place(s) == Place::Process);
        let (first, last) = (!in_process(0..here), !in_process(here + 1..steps.len()));
        let back = Back::Loop { event_loop: l as u16, step: entry.step };
        Item::step(&self.process_pools[pool], back, (first, last))
    }

    fn await_service(&mut self, l: usize, task: TaskId, service: usize, step: &mut Step) {
        self.coroutine(task).at = At::WaitsForService;
        self.enter_flight(l, task, State::ServiceQueue, WaitsFor::Service(service as u32));
        *step = Step::Next;
    }

    /// The service has a slot for a coroutine: its future is done, and the loop resumes it in its next turn.
    pub fn service_granted_to_coroutine(&mut self, l: usize, task: TaskId) {
        let now = self.now;
        self.leave_flight(l, task, now);
        self.tasks.set(task, State::LoopWait, now);
        if !std::mem::replace(&mut self.coroutine(task).woken, true) {
            self.call_soon_threadsafe(l, Handle::Resume(task));
        }
    }

    /// What the coroutine awaited is there: it goes on in the next turn.
    pub(super) fn wake_coroutine(&mut self, l: usize, task: TaskId) {
        let coroutine = self.coroutine(task);
        if coroutine.at == At::Ended || std::mem::replace(&mut coroutine.woken, true) {
            return;
        }
        self.tasks.set(task, State::LoopWait, self.now);
        self.call_soon(l, Handle::Resume(task));
    }

    /// `async with asyncio.timeout(…)`: its time begins when it has the loop for the first time.
    fn start_timeout(&mut self, l: usize, task: TaskId) {
        if self.caller != Caller::Loop {
            return;
        }
        let Some(timeout) = self.patience_for(task) else { return };
        let key = self.loops[l].timers.schedule(self.now + timeout, Handle::TimedOut(task));
        self.coroutine(task).timeout = Some(key);
    }

    fn start_timer(&mut self, l: usize, task: TaskId) {
        let entry = self.tasks.get(task);
        let length =
            self.load.duration(entry.class as usize, entry.index, entry.attempt.into(), entry.step as usize);
        self.coroutine(task).at = At::Timer;
        let waits =
            self.coroutine(task).service.map_or(WaitsFor::Nothing, |s| WaitsFor::Service(u32::from(s)));
        let at = self.now + length;
        let key = self.loops[l].timers.schedule(at, Handle::TimerFired(task));
        self.coroutine(task).timer = Some(key);
        self.enter_flight(l, task, State::Io, waits);
    }

    /// A place under the concurrency limit; false: the coroutine waits for one.
    fn take_place(&mut self, l: usize, task: TaskId) -> bool {
        if self.coroutine(task).has_place {
            return true;
        }
        let flight = &mut self.loops[l].in_flight;
        if flight.limit.is_some_and(|limit| flight.taken >= limit) {
            flight.waiters.push_back(task);
            self.coroutine(task).at = At::WaitsForPlace;
            self.tasks.set(task, State::PoolQueue, self.now);
            return false;
        }
        flight.taken += 1;
        self.coroutine(task).has_place = true;
        true
    }

    fn end_coroutine(&mut self, l: usize, task: TaskId) {
        let bytes = self.prices.costs().task_bytes as u64;
        self.memory.give_back(bytes);
        self.coroutine(task).at = At::Ended;
        if let Some(key) = self.coroutine(task).timeout.take() {
            self.loops[l].timers.cancel(key);
        }
        if !std::mem::take(&mut self.coroutine(task).has_place) {
            return;
        }
        let flight = &mut self.loops[l].in_flight;
        flight.taken -= 1;
        if let Some(next) = flight.waiters.pop_front() {
            flight.taken += 1;
            self.coroutine(next).has_place = true;
            self.wake_coroutine(l, next);
        }
    }

    /// `Task.cancel`: what it awaits is cancelled, and it is told in the next turn; even if the result is in by now, as
    /// it would see that in the next turn only. What an executor runs for it runs on.
    pub(super) fn cancel_coroutine(&mut self, l: usize, task: TaskId) {
        let now = self.now;
        self.leave_flight(l, task, now);
        let coroutine = self.coroutine(task);
        coroutine.cancelled = true;
        coroutine.timeout = None;
        let timer = coroutine.timer.take();
        if let Some(key) = timer {
            self.loops[l].timers.cancel(key);
        }
        self.wake_coroutine(l, task);
    }

    /// `CancelledError` at the coroutine's await: it gives back what it holds, and ends.
    fn give_up_coroutine(&mut self, l: usize, task: TaskId) {
        let coroutine = *self.coroutine(task);
        match (coroutine.at, coroutine.service.map(usize::from)) {
            (At::WaitsForService, Some(service)) => {
                self.abandon_service(service, Client::Coroutine(l, task));
            }
            (_, Some(service)) => self.leave_service(service),
            (At::WaitsForPlace, None) => self.loops[l].in_flight.waiters.retain(|waiter| *waiter != task),
            (_, None) => {}
        }
        self.coroutine(task).service = None;
        self.end_coroutine(l, task);
        self.give_up(task);
    }

    /// The task awaits something: it gets a lane of its own in the timeline.
    fn enter_flight(&mut self, l: usize, task: TaskId, state: State, waits_for: WaitsFor) {
        self.tasks.set(task, state, self.now);
        if self.record.slices.is_none() {
            return;
        }
        let slot = self.loops[l].free_lanes.pop().map_or_else(
            || {
                let process = self.thread(self.loops[l].thread).process as u32;
                let number = self.loops[l].lanes.len() + 1;
                let lane =
                    self.record.add_lane(format_args!("in flight {number}"), LaneKind::InFlight, process);
                self.loops[l].lanes.push(lane);
                number as u32 - 1
            },
            |Reverse(slot)| slot,
        );
        self.loops[l].in_lanes.insert(task, slot);
        let lane = self.loops[l].lanes[slot as usize];
        let step = u32::from(self.tasks.get(task).step);
        let (from, to) = (self.now, self.now);
        let slice = Slice { lane, state, from, to, task: Some(task), step, waits_for };
        self.record.set(lane, Some(slice), from);
    }

    pub(super) fn leave_flight(&mut self, l: usize, task: TaskId, at: Time) {
        if let Some(slot) = self.loops[l].in_lanes.remove(&task) {
            let lane = self.loops[l].lanes[slot as usize];
            self.loops[l].free_lanes.push(Reverse(slot));
            self.record.set(lane, None, at);
        }
    }
}
