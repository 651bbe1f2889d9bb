//! A bisection as Markdown: the commit first, then how it was found.

use super::document::Document;
use super::escape::{Place, block, code, prose};
use crate::view::BisectionView;

/// The report of a bisection.
pub(crate) fn bisection(view: &BisectionView) -> String {
    let mut document = Document::default();
    document.push(&format!("### {}\n\n", prose(&view.headline, Place::Text)));
    for line in view.suspects.iter().chain(&view.summary).chain(&view.notes) {
        document.push(&format!("- {}\n", prose(line, Place::Text)));
    }
    document.push(
        "\n| commit | verdict | change | pairs | subject |\n| --- | --- | --- | --- | --- |\n",
    );
    for step in &view.steps {
        let cells = [&step.outcome, &step.detail, &step.effort, &step.subject];
        let cells = cells.map(|cell| prose(cell, Place::Cell)).join(" | ");
        document.push(&format!("| {} | {cells} |\n", code(&step.commit, Place::Cell)));
    }
    if !view.command.is_empty() {
        document.push("\nFunctions and lines of the change:\n\n");
        document.push(&block(std::slice::from_ref(&view.command)));
    }
    document.finish()
}
