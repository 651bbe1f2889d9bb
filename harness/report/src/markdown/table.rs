//! Markdown tables, row by row.

use super::document::Document;
use super::escape::{Place, prose};

/// Where the cells of a column stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Right,
}

/// Writes the head of a table with `columns`; rows follow by [`row`].
pub(super) fn head(document: &mut Document, columns: &[(&str, Align)]) {
    let names: Vec<_> = columns.iter().map(|(name, _)| *name).collect();
    let rules: Vec<_> = columns
        .iter()
        .map(|(_, align)| match align {
            Align::Left => ":--",
            Align::Right => "--:",
        })
        .collect();
    document.push(&format!("| {} |\n| {} |\n", names.join(" | "), rules.join(" | ")));
}

/// Writes one row of cells that are ready Markdown.
pub(super) fn row(document: &mut Document, cells: &[String]) {
    document.push(&format!("| {} |\n", cells.join(" | ")));
}

/// A number with its unit, kept in one line.
pub(super) fn number(text: &str) -> String {
    prose(text, Place::Cell).replace(' ', "\u{a0}")
}
