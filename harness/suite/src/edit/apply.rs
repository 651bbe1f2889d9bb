//! Changes of a text, by the places they had before any of them.

use std::ops::Range;

/// One change: what stands at `span` becomes `text`. An empty span is an insertion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) span: Range<usize>,
    pub(super) text: String,
}

/// The text with all changes, which are put in the order of their places. They don't overlap.
pub(super) fn apply(text: &str, changes: &mut [Change]) -> String {
    changes.sort_by_key(|change| (change.span.start, change.span.end));
    let mut result = String::with_capacity(text.len() + 64 * changes.len());
    let mut end = 0;
    for change in changes.iter() {
        result.push_str(&text[end..change.span.start.max(end)]);
        result.push_str(&change.text);
        end = change.span.end.max(end);
    }
    result.push_str(&text[end..]);
    result
}
