//! Bencher Metric Format: benchmark, measure, value. Its own measures have known units, which are
//! nanoseconds, operations per second, bytes and seconds; others are plain numbers.

use std::collections::BTreeMap;

use paceline_model::{Direction, Metric, MetricKind, Parameters, Spread, Unit, metrics};
use serde::Deserialize;

use crate::draft::{Again, CaseDraft, Draft};
use crate::error::Mistake;
use crate::json;
use crate::measure::{built_in, custom, wall_time};

#[derive(Deserialize)]
struct Value {
    value: f64,
}

type Document = BTreeMap<String, BTreeMap<String, Value>>;

pub(crate) fn read(text: &str) -> Result<Draft, Mistake> {
    let document: Document = json::parse(text)?;
    let mut draft = Draft::default();
    for (name, measures) in document {
        let mut case = CaseDraft::new(&name, Parameters::new());
        for (measure, value) in measures {
            let (metric, factor) = metric(&measure);
            case.condensed(metric, value.value * factor, Spread::default());
        }
        draft.add(case, Again::OtherProcess)?;
    }
    Ok(draft)
}

fn metric(measure: &str) -> (Metric, f64) {
    let lower = Direction::LowerIsBetter;
    let own = measure.replace('-', "_");
    match measure {
        "latency" => (wall_time(), 1e-9),
        "throughput" => (built_in(metrics::THROUGHPUT), 1.0),
        "build-time" => (custom(&own, Unit::SECONDS, lower, MetricKind::Timed), 1.0),
        "file-size" => (custom(&own, Unit::BYTES, lower, MetricKind::Exact), 1.0),
        _ => {
            let known = metrics::find(&own);
            let metric = || custom(&own, Unit::COUNT, lower, MetricKind::Timed);
            (known.unwrap_or_else(metric), 1.0)
        }
    }
}
