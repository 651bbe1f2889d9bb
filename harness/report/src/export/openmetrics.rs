//! `OpenMetrics` text: a gauge for every metric, a sample for every case.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use paceline_model::{CaseRecord, Metric, Record, Unit, metrics};

use super::medians;

/// Gauges `paceline_METRIC_UNIT{workload="…",PARAMETER="…"}` with medians, ended by `# EOF`. Characters
/// that a label's name can't have become `_`. A unit that can't be part of a name, as `requests/s`, and
/// isn't that of a metric of paceline's own is the label `unit`.
pub fn openmetrics(record: &Record) -> String {
    let mut families: BTreeMap<String, (&str, Vec<String>)> = BTreeMap::new();
    for (case, series, median) in medians(record) {
        let unit = match series.metric.unit.0.as_str() {
            Unit::SECONDS => "seconds",
            Unit::BYTES => "bytes",
            _ => "",
        };
        let ending = if unit.is_empty() { String::new() } else { format!("_{unit}") };
        let mut name = format!("paceline_{}", series.metric.name);
        // `wait_seconds` that is no time beside `wait` that is one.
        while families.get(&(name.clone() + &ending)).is_some_and(|(other, _)| *other != unit) {
            name.push('_');
        }
        let name = name + &ending;
        let labels = labels(case, &series.metric);
        let sample = format!("{name}{{{labels}}} {median}");
        families.entry(name).or_insert_with(|| (unit, Vec::new())).1.push(sample);
    }
    let mut text = String::new();
    for (name, (unit, samples)) in families {
        writeln!(text, "# TYPE {name} gauge").expect("a string takes any text");
        if !unit.is_empty() {
            writeln!(text, "# UNIT {name} {unit}").expect("a string takes any text");
        }
        for sample in samples {
            text.push_str(&sample);
            text.push('\n');
        }
    }
    text + "# EOF\n"
}

/// The labels of a sample, each name once.
fn labels(case: &CaseRecord, metric: &Metric) -> String {
    let mut labels = format!("workload=\"{}\"", escape(case.id.workload.as_str()));
    let known = metrics::find(metric.name.as_str());
    let is_told = matches!(metric.unit.0.as_str(), Unit::SECONDS | Unit::BYTES)
        || known.map_or(metric.unit.0 == Unit::COUNT, |known| known.unit == metric.unit);
    if !is_told {
        write!(labels, ",unit=\"{}\"", escape(&metric.unit.0)).expect("a string takes any text");
    }
    let mut names = BTreeSet::new();
    for (parameter, value) in &case.id.parameters {
        let mut name = label(parameter);
        while !names.insert(name.clone()) {
            name.push('_');
        }
        let value = escape(&value.to_string());
        write!(labels, ",{name}=\"{value}\"").expect("a string takes any text");
    }
    labels
}

fn label(name: &str) -> String {
    let safe = |letter: char| if letter.is_ascii_alphanumeric() { letter } else { '_' };
    let name: String = name.chars().map(safe).collect();
    let is_good = name.starts_with(|letter: char| letter.is_ascii_alphabetic());
    if is_good && !matches!(name.as_str(), "workload" | "unit") {
        name
    } else {
        format!("p_{name}")
    }
}

fn escape(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}
