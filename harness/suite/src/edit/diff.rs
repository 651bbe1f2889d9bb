//! Changes whose places are known as a unified diff, which `patch` and `git apply` read.

use std::ops::Range;

use super::apply::{Change, apply};

/// Lines that are shown around a change.
const CONTEXT: usize = 3;

/// Whole lines that become others.
struct Rewritten {
    lines: Range<usize>,
    by: Vec<String>,
}

/// The diff of `text` and what the changes, in their order, make of it; empty without any.
pub(super) fn unified(text: &str, changes: &[Change], name: &str) -> String {
    let lines: Vec<_> = text.split_inclusive('\n').collect();
    let rewritten = rewritten(text, &lines, changes);
    if rewritten.is_empty() {
        return String::new();
    }
    let mut diff = format!("--- {name}\n+++ {name}\n");
    let mut added = 0;
    for hunk in hunks(&rewritten) {
        let (first, last) = (&hunk[0], &hunk[hunk.len() - 1]);
        let start = first.lines.start.saturating_sub(CONTEXT);
        let end = (last.lines.end + CONTEXT).min(lines.len());
        let mut body = String::new();
        let mut at = start;
        let mut count = end - start;
        for one in hunk {
            push_all(&mut body, ' ', &lines[at..one.lines.start]);
            push_all(&mut body, '-', &lines[one.lines.clone()]);
            push_all(&mut body, '+', &one.by);
            at = one.lines.end;
            count = count + one.by.len() - one.lines.len();
        }
        push_all(&mut body, ' ', &lines[at..end]);
        let (before, after) = (range(start, end - start), range(start + added, count));
        diff.extend(["@@ -", &before, " +", &after, " @@\n", &body]);
        added = added + count - (end - start);
    }
    diff
}

/// Start and number of lines as a hunk's heading has them.
fn range(start: usize, count: usize) -> String {
    format!("{},{count}", if count == 0 { start } else { start + 1 })
}

fn push_all(body: &mut String, sign: char, lines: &[impl AsRef<str>]) {
    for line in lines {
        let line = line.as_ref();
        body.push(sign);
        body.push_str(line);
        if !line.ends_with('\n') {
            body.push_str("\n\\ No newline at end of file\n");
        }
    }
}

/// The lines that the changes touch, and what becomes of them.
fn rewritten(text: &str, lines: &[&str], changes: &[Change]) -> Vec<Rewritten> {
    let mut groups: Vec<(Range<usize>, Vec<Change>)> = Vec::new();
    for change in changes {
        let touched = touched(text, lines, change);
        match groups.last_mut().filter(|(lines, _)| touched.start < lines.end) {
            Some((lines, changes)) => {
                lines.end = lines.end.max(touched.end);
                changes.push(change.clone());
            }
            None => groups.push((touched, vec![change.clone()])),
        }
    }
    groups
        .into_iter()
        .map(|(touched, mut changes)| {
            let start: usize = lines[..touched.start].iter().map(|line| line.len()).sum();
            for change in &mut changes {
                change.span = change.span.start - start..change.span.end - start;
            }
            let by = apply(&lines[touched.clone()].concat(), &mut changes);
            let by = by.split_inclusive('\n').map(str::to_owned).collect();
            Rewritten { lines: touched, by }
        })
        .collect()
}

/// The lines that a change touches; none where it puts whole lines between two.
fn touched(text: &str, lines: &[&str], change: &Change) -> Range<usize> {
    let line_of = |place: usize| text[..place].matches('\n').count();
    let (first, last) = (line_of(change.span.start), line_of(change.span.end));
    let is_at_start = change.span.is_empty()
        && (change.span.start == 0 || text[..change.span.start].ends_with('\n'));
    if is_at_start && change.text.ends_with('\n') {
        return first..first;
    }
    first..(last + 1).min(lines.len())
}

/// Neighbours whose context would touch.
fn hunks(rewritten: &[Rewritten]) -> Vec<&[Rewritten]> {
    let is_near = |left: &Rewritten, right: &Rewritten| {
        right.lines.start.saturating_sub(left.lines.end) <= 2 * CONTEXT
    };
    rewritten.chunk_by(is_near).collect()
}
