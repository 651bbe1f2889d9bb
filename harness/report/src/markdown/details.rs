//! The folded parts: every number of both sides, and how they were measured.

use super::comparison::label;
use super::document::Document;
use super::escape::{Place, code, prose};
use super::remedy;
use super::table::{Align, head, number, row};
use crate::text;
use crate::view::{ComparisonView, ProfilerView, Row, SummaryView};

const COLUMNS: [(&str, Align); 8] = [
    ("Case", Align::Left),
    ("Metric", Align::Left),
    ("Side", Align::Left),
    ("Median", Align::Right),
    ("Mean, its CI", Align::Right),
    ("SD", Align::Right),
    ("Min … max", Align::Right),
    ("n", Align::Right),
];

const PROFILER_COLUMNS: [(&str, Align); 7] = [
    ("Case", Align::Left),
    ("Profiler", Align::Left),
    ("Tool", Align::Left),
    ("Runs", Align::Right),
    ("Took", Align::Right),
    ("Slowdown", Align::Right),
    ("Counts repeat", Align::Left),
];
/// Widest name of a profiler or tool.
const NAME_COLUMNS: usize = 40;

/// Mean, median, spread, interval and count of both sides, gated or not.
pub(super) fn numbers(document: &mut Document, view: &ComparisonView) {
    if view.cases.iter().all(|case| case.rows.is_empty()) {
        return;
    }
    document.fold("All numbers", |document| {
        head(document, &COLUMNS);
        for case in &view.cases {
            let mut label = label(&case.parts);
            for shown in &case.rows {
                metric(document, &mut label, shown);
            }
        }
    });
}

fn metric(document: &mut Document, label: &mut String, shown: &Row) {
    let mut metric = number(&shown.metric);
    if !shown.is_gated {
        metric.push_str("<br><sub>no gate</sub>");
    }
    for (side, summary) in [("base", &shown.base), ("head", &shown.head)] {
        if let Some(summary) = summary {
            let mut cells = vec![std::mem::take(label), std::mem::take(&mut metric), side.into()];
            cells.extend(summary_cells(summary));
            row(document, &cells);
        }
    }
}

fn summary_cells(summary: &SummaryView) -> [String; 5] {
    let interval = if summary.interval.is_empty() {
        String::new()
    } else {
        format!("<br><sub>{}</sub>", number(&summary.interval))
    };
    [
        number(&summary.median),
        format!("{}{interval}", number(&summary.mean)),
        number(&summary.deviation),
        number(&summary.range),
        number(&summary.count),
    ]
}

/// The profilers of every case, and why others gave nothing.
pub(super) fn profilers(document: &mut Document, view: &ComparisonView) {
    let has_run = view.cases.iter().any(|case| !case.profilers.is_empty());
    if !has_run && view.missing_profilers.is_empty() {
        return;
    }
    document.fold("Profilers", |document| {
        if has_run {
            let cases: Vec<_> =
                view.cases.iter().map(|case| (label(&case.parts), &case.profilers)).collect();
            profiler_table(document, &cases);
        }
        list(document, &view.missing_profilers);
    });
}

/// The profilers of cases, whose labels are ready Markdown.
pub(super) fn profiler_table(document: &mut Document, cases: &[(String, &Vec<ProfilerView>)]) {
    head(document, &PROFILER_COLUMNS);
    for (label, profilers) in cases {
        for (index, profiler) in profilers.iter().enumerate() {
            let label = if index == 0 { label.clone() } else { String::new() };
            row(document, &profiler_cells(label, profiler));
        }
    }
    document.push("\n");
}

fn profiler_cells(label: String, profiler: &ProfilerView) -> Vec<String> {
    let ProfilerView { profiler, tool, runs, time, slowdown, repeats } = profiler;
    let name = |text: &str| code(&text::elide(text, NAME_COLUMNS), Place::Cell);
    let repeats = if *repeats == "no" { "**no**" } else { repeats };
    vec![
        label,
        name(profiler),
        name(tool),
        number(runs),
        number(time),
        number(slowdown),
        repeats.to_owned(),
    ]
}

/// Design, moment, duration, seed, suite and the machine.
pub(super) fn method(document: &mut Document, view: &ComparisonView) {
    document.fold("How this was measured", |document| {
        list(document, &view.method);
        for environment in &view.environments {
            list(document, &[environment.join(" · ")]);
        }
        for case in view.cases.iter().filter(|case| !case.effort.is_empty()) {
            list(document, &[format!("{}: {}", case.name, case.effort.join(" · "))]);
        }
        list(document, &[view.legend.to_owned()]);
        remedy::folded(document, view);
    });
}

/// One item per line.
pub(super) fn list(document: &mut Document, items: &[String]) {
    for item in items {
        document.push(&format!("- {}\n", prose(item, Place::Text)));
    }
}
