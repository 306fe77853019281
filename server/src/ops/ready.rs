//! Whether the server should be sent requests: it simulates rightly, and is not about to stop.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use simulator::Report;
use tokio::sync::Mutex;

/// For so long an answer is believed.
const BELIEVED: Duration = Duration::from_secs(5);

/// Eight tasks of 2 ms of Python and 3 ms of waiting, one after the other and in four threads.
const SCENARIO: &str = r#"{
    "version": 1,
    "machine": { "cores": 2 },
    "workload": [{ "name": "check", "tasks": 8, "steps": [{ "kind": "cpu", "ms": 2 }, { "kind": "io", "ms": 3 }] }],
    "models": [{ "kind": "sequential" }, { "kind": "threads", "workers": 4 }]
}"#;

/// That it is ready; else why not.
type Answer = Result<(), String>;

/// What is known of the server's readiness.
#[derive(Clone, Debug, Default)]
pub struct Ready {
    stopping: Arc<AtomicBool>,
    last: Arc<Mutex<Option<(Instant, Answer)>>>,
}

impl Ready {
    pub fn new() -> Ready {
        Ready::default()
    }

    /// From now on it is not ready.
    pub fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }

    /// Whether it is ready; else why not.
    pub(crate) async fn check(&self) -> Answer {
        if self.stopping.load(Ordering::Relaxed) {
            return Err("about to stop".to_owned());
        }
        // Those who ask at once wait for one answer.
        let mut last = self.last.lock().await;
        if let Some((at, answer)) = last.as_ref()
            && at.elapsed() < BELIEVED
        {
            return answer.clone();
        }
        // It takes no turn: a server with much to do is still ready.
        let answer =
            tokio::task::spawn_blocking(simulate).await.unwrap_or_else(|fault| Err(fault.to_string()));
        if let Err(reason) = &answer {
            tracing::error!(%reason, "the server is not ready");
        }
        *last = Some((Instant::now(), answer.clone()));
        answer
    }
}

fn simulate() -> Answer {
    let scenario =
        simulator::parse(SCENARIO).map_err(|fault| format!("the self-check is not valid: {fault:?}"))?;
    holds(&simulator::simulate(&scenario))
}

/// What must hold whatever Python charges: all tasks are done; one after the other they take the sum of their steps
/// and little more; threads wait together, and compute one at a time.
fn holds(report: &Report) -> Answer {
    const ALL: f64 = 8.0 * (2.0 + 3.0);
    const COMPUTING: f64 = 8.0 * 2.0;
    let [sequential, threads] = report.results.as_slice() else {
        return Err(format!("the self-check has {} results, not 2", report.results.len()));
    };
    let done = report.results.iter().all(|result| result.tasks.completed == 8);
    let (one, many) = (sequential.makespan_ms, threads.makespan_ms);
    if done && (ALL..ALL * 1.1).contains(&one) && (COMPUTING..one).contains(&many) {
        Ok(())
    } else {
        Err(format!("the self-check comes to {one} ms one after the other and {many} ms in threads"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn it_is_ready_until_it_is_about_to_stop() {
        let ready = Ready::new();
        assert_eq!(ready.check().await, Ok(()));
        ready.stop();
        assert_eq!(ready.check().await, Err("about to stop".to_owned()));
    }

    #[test]
    fn a_simulator_that_is_wrong_is_found_out() {
        let mut report = simulator::simulate(&simulator::parse(SCENARIO).unwrap());
        assert_eq!(holds(&report), Ok(()));
        report.results[1].makespan_ms = 1.0;
        assert!(holds(&report).unwrap_err().contains("1 ms in threads"));
        report.results.pop();
        assert!(holds(&report).is_err());
    }
}
