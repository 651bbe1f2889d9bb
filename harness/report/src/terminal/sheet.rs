//! A sheet of numbers as terminal text: as many columns as there is room for.

use super::page::{Page, Tone};
use crate::text;
use crate::view::{Column, Label, Sheet};

/// Columns of the terminal that labels may always take.
const LEAST_LABEL: usize = 28;
/// Between two columns.
const GAP: usize = 2;
/// Before the first column.
const INDENT: usize = 2;

/// Writes `sheet`; what there is no room for is named below it.
pub(super) fn sheet(page: &mut Page, sheet: &Sheet) {
    let (shown, hidden) = fitting(sheet, page.width());
    header(page, sheet, &shown);
    for (row, label) in sheet.labels.iter().enumerate() {
        let mut line = " ".repeat(INDENT);
        for (column, width) in &shown {
            let cell = column.cells.get(row).map(String::as_str).unwrap_or_default();
            line.push_str(&right(cell, *width));
            line.push_str(&" ".repeat(GAP));
        }
        labelled(page, &line, label);
    }
    if !hidden.is_empty() {
        let mut hidden: Vec<_> = hidden.iter().map(|column| column.group.as_str()).collect();
        hidden.dedup();
        let text = format!("no room for {}", hidden.join(", "));
        page.paragraph("  ", &text, Tone::Faint);
    }
}

fn labelled(page: &mut Page, line: &str, label: &Label) {
    let room = page.width().saturating_sub(text::columns(line));
    let name = text::elide(&label.text, room);
    if label.remark.is_empty() {
        page.line(&[(line, Tone::Plain), (&name, Tone::Plain)]);
        return;
    }
    let remark = label.remark.text();
    let together = text::columns(&name) + GAP + text::columns(&remark);
    if together <= room {
        page.line(&[
            (line, Tone::Plain),
            (&name, Tone::Plain),
            ("  ", Tone::Plain),
            (&remark, Tone::Faint),
        ]);
        return;
    }
    page.line(&[(line, Tone::Plain), (&name, Tone::Plain)]);
    let lead = " ".repeat(text::columns(line) + GAP);
    let remark = text::elide(&remark, room.saturating_sub(GAP));
    page.line(&[(&lead, Tone::Plain), (&remark, Tone::Faint)]);
}

/// The columns that fit beside a label, with their widths, and those that do not.
fn fitting(sheet: &Sheet, width: usize) -> (Vec<(&Column, usize)>, Vec<&Column>) {
    let mut room = width.saturating_sub(LEAST_LABEL + INDENT);
    let (mut shown, mut hidden) = (Vec::new(), Vec::new());
    for group in sheet.columns.chunk_by(|a, b| a.group == b.group) {
        let widths = widths(group);
        let taken: usize = widths.iter().map(|width| width + GAP).sum();
        // Nothing less important may take the place of what did not fit.
        if taken <= room && hidden.is_empty() {
            room -= taken;
            shown.extend(group.iter().zip(widths));
        } else {
            hidden.extend(group);
        }
    }
    (shown, hidden)
}

/// Widths of neighbours whose common name stands above them.
fn widths(group: &[Column]) -> Vec<usize> {
    let widest = |column: &Column| {
        let cells = column.cells.iter().map(|cell| text::columns(cell));
        cells.chain([text::columns(&column.name)]).max().unwrap_or_default()
    };
    let mut widths: Vec<_> = group.iter().map(widest).collect();
    let taken = widths.iter().sum::<usize>() + GAP * (group.len() - 1);
    let missing = text::columns(&group[0].group).saturating_sub(taken);
    if let Some(first) = widths.first_mut() {
        *first += missing;
    }
    widths
}

fn header(page: &mut Page, sheet: &Sheet, shown: &[(&Column, usize)]) {
    let has_two_lines = shown.iter().any(|(column, _)| !column.name.is_empty());
    let (mut above, mut below) = (" ".repeat(INDENT), " ".repeat(INDENT));
    for group in shown.chunk_by(|(a, _), (b, _)| a.group == b.group) {
        let width = group.iter().map(|(_, width)| width + GAP).sum::<usize>() - GAP;
        let is_alone = group.len() == 1 && group[0].0.name.is_empty();
        // A name without another one below it stands directly above its numbers.
        let (first, last) =
            if is_alone { (&mut below, &mut above) } else { (&mut above, &mut below) };
        first.push_str(&right(&group[0].0.group, width));
        if is_alone {
            last.push_str(&" ".repeat(width));
        } else {
            let names = group.iter().map(|(column, width)| right(&column.name, *width));
            last.push_str(&names.collect::<Vec<_>>().join(&" ".repeat(GAP)));
        }
        above.push_str(&" ".repeat(GAP));
        below.push_str(&" ".repeat(GAP));
    }
    if has_two_lines {
        page.line(&[(above.trim_end(), Tone::Faint)]);
    }
    below.push_str(sheet.label);
    page.line(&[(below.trim_end(), Tone::Faint)]);
}

fn right(text: &str, width: usize) -> String {
    format!("{}{text}", " ".repeat(width.saturating_sub(text::columns(text))))
}
