//! Which line of base became which line of head, within one function.

use paceline_model::LineProfile;
use similar::{Algorithm, DiffOp, capture_diff_slices};

/// Lines beyond which a changed stretch is paired by position: a difference takes up to the square.
const LONGEST: usize = 1_000;

/// Pairs of lines beyond which a replaced stretch of unlike lengths is paired by position too.
const WIDEST: usize = 2_500;

/// A line on both sides, or on one.
#[derive(Debug, Clone, Copy)]
pub(super) struct LinePair<'a> {
    pub(super) base: Option<&'a LineProfile>,
    pub(super) head: Option<&'a LineProfile>,
}

/// Pairs the lines of a function by their texts, in the order of head; lines that are gone stand where
/// they were. Where a stretch was replaced, its lines pair by position or likeness; the rest is added or removed.
pub(super) fn paired<'a>(base: &'a [LineProfile], head: &'a [LineProfile]) -> Vec<LinePair<'a>> {
    let same = |(base, head): &(&LineProfile, &LineProfile)| base.text == head.text;
    let start = base.iter().zip(head).take_while(same).count();
    let (base_rest, head_rest) = (&base[start..], &head[start..]);
    let end = base_rest.iter().rev().zip(head_rest.iter().rev()).take_while(same).count();
    let base_middle = &base_rest[..base_rest.len() - end];
    let head_middle = &head_rest[..head_rest.len() - end];
    let mut pairs = by_position(&base[..start], &head[..start]);
    if base_middle.len().max(head_middle.len()) > LONGEST {
        pairs.extend(by_position(base_middle, head_middle));
    } else {
        pairs.extend(by_difference(base_middle, head_middle));
    }
    pairs.extend(by_position(&base_rest[base_middle.len()..], &head_rest[head_middle.len()..]));
    pairs
}

fn by_difference<'a>(base: &'a [LineProfile], head: &'a [LineProfile]) -> Vec<LinePair<'a>> {
    let base_texts: Vec<_> = base.iter().map(|line| line.text.as_str()).collect();
    let head_texts: Vec<_> = head.iter().map(|line| line.text.as_str()).collect();
    let steps = capture_diff_slices(Algorithm::Patience, &base_texts, &head_texts);
    let mut pairs = Vec::with_capacity(base.len().max(head.len()));
    for step in steps {
        let (base_range, head_range) = (step.old_range(), step.new_range());
        match step {
            DiffOp::Equal { .. } => {
                pairs.extend(by_position(&base[base_range], &head[head_range]));
            }
            DiffOp::Replace { .. } => {
                pairs.extend(replaced(&base[base_range], &head[head_range]));
            }
            DiffOp::Delete { .. } => pairs.extend(by_position(&base[base_range], &[])),
            DiffOp::Insert { .. } => pairs.extend(by_position(&[], &head[head_range])),
        }
    }
    pairs
}

/// Pairs a stretch that was replaced: by position where it kept its length, else so that each line of the
/// shorter side gets the line that is most like it, in order.
fn replaced<'a>(base: &'a [LineProfile], head: &'a [LineProfile]) -> Vec<LinePair<'a>> {
    if base.len() == head.len() || base.len() * head.len() > WIDEST {
        return by_position(base, head);
    }
    let mut pairs = Vec::with_capacity(base.len().max(head.len()));
    let is_base_short = base.len() < head.len();
    let (short, long) = if is_base_short { (base, head) } else { (head, base) };
    let mut place = 0;
    for (line, chosen) in short.iter().zip(best_places(short, long)) {
        pairs.extend(long[place..chosen].iter().map(|other| pair(None, other, is_base_short)));
        pairs.push(pair(Some(line), &long[chosen], is_base_short));
        place = chosen + 1;
    }
    pairs.extend(long[place..].iter().map(|other| pair(None, other, is_base_short)));
    pairs
}

fn pair<'a>(
    short: Option<&'a LineProfile>,
    long: &'a LineProfile,
    is_base_short: bool,
) -> LinePair<'a> {
    if is_base_short {
        LinePair { base: short, head: Some(long) }
    } else {
        LinePair { base: Some(long), head: short }
    }
}

/// For each line of `short` its place in `long`, rising, such that the likenesses add up to the most; of
/// equals the earliest.
fn best_places(short: &[LineProfile], long: &[LineProfile]) -> Vec<usize> {
    let spare = long.len() - short.len();
    // best[i][s]: what lines i.. can reach at most when `s` or more lines of `long` are skipped before them.
    let mut best = vec![vec![0_usize; spare + 1]; short.len() + 1];
    for (place, line) in short.iter().enumerate().rev() {
        for skipped in (0..=spare).rev() {
            let here = likeness(line, &long[place + skipped]) + best[place + 1][skipped];
            let later = if skipped < spare { best[place][skipped + 1] } else { 0 };
            best[place][skipped] = here.max(later);
        }
    }
    let mut skipped = 0;
    let mut places = Vec::with_capacity(short.len());
    for place in 0..short.len() {
        let here = |skipped: usize| {
            likeness(&short[place], &long[place + skipped]) + best[place + 1][skipped]
        };
        while skipped < spare && here(skipped) < best[place][skipped] {
            skipped += 1;
        }
        places.push(place + skipped);
    }
    places
}

/// Characters in common at both ends, per thousand of all.
fn likeness(one: &LineProfile, other: &LineProfile) -> usize {
    let (one, other) = (one.text.as_bytes(), other.text.as_bytes());
    let same = |(a, b): &(&u8, &u8)| a == b;
    let shorter = one.len().min(other.len());
    let start = one.iter().zip(other).take_while(same).count();
    let end = one.iter().rev().zip(other.iter().rev()).take_while(same).count();
    2_000 * (start + end).min(shorter) / (one.len() + other.len()).max(1)
}

fn by_position<'a>(base: &'a [LineProfile], head: &'a [LineProfile]) -> Vec<LinePair<'a>> {
    (0..base.len().max(head.len()))
        .map(|place| LinePair { base: base.get(place), head: head.get(place) })
        .collect()
}
