//! CSV (RFC 4180) with a header: one line per value of records, one per metric of a comparison.

use std::fmt::Write as _;

use paceline_model::{Comparison, Record};

use super::rows::{LABELS, NUMBERS, blocks};

/// One line per value: suite, case, its parameters as JSON, metric, unit, commit (empty where unknown),
/// start of the run, number of the invocation and of the iteration from 0, value.
pub fn records_csv(records: &[Record]) -> Result<String, serde_json::Error> {
    let mut text = [&LABELS[..], &NUMBERS].concat().join(",") + "\r\n";
    for record in records {
        for block in blocks(record)? {
            let labels = block.labels.each_ref().map(|label| field(label)).join(",");
            for (invocation, iteration, value) in block.values() {
                write!(text, "{labels},{invocation},{iteration},{value}\r\n")
                    .expect("a string takes any text");
            }
        }
    }
    Ok(text)
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
