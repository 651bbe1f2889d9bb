//! Where a change comes from, as terminal text.

use paceline_model::Verdict;

use super::page::{Page, Tone};
use crate::text;
use crate::view::{BlameView, CaseView, LineView};

/// Stands before the name of a function.
const LEAD: &str = "    ";
/// Stands before the line of code of a reason.
const LINE_LEAD: &str = "      ";
/// Columns that a line of code may always take.
const LEAST_CODE: usize = 16;

/// The functions that `case` blames, most important first, where it got worse or better.
pub(super) fn blame(page: &mut Page, case: &CaseView) {
    let is_news = case.is_worse() || case.verdict == Verdict::Improved;
    if !is_news {
        return;
    }
    if !case.hot.is_empty() {
        page.line(&[("  hot functions, with all they call", Tone::Strong)]);
    }
    for (side, functions) in &case.hot {
        page.parts(&format!("{LEAD}{side}  "), functions, Tone::Plain);
    }
    if case.blame.is_empty() {
        return;
    }
    page.line(&[("  where it comes from", Tone::Strong)]);
    for reason in &case.blame {
        function(page, reason);
        if let Some(line) = &reason.line {
            code(page, line);
        }
    }
    if case.more_blame > 0 {
        page.paragraph(LEAD, &format!("and {} more", case.more_blame), Tone::Faint);
    }
}

fn function(page: &mut Page, reason: &BlameView) {
    let BlameView { function, place, origin, moved, .. } = reason;
    let parts = [place.clone(), origin.text(), moved.clone()];
    let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    // The numbers go to a line of their own first, then everything but the name.
    for count in [parts.len(), parts.len() - 1] {
        let (beside, below) = parts.split_at(count);
        let tail = beside.iter().flat_map(|part| ["  ", part]).collect::<String>();
        if LEAD.len() + text::columns(function) + text::columns(&tail) <= page.width() {
            page.line(&[(LEAD, Tone::Plain), (function, Tone::Strong), (&tail, Tone::Plain)]);
            for part in below {
                page.paragraph(LINE_LEAD, part, Tone::Plain);
            }
            return;
        }
    }
    page.paragraph(LEAD, function, Tone::Strong);
    page.parts(LINE_LEAD, &parts, Tone::Plain);
}

/// A line of code in one line: the code gives way.
fn code(page: &mut Page, line: &LineView) {
    let LineView { number, code, moved } = line;
    let taken = LINE_LEAD.len() + text::columns(number) + text::columns(moved) + 4;
    let room = page.width().saturating_sub(taken);
    if room < LEAST_CODE {
        page.parts(LINE_LEAD, &[number.clone(), code.clone(), moved.clone()], Tone::Faint);
        return;
    }
    let code = text::elide(code, room);
    let gap = if code.is_empty() { "" } else { "  " };
    page.line(&[
        (LINE_LEAD, Tone::Plain),
        (number, Tone::Faint),
        ("  ", Tone::Plain),
        (&code, Tone::Plain),
        (gap, Tone::Plain),
        (moved, Tone::Plain),
    ]);
}
