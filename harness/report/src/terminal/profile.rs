//! A profile as terminal text: what ran, its functions, the lines of the first of them.

use super::comparison::side;
use super::page::{Page, Tone};
use super::sheet::sheet;
use crate::render::Style;
use crate::view::{LinesView, ProfileView, ProfilerView};

/// The report of `view`, ending with a line break.
pub(crate) fn profile(view: &ProfileView, style: Style) -> String {
    let mut page = Page::new(style);
    page.heading(&view.title);
    for (name, shown) in &view.sides {
        let lead = if name.is_empty() { String::new() } else { format!("{name}  ") };
        page.paragraph(&lead, &side(shown), Tone::Plain);
    }
    page.blank();
    page.parts("", &view.totals, Tone::Plain);
    page.paragraph("", &view.summary, Tone::Faint);
    if !view.functions.labels.is_empty() {
        page.blank();
        sheet(&mut page, &view.functions);
    }
    for shown in &view.lines {
        lines(&mut page, shown);
    }
    profilers(&mut page, view);
    page.finish()
}

fn lines(page: &mut Page, shown: &LinesView) {
    page.blank();
    let parts = [shown.function.clone(), shown.place.clone(), shown.origin.text()];
    let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    page.heading(&parts.join("  "));
    sheet(page, &shown.sheet);
    if !shown.rest.is_empty() {
        page.paragraph("  ", &shown.rest, Tone::Faint);
    }
}

fn profilers(page: &mut Page, view: &ProfileView) {
    if view.profilers.is_empty() && view.missing.is_empty() {
        return;
    }
    page.blank();
    let mut parts: Vec<_> = view.profilers.iter().map(ProfilerView::in_short).collect();
    if let Some(first) = parts.first_mut() {
        *first = format!("profiled by {first}");
        page.parts("", &parts, Tone::Faint);
    }
    for reason in &view.missing {
        page.paragraph("", reason, Tone::Faint);
    }
}
