//! A history as Markdown.

use paceline_model::DriftBudget;

use super::comparison::comparison;
use super::details::list;
use super::document::{Document, MARKDOWN_LIMIT};
use super::escape::{Place, code, prose};
use super::table::{Align, head, number, row};
use crate::number::percent;
use crate::text;
use crate::view::{ComparisonView, FindingView, HistoryView, NOTICE};

const COLUMNS: [(&str, Align); 6] = [
    ("Case", Align::Left),
    ("Metric", Align::Left),
    ("Change", Align::Right),
    ("Level", Align::Right),
    ("p", Align::Right),
    ("Commit", Align::Left),
];

/// The report of `view`, ending with a line break.
pub(crate) fn history(view: &HistoryView, budget: Option<&DriftBudget>) -> String {
    let mut document = Document::default();
    document.push(&format!("### {}\n\n{NOTICE}\n\n", view.headline));
    if view.cases.iter().flat_map(|case| &case.rows).any(|row| !row.findings.is_empty()) {
        table(&mut document, view);
    }
    if !view.advice.is_empty() {
        let command = code(&view.advice, Place::Text);
        document.push(&format!("To confirm the newest regression: {command}\n\n"));
    }
    for note in &view.notes {
        document.push(&format!("> {}\n\n", prose(note, Place::Text)));
    }
    document.fold("What was looked at", |document| {
        list(document, &view.method);
        let rows = view.cases.iter().flat_map(|case| case.rows.iter().map(move |row| (case, row)));
        for (case, row) in rows {
            let (metric, remark) =
                (prose(&row.metric, Place::Text), prose(&row.remark, Place::Text));
            let name = code(&case.name, Place::Text);
            document.push(&format!("- {name} {metric}: {}, {remark}\n", row.now));
        }
    });
    let text = document.finish();
    match budget {
        Some(budget) => joined(text, budget),
        None => text,
    }
}

fn table(document: &mut Document, view: &HistoryView) {
    head(document, &COLUMNS);
    for case in &view.cases {
        let mut name = code(&case.name, Place::Cell);
        for metric in &case.rows {
            for finding in &metric.findings {
                row(document, &cells(std::mem::take(&mut name), &metric.metric, finding));
            }
        }
    }
    document.push("\n");
}

fn cells(name: String, metric: &str, finding: &FindingView) -> Vec<String> {
    let size = format!("{} {}", finding.change, finding.interval);
    let mut place = prose(&finding.subject, Place::Cell);
    if !finding.commit.is_empty() {
        place = format!("{} {place}", code(&finding.commit, Place::Cell));
    }
    for remark in &finding.remarks {
        place = format!("{place}<br>{}", prose(remark, Place::Cell));
    }
    vec![
        name,
        prose(metric, Place::Cell),
        format!("{} {}", finding.mark(), number(size.trim_end())),
        number(&finding.levels),
        number(finding.significance.trim_start_matches("p ").trim_start_matches("= ")),
        place,
    ]
}

/// Both reports, where they fit into one.
fn joined(text: String, budget: &DriftBudget) -> String {
    let name = code(&text::visible(&budget.against), Place::Text);
    let title =
        format!("\n## Against {name}, with a drift budget of {}\n\n", percent(budget.limit));
    let comparison = comparison(&ComparisonView::new(&budget.comparison));
    if text.len() + title.len() + comparison.len() > MARKDOWN_LIMIT {
        // What fails the build matters more.
        return title.trim_start().to_owned() + &comparison;
    }
    text + &title + &comparison
}
