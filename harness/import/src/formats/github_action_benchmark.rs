//! github-action-benchmark: its custom JSON with a name, a value, a unit, maybe a range; and the
//! `data.js` in which it keeps what it was given, of which the newest commit is read.

use std::collections::BTreeMap;

use paceline_model::{Direction, Metric, MetricKind, Parameters, Spread, Unit, metrics};
use serde::Deserialize;

use crate::draft::{Again, CaseDraft, Draft};
use crate::environment::moment_of_milliseconds;
use crate::error::{Mistake, one_line};
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
        draft.add(case(&entry.name, &entry, metric(&entry.unit)), Again::OtherProcess)?;
    }
    Ok(draft)
}

fn case(name: &str, entry: &Entry, (metric, factor): (Metric, f64)) -> CaseDraft {
    let mut case = CaseDraft::new(name, Parameters::new());
    let range = match &entry.range {
        Some(Range::Number(range)) => Some(*range),
        // As in `± 3.1` and `+/- 2,802`.
        Some(Range::Text(text)) => {
            text.trim_start_matches(['±', '+', '/', '-', ' ']).replace(',', "").parse().ok()
        }
        None => None,
    };
    let spread = Spread { count: None, standard_deviation: range.map(|range| range * factor) };
    case.condensed(metric, entry.value * factor, spread);
    case
}

/// What `data.js` assigns its content to.
const VARIABLE: &str = "window.BENCHMARK_DATA";

/// Runs by the name of their suite, from old to new.
#[derive(Deserialize)]
struct Data {
    entries: BTreeMap<String, Vec<Run>>,
}

#[derive(Deserialize)]
struct Run {
    commit: Commit,
    date: i64,
    #[serde(default)]
    tool: String,
    benches: Vec<Entry>,
}

#[derive(Deserialize)]
struct Commit {
    id: String,
    message: Option<String>,
}

/// Whether a text is a `data.js`.
pub(crate) fn shows_data(text: &str) -> bool {
    assigned(text).is_some()
}

fn assigned(text: &str) -> Option<&str> {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    text.strip_prefix(VARIABLE)?.trim_start().strip_prefix('=')
}

/// Reads a `data.js`: of every suite the last run of the newest commit. More than one suite stand before
/// the names of their benchmarks.
pub(crate) fn read_data(text: &str) -> Result<Draft, Mistake> {
    let Some(json) = assigned(text) else {
        let start: String = text.chars().take(80).collect();
        return Err(Mistake::in_line(0, format!("`{VARIABLE} = `"), &start));
    };
    let data: Data = json::parse(json.trim_end().trim_end_matches(';'))?;
    let mut draft = Draft::default();
    let Some(newest) = data.entries.values().flatten().max_by_key(|run| run.date) else {
        return Ok(draft);
    };
    draft.commit(&newest.commit.id);
    let subject = newest.commit.message.as_deref().and_then(|message| message.lines().next());
    draft.revision.subject = subject.map(|subject| one_line(subject, 200));
    draft.started = moment_of_milliseconds(newest.date);
    let of_newest = |run: &&Run| run.commit.id == newest.commit.id;
    for (suite, runs) in &data.entries {
        // Cut, since it stands before the name of every benchmark.
        let suite = (data.entries.len() > 1).then(|| one_line(suite, 80));
        let Some(run) = runs.iter().rev().find(of_newest) else { continue };
        for entry in &run.benches {
            let (mut metric, factor) = metric(&entry.unit);
            if run.tool == "customBiggerIsBetter" {
                metric.direction = Direction::HigherIsBetter;
            }
            let name = suite.as_ref().map(|suite| format!("{suite} / {}", entry.name));
            let name = name.as_ref().unwrap_or(&entry.name);
            draft.add(case(name, entry, (metric, factor)), Again::OtherProcess)?;
        }
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
