//! A scenario's JSON out of bytes: nearly always valid, with any number at any edge, and now and then a value that has no
//! business there.

use libfuzzer_sys::arbitrary::{Result, Unstructured};
use serde_json::{Map, Value, json};
use simulator::costs::Costs;
use simulator::models;
use simulator::scenario::{KeySpec, limits};

/// The scenario of these bytes.
pub fn scenario(bytes: &[u8]) -> Result<Value> {
    let mut from = From(Unstructured::new(bytes));
    let services = from.list(0..=3, From::name)?;
    let service = |from: &mut From<'_>, name: &Value| {
        let rate = from.number(limits::RATE_PER_S)?;
        from.object(
            json!({ "name": name, "concurrency": 1 }),
            &[("concurrency", json!(1_000_000)), ("rate_per_s", rate)],
        )
    };
    let described: Result<Vec<Value>> = services.iter().map(|name| service(&mut from, name)).collect();
    let workload = from.list(1..=3, |from| from.class(&services))?;
    let models = from.list(1..=4, |from| from.model(&[]))?;
    let (name, runtime, run) = (from.name()?, from.runtime()?, from.run()?);
    let machine = json!({ "cores": from.count(1, limits::CORES.max.into())? });
    let quota = from.number(limits::CPU_QUOTA)?;
    let machine = from.object(machine, &[("cpu_quota", quota)])?;
    let order = from.word(&["interleave", "blocks", "shuffle"])?;
    from.object(
        json!({ "version": 1, "machine": machine, "services": described?, "workload": workload, "models": models }),
        &[
            ("name", name),
            ("runtime", runtime),
            ("order", order),
            ("run", run),
        ],
    )
}

/// Where choices come from.
struct From<'b>(Unstructured<'b>);

