//! The entrance for short texts about a comparison that stand elsewhere than in a report: its verdict
//! in one sentence, and remarks on lines of the code.

use std::cmp::Reverse;

use paceline_model::{Comparison, Consequence, Origin};

use crate::text;
use crate::view::{BlameView, ComparisonView};

/// A line of the code that a regression comes from, as plain text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineRemark {
    /// The file, relative to the top of the project.
    pub path: String,
    /// The line in head, from 1.
    pub line: u32,
    /// The case and its verdict.
    pub title: String,
    /// What moved in the function and on the line.
    pub message: String,
    /// What the case does to the build.
    pub consequence: Consequence,
}

/// The verdict of a comparison in one sentence of plain text, as in `1 of 6 cases regressed`.
pub fn headline(comparison: &Comparison) -> String {
    ComparisonView::new(comparison).headline
}

/// The lines of the project's own files to which cases owe that they got worse: first of those
/// that fail the build, the worst first.
pub fn line_remarks(comparison: &Comparison) -> Vec<LineRemark> {
    let mut cases: Vec<_> =
        comparison.cases.iter().filter(|case| case.verdict.is_worse()).collect();
    cases.sort_by_key(|case| (Reverse(case.effect()), case.verdict));
    let remarks = cases.into_iter().flat_map(|case| {
        let title = format!("{} {}", text::visible(&case.id.to_string()), case.verdict.word());
        let own = case.blame.iter().filter(|blame| {
            // A line that is gone has no place in head.
            blame.function.origin == Origin::Project
                && blame.line.as_ref().is_some_and(|line| line.line > 0 && line.head > 0.0)
        });
        own.map(move |blame| {
            let view = BlameView::new(blame);
            let line = view.line.map(|line| format!("; {}: {}", line.number, line.moved));
            LineRemark {
                path: blame.function.file.clone(),
                line: blame.line.as_ref().map_or(1, |line| line.line),
                title: title.clone(),
                consequence: case.effect(),
                message: format!("{}: {}{}", view.function, view.moved, line.unwrap_or_default()),
            }
        })
    });
    remarks.collect()
}
