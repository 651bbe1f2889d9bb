//! The custom JSON of github-action-benchmark: a name, a value, a unit, maybe a range.

use paceline_model::{Direction, Metric, MetricKind, Parameters, Spread, Unit, metrics};
use serde::Deserialize;

use crate::draft::{Again, CaseDraft, Draft};
use crate::error::Mistake;
use crate::json;
use crate::measure::{built_in, bytes, custom, seconds, wall_time};

#[derive(Deserialize)]
struct Entry {
    name: String,
    unit: String,
    value: f64,
    range: Option<Range>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Range {
    Number(f64),
    Text(String),
}

pub(crate) fn read(text: &str) -> Result<Draft, Mistake> {
    let entries: Vec<Entry> = json::parse(text)?;
    let mut draft = Draft::default();
    for entry in entries {
        let mut case = CaseDraft::new(&entry.name, Parameters::new());
        let (metric, factor) = metric(&entry.unit);
        let range = match entry.range {
            Some(Range::Number(range)) => Some(range),
            // As in `± 3.1` and `+/- 3.1`.
            Some(Range::Text(text)) => {
                text.trim_start_matches(['±', '+', '/', '-', ' ']).parse().ok()
            }
            None => None,
        };
        let spread = Spread { count: None, standard_deviation: range.map(|range| range * factor) };
        case.condensed(metric, entry.value * factor, spread);
        draft.add(case, Again::OtherProcess)?;
    }
    Ok(draft)
}

/// The metric of a unit, and what makes seconds, bytes or operations per second of it.
fn metric(unit: &str) -> (Metric, f64) {
    let plain = unit.split_once('/').map_or(unit, |(time, per)| {
        if per.starts_with("iter") || per.starts_with("op") { time } else { unit }
    });
    if let Some(factor) = seconds(1.0, plain) {
        return (wall_time(), factor);
    }
    if let Some(factor) = bytes(1.0, plain) {
        return (
            custom("bytes", Unit::BYTES, Direction::LowerIsBetter, MetricKind::Bounded),
            factor,
        );
    }
    if matches!(unit, "ops/sec" | "ops/s" | "1/s" | "iter/sec") {
        return (built_in(metrics::THROUGHPUT), 1.0);
    }
    let is_rate = unit.ends_with("/s") || unit.ends_with("/sec");
    let direction = if is_rate { Direction::HigherIsBetter } else { Direction::LowerIsBetter };
    (custom(unit, unit, direction, MetricKind::Timed), 1.0)
}
