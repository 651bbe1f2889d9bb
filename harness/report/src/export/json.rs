//! The JSON of services that keep benchmarks.

use std::collections::BTreeMap;

use paceline_model::{Record, Spread, metrics};
use serde_json::{Value, json};

use super::medians;

/// Bencher Metric Format: medians by case and measure. Wall time is the measure `latency` in nanoseconds,
/// as Bencher has it; `_` in other names becomes `-`.
pub fn bencher(record: &Record) -> Result<String, serde_json::Error> {
    let mut cases: BTreeMap<String, BTreeMap<String, Value>> = BTreeMap::new();
    for (case, series, median) in medians(record) {
        let (measure, value) = match series.metric.name.as_str() {
            metrics::WALL_TIME => ("latency".to_owned(), median * 1e9),
            name => (name.replace('_', "-"), median),
        };
        cases.entry(case.id.to_string()).or_default().insert(measure, json!({ "value": value }));
    }
    Ok(serde_json::to_string_pretty(&cases)? + "\n")
}

/// The custom JSON of github-action-benchmark: wall time of every case in seconds. It takes one unit per
/// name and one direction per file, so other metrics are left out.
pub fn github_action_benchmark(record: &Record) -> Result<String, serde_json::Error> {
    Ok(serde_json::to_string_pretty(&times(record).collect::<Vec<_>>())? + "\n")
}

/// What github-action-benchmark takes of a record.
pub(super) fn times(record: &Record) -> impl Iterator<Item = Value> {
    let times =
        medians(record).filter(|(_, series, _)| series.metric.name.as_str() == metrics::WALL_TIME);
    times.map(|(case, series, median)| {
        let mut time =
            json!({ "name": case.id.to_string(), "unit": series.metric.unit.0, "value": median });
        // What another tool told of a mean, if that is all there is.
        if let [Spread { standard_deviation: Some(deviation), .. }] = series.spreads[..] {
            time["range"] = json!(format!("± {deviation}"));
        }
        time
    })
}
