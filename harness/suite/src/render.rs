//! A diagnostic as text: source lines, carets, notes.

use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use crate::source::Source;
use crate::{Diagnostic, Place};

/// Longest excerpt of the source that is handed to the renderer, in bytes. Two places further
/// apart are shown without the second one's line; a longer line is not shown at all.
const LONGEST_EXCERPT: usize = 64 << 10;

/// The text of one diagnostic, without a final line break.
pub(crate) fn diagnostic(
    diagnostic: &Diagnostic,
    source: &Source,
    color: bool,
    width: usize,
) -> String {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() }.term_width(width);
    let title = Level::ERROR.primary_title(diagnostic.message.as_str());
    let mut group = located(Group::with_title(title), diagnostic, source);
    for note in &diagnostic.notes {
        group = group.element(Level::NOTE.message(note.as_str()));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    renderer.render(&[group])
}

/// The group with the file's name and, where there is one, the source line.
fn located<'a>(group: Group<'a>, diagnostic: &'a Diagnostic, source: &'a Source) -> Group<'a> {
    let file = diagnostic.file.to_string_lossy();
    let Some(place) = &diagnostic.place else {
        return group.element(Origin::path(file));
    };
    let near: Vec<_> = diagnostic.related.iter().collect();
    let far_too = near.iter().fold(place.span.clone(), |all, (place, _)| union(&all, &place.span));
    let (excerpt, near) = match (source.lines(&far_too), source.lines(&place.span)) {
        (both, _) if both.len() <= LONGEST_EXCERPT => (both, near),
        (_, one) if one.len() <= LONGEST_EXCERPT => (one, Vec::new()),
        _ => return group.element(Origin::path(file).line(place.line).char_column(place.column)),
    };
    let label = Some(diagnostic.label.as_str()).filter(|label| !label.is_empty());
    let primary = annotation(AnnotationKind::Primary, place, &excerpt).label(label);
    let context = near.into_iter().map(|(place, label)| {
        annotation(AnnotationKind::Context, place, &excerpt).label(label.as_str())
    });
    let (first_line, _) = source.position(excerpt.start);
    let snippet = Snippet::source(&source.text[excerpt.clone()])
        .line_start(first_line)
        .path(file)
        .annotation(primary)
        .annotations(context);
    group.element(snippet)
}

fn union(left: &Range<usize>, right: &Range<usize>) -> Range<usize> {
    left.start.min(right.start)..left.end.max(right.end)
}

fn annotation<'a>(kind: AnnotationKind, place: &Place, excerpt: &Range<usize>) -> Annotation<'a> {
    kind.span(place.span.start - excerpt.start..place.span.end - excerpt.start)
}
