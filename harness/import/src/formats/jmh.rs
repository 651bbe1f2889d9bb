//! JMH's `-rf json`: the values of every fork; of the mode `sample` mean and deviation of its histogram.

use std::collections::BTreeMap;

use paceline_model::{Metric, Parameters, Spread, metrics};
use serde::Deserialize;

use crate::draft::{Again, CaseDraft, Draft};
use crate::error::{Mistake, one_line};
use crate::json;
use crate::measure::{built_in, parameter, seconds, wall_time};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    benchmark: String,
    mode: Option<String>,
    jmh_version: Option<String>,
    #[serde(default)]
    params: BTreeMap<String, String>,
    primary_metric: Primary,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Primary {
    score: f64,
    score_unit: String,
    #[serde(default)]
    raw_data: Vec<Vec<f64>>,
    /// Values with how often they were seen, of every iteration of every fork.
    #[serde(default)]
    raw_data_histogram: Vec<Vec<Vec<(f64, u64)>>>,
}

pub(crate) fn read(text: &str) -> Result<Draft, Mistake> {
    let benchmarks: Vec<Entry> = json::parse(text)?;
    let mut draft = Draft::default();
    for (index, benchmark) in benchmarks.into_iter().enumerate() {
        if let Some(version) = &benchmark.jmh_version {
            draft.environment.tools.insert("jmh".to_owned(), one_line(version, 50));
        }
        let place = format!("$[{index}].primaryMetric.scoreUnit");
        draft.add(case(benchmark, place)?, Again::OtherProcess)?;
    }
    Ok(draft)
}

fn case(benchmark: Entry, place: String) -> Result<CaseDraft, Mistake> {
    let parameters = benchmark.params.iter();
    let mut parameters: Parameters =
        parameters.map(|(name, value)| (name.clone(), parameter(value))).collect();
    // One benchmark may be run in several modes.
    if let Some(mode) = &benchmark.mode {
        parameters.insert("mode".to_owned(), parameter(mode));
    }
    let mut case = CaseDraft::new(&benchmark.benchmark, parameters);
    let score = benchmark.primary_metric;
    let unit = score.score_unit.as_str();
    let Some((metric, factor)) = scale(unit) else {
        return Err(Mistake::new(place, "a unit such as `ns/op` or `ops/s`", unit));
    };
    let forks: Vec<Vec<_>> = score.raw_data.into_iter().filter(|fork| !fork.is_empty()).collect();
    if forks.is_empty() {
        let spread = spread(&score.raw_data_histogram, factor);
        case.condensed(metric, factor * score.score, spread);
    } else {
        let scaled = |fork: Vec<f64>| fork.into_iter().map(|value| factor * value).collect();
        case.raw(metric, forks.into_iter().map(scaled).collect());
    }
    Ok(case)
}

/// Count and deviation of a histogram; nothing of one with less than two values.
fn spread(histogram: &[Vec<Vec<(f64, u64)>>], factor: f64) -> Spread {
    let seen = || histogram.iter().flatten().flatten();
    let count = seen().fold(0_u64, |sum, (_, count)| sum.saturating_add(*count));
    if count < 2 {
        return Spread::default();
    }
    let sum: f64 = seen().map(|(value, count)| value * precise(*count)).sum();
    let mean = sum / precise(count);
    let squares = seen().map(|(value, count)| (value - mean).powi(2) * precise(*count));
    let deviation = (squares.sum::<f64>() / precise(count - 1)).sqrt();
    Spread { count: Some(count), standard_deviation: Some(deviation * factor) }
}

#[expect(clippy::cast_precision_loss, reason = "counts of calls, below 2^53")]
fn precise(count: u64) -> f64 {
    count as f64
}

/// The metric of a unit, and what makes seconds or operations per second of it.
fn scale(unit: &str) -> Option<(Metric, f64)> {
    match unit.split_once('/')? {
        ("ops", time) => Some((built_in(metrics::THROUGHPUT), 1.0 / seconds(1.0, time)?)),
        (time, "op") => Some((wall_time(), seconds(1.0, time)?)),
        _ => None,
    }
}
