//! The third reference model's scenario by hand: all that the simulator does of it when nothing costs anything but the
//! steps, in a program that can do nothing else. It comes to the same run to the nanosecond: tests hold the simulator
//! against it, and benchmarks tell what the same mechanisms take without any other.
//!
//! Beyond the reference model a worker takes the GIL back after each wait; a waiter asks for it after an interval without
//! a switch, and may lose it to another; the main thread takes it to collect results; and every task has its account.

use std::collections::VecDeque;

use simulator::engine::Span;
use simulator::engine::random::{Stream, Streams};

/// Names of the simulator's random streams: of the first class's durations, and of luck.
const DURATIONS: u64 = 1 << 32;
const LUCK: u64 = 4 << 32;
/// Means of the three steps: waiting, computing, waiting. Milliseconds.
const MEANS_MS: [f64; 3] = [20.0, 2.0, 5.0];
/// The switch interval.
const INTERVAL: u64 = 5_000_000;
/// How often a thread that asked for the GIL is the one to get it.
const REQUESTER_WINS: f64 = 0.38;
const NEVER: u64 = u64::MAX;
const MAIN: u32 = 0;
const WORKER_BITS: u32 = 8;

/// What a thread does when it has the GIL again.
#[derive(Clone, Copy, PartialEq)]
enum Next {
    /// The main thread: takes the results that there are, in order.
    Collect,
    /// Computes what is left of its task's second step.
    Compute,
    /// Its task is done: takes another.
    Finish,
}

#[derive(Clone, Copy)]
struct Thread {
    task: usize,
    next: Next,
    core: usize,
    /// What is left to compute.
    left: u64,
    /// Since when it waits for the GIL.
    since: u64,
}

/// Where a task's time goes; `Over`: it is done.
#[derive(Clone, Copy, PartialEq)]
enum State {
    Queued,
    Waiting,
    Gil,
    Computing,
    Over,
}

#[derive(Clone)]
struct Task {
    steps: [u64; 3],
    state: State,
    since: u64,
    spent: [u64; 4],
}

/// What came of it. Times in nanoseconds.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Outcome {
    pub(crate) makespan_ns: u64,
    /// Of the GIL.
    pub(crate) switches: u64,
    pub(crate) forced_switches: u64,
    pub(crate) gil_busy_ns: u64,
    pub(crate) cores_busy_ns: u64,
    /// Of all tasks, from their submission at zero.
    pub(crate) latencies_ns: u64,
}

pub(crate) struct ByHand {
    now: u64,
    threads: Vec<Thread>,
    tasks: Vec<Task>,
    taken: usize,
    done: usize,
    collected: usize,
    main_waits: bool,
    /// Those who wait for their step's end: time above the thread, the latest first.
    waits: Vec<u64>,
    /// When the holder of the GIL will have computed all.
    burst_end: u64,
    /// When somebody may ask for the GIL next.
    rings: u64,
    /// Who can go on at this instant.
    due: VecDeque<u32>,
    holder: Option<u32>,
    last_holder: u32,
    last_switch: u64,
    held_since: u64,
    /// Who has dropped the GIL on request, and waits until another has taken it.
    dropper: Option<u32>,
    /// Who waits for the GIL, by the place in the interval where the wait began.
    sleepers: Vec<(u64, u32)>,
    idle_cores: Vec<usize>,
    core_since: Vec<u64>,
    luck: Stream,
    out: Outcome,
}

impl ByHand {
    /// There are to be more tasks than workers.
    pub(crate) fn new(workers: u32, tasks: u64, seed: u64) -> ByHand {
        let streams = Streams::new(seed, DURATIONS);
        let step = |task: Streams, number: usize| {
            Span::from_ms_f64(task.stream(number as u64).exponential(MEANS_MS[number])).ns()
        };
        let task = |index| {
            let task = streams.named(index);
            Task { steps: [0, 1, 2].map(|n| step(task, n)), state: State::Queued, since: 0, spent: [0; 4] }
        };
        let thread = |next| Thread { task: 0, next, core: 0, left: 0, since: 0 };
        let workers = workers as usize;
        ByHand {
            now: 0,
            threads: [Next::Collect].into_iter().chain(vec![Next::Finish; workers]).map(thread).collect(),
            tasks: (0..tasks).map(task).collect(),
            taken: 0,
            done: 0,
            collected: 0,
            main_waits: true,
            waits: Vec::with_capacity(workers),
            burst_end: NEVER,
            rings: NEVER,
            due: VecDeque::with_capacity(workers),
            holder: None,
            last_holder: MAIN,
            last_switch: 0,
            held_since: 0,
            dropper: None,
            sleepers: Vec::with_capacity(workers),
            idle_cores: (0..=workers).rev().collect(),
            core_since: vec![0; workers + 1],
            luck: Stream::new(seed, [LUCK, 0, 0]),
            // The main thread has it first.
            out: Outcome { switches: 1, ..Outcome::default() },
        }
    }

