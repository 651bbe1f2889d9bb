//! A comparison as terminal text: verdict, sides, one block per case, the machine.

use super::blame::blame;
use super::grid::{Column, aligned, left, right};
use super::page::{Page, Tone};
use crate::render::Style;
use crate::text;
use crate::view::{CaseView, ComparisonView, GrowthView, ProfilerView, Row, SideView};

/// Metric, before, arrow, after, change, interval, outcome.
const COLUMNS: [Column; 7] = [left(2), right(1), left(1), right(3), right(1), right(2), left(0)];
/// Widest name of a metric in the table.
const METRIC_COLUMNS: usize = 20;

/// The report of `view`, ending with a line break.
pub(crate) fn comparison(view: &ComparisonView, style: Style) -> String {
    let mut page = Page::new(style);
    let worst = view.cases.first().map(|case| case.verdict);
    let worst = worst.into_iter().chain(view.growths.first().map(|growth| growth.verdict)).min();
    let tone = worst.map_or(Tone::Doubtful, |verdict| match Tone::of(verdict) {
        Tone::Bad => Tone::Bad,
        Tone::Plain | Tone::Strong | Tone::Faint | Tone::Good | Tone::Doubtful => Tone::Strong,
    });
    page.paragraph("", &view.headline, tone);
    if !view.tally.is_empty() {
        page.paragraph("", &view.tally, Tone::Faint);
    }
    page.blank();
    sides(&mut page, view);
    cases(&mut page, view);
    growths(&mut page, view);
    footer(&mut page, view);
    page.finish()
}

fn sides(page: &mut Page, view: &ComparisonView) {
    page.paragraph("base  ", &side(&view.base), Tone::Plain);
    if !view.base_reason.is_empty() {
        page.paragraph("      ", &view.base_reason, Tone::Faint);
    }
    page.paragraph("head  ", &side(&view.head), Tone::Plain);
    page.parts("      ", &view.method, Tone::Faint);
}

/// One side in one line.
pub(super) fn side(side: &SideView) -> String {
    let state = if side.state.is_empty() { String::new() } else { format!("({})", side.state) };
    let parts = [&side.variant, &side.commit, &side.subject, &state];
    let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).cloned().collect();
    if parts.is_empty() { "a revision without a commit".to_owned() } else { parts.join("  ") }
}

fn cases(page: &mut Page, view: &ComparisonView) {
    let rows: Vec<_> = view.cases.iter().flat_map(|case| &case.rows).collect();
    let cells: Vec<_> = rows.iter().map(|row| cells(row)).collect();
    let mut lines = aligned(COLUMNS, &cells, page.width()).map(Vec::into_iter);
    for case in &view.cases {
        page.blank();
        page.heading(&case.name);
        status(page, case);
        for row in &case.rows {
            match lines.as_mut().and_then(Iterator::next) {
                Some(line) => table_row(page, row, &line),
                None => stacked_row(page, row),
            }
            for remark in &row.remarks {
                page.paragraph("    ", remark, Tone::Faint);
            }
        }
        blame(page, case);
        page.parts("  ", &case.effort, Tone::Faint);
        profilers(page, case);
    }
}

fn status(page: &mut Page, case: &CaseView) {
    if !case.outcome.is_empty() {
        page.paragraph("  ", &case.outcome, Tone::of(case.verdict));
    }
    for failure in &case.failures {
        page.failure(failure);
    }
    for note in &case.notes {
        page.paragraph("  note: ", note, Tone::Plain);
    }
}

fn growths(page: &mut Page, view: &ComparisonView) {
    if !view.growths.is_empty() {
        page.blank();
    }
    for growth in &view.growths {
        let GrowthView { name, parameter, orders, outcome, .. } = growth;
        let line = format!("growth of {name} by {parameter}: {orders}  {outcome}");
        page.paragraph("", &line, Tone::of(growth.verdict));
        page.parts("  ", &growth.grounds, Tone::Faint);
    }
}

fn profilers(page: &mut Page, case: &CaseView) {
    let mut parts: Vec<_> = case.profilers.iter().map(ProfilerView::in_short).collect();
    if let Some(first) = parts.first_mut() {
        *first = format!("profiled by {first}");
        page.parts("  ", &parts, Tone::Faint);
    }
}

fn cells(row: &Row) -> [String; 7] {
    [
        format!("  {}", text::elide(&row.metric, METRIC_COLUMNS)),
        row.before.clone(),
        "→".to_owned(),
        row.after.clone(),
        row.change.clone(),
        row.interval.clone(),
        row.outcome.clone(),
    ]
}

fn table_row(page: &mut Page, row: &Row, line: &str) {
    if !row.is_gated {
        page.line(&[(line, Tone::Faint)]);
        return;
    }
    // The change, its interval and the outcome are the last cells: look for them from the end.
    let outcome = line.rfind(&row.outcome).unwrap_or(line.len());
    let interval = line[..outcome].rfind(&row.interval).unwrap_or(outcome);
    let change = line[..interval].rfind(&row.change).unwrap_or(interval);
    let tone = Tone::of(row.verdict);
    page.line(&[
        (&line[..change], Tone::Plain),
        (&line[change..interval], tone),
        (&line[interval..outcome], Tone::Faint),
        (&line[outcome..], tone),
    ]);
}

/// A row in two lines or more, for values that are too wide for the table.
fn stacked_row(page: &mut Page, row: &Row) {
    page.paragraph("  ", &format!("{}: {}", row.metric, row.outcome), Tone::Plain);
    let numbers = format!("{} → {}  {} {}", row.before, row.after, row.change, row.interval);
    let tone = if row.is_gated { Tone::of(row.verdict) } else { Tone::Faint };
    page.paragraph("      ", &numbers, tone);
}

fn footer(page: &mut Page, view: &ComparisonView) {
    page.blank();
    let mut legend = vec![view.legend.to_owned()];
    if !view.confidence.is_empty() {
        legend.push(format!("[…] its {} interval", view.confidence));
    }
    if view.has_ungated_rows() {
        legend.push("(…) is shown but has no gate".to_owned());
    }
    for note in &view.notes {
        page.paragraph("note: ", note, Tone::Plain);
    }
    for reason in &view.missing_profilers {
        page.paragraph("", reason, Tone::Faint);
    }
    page.parts("", &legend, Tone::Faint);
    for environment in &view.environments {
        page.parts("", environment, Tone::Faint);
    }
}
