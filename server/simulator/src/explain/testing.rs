//! Hand-made scenarios and results for this room's tests.

use crate::observe::report::*;
use crate::scenario::*;

/// A catalogue of the kinds that the tests use.
pub(super) const CATALOGUE: &Catalogue = &[
    &spec("sequential", "Sequential", 0),
    &spec("threads", "Threads", 1),
    &spec("thread_per_task", "Thread per task", 1),
    &spec("free_threads", "Free-threaded", 3),
    &spec("processes", "Processes", 3),
    &spec("interpreters", "Interpreters", 4),
    &spec("asyncio", "asyncio", 2),
    &spec("asyncio_threads", "asyncio + threads", 3),
    &spec("asyncio_processes", "asyncio + processes", 4),
    &spec("prefork", "Prefork", 4),
];

const fn spec(kind: &'static str, title: &'static str, complexity: u8) -> ModelSpec {
    ModelSpec { kind, title, python: "", keys: &[], since: Python::V3_11, complexity }
}

fn step(kind: StepKind, ms: f64) -> Step {
    Step {
        kind,
        ms: Duration::Fixed(ms),
        gil: None,
        call_ms: None,
        native_threads: None,
        service: None,
        name: None,
        on: None,
    }
}

pub(super) fn cpu(ms: f64) -> Step {
    Step { gil: Some(GilUse::Held), ..step(StepKind::Cpu, ms) }
}

pub(super) fn native(ms: f64) -> Step {
    Step { gil: Some(GilUse::Released), ..step(StepKind::Cpu, ms) }
}

pub(super) fn io(ms: f64) -> Step {
    step(StepKind::Io, ms)
}

pub(super) fn blocking_io(ms: f64) -> Step {
    step(StepKind::BlockingIo, ms)
}

pub(super) fn lock(ms: f64) -> Step {
    Step { name: Some("cache".to_owned()), ..step(StepKind::Lock, ms) }
}

pub(super) fn calls(ms: f64, service: &str) -> Step {
    Step { service: Some(service.to_owned()), ..io(ms) }
}

pub(super) fn class(name: &str, tasks: u64, steps: Vec<Step>) -> TaskClass {
    TaskClass {
        name: name.to_owned(),
        tasks,
        arrival: Arrival::Batch,
        steps,
        payload: Payload { arguments_bytes: 0, result_bytes: 0, kind: PayloadKind::Bytes },
        timeout_ms: None,
        retries: 0,
    }
}

/// On four cores, without a quota.
pub(super) fn scenario(workload: Vec<TaskClass>) -> Scenario {
    Scenario {
        version: 1,
        name: "hand-made".to_owned(),
        machine: Machine { cores: 4, cpu_quota: None },
        runtime: Runtime {
            python: Python::V3_14,
            switch_interval_ms: 5.0,
            import_ms: 0.0,
            resident_bytes: 0,
            costs: Default::default(),
        },
        workload,
        order: Order::Interleave,
        services: Vec::new(),
        models: Vec::new(),
        run: Run { seed: 1, replications: 1, until: Until::AllDone },
    }
}

pub(super) fn service(name: &str, concurrency: u32) -> Service {
    Service { name: name.to_owned(), concurrency, rate_per_s: None }
}

/// A result of 50 completed tasks in which nothing has happened yet.
pub(super) fn seen(kind: &str) -> ModelResult {
    let model = Model::of(kind);
    ModelResult {
        label: model.label(CATALOGUE),
        model,
        makespan_ms: 1_000.0,
        throughput_per_s: 50.0,
        speedup: 1.0,
        tasks: TaskCounts { completed: 50, ..TaskCounts::default() },
        latency_ms: LatencyMs::default(),
        time_ms: TimeMs::default(),
        cores: CoreUse::default(),
        gil: None,
        event_loop: None,
        memory: MemoryReport::default(),
        events: 0,
        classes: Vec::new(),
        services: Vec::new(),
        throughput: Vec::new(),
        latency_percentiles_ms: Vec::new(),
        replications: vec![replication(1_000.0, 0.0)],
        intervals: None,
    }
}

