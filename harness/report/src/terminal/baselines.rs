//! The records of a store as a list.

use paceline_model::Unit;

use super::grid::{Column, aligned, left, right};
use super::page::{Page, Tone};
use crate::number::exact;
use crate::render::Style;
use crate::text;

/// Suite, commit, day, machine class, size, subject.
const COLUMNS: [Column; 6] = [left(2), left(2), left(2), left(2), right(2), left(0)];
/// What is left of a subject at least, however narrow the terminal.
const SUBJECT_COLUMNS: usize = 12;

/// One stored record, for the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredRecord {
    /// The suite.
    pub suite: String,
    /// The commit, as short as people read it.
    pub commit: String,
    /// The day of the commit, as in `2026-11-22`; empty where that is not known.
    pub day: String,
    /// The machine class, with the shard behind a `+`.
    pub class: String,
    /// Size of the document.
    pub bytes: u64,
    /// First line of the commit's message; empty where that is not known.
    pub subject: String,
}

/// A line for each record under a line of headings, ending with a line break; subjects are cut to
/// the width.
pub fn baselines(records: &[StoredRecord], style: Style) -> String {
    let mut page = Page::new(style);
    let mut rows = vec![["suite", "commit", "date", "class", "size", "subject"].map(str::to_owned)];
    rows.extend(records.iter().map(cells));
    let taken: usize = (0..COLUMNS.len() - 1)
        .map(|place| rows.iter().map(|row| text::columns(&row[place])).max().unwrap_or(0) + 2)
        .sum();
    let room = page.width().saturating_sub(taken).max(SUBJECT_COLUMNS);
    for [.., subject] in &mut rows {
        *subject = text::elide(subject, room);
    }
    let lines = aligned(COLUMNS, &rows, page.width())
        .unwrap_or_else(|| rows.iter().map(|row| row.join("  ")).collect());
    for (place, line) in lines.iter().enumerate() {
        page.line(&[(line, if place == 0 { Tone::Faint } else { Tone::Plain })]);
    }
    page.finish()
}

fn cells(record: &StoredRecord) -> [String; 6] {
    #[expect(clippy::cast_precision_loss, reason = "three digits of it are shown")]
    let size = exact(&Unit(Unit::BYTES.to_owned()), record.bytes as f64);
    [
        text::visible(&record.suite),
        record.commit.clone(),
        record.day.clone(),
        record.class.clone(),
        size,
        text::visible(&record.subject),
    ]
}
