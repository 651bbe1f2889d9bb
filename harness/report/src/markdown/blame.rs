//! Where changes come from, as Markdown: of what got worse in the open, of the rest folded.

use super::comparison::name;
use super::document::Document;
use super::escape::{Place, code, prose, remark};
use crate::text;
use crate::view::{BlameView, CaseView, ComparisonView, LineView};

/// Widest name, place or line of code, in columns.
const WIDEST: usize = 100;

/// The reasons of cases that got worse.
pub(super) fn open(document: &mut Document, view: &ComparisonView) {
    for case in view.cases.iter().filter(|case| case.is_worse()) {
        one(document, case);
    }
}

/// The reasons of all other cases, folded.
pub(super) fn folded(document: &mut Document, view: &ComparisonView) {
    let others: Vec<_> =
        view.cases.iter().filter(|case| !case.is_worse() && !case.blame.is_empty()).collect();
    if !others.is_empty() {
        document.fold("Where the other changes come from", |document| {
            for case in others {
                one(document, case);
            }
        });
    }
}

fn one(document: &mut Document, case: &CaseView) {
    if case.blame.is_empty() {
        return;
    }
    document.push(&format!("{} comes from\n\n", name(&case.name)));
    for reason in &case.blame {
        document.push(&item(reason));
    }
    if case.more_blame > 0 {
        document.push(&format!("- and {} more\n", case.more_blame));
    }
    for (side, functions) in &case.hot {
        let functions: Vec<_> = functions.iter().map(|one| prose(one, Place::Text)).collect();
        document.push(&format!("- hot on {side}: {}\n", functions.join(" · ")));
    }
    document.push("\n");
}

fn item(reason: &BlameView) -> String {
    let span = |text: &str| code(&text::elide(text, WIDEST), Place::Text);
    let place = span(&reason.place);
    let place = if place.is_empty() { place } else { format!(" in {place}") };
    let origin = remark(&reason.origin, WIDEST, Place::Text);
    let origin = if origin.is_empty() { origin } else { format!(", {origin}") };
    let moved = prose(&reason.moved, Place::Text);
    let line = reason.line.as_ref().map(line).unwrap_or_default();
    format!("- **{}**{place}{origin}: {moved}{line}\n", span(&reason.function))
}

fn line(line: &LineView) -> String {
    let source = code(&text::elide(&line.code, WIDEST), Place::Text);
    let source = if source.is_empty() { source } else { format!(" {source}") };
    format!("<br>{}{source} {}", line.number, prose(&line.moved, Place::Text))
}