fn replication(makespan_ms: f64, latency_p95_ms: f64) -> Replication {
    Replication { seed: 1, makespan_ms, throughput_per_s: 50.0, completed: 50, latency_p95_ms }
}

pub(super) fn sequential(makespan_ms: f64) -> ModelResult {
    seen("sequential").takes(makespan_ms)
}

pub(super) fn threads(workers: u32, makespan_ms: f64) -> ModelResult {
    seen("threads").with(|m| m.workers = Some(workers)).takes(makespan_ms).gil(0.2)
}

pub(super) fn processes(workers: u32, makespan_ms: f64) -> ModelResult {
    let forkserver = Some(StartMethod::Forkserver);
    let set = |m: &mut Model| (m.workers, m.start_method) = (Some(workers), forkserver);
    seen("processes").with(set).takes(makespan_ms).gil(0.2)
}

pub(super) fn asyncio(makespan_ms: f64) -> ModelResult {
    seen("asyncio").takes(makespan_ms).gil(0.2).longest_block(1.0)
}

impl ModelResult {
    pub(super) fn with(mut self, set: impl FnOnce(&mut Model)) -> ModelResult {
        set(&mut self.model);
        self.label = self.model.label(CATALOGUE);
        self
    }

    pub(super) fn takes(mut self, makespan_ms: f64) -> ModelResult {
        self.makespan_ms = makespan_ms;
        self.latency_ms.max = makespan_ms;
        self.replications = vec![replication(makespan_ms, self.latency_ms.p95)];
        self
    }

    /// A replication each: their makespans.
    pub(super) fn runs(mut self, makespans_ms: &[f64]) -> ModelResult {
        self = self.takes(makespans_ms.iter().sum::<f64>() / makespans_ms.len() as f64);
        self.replications = makespans_ms.iter().map(|ms| replication(*ms, 0.0)).collect();
        self
    }

    pub(super) fn speedup(mut self, speedup: f64) -> ModelResult {
        self.speedup = speedup;
        self
    }

    pub(super) fn throughput(mut self, per_s: f64) -> ModelResult {
        self.throughput_per_s = per_s;
        self
    }

    /// The 95th percentile of latency.
    pub(super) fn latency(mut self, p95: f64) -> ModelResult {
        self.latency_ms.p95 = p95;
        self.replications.iter_mut().for_each(|run| run.latency_p95_ms = p95);
        self
    }

    pub(super) fn completed(mut self, tasks: u64) -> ModelResult {
        self.tasks.completed = tasks;
        self
    }

    pub(super) fn timed_out(mut self, tasks: u64) -> ModelResult {
        self.tasks.timed_out = tasks;
        self
    }

    pub(super) fn memory(mut self, bytes: u64) -> ModelResult {
        self.memory.peak_bytes = bytes;
        self
    }

    pub(super) fn time(mut self, set: impl FnOnce(&mut TimeMs)) -> ModelResult {
        set(&mut self.time_ms);
        self
    }

    pub(super) fn gil(mut self, utilization: f64) -> ModelResult {
        self.gil = Some(GilReport { utilization, ..GilReport::default() });
        self
    }

    pub(super) fn cores(mut self, utilization: f64) -> ModelResult {
        self.cores.utilization = utilization;
        self
    }

    pub(super) fn longest_block(mut self, ms: f64) -> ModelResult {
        self.event_loop = Some(LoopReport { longest_block_ms: ms, ..LoopReport::default() });
        self
    }

    pub(super) fn service(mut self, name: &str, utilization: f64, mean_wait_ms: f64) -> ModelResult {
        let calls = self.tasks.completed;
        let name = name.to_owned();
        self.services.push(ServiceResult { name, utilization, calls, mean_wait_ms, longest_queue: 1 });
        self
    }
}
