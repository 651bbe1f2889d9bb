//! A profile as Markdown: the functions in the open, lines and profilers folded.

use super::comparison::{label, name, side};
use super::details::{list, profiler_table};
use super::document::Document;
use super::escape::{Place, code, html_code, prose, remark};
use super::table::{Align, head, number, row};
use crate::text;
use crate::view::{Column, Label, LinesView, ProfileView, Sheet};

/// Widest function or line of code, in columns.
const WIDEST: usize = 120;

/// The report of `view`, ending with a line break.
pub(crate) fn profile(view: &ProfileView) -> String {
    let mut document = Document::default();
    document.push(&format!("### {}\n\n", name(&view.title)));
    for (name, shown) in &view.sides {
        let end = if view.sides.len() > 1 && *name == "base" { "<br>\n" } else { "\n\n" };
        let name = if name.is_empty() { String::new() } else { format!("**{name}** ") };
        document.push(&format!("{name}{}{end}", side(shown)));
    }
    document.push(&format!("{}\n\n", prose(&view.totals.join(" · "), Place::Text)));
    document.push(&format!("{}\n\n", prose(&view.summary, Place::Text)));
    sheet(&mut document, &view.functions);
    for shown in &view.lines {
        let title = html_code(&text::elide(&shown.function, WIDEST));
        document.fold(&format!("Lines of {title}"), |document| lines(document, shown));
    }
    if !view.profilers.is_empty() || !view.missing.is_empty() {
        document.fold("Profilers", |document| {
            if !view.profilers.is_empty() {
                profiler_table(
                    document,
                    &[(label(std::slice::from_ref(&view.title)), &view.profilers)],
                );
            }
            list(document, &view.missing);
        });
    }
    document.finish()
}

fn lines(document: &mut Document, shown: &LinesView) {
    let place = code(&text::elide(&shown.place, WIDEST), Place::Text);
    let facts =
        [place, remark(&shown.origin, WIDEST, Place::Text), prose(&shown.rest, Place::Text)];
    let facts: Vec<_> = facts.into_iter().filter(|fact| !fact.is_empty()).collect();
    if !facts.is_empty() {
        document.push(&format!("{}\n\n", facts.join(", ")));
    }
    sheet(document, &shown.sheet);
}

fn sheet(document: &mut Document, sheet: &Sheet) {
    if sheet.labels.is_empty() {
        return;
    }
    let titles: Vec<_> = sheet.columns.iter().map(|column| number(&column.title())).collect();
    let mut columns: Vec<_> = titles.iter().map(|title| (title.as_str(), Align::Right)).collect();
    let label = if sheet.label.is_empty() { "code" } else { sheet.label };
    columns.push((label, Align::Left));
    head(document, &columns);
    for (index, label) in sheet.labels.iter().enumerate() {
        let cell = |column: &Column| column.cells.get(index).map(|cell| number(cell));
        let mut cells: Vec<_> =
            sheet.columns.iter().map(|column| cell(column).unwrap_or_default()).collect();
        cells.push(labelled(label));
        row(document, &cells);
    }
    document.push("\n");
}

fn labelled(label: &Label) -> String {
    let name = code(&text::elide(&label.text, WIDEST), Place::Cell);
    if label.remark.is_empty() {
        return name;
    }
    let remark = remark(&label.remark, WIDEST, Place::Cell);
    format!("{name}<br><sub>{remark}</sub>")
}
