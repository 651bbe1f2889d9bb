//! CSV (RFC 4180) with a header: one line per value of a record, one per metric of a comparison.

use std::fmt::Write as _;

use paceline_model::{Comparison, Record};

/// One line per value: case, metric, unit, number of the invocation from 0, value.
pub fn record_csv(record: &Record) -> String {
    let mut text = "case,metric,unit,invocation,value\r\n".to_owned();
    for case in &record.cases {
        for series in &case.series {
            let id = field(&case.id.to_string());
            let (name, unit) = (&series.metric.name, field(&series.metric.unit.0));
            for (invocation, values) in series.values.iter().enumerate() {
                for value in values {
                    write!(text, "{id},{name},{unit},{invocation},{value}\r\n")
                        .expect("a string takes any text");
                }
            }
        }
    }
    text
}

/// One line per metric: case, metric, unit, medians of both sides, change as a fraction, verdict.
pub fn comparison_csv(comparison: &Comparison) -> String {
    let mut text = "case,metric,unit,base,head,change,verdict\r\n".to_owned();
    for case in &comparison.cases {
        for one in &case.metrics {
            let number = |value: Option<f64>| value.map(|value| value.to_string());
            let base = number(one.base.as_ref().map(|side| side.median)).unwrap_or_default();
            let head = number(one.head.as_ref().map(|side| side.median)).unwrap_or_default();
            let change = number(one.estimate.map(|one| one.change)).unwrap_or_default();
            let id = field(&case.id.to_string());
            let (name, unit) = (&one.metric.name, field(&one.metric.unit.0));
            let verdict = one.verdict.word();
            write!(text, "{id},{name},{unit},{base},{head},{change},{verdict}\r\n")
                .expect("a string takes any text");
        }
    }
    text
}

/// A text as a field. What a spreadsheet would take for a formula gets a space before it.
fn field(text: &str) -> String {
    let text = if text.starts_with(['=', '+', '-', '@']) { &format!(" {text}") } else { text };
    if text.contains([',', '"', '\r', '\n']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}
