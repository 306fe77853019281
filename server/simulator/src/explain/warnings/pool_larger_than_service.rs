//! More workers than the service behind them serves: the rest only hold a worker and wait.

use super::{Rule, Said};
use crate::explain::facts::{Facts, share};
use crate::explain::family::in_flight_limit;
use crate::explain::words::{count, duration, percent, quoted};
use crate::observe::report::ModelResult;

pub(super) struct PoolLargerThanService;

/// A queue that takes this share of the tasks' time is worth telling.
const MUCH: f64 = 0.2;

impl Rule for PoolLargerThanService {
    fn code(&self) -> &'static str {
        "pool-larger-than-service"
    }

    fn of_model(&self, facts: &Facts, seen: &ModelResult) -> Option<Said> {
        let limit = in_flight_limit(&seen.model)?;
        let queued = share(seen, seen.time_ms.service_queue);
        let waited = |i: &usize| seen.services.get(*i).map_or(0.0, |s| s.mean_wait_ms * s.calls as f64);
        let indices = 0..facts.scenario.services.len();
        let worst = indices.max_by(|a, b| waited(a).total_cmp(&waited(b)))?;
        let service = &facts.scenario.services[worst];
        if queued < MUCH || limit <= u64::from(service.concurrency) {
            return None;
        }
        let name = quoted(&service.name);
        let message = format!(
            "{}: {} tasks at a time call {name}, which takes {}; a call waits {} for its turn, and tasks spend \
             {} of their time so.",
            seen.label,
            count(limit),
            service.concurrency,
            duration(seen.services.get(worst)?.mean_wait_ms),
            percent(queued)
        );
        let remedy = format!("{} is enough, or raise the limit of {name}.", service.concurrency);
        Some(Said { message, remedy })
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::of_model;
    use super::*;
    use crate::explain::testing::*;
    use crate::scenario::Scenario;

    fn behind(concurrency: u32) -> Scenario {
        let mut scenario = scenario(vec![class("query", 50, vec![calls(20.0, "db")])]);
        scenario.services.push(service("db", concurrency));
        scenario
    }

    fn queued(seen: ModelResult, ms: f64) -> ModelResult {
        seen.service("db", 1.0, ms / 50.0).time(|t| (t.io, t.service_queue) = (1_000.0, ms))
    }

    #[test]
    fn a_pool_that_queues_at_its_service_is_told() {
        let said = of_model(&PoolLargerThanService, &behind(4), queued(threads(16, 250.0), 3_000.0)).unwrap();
        assert!(said.contains("16 tasks at a time call “db”, which takes 4; a call waits 60 ms"), "{said}");
        assert!(said.contains("75 % of their time so. 4 is enough"), "{said}");
    }

    #[test]
    fn a_pool_that_fits_a_short_queue_and_no_limit_are_fine() {
        let fine = [
            (behind(16), queued(threads(16, 250.0), 3_000.0)),
            (behind(4), queued(threads(16, 250.0), 100.0)),
            (behind(4), queued(asyncio(250.0), 3_000.0)),
        ];
        for (scenario, seen) in fine {
            assert_eq!(of_model(&PoolLargerThanService, &scenario, seen), None);
        }
        let alone = scenario(vec![class("query", 50, vec![io(20.0)])]);
        assert_eq!(of_model(&PoolLargerThanService, &alone, threads(16, 250.0)), None);
    }
}
