//! A curve drawn with letters: dots of Braille for a chart, blocks for a single line.

use crate::text;
use crate::view::Curve;

/// Lines of a chart.
const LINES: usize = 4;
/// Dots of one character, across and down.
const DOTS: (usize, usize) = (2, 4);
/// First character of Braille, without any dot.
const EMPTY: u32 = 0x2800;
/// Bits of the dots, line by line.
const BITS: [[u32; 2]; 4] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]];
/// Levels of a line of blocks.
const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// The curve as lines of at most `width` columns: values to the left, and below a line with the
/// letters of the changes, if there are any.
pub(super) fn chart(curve: &Curve, width: usize) -> Vec<String> {
    let label = text::columns(&curve.top).max(text::columns(&curve.bottom));
    let columns = width.saturating_sub(label + 3).max(10).min(columns_needed(curve));
    let grid = grid(curve, columns);
    let mut lines: Vec<_> = grid
        .iter()
        .enumerate()
        .map(|(line, cells)| {
            let value = match line {
                0 => curve.top.as_str(),
                _ if line == LINES - 1 => curve.bottom.as_str(),
                _ => "",
            };
            let space = " ".repeat(label - text::columns(value));
            let dots: String = cells.iter().map(|bits| braille(*bits)).collect();
            format!("{space}{value} ┤{}", dots.trim_end())
        })
        .collect();
    if !curve.marks.is_empty() {
        let mut marks = vec![' '; columns];
        for (letter, commit) in &curve.marks {
            let column = across(*commit, curve.commits, columns * DOTS.0) / DOTS.0;
            marks[column] = *letter;
        }
        let marks: String = marks.into_iter().collect();
        lines.push(format!("{}{}", " ".repeat(label + 2), marks.trim_end()));
    }
    lines
}

/// The curve in one line of at most `width` columns: medians of neighbouring commits where there are
/// more than columns, blanks where there is no record.
pub(super) fn spark(curve: &Curve, width: usize) -> String {
    let commits = usize::try_from(curve.commits).unwrap_or(usize::MAX);
    let columns = width.min(commits).max(1);
    let mut cells: Vec<Vec<f64>> = vec![Vec::new(); columns];
    for (commit, value) in &curve.points {
        cells[across(*commit, curve.commits, columns)].push(*value);
    }
    let (low, high) = range(curve);
    let block = |values: &Vec<f64>| {
        let level = paceline_stats::median(values)?;
        Some(BLOCKS[step(level, (low, high), BLOCKS.len())])
    };
    cells.iter().map(|values| block(values).unwrap_or(' ')).collect()
}

/// The character with these dots; a plain space without any, since that has a width in every font.
fn braille(bits: u32) -> char {
    if bits == 0 { ' ' } else { char::from_u32(EMPTY + bits).unwrap_or('?') }
}

/// A character for every commit, so that few of them do not fly apart.
fn columns_needed(curve: &Curve) -> usize {
    usize::try_from(curve.commits).unwrap_or(usize::MAX).max(10)
}

fn grid(curve: &Curve, columns: usize) -> Vec<Vec<u32>> {
    let mut grid = vec![vec![0; columns]; LINES];
    let range = range(curve);
    for (commit, value) in &curve.points {
        let x = across(*commit, curve.commits, columns * DOTS.0);
        let y = LINES * DOTS.1 - 1 - step(*value, range, LINES * DOTS.1);
        grid[y / DOTS.1][x / DOTS.0] |= BITS[y % DOTS.1][x % DOTS.0];
    }
    grid
}

fn range(curve: &Curve) -> (f64, f64) {
    let values = || curve.points.iter().map(|(_, value)| *value);
    (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max))
}

/// The place of a commit among `places`, oldest first.
fn across(commit: u32, commits: u32, places: usize) -> usize {
    let last = places.saturating_sub(1);
    let of = u128::from(commits.saturating_sub(1).max(1));
    let place = u128::from(commit) * last as u128 / of;
    usize::try_from(place).unwrap_or(last).min(last)
}

/// The step that `value` has in a range of `steps`, from 0; the middle one in a range of no width.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a share of a few steps, and `as` saturates"
)]
fn step(value: f64, (low, high): (f64, f64), steps: usize) -> usize {
    let width = high - low;
    if width <= 0.0 || !width.is_finite() {
        return steps / 2;
    }
    let last = steps - 1;
    (((value - low) / width * last as f64).round() as usize).min(last)
}
