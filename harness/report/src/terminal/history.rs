//! A history as terminal text: what was found, drawn over the commits.

use paceline_model::{DriftBudget, Turn};

use super::chart::{chart, spark};
use super::comparison::comparison;
use super::page::{Page, Tone};
use crate::number::percent;
use crate::render::Style;
use crate::text;
use crate::view::{ComparisonView, FindingView, HistoryRow, HistoryView, NOTICE};

/// With so few metrics each is drawn, whether it changed or not.
const FEW: usize = 3;
/// Widest line of blocks.
const SPARK_COLUMNS: usize = 30;

/// The report of `view`, ending with a line break.
pub(crate) fn history(view: &HistoryView, budget: Option<&DriftBudget>, style: Style) -> String {
    let mut page = Page::new(style);
    page.paragraph("", &view.headline, if view.is_worse { Tone::Bad } else { Tone::Strong });
    page.blank();
    page.parts("", &view.method, Tone::Faint);
    page.paragraph("", NOTICE, Tone::Plain);
    let draws_all = view.cases.iter().map(|case| case.rows.len()).sum::<usize>() <= FEW;
    for case in &view.cases {
        page.blank();
        page.heading(&case.name);
        for row in &case.rows {
            if draws_all || !row.findings.is_empty() {
                drawn(&mut page, row);
            } else {
                line(&mut page, row);
            }
        }
    }
    if !view.advice.is_empty() {
        page.blank();
        page.paragraph("", "To confirm the newest regression:", Tone::Plain);
        page.paragraph("  ", &view.advice, Tone::Strong);
    }
    if !view.notes.is_empty() {
        page.blank();
    }
    for note in &view.notes {
        page.paragraph("note: ", note, Tone::Plain);
    }
    let mut text = page.finish();
    if let Some(budget) = budget {
        text += &against(budget, style);
    }
    text
}

/// A metric that did not change, in one line.
fn line(page: &mut Page, row: &HistoryRow) {
    let text = format!("  {} {}  ", row.metric, row.now);
    let remark = format!("  {}", row.remark);
    let room = page.width().saturating_sub(text::columns(&text) + text::columns(&remark));
    if room < 8 {
        page.paragraph("  ", &format!("{} {}, {}", row.metric, row.now, row.remark), Tone::Plain);
        return;
    }
    let spark = spark(&row.curve, room.min(SPARK_COLUMNS));
    page.line(&[(&text, Tone::Plain), (&spark, Tone::Plain), (&remark, Tone::Faint)]);
}

fn drawn(page: &mut Page, row: &HistoryRow) {
    let title = format!("{}, {} now", row.metric, row.now);
    page.parts("  ", &[title, row.remark.clone()], Tone::Plain);
    for line in chart(&row.curve, page.width() - 4) {
        page.line(&[("    ", Tone::Plain), (&line, Tone::Plain)]);
    }
    for one in &row.findings {
        finding(page, one);
    }
}

fn finding(page: &mut Page, finding: &FindingView) {
    let tone = match finding.turn {
        Turn::Regression => Tone::Bad,
        Turn::Improvement => Tone::Good,
    };
    let size = format!("{} {}", finding.change, finding.interval);
    let parts = [
        format!("{} {} {}", finding.mark(), finding.kind, size.trim_end()),
        finding.levels.clone(),
        finding.significance.clone(),
    ];
    let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    page.parts(&format!("    {} ", finding.letter), &parts, tone);
    let place = format!("{} {}", finding.commit, finding.subject);
    page.paragraph("      ", place.trim(), Tone::Plain);
    for remark in &finding.remarks {
        page.paragraph("      ", remark, Tone::Faint);
    }
}

fn against(budget: &DriftBudget, style: Style) -> String {
    let mut page = Page::new(style);
    page.blank();
    let limit = percent(budget.limit);
    let name = text::visible(&budget.against);
    page.heading(&format!("Against {name}, with a drift budget of {limit}"));
    page.blank();
    page.finish() + &comparison(&ComparisonView::new(&budget.comparison), style)
}
