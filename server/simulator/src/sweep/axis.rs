//! An axis: one number of a scenario, and the values that it takes.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::naming::{self, Naming};
use crate::scenario::{Problem, path};

/// Values of one axis, where nobody allows more.
pub const POINTS_PER_AXIS: usize = 200;
/// Points of a range that names no number.
const POINTS: u32 = 16;

/// An axis as it is asked for: a list of values, or a range.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct AxisRequest {
    /// Where the number stands in the scenario: `workload[0].steps[1].ms`, `machine.cores`. Of a distribution it is
    /// the mean, which the whole distribution is scaled to.
    pub path: String,
    /// The values, upwards; empty: a range.
    pub values: Vec<f64>,
    /// The range's first value.
    pub from: Option<f64>,
    /// Its last value.
    pub to: Option<f64>,
    /// How many values it has, 2 to 200, or more where the server allows it; left out: 16. Numbers that count something are rounded to whole ones, and
    /// those that come twice are left out.
    pub points: Option<u32>,
    pub scale: Scale,
}

/// How the values of a range lie.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Scale {
    /// Equal steps.
    #[default]
    Linear,
    /// Equal ratios.
    Log,
}

/// An axis with its values.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Axis {
    /// Where the number stands in the scenario.
    pub path: String,
    /// What people read.
    pub naming: Naming,
    /// Its values, upwards.
    pub values: Vec<f64>,
    pub scale: Scale,
    /// Whether it counts something.
    pub whole: bool,
}

impl Axis {
    /// Reads an axis of at most so many values, of a scenario (and the same complete, as JSON); problems have paths
    /// below `at`.
    pub(super) fn read(
        asked: &AxisRequest,
        at: &str,
        most: usize,
        (scenario, complete): (&crate::Scenario, &Value),
    ) -> Result<Axis, Vec<Problem>> {
        let whole = counts(complete, &asked.path)
            .map_err(|message| vec![Problem { path: format!("{at}.path"), message }])?;
        let mut values = values(asked, at, most)?;
        if whole {
            for value in &mut values {
                *value = libm::round(*value);
            }
        }
        values.dedup();
        if values.len() < 2 {
            let message = "has one value only; an axis needs at least two".to_owned();
            return Err(vec![Problem { path: at.to_owned(), message }]);
        }
        let naming = naming::naming(scenario, &asked.path);
        Ok(Axis { path: asked.path.clone(), naming, values, scale: asked.scale, whole })
    }

    /// The value between two; none: nothing lies between them that is worth a run.
    pub(super) fn between(&self, low: f64, high: f64) -> Option<f64> {
        if self.whole {
            let middle = libm::floor(low + (high - low) / 2.0);
            return (middle > low).then_some(middle);
        }
        let (first, last) = (self.values[0], self.values[self.values.len() - 1]);
        let wide = high - low > f64::max(0.01 * libm::fabs(high), 0.002 * (last - first) * self.linear());
        let middle = match self.scale {
            Scale::Log => libm::sqrt(low * high),
            Scale::Linear => low + (high - low) / 2.0,
        };
        wide.then_some(middle).filter(|middle| *middle > low && *middle < high)
    }

    fn linear(&self) -> f64 {
        if self.scale == Scale::Linear { 1.0 } else { 0.0 }
    }
}

/// Whether the number at a path counts something; or why there is none.
fn counts(complete: &Value, at: &str) -> Result<bool, String> {
    const COUNTED: [&str; 3] = ["concurrency", "max_tasks_per_child", "workers"];
    let key = at.rsplit('.').next().unwrap_or_default();
    match path::get(complete, at) {
        Some(Value::Number(number)) => Ok(!number.is_f64()),
        Some(Value::Object(_)) if key == "ms" => Ok(false),
        Some(Value::Null) => Ok(COUNTED.contains(&key)),
        // Left out of a model or a list of costs, if its parent is there: reading the points tells whether it may be.
        None if at
            .rsplit_once('.')
            .is_some_and(|(parent, _)| path::get(complete, parent).is_some_and(Value::is_object)) =>
        {
            Ok(COUNTED.contains(&key))
        }
        Some(_) => Err("is not a number of the scenario".to_owned()),
        None => Err("leads to nothing in the scenario".to_owned()),
    }
}

fn values(asked: &AxisRequest, at: &str, most: usize) -> Result<Vec<f64>, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut problem = |key: &str, message: String| {
        problems.push(Problem { path: format!("{at}.{key}"), message });
    };
    let ranged = asked.from.is_some() || asked.to.is_some() || asked.points.is_some();
    let mut found = Vec::new();
    if !asked.values.is_empty() {
        if ranged {
            problem("values", "takes the place of from, to and points; give one of both".to_owned());
        }
        if asked.values.len() > most {
            problem("values", format!("must hold at most {most} values; it holds {}", asked.values.len()));
        }
        if !asked.values.windows(2).all(|pair| pair[0] < pair[1]) || !asked.values[0].is_finite() {
            problem("values", "must go upwards, each value once".to_owned());
        }
        found.clone_from(&asked.values);
    } else {
        let (from, to) = (asked.from.unwrap_or(f64::NAN), asked.to.unwrap_or(f64::NAN));
        let points = asked.points.unwrap_or(POINTS);
        if !from.is_finite() {
            problem("from", "must be a number, or values a list".to_owned());
        } else if asked.scale == Scale::Log && from <= 0.0 {
            problem("from", "must be above 0 for equal ratios".to_owned());
        }
        if !to.is_finite() || to <= from {
            problem("to", "must be a number greater than from".to_owned());
        }
        if !(2..=most).contains(&(points as usize)) {
            problem("points", format!("must be a whole number from 2 to {most}; got {points}"));
        } else {
            found = (0..points)
                .map(|i| value(from, to, f64::from(i) / f64::from(points - 1), asked.scale))
                .collect();
        }
    }
    if problems.is_empty() { Ok(found) } else { Err(problems) }
}

