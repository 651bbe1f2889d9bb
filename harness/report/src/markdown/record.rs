//! A record as Markdown.

use super::comparison::{failure, label, name, side};
use super::details::list;
use super::document::Document;
use super::escape::{Place, prose};
use super::table::{Align, head, number, row};
use crate::view::{RecordRow, RecordView};

const COLUMNS: [(&str, Align); 7] = [
    ("Case", Align::Left),
    ("Metric", Align::Left),
    ("Median", Align::Right),
    ("Mean (± 95 % CI)", Align::Right),
    ("SD", Align::Right),
    ("Min … max", Align::Right),
    ("n", Align::Right),
];

/// The report of `view`, ending with a line break.
pub(crate) fn record(view: &RecordView) -> String {
    let mut document = Document::default();
    document.push(&format!("### {}\n\n{}\n\n", view.headline, side(&view.revision)));
    for case in &view.cases {
        if let Some(shown) = &case.failure {
            document.push(&format!("{} **✗ failed**\n\n", name(&case.name)));
            failure(&mut document, shown);
        }
    }
    if view.cases.iter().any(|case| !case.rows.is_empty()) {
        table(&mut document, view);
    }
    for case in &view.cases {
        for note in &case.notes {
            let name = name(&case.name);
            document.push(&format!("> {name} {}\n\n", prose(note, Place::Text)));
        }
    }
    document.fold("How this was measured", |document| {
        list(document, &view.method);
        list(document, &[view.environment.join(" · ")]);
    });
    document.finish()
}

fn table(document: &mut Document, view: &RecordView) {
    head(document, &COLUMNS);
    for case in &view.cases {
        let mut label = label(&case.parts);
        for shown in &case.rows {
            row(document, &cells(std::mem::take(&mut label), shown));
        }
    }
    document.push("\n");
}

fn cells(label: String, row: &RecordRow) -> Vec<String> {
    let summary = &row.summary;
    let mean = format!("{} {}", summary.mean, summary.half_width);
    vec![
        label,
        number(&row.metric),
        number(&summary.median),
        number(mean.trim_end()),
        number(&summary.deviation),
        number(&summary.range),
        number(&summary.count),
    ]
}