    pub(crate) fn run(mut self) -> Outcome {
        for worker in 1..self.threads.len() as u32 {
            // The main thread starts one after the other, and has the GIL between them.
            self.out.switches += 2;
            self.take_core(worker);
            self.holder = Some(worker);
            self.take_task(worker);
        }
        while self.done < self.tasks.len() {
            self.next_event();
        }
        self.out.makespan_ns = self.now;
        self.out
    }

    fn next_event(&mut self) {
        if let Some(thread) = self.due.pop_front() {
            self.want_gil(thread);
            return;
        }
        let wait_over = self.waits.last().map_or(NEVER, |key| key >> WORKER_BITS);
        if self.burst_end.min(self.rings) > wait_over {
            let key = self.waits.pop().unwrap_or(NEVER);
            let worker = (key % (1 << WORKER_BITS)) as u32;
            self.now = wait_over;
            self.take_core(worker);
            self.want_gil(worker);
        } else if self.burst_end <= self.rings {
            self.burst_over();
        } else {
            self.poll();
        }
    }

    fn want_gil(&mut self, thread: u32) {
        if self.holder.is_some() {
            self.wait_for_gil(thread);
        } else {
            self.acquire(thread);
            self.go_on(thread);
        }
    }

    fn wait_for_gil(&mut self, thread: u32) {
        let sleeper = (self.now % INTERVAL, thread);
        let at = self.sleepers.partition_point(|other| *other < sleeper);
        self.sleepers.insert(at, sleeper);
        self.threads[thread as usize].since = self.now;
        self.set(thread, State::Gil);
        self.rings = self.rings.min(self.now + INTERVAL);
        self.leave_core(thread);
    }

    fn acquire(&mut self, thread: u32) {
        self.holder = Some(thread);
        self.held_since = self.now;
        if let Some(dropper) = self.dropper.take() {
            self.out.forced_switches += 1;
            self.take_core(dropper);
            self.due.push_back(dropper);
        }
        if self.last_holder != thread {
            self.last_holder = thread;
            self.last_switch = self.now;
            self.out.switches += 1;
            if self.rings == NEVER && !self.sleepers.is_empty() {
                self.rings = self.now + INTERVAL;
            }
        }
    }

    fn release(&mut self) {
        self.holder = None;
        self.out.gil_busy_ns += self.now - self.held_since;
    }

    /// Releases the GIL, and wakes the one whose poll is next.
    fn release_and_signal(&mut self) {
        self.release();
        if let Some(at) = self.first_from(self.now) {
            let (_, next) = self.sleepers.remove(at);
            self.signal(next);
        }
    }

    /// The sleeper whose poll is next.
    fn first_from(&self, at: u64) -> Option<usize> {
        let place = at % INTERVAL;
        let next = self.sleepers.partition_point(|other| other.0 < place);
        if next < self.sleepers.len() { Some(next) } else { (!self.sleepers.is_empty()).then_some(0) }
    }

    fn signal(&mut self, thread: u32) {
        // A draw is spent on each hand-over, though here none takes any time.
        self.luck.skip();
        self.take_core(thread);
        self.due.push_back(thread);
    }

    /// A thread that has the GIL goes on until it computes or waits.
    fn go_on(&mut self, thread: u32) {
        match self.threads[thread as usize].next {
            Next::Compute => {
                self.set(thread, State::Computing);
                self.burst_end = self.now + self.threads[thread as usize].left;
            }
            Next::Finish => {
                self.finish(thread);
                self.take_task(thread);
            }
            Next::Collect => {
                while self.tasks.get(self.collected).is_some_and(|task| task.state == State::Over) {
                    self.collected += 1;
                }
                self.main_waits = true;
                self.release_and_signal();
                self.leave_core(thread);
            }
        }
    }

    fn finish(&mut self, worker: u32) {
        self.set(worker, State::Over);
        self.out.latencies_ns += self.now;
        self.done += 1;
        if self.main_waits && self.threads[worker as usize].task == self.collected {
            self.main_waits = false;
            self.take_core(MAIN);
            self.due.push_back(MAIN);
        }
    }