/// The value at a share of a range: its ends exactly, what lies between with four digits, as people write numbers.
fn value(from: f64, to: f64, share: f64, scale: Scale) -> f64 {
    match share {
        0.0 => from,
        1.0 => to,
        _ => four_digits(match scale {
            Scale::Linear => from + (to - from) * share,
            Scale::Log => from * libm::exp(libm::log(to / from) * share),
        }),
    }
}

fn four_digits(x: f64) -> f64 {
    if x == 0.0 {
        return 0.0;
    }
    let digit = libm::pow(10.0, 3.0 - libm::floor(libm::log10(libm::fabs(x))));
    libm::round(x * digit) / digit
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::presets;

    fn read(asked: &AxisRequest) -> Result<Axis, Vec<Problem>> {
        let scenario = presets::get(presets::DEFAULT_ID).map(|p| p.scenario()).expect("the preset is there");
        let complete = serde_json::to_value(&scenario).expect("a scenario is JSON");
        Axis::read(asked, "axes[0]", POINTS_PER_AXIS, (&scenario, &complete))
    }

    fn range(path: &str, from: f64, to: f64, points: u32, scale: Scale) -> AxisRequest {
        let (from, to, points) = (Some(from), Some(to), Some(points));
        AxisRequest { path: path.to_owned(), values: Vec::new(), from, to, points, scale }
    }

    #[test]
    fn a_range_has_its_ends_and_equal_steps_or_ratios() {
        let linear = read(&range("workload[0].steps[0].ms", 1.0, 4.0, 4, Scale::Linear)).expect("an axis");
        assert_eq!(linear.values, [1.0, 2.0, 3.0, 4.0]);
        let log = read(&range("workload[0].steps[0].ms", 0.1, 100.0, 4, Scale::Log)).expect("an axis");
        assert_eq!(log.values, [0.1, 1.0, 10.0, 100.0]);
        assert!(!log.whole);
    }

    #[test]
    fn what_counts_is_whole_and_comes_once() {
        let cores = read(&range("machine.cores", 1.0, 4.0, 16, Scale::Log)).expect("an axis");
        assert_eq!((cores.values.as_slice(), cores.whole), (&[1.0, 2.0, 3.0, 4.0][..], true));
        assert!(
            read(&range("models[3].concurrency", 1.0, 9.0, 3, Scale::Linear)).is_ok_and(|axis| axis.whole)
        );
        assert!(read(&range("machine.cpu_quota", 0.5, 2.0, 3, Scale::Linear)).is_ok_and(|axis| !axis.whole));
    }

    #[test]
    fn every_fault_is_told_with_its_place() {
        let faults = |asked: AxisRequest| -> Vec<String> {
            read(&asked).expect_err("a fault").into_iter().map(|p| p.path).collect()
        };
        let ms = "workload[0].steps[0].ms";
        assert_eq!(
            faults(range(ms, 0.0, -1.0, 1, Scale::Log)),
            ["axes[0].from", "axes[0].to", "axes[0].points"]
        );
        assert_eq!(faults(range("workload[0].name", 1.0, 2.0, 3, Scale::Linear)), ["axes[0].path"]);
        assert_eq!(faults(range("workload[9].tasks", 1.0, 2.0, 3, Scale::Linear)), ["axes[0].path"]);
        let list = |values: &[f64]| AxisRequest {
            path: ms.to_owned(),
            values: values.to_vec(),
            ..AxisRequest::default()
        };
        assert_eq!(faults(list(&[2.0, 1.0])), ["axes[0].values"]);
        assert_eq!(faults(list(&[f64::NAN, 1.0])), ["axes[0].values"]);
        assert_eq!(faults(list(&[3.0])), ["axes[0]"]);
        assert_eq!(faults(AxisRequest { points: Some(3), ..list(&[1.0, 2.0]) }), ["axes[0].values"]);
        assert_eq!(faults(list(&[1.0; 201])), ["axes[0].values", "axes[0].values"]);
    }

    #[test]
    fn ratios_are_called_so_as_in_the_pages_form() {
        let asked = range("workload[0].steps[0].ms", 0.0, 1.0, 4, Scale::Log);
        let problems = read(&asked).expect_err("a fault");
        assert_eq!(problems[0].message, "must be above 0 for equal ratios");
    }

    #[test]
    fn halving_ends_where_nothing_is_gained() {
        let log = read(&range("workload[0].steps[0].ms", 0.1, 100.0, 4, Scale::Log)).expect("an axis");
        assert_eq!(log.between(1.0, 4.0), Some(2.0));
        assert_eq!(log.between(1.0, 1.005), None);
        let cores = read(&range("machine.cores", 1.0, 9.0, 3, Scale::Linear)).expect("an axis");
        assert_eq!((cores.between(5.0, 9.0), cores.between(5.0, 6.0)), (Some(7.0), None));
    }
}
