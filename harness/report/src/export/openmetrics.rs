//! `OpenMetrics` text: a gauge for every metric, a sample for every case.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use paceline_model::{Record, Unit};

use super::medians;

/// Gauges `paceline_METRIC_UNIT{workload="…",PARAMETER="…"}` with medians, ended by `# EOF`. Characters
/// that a label's name can't have become `_`.
pub fn openmetrics(record: &Record) -> String {
    let mut families: BTreeMap<String, (&str, Vec<String>)> = BTreeMap::new();
    for (case, series, median) in medians(record) {
        let unit = match series.metric.unit.0.as_str() {
            Unit::SECONDS => "seconds",
            Unit::BYTES => "bytes",
            _ => "",
        };
        let separator = if unit.is_empty() { "" } else { "_" };
        let name = format!("paceline_{}{separator}{unit}", series.metric.name);
        let mut labels = format!("workload=\"{}\"", escape(case.id.workload.as_str()));
        for (parameter, value) in &case.id.parameters {
            let value = escape(&value.to_string());
            write!(labels, ",{}=\"{value}\"", label(parameter)).expect("a string takes any text");
        }
        let sample = format!("{name}{{{labels}}} {median}");
        families.entry(name).or_insert((unit, Vec::new())).1.push(sample);
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

fn label(name: &str) -> String {
    let safe = |letter: char| if letter.is_ascii_alphanumeric() { letter } else { '_' };
    let name: String = name.chars().map(safe).collect();
    let is_good = name.starts_with(|letter: char| letter.is_ascii_alphabetic());
    if is_good && name != "workload" { name } else { format!("p_{name}") }
}

fn escape(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}