impl From<'_> {
    /// One of a hundred values is of some other kind.
    fn odd(&mut self, value: Value) -> Result<Value> {
        // Bytes that are used up are zeros, which choose what is right.
        if self.0.int_in_range(0..=99u8)? < 99 {
            return Ok(value);
        }
        let any: f64 = self.0.arbitrary()?;
        let others = [
            json!(any),
            json!(null),
            json!(-1),
            json!(1.5),
            json!(1e308),
            json!(""),
            json!([]),
            json!({}),
            json!("a\u{0}"),
        ];
        Ok(self.0.choose(&others)?.clone())
    }

    /// An object with some of the values that may be left out.
    fn object(&mut self, must: Value, may: &[(&str, Value)]) -> Result<Value> {
        let mut entries: Map<String, Value> = must.as_object().cloned().unwrap_or_default();
        for (key, value) in may {
            if self.0.arbitrary()? {
                entries.insert((*key).to_owned(), self.odd(value.clone())?);
            }
        }
        Ok(Value::Object(entries))
    }

    fn list(
        &mut self,
        length: std::ops::RangeInclusive<usize>,
        item: impl Fn(&mut Self) -> Result<Value>,
    ) -> Result<Vec<Value>> {
        (0..self.0.int_in_range(length)?).map(|_| item(self)).collect()
    }

    fn word(&mut self, words: &[&str]) -> Result<Value> {
        let word = json!(self.0.choose(words)?);
        self.odd(word)
    }

    fn name(&mut self) -> Result<Value> {
        const NAMES: &[&str] =
            &["api", "a b", "naïve – 数", "a.b-c_d=e,f", "..", "_", "\u{202e}\u{1f468}\u{200d}\u{1f469}"];
        if self.0.arbitrary()? {
            return self.word(NAMES);
        }
        let any: String = self.0.arbitrary()?;
        let kept: String = any.chars().filter(|c| !c.is_control()).take(limits::NAME_CHARACTERS).collect();
        self.odd(json!(if kept.trim().is_empty() { "x" } else { &kept }))
    }

    fn count(&mut self, min: u64, max: u64) -> Result<Value> {
        let near = self.0.int_in_range(min..=max.min(min + 8))?;
        let any = self.0.int_in_range(min..=max)?;
        let count = json!(self.0.choose(&[near, near, any, max])?);
        self.odd(count)
    }

    fn number(&mut self, range: limits::Numbers) -> Result<Value> {
        let share = f64::from(self.0.int_in_range(0..=1_000_000u32)?) / 1e6;
        let within = range.min + share * (range.max - range.min);
        let number = *self.0.choose(&[within, range.min + share, range.min, range.max])?;
        self.odd(json!(number))
    }

    fn duration(&mut self) -> Result<Value> {
        let [a, b] = [self.number(limits::STEP_MS)?, self.number(limits::STEP_MS)?];
        let (cv, alpha) = (self.number(limits::CV)?, self.number(limits::PARETO_ALPHA)?);
        let all = [
            a.clone(),
            json!({ "exponential": { "mean": a } }),
            json!({ "lognormal": { "mean": a, "cv": cv } }),
            json!({ "uniform": { "min": 0, "max": b } }),
            json!({ "pareto": { "min": a, "alpha": alpha } }),
            json!({ "empirical": [a, b, 12, 15.25] }),
        ];
        Ok(self.0.choose(&all)?.clone())
    }

    fn step(&mut self, services: &[Value]) -> Result<Value> {
        let kind = self.word(&["cpu", "io", "blocking_io", "lock"])?;
        let place = self.word(&["loop", "thread", "process"])?;
        let must = json!({ "kind": kind, "ms": self.duration()?, "name": self.name()? });
        match kind.as_str() {
            Some("cpu") => {
                let (gil, call) = (self.word(&["held", "released"])?, self.number(limits::CALL_MS)?);
                let threads = self.count(1, limits::NATIVE_THREADS.max.into())?;
                let native =
                    if gil == "released" { ("native_threads", threads) } else { ("on", place.clone()) };
                self.object(must, &[("gil", gil), ("call_ms", call), native, ("on", place)])
            }
            Some("io" | "blocking_io") if !services.is_empty() => {
                let service = self.0.choose(services)?.clone();
                self.object(must, &[("service", service), ("on", place)])
            }
            _ => self.object(must, &[("on", place)]),
        }
    }

    fn class(&mut self, services: &[Value]) -> Result<Value> {
        let steps = self.list(0..=4, |from| from.step(services))?;
        let arrivals = [
            json!({ "kind": "batch" }),
            json!({ "kind": "poisson", "rate_per_s": self.number(limits::RATE_PER_S)? }),
            json!({ "kind": "uniform", "every_ms": self.number(limits::EVERY_MS)? }),
            json!({ "kind": "closed", "clients": self.count(1, 20)?, "think_ms": self.number(limits::THINK_MS)? }),
        ];
        let arrival = self.0.choose(&arrivals)?.clone();
        let bytes = self.count(0, limits::PAYLOAD_BYTES.max)?;
        let kind = self.word(&["bytes", "ints", "dicts", "objects"])?;
        let payload = self.object(
            json!({}),
            &[("arguments_bytes", bytes.clone()), ("result_bytes", bytes), ("kind", kind)],
        )?;
        let (timeout, retries) =
            (self.number(limits::TIMEOUT_MS)?, self.count(0, limits::RETRIES.max.into())?);
        let must = json!({ "name": self.name()?, "tasks": self.count(1, 300)?, "steps": steps });
        self.object(
            must,
            &[("arrival", arrival), ("payload", payload), ("timeout_ms", timeout), ("retries", retries)],
        )
    }

    /// A model of one of these kinds, or of any.
    fn model(&mut self, kinds: &[&str]) -> Result<Value> {
        let fitting: Vec<_> = models::catalogue()
            .iter()
            .filter(|spec| kinds.is_empty() || kinds.contains(&spec.kind))
            .copied()
            .collect();
        let spec = *self.0.choose(&fitting)?;
        let mut may = Vec::new();
        for key in spec.keys {
            let value = match key {
                KeySpec::StartMethod => self.word(&["fork", "forkserver", "spawn"])?,
                KeySpec::Inner(kinds) => self.model(kinds)?,
                _ => self.count(1, 1_024)?,
            };
            may.push((key.name(), value));
        }
        // Whoever has one must have it.
        let inner = may.iter().find(|(key, _)| *key == "inner").map(|(_, value)| value.clone());
        let must = match inner {
            Some(inner) => json!({ "kind": spec.kind, "inner": inner }),
            None => json!({ "kind": spec.kind }),
        };
        self.object(must, &may)
    }

    fn runtime(&mut self) -> Result<Value> {
        let mut costs = Map::new();
        for _ in 0..self.0.int_in_range(0..=3)? {
            let name = self.0.choose(Costs::SPECS)?.name;
            costs.insert(name.to_owned(), self.number(limits::cost(name))?);
        }
        let may = [
            ("python", self.word(&["3.14", "3.15", "3.13", "3.12", "3.11"])?),
            ("switch_interval_ms", self.number(limits::SWITCH_INTERVAL_MS)?),
            ("import_ms", self.number(limits::IMPORT_MS)?),
            ("resident_bytes", self.count(0, limits::RESIDENT_BYTES.max)?),
            ("costs", Value::Object(costs)),
        ];
        self.object(json!({}), &may)
    }

    fn run(&mut self) -> Result<Value> {
        let ends = [
            json!({ "kind": "all_done" }),
            json!({ "kind": "duration", "ms": self.number(limits::UNTIL_MS)? }),
        ];
        let until = self.0.choose(&ends)?.clone();
        let (seed, runs) =
            (self.count(0, limits::SEED.max)?, self.count(1, limits::REPLICATIONS.max.into())?);
        self.object(json!({}), &[("seed", seed), ("replications", runs), ("until", until)])
    }
}
