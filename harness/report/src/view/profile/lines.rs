//! The lines of a function as a sheet: of one side, or base beside head.

use paceline_model::{FunctionDifference, LineProfile, MetricName, Sides, unit_of};

use super::amount::{cell, heading, in_order, is_noisy};
use super::{Column, Label, Sheet};
use crate::number::Scale;
use crate::text;
use crate::view::Remark;
use crate::view::blame::{name, origin, place};

/// Lines of one function at most.
const MOST_LINES: usize = 40;

/// A function with its lines.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LinesView {
    /// Its name.
    pub(crate) function: String,
    /// File and line; may be empty.
    pub(crate) place: String,
    /// What became of it; may be empty.
    pub(crate) origin: Remark,
    /// The lines.
    pub(crate) sheet: Sheet,
    /// Lines that are left out; may be empty.
    pub(crate) rest: String,
}

type Line = Sides<LineProfile>;

/// The lines of `function`; `None` where it has none to show. With both sides: those that changed.
pub(super) fn lines(function: &FunctionDifference, has_base: bool) -> Option<LinesView> {
    let all: Vec<_> = function.lines.iter().collect();
    let shown: Vec<_> = all.iter().copied().filter(|line| !has_base || has_changed(line)).collect();
    let (shown, left_out) = heaviest(shown);
    if shown.is_empty() {
        return None;
    }
    let metrics = shown.iter().flat_map(|line| both(line)).flat_map(|side| side.counts.keys());
    let metrics = in_order(metrics);
    let mut columns = numbers(&shown, has_base);
    for metric in metrics {
        columns.extend(counts(&shown, metric, has_base));
    }
    let unchanged = if has_base { all.len() - shown.len() - left_out } else { 0 };
    Some(LinesView {
        function: name(&function.function),
        place: place(&function.function),
        origin: if has_base {
            origin(function.matched, &function.function, function.former.as_ref())
        } else {
            Remark::default()
        },
        sheet: Sheet { columns, label: "", labels: shown.iter().map(|line| label(line)).collect() },
        rest: rest(left_out, unchanged),
    })
}

fn rest(left_out: usize, unchanged: usize) -> String {
    let lines = |count: usize| if count == 1 { "line" } else { "lines" };
    let mut parts = Vec::new();
    if left_out > 0 {
        parts.push(format!("{left_out} lighter {} left out", lines(left_out)));
    }
    if unchanged > 0 {
        parts.push(format!("{unchanged} {} did not change", lines(unchanged)));
    }
    parts.join(", ")
}

fn both(line: &Line) -> impl Iterator<Item = &LineProfile> {
    [&line.base, &line.head].into_iter().flatten()
}

/// Whether its text or any count that repeats differs.
fn has_changed(line: &Line) -> bool {
    let (Some(base), Some(head)) = (&line.base, &line.head) else { return true };
    let counted = |side: &LineProfile| {
        let exact = side.counts.clone().into_iter().filter(|(metric, _)| !is_noisy(metric));
        exact.filter(|(_, count)| *count != 0.0).collect::<Vec<_>>()
    };
    base.text != head.text || counted(base) != counted(head)
}

/// At most [`MOST_LINES`] in their order, and how many were left out: those whose largest count is
/// smallest.
fn heaviest(mut lines: Vec<&Line>) -> (Vec<&Line>, usize) {
    let left_out = lines.len().saturating_sub(MOST_LINES);
    if left_out == 0 {
        return (lines, 0);
    }
    let weight =
        |line: &Line| both(line).flat_map(|side| side.counts.values()).copied().fold(0.0, f64::max);
    let mut weights: Vec<_> = lines.iter().map(|line| weight(line)).collect();
    weights.sort_by(f64::total_cmp);
    let least = weights[left_out];
    let mut room = MOST_LINES - weights.iter().filter(|one| **one > least).count();
    lines.retain(|line| {
        let weight = weight(line);
        let is_kept = weight > least || (weight >= least && room > 0);
        room -= usize::from(is_kept && weight <= least);
        is_kept
    });
    (lines, left_out)
}

/// Numbers of the lines.
fn numbers(lines: &[&Line], has_base: bool) -> Vec<Column> {
    let number = |side: &Option<LineProfile>| {
        side.as_ref().map_or_else(|| "−".to_owned(), |side| side.line.to_string())
    };
    let column =
        |name: &str, cells| Column { group: "line".to_owned(), name: name.to_owned(), cells };
    let head = lines.iter().map(|line| number(&line.head)).collect();
    if !has_base {
        return vec![column("", head)];
    }
    let base = lines.iter().map(|line| number(&line.base)).collect();
    vec![column("base", base), column("head", head)]
}

fn counts(lines: &[&Line], metric: &MetricName, has_base: bool) -> Vec<Column> {
    let value = |side: &Option<LineProfile>| side.as_ref()?.counts.get(metric).copied();
    let known: Vec<_> =
        lines.iter().flat_map(|line| [value(&line.base), value(&line.head)]).flatten().collect();
    let scale = Scale::column(&unit_of(metric), &known);
    let column =
        |name: &str, cells| Column { group: heading(metric, &scale), name: name.to_owned(), cells };
    let head = lines.iter().map(|line| cell(&scale, value(&line.head))).collect();
    if !has_base {
        return vec![column("", head)];
    }
    let base = lines.iter().map(|line| cell(&scale, value(&line.base))).collect();
    vec![column("base", base), column("head", head)]
}

fn label(line: &Line) -> Label {
    let shown = |side: &LineProfile| text::visible(&side.text).trim().to_owned();
    let (base, head) = (line.base.as_ref().map(shown), line.head.as_ref().map(shown));
    match (base, head) {
        (Some(base), Some(head)) if base != head => {
            Label { text: head, remark: Remark { words: "was", code: base } }
        }
        (Some(text), None) => Label { text, remark: Remark { words: "gone", code: String::new() } },
        (_, text) => Label { text: text.unwrap_or_default(), remark: Remark::default() },
    }
}
