//! Running a task's steps on a thread, one operation at a time.

use super::record::{LaneKind, WaitsFor};
use super::roles::Role;
use super::sync::Client;
use super::thread::{Interrupt, Op, ThreadId};
use super::workload::{Step, Work};
use super::{Machine, State};
use crate::engine::{Span, Time};

/// Where a thread is within its task's step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// In none: its role is asked what it does.
    Outside,
    Start,
    /// Between two C calls that hold the GIL; this much is left.
    Held {
        left: Span,
    },
    /// Between two native calls; this much is left.
    Native {
        left: Span,
    },
    /// A native call has returned and takes the GIL back.
    NativeReturned {
        left: Span,
    },
    /// Waits for threads of its own that compute natively.
    Join,
    ServiceWait,
    /// Has a slot of the service; calls it.
    ServiceCall,
    /// The call is over, and the GIL is held again: the slot goes back.
    ServiceRelease,
    LockWait,
    /// Has computed under the mutex.
    Unlock,
    /// The step is over.
    End,
}

fn python(work: Span) -> Op {
    Op::python(work, State::Python, Interrupt::Bytecode)
}

impl Machine<'_> {
    /// The thread will run its task's steps from the current one up to (not including) `until`.
    pub(super) fn begin_steps(&mut self, id: ThreadId, until: usize) {
        let thread = self.thread_mut(id);
        thread.stage = Stage::Start;
        thread.steps_until = until;
    }

    /// The next operation of the thread's task; `None` when its steps are done.
    #[inline]
    pub(super) fn step_op(&mut self, id: ThreadId) -> Option<Op> {
        loop {
            let thread = &mut self.threads[id.0 as usize];
            let task = thread.task?.at();
            let op = match thread.stage {
                Stage::End => {
                    self.tasks.all[task].step += 1;
                    self.start_step(id, task)
                }
                Stage::Start => self.start_step(id, task),
                Stage::Outside => return None,
                _ => self.stage_op(id),
            };
            if op.is_some() {
                return op;
            }
        }
    }

    /// The task's step that is next begins, or there is none and the thread is outside: its first operation, if it has one
    /// at once.
    #[inline]
    fn start_step(&mut self, id: ThreadId, task: usize) -> Option<Op> {
        let load = self.load;
        let entry = &self.tasks.all[task];
        let thread = &mut self.threads[id.0 as usize];
        let (class, number) = (usize::from(entry.class), usize::from(entry.step));
        let step = load.classes[class].steps.get(number).filter(|_| number < thread.steps_until);
        let Some(step) = step else {
            thread.stage = Stage::Outside;
            return None;
        };
        let length = load.duration(class, entry.index, entry.attempt.into(), number);
        thread.step_length = length;
        match (step.work, step.service) {
            (Work::Held, _) if step.call.is_none() => {
                thread.stage = Stage::End;
                Some(python(length))
            }
            (Work::Io | Work::BlockingIo, None) => {
                // On a loop's thread the loop waits as well.
                if thread.waits_for != WaitsFor::LoopBlocked {
                    thread.waits_for = WaitsFor::Nothing;
                }
                thread.stage = Stage::End;
                Some(Op::sleep(length, State::Io))
            }
            _ => self.start_other(id, step, length),
        }
    }

    /// One stage of a step; `None`: go on to the next stage at once.
    fn stage_op(&mut self, id: ThreadId) -> Option<Op> {
        let thread = self.thread(id);
        let length = thread.step_length;
        let entry = self.tasks.get(thread.task?);
        let load = self.load;
        let step = &load.classes[usize::from(entry.class)].steps[usize::from(entry.step)];
        match thread.stage {
            Stage::Held { left } => {
                let call = step.call.map_or(left, |call| call.min(left));
                let left = left - call;
                self.thread_mut(id).stage = if left.is_zero() { Stage::End } else { Stage::Held { left } };
                Some(Op::python(call, State::Python, Interrupt::CCall))
            }
            Stage::Native { left } => self.native_call(id, step, left),
            Stage::NativeReturned { left } => {
                self.thread_mut(id).stage = if left.is_zero() { Stage::End } else { Stage::Native { left } };
                Some(python(Span::ZERO))
            }
            Stage::Join => {
                if self.thread(id).helpers > 0 {
                    return Some(Op::park(Time::NEVER, Some(State::Native)));
                }
                self.thread_mut(id).stage = Stage::End;
                None
            }
            Stage::ServiceWait => {
                if !std::mem::take(&mut self.thread_mut(id).granted) {
                    return Some(Op::block(Some(State::ServiceQueue)));
                }
                self.thread_mut(id).stage = Stage::ServiceCall;
                // The semaphore's acquire returns to Python before the call is made.
                Some(python(Span::ZERO))
            }
            Stage::ServiceCall => {
                self.thread_mut(id).stage = Stage::ServiceRelease;
                Some(Op::sleep(length, State::Io))
            }
            Stage::ServiceRelease => {
                if let Some(service) = step.service {
                    self.leave_service(service);
                }
                self.thread_mut(id).stage = Stage::End;
                None
            }
            Stage::LockWait => {
                if let Some(wait) = self.lock_op(id, step.lock, Some(State::LockWait)) {
                    return Some(wait);
                }
                self.thread_mut(id).stage = Stage::Unlock;
                Some(python(length))
            }
            Stage::Unlock => {
                self.unlock(id, step.lock);
                self.thread_mut(id).stage = Stage::End;
                None
            }
            Stage::Start | Stage::End | Stage::Outside => unreachable!("between two steps, or in none"),
        }
    }

    /// A step begins that is more than one operation.
    fn start_other(&mut self, id: ThreadId, step: &Step, length: Span) -> Option<Op> {
        let thread = self.thread_mut(id);
        match step.work {
            Work::Held => thread.stage = Stage::Held { left: length },
            Work::Released if step.native_threads > 1 => {
                thread.stage = Stage::Join;
                return Some(self.fan_out(id, step.native_threads, length));
            }
            Work::Released => thread.stage = Stage::Native { left: length },
            Work::Io | Work::BlockingIo => {
                let service = step.service?;
                thread.waits_for = WaitsFor::Service(service as u32);
                let entered = self.enter_service(service, Client::Thread(id));
                self.thread_mut(id).stage = if entered { Stage::ServiceCall } else { Stage::ServiceWait };
            }
            Work::Locked => {
                thread.waits_for = WaitsFor::Lock(step.lock as u32);
                thread.stage = Stage::LockWait;
            }
        }
        None
    }

    fn native_call(&mut self, id: ThreadId, step: &Step, left: Span) -> Option<Op> {
        let call = step.call.map_or(left, |call| call.min(left));
        self.thread_mut(id).stage = Stage::NativeReturned { left: left - call };
        Some(Op::native(call, State::Native))
    }

    /// Native code that computes with threads of its own: the work is shared out evenly.
    fn fan_out(&mut self, id: ThreadId, threads: u32, length: Span) -> Op {
        let share = Span::from_ns(length.ns() / u64::from(threads));
        let process = self.thread(id).process;
        self.thread_mut(id).helpers = threads - 1;
        for helper in 1..threads {
            let role = Role::NativeHelper { owner: id, work: Some(share) };
            let wake = self.prices.wake;
            self.add_thread(process, role, format_args!("native {helper}"), LaneKind::Helper, wake);
        }
        let rest = length - share * u64::from(threads - 1);
        Op::native(rest, State::Native)
    }

    /// A native helper thread: computes its share, then tells its owner.
    pub fn native_helper_op(&mut self, id: ThreadId, owner: ThreadId, work: Option<Span>) -> Op {
        if let Some(work) = work {
            self.thread_mut(id).role = Role::NativeHelper { owner, work: None };
            return Op::native(work, State::Native);
        }
        self.thread_mut(owner).helpers -= 1;
        self.unpark(owner);
        Op::exit()
    }
}
