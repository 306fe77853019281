//! A container whose CPU quota is below the cores it sees: used up early, it stands still until the next period.

use super::{Rule, Said};
use crate::explain::facts::{Facts, share};
use crate::explain::words::{duration, percent};

pub(super) struct QuotaBelowCores;

/// A wait for CPU that takes this share of the tasks' time is worth telling.
const MUCH: f64 = 0.05;

impl Rule for QuotaBelowCores {
    fn code(&self) -> &'static str {
        "quota-below-cores"
    }

    fn of_scenario(&self, facts: &Facts) -> Option<Said> {
        let machine = &facts.scenario.machine;
        let quota = machine.cpu_quota.filter(|quota| *quota < f64::from(machine.cores))?;
        let waited = facts.results.iter().map(|r| (share(r, r.time_ms.core_wait), r));
        let (most, worst) = waited.max_by(|a, b| a.0.total_cmp(&b.0)).filter(|(most, _)| *most >= MUCH)?;
        let message = format!(
            "The container may use {quota} of {} cores: when that is used up, all its threads stand still until \
             the next 100 ms. {} waited {} so, {} of its tasks' time.",
            machine.cores,
            worst.label,
            duration(facts.a_run(worst.time_ms.core_wait)),
            percent(most)
        );
        let remedy = match quota {
            q if q < 2.0 => "Raise the quota, or compute in one thread at a time.".to_owned(),
            q => format!("Size your pools by the quota: {} workers that compute.", libm::floor(q)),
        };
        Some(Said { message, remedy })
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::of_scenario;
    use super::*;
    use crate::explain::testing::*;
    use crate::scenario::Scenario;

    fn container(quota: Option<f64>) -> Scenario {
        let mut scenario = scenario(vec![class("parse", 50, vec![cpu(20.0)])]);
        scenario.machine.cpu_quota = quota;
        scenario
    }

    #[test]
    fn a_quota_that_is_felt_is_told_by_the_model_that_feels_it_most() {
        let waited = |ms| processes(4, 500.0).time(|t| (t.python, t.core_wait) = (1_000.0, ms));
        let results = [waited(100.0), waited(1_000.0)];
        let said = of_scenario(&QuotaBelowCores, &container(Some(2.5)), &results).unwrap();
        assert!(said.contains("may use 2.5 of 4 cores"), "{said}");
        assert!(said.contains("waited 1 s so, 50 %"), "{said}");
        assert!(said.ends_with("Size your pools by the quota: 2 workers that compute."));
        let said = of_scenario(&QuotaBelowCores, &container(Some(1.0)), &results).unwrap();
        assert!(said.ends_with("compute in one thread at a time."));
    }

    #[test]
    fn no_quota_an_ample_one_and_one_that_is_not_felt_are_fine() {
        let waits = [processes(4, 500.0).time(|t| (t.python, t.core_wait) = (1_000.0, 900.0))];
        assert_eq!(of_scenario(&QuotaBelowCores, &container(None), &waits), None);
        assert_eq!(of_scenario(&QuotaBelowCores, &container(Some(4.0)), &waits), None);
        let idle = [threads(4, 500.0).time(|t| t.io = 1_000.0)];
        assert_eq!(of_scenario(&QuotaBelowCores, &container(Some(2.0)), &idle), None);
    }
}
