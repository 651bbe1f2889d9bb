//! A record as terminal text.

use super::comparison::side;
use super::grid::{Column, aligned, left, right};
use super::page::{Page, Tone};
use crate::render::Style;
use crate::text;
use crate::view::{RecordRow, RecordView};

/// Metric, median, mean, half interval, deviation, range, count.
const COLUMNS: [Column; 7] = [left(2), right(2), right(1), left(2), right(2), right(2), right(0)];
/// Widest name of a metric in the table.
const METRIC_COLUMNS: usize = 20;

/// The report of `view`, ending with a line break.
pub(crate) fn record(view: &RecordView, style: Style) -> String {
    let mut page = Page::new(style);
    page.paragraph("", &view.headline, if view.has_failure { Tone::Bad } else { Tone::Strong });
    page.blank();
    page.paragraph("", &side(&view.revision), Tone::Plain);
    page.parts("", &view.method, Tone::Faint);
    cases(&mut page, view);
    page.blank();
    page.parts("", &view.environment, Tone::Faint);
    page.finish()
}

fn cases(page: &mut Page, view: &RecordView) {
    let header = ["", "median", "mean", "", "deviation", "min … max", "n"].map(str::to_owned);
    let rows = view.cases.iter().flat_map(|case| &case.rows).map(cells);
    let cells: Vec<_> = std::iter::once(header).chain(rows).collect();
    let mut lines = aligned(COLUMNS, &cells, page.width()).map(Vec::into_iter);
    if let Some(header) = lines.as_mut().and_then(Iterator::next).filter(|_| cells.len() > 1) {
        page.blank();
        page.line(&[(&header, Tone::Faint)]);
    } else {
        page.blank();
    }
    for (index, case) in view.cases.iter().enumerate() {
        if index > 0 {
            page.blank();
        }
        page.heading(&case.name);
        if let Some(failure) = &case.failure {
            page.paragraph("  ", "✗ failed", Tone::Bad);
            page.failure(failure);
        }
        for note in &case.notes {
            page.paragraph("  note: ", note, Tone::Plain);
        }
        for row in &case.rows {
            match lines.as_mut().and_then(Iterator::next) {
                Some(line) => page.line(&[(&line, Tone::Plain)]),
                None => stacked_row(page, row),
            }
        }
    }
}

fn cells(row: &RecordRow) -> [String; 7] {
    let summary = &row.summary;
    [
        format!("  {}", text::elide(&row.metric, METRIC_COLUMNS)),
        summary.median.clone(),
        summary.mean.clone(),
        summary.half_width.clone(),
        summary.deviation.clone(),
        summary.range.clone(),
        summary.count.clone(),
    ]
}

/// A row in two lines or more, for values that are too wide for the table.
fn stacked_row(page: &mut Page, row: &RecordRow) {
    let summary = &row.summary;
    page.paragraph("  ", &format!("{}: {}", row.metric, summary.median), Tone::Plain);
    let mean = format!("mean {} {}", summary.mean, summary.half_width);
    let deviation = format!("deviation {}", summary.deviation);
    let count = format!("n = {}", summary.count);
    let mut parts = vec![mean.trim_end().to_owned(), deviation, summary.range.clone(), count];
    if summary.deviation.is_empty() {
        parts.remove(1);
    }
    page.parts("      ", &parts, Tone::Faint);
}