    /// A worker that has the GIL begins the next task's first wait, or ends.
    fn take_task(&mut self, worker: u32) {
        self.release_and_signal();
        if let Some(task) = self.tasks.get(self.taken) {
            let [first, compute, _] = task.steps;
            let thread = &mut self.threads[worker as usize];
            (thread.task, thread.next, thread.left) = (self.taken, Next::Compute, compute);
            self.taken += 1;
            self.wait(worker, first);
        } else {
            self.leave_core(worker);
        }
    }

    fn wait(&mut self, worker: u32, span: u64) {
        self.set(worker, State::Waiting);
        let key = (self.now + span) << WORKER_BITS | u64::from(worker);
        let at = self.waits.iter().rposition(|other| *other > key).map_or(0, |at| at + 1);
        self.waits.insert(at, key);
        self.leave_core(worker);
    }

    /// The holder has computed all: it waits again.
    fn burst_over(&mut self) {
        self.now = std::mem::replace(&mut self.burst_end, NEVER);
        if let Some(worker) = self.holder {
            let thread = &mut self.threads[worker as usize];
            thread.next = Next::Finish;
            let [.., last] = self.tasks[thread.task].steps;
            self.release_and_signal();
            self.wait(worker, last);
        }
    }

    /// A sleeper polls, if it has slept a whole interval without a switch; or it is seen when one will.
    fn poll(&mut self) {
        self.now = std::mem::replace(&mut self.rings, NEVER);
        let now = self.now;
        let whole = self.last_switch + INTERVAL;
        if self.sleepers.is_empty() || now < whole {
            self.rings = if self.sleepers.is_empty() { NEVER } else { whole };
            return;
        }
        let polls_now = |sleeper: &&(u64, u32)| {
            sleeper.0 == now % INTERVAL && self.threads[sleeper.1 as usize].since < now
        };
        if let Some((_, thread)) = self.sleepers.iter().find(polls_now) {
            let thread = *thread;
            self.rings = now + INTERVAL;
            self.stop_sleeping(thread);
            self.take_core(thread);
            match self.holder {
                Some(holder) => self.ask(holder, thread),
                None => self.want_gil(thread),
            }
        } else if let Some(at) = self.first_from(now + 1) {
            let place = self.sleepers[at].0;
            self.rings = now + 1 + (place + INTERVAL - (now + 1) % INTERVAL) % INTERVAL;
        }
    }

    /// The holder drops the GIL; whether the one who asked or a sleeper is next is luck.
    fn ask(&mut self, holder: u32, thread: u32) {
        self.threads[holder as usize].left = std::mem::replace(&mut self.burst_end, NEVER) - self.now;
        self.release();
        let sleepers = self.sleepers.len();
        let even = 1.0 / (sleepers + 1) as f64;
        let wins = self.luck.unit() < REQUESTER_WINS.max(even);
        if sleepers == 0 || wins {
            self.wait_for_gil(thread);
            self.stop_sleeping(thread);
            self.signal(thread);
        } else {
            let nth = self.luck.below(sleepers as u64) as usize;
            let (_, next) = self.sleepers.remove(nth);
            self.signal(next);
            self.wait_for_gil(thread);
        }
        self.dropper = Some(holder);
        self.set(holder, State::Gil);
        self.leave_core(holder);
    }

    fn stop_sleeping(&mut self, thread: u32) {
        let sleeper = (self.threads[thread as usize].since % INTERVAL, thread);
        if let Ok(at) = self.sleepers.binary_search(&sleeper) {
            self.sleepers.remove(at);
        }
    }

    /// The thread's task is in this state from now on; the main thread has none.
    fn set(&mut self, thread: u32, state: State) {
        if thread == MAIN {
            return;
        }
        let task = &mut self.tasks[self.threads[thread as usize].task];
        if let Some(spent) = task.spent.get_mut(task.state as usize) {
            *spent += self.now - task.since;
        }
        (task.since, task.state) = (self.now, state);
    }

    /// There are as many cores as are wanted: they do not bind.
    fn take_core(&mut self, thread: u32) {
        if let Some(core) = self.idle_cores.pop() {
            self.threads[thread as usize].core = core;
            self.core_since[core] = self.now;
        }
    }

    fn leave_core(&mut self, thread: u32) {
        let core = self.threads[thread as usize].core;
        self.out.cores_busy_ns += self.now - self.core_since[core];
        self.idle_cores.push(core);
    }
}
