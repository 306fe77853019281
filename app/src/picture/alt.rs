//! The result in words, for those who do not see the picture.

use simulator::Report;
use simulator::explain;
use simulator::observe::report::Measure;

use super::text::clean;
use crate::format;

/// Letters of a description that previews show.
const SHORT: usize = 200;
/// Letters of an alternative text that networks take: 420.
const LONG: usize = 420;

/// What a picture of this report shows: its name, the verdict, and what every model came to.
pub fn alt(report: &Report) -> String {
    let verdict = &report.verdict;
    let name = clean(&report.scenario.name);
    let name = if name.is_empty() { String::new() } else { format!("{name}: ") };
    let measure = explain::measure(&report.scenario);
    let models: Vec<String> = report
        .results
        .iter()
        .map(|result| format!("{} {}", clean(&result.label), format::duration(measure.of(result))))
        .collect();
    let what = match measure {
        Measure::MakespanMs => "makespans",
        Measure::LatencyP95Ms => "latencies, 95th percentile",
    };
    let told = format!("{name}{} Simulated {what}: {}.", clean(&verdict.headline), models.join(", "));
    shortened(&told, LONG)
}

/// The verdict and its reason, short enough for a preview.
pub fn short(report: &Report) -> String {
    let verdict = &report.verdict;
    shortened(clean(&format!("{} {}", verdict.headline, verdict.reason)).trim(), SHORT)
}

/// As many whole words as there is room for.
fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most - 1).collect();
    let end = kept.rfind(' ').filter(|end| *end > 0).unwrap_or(kept.len());
    format!("{}…", kept[..end].trim_end_matches([',', '.', ':', ' ']))
}

#[cfg(test)]
mod tests {
    use super::*;
    use simulator::scenario::presets;

    #[test]
    fn the_result_is_told_in_words() {
        let mut scenario = presets::get(presets::DEFAULT_ID).unwrap().scenario();
        let report = simulator::simulate(&scenario);
        let told = alt(&report);
        assert!(told.starts_with(&format!("Fetch, parse, score: {}", report.verdict.headline)), "{told}");
        for result in &report.results {
            let makespan = format!("{} {}", result.label, format::duration(result.makespan_ms));
            assert!(told.contains(&makespan), "{makespan} is not in {told}");
        }
        scenario.name = "x".repeat(200);
        let report = simulator::simulate(&scenario);
        assert!(alt(&report).chars().count() <= LONG && short(&report).chars().count() <= SHORT);
    }

    #[test]
    fn words_stay_whole() {
        assert_eq!(shortened("one two, three", 10), "one two…");
        assert_eq!(shortened("one", 10), "one");
        assert_eq!(shortened(&"x".repeat(20), 10), format!("{}…", "x".repeat(9)));
    }
}
