//! A bisection as terminal text: the commit first, then how it was found.

use super::page::{Page, Tone};
use crate::render::Style;
use crate::view::BisectionView;

/// The report of a bisection, ending with a line break.
pub(crate) fn bisection(view: &BisectionView, style: Style) -> String {
    let mut page = Page::new(style);
    page.paragraph("", &view.headline, Tone::Strong);
    for suspect in &view.suspects {
        page.paragraph("  - ", suspect, Tone::Plain);
    }
    for line in &view.summary {
        page.paragraph("  ", line, Tone::Plain);
    }
    page.blank();
    page.heading("Steps");
    for step in &view.steps {
        let parts = [&step.outcome, &step.detail, &step.effort, &step.subject];
        let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).cloned().collect();
        page.parts(&format!("  {}  ", step.commit), &parts, Tone::of(step.verdict));
    }
    for note in &view.notes {
        page.blank();
        page.paragraph("note: ", note, Tone::Plain);
    }
    if !view.command.is_empty() {
        page.blank();
        page.line(&[("Functions and lines of the change:", Tone::Strong)]);
        // In one piece, however narrow the terminal, so that it can be copied.
        page.line(&[("  ", Tone::Plain), (&view.command, Tone::Plain)]);
    }
    page.finish()
}
