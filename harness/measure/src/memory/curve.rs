//! Memory over time, in a bounded number of points that keep every peak.

use std::time::Duration;

use serde::Serialize;

/// Points at most. A curve that is longer has each two put together, so a point stands for twice the
/// time.
const MOST_POINTS: usize = 2_000;

/// Memory over time. Each point is the largest value since the point before.
#[derive(Debug)]
pub(super) struct Curve {
    points: Vec<(f64, u64)>,
    /// How many values a point stands for.
    width: usize,
    /// Values in the last point so far.
    filled: usize,
    peak: (f64, u64),
}

/// The curve as a document, of the same form as the one of `line-memory`.
#[derive(Debug, Serialize)]
pub(super) struct Document<'a> {
    unit: [&'static str; 2],
    peak: (f64, u64),
    samples: &'a [(f64, u64)],
}

impl Curve {
    pub(super) fn new() -> Self {
        Self { points: Vec::new(), width: 1, filled: 0, peak: (0.0, 0) }
    }

    /// Adds the largest value since the one before, in bytes, seen `at` that time after the start.
    pub(super) fn add(&mut self, at: Duration, bytes: u64) {
        let seconds = at.as_secs_f64();
        if bytes > self.peak.1 {
            self.peak = (seconds, bytes);
        }
        match self.points.last_mut() {
            Some(last) if self.filled < self.width => {
                *last = larger(*last, (seconds, bytes));
                self.filled += 1;
            }
            Some(_) | None => {
                if self.points.len() == MOST_POINTS {
                    self.halve();
                }
                self.points.push((seconds, bytes));
                self.filled = 1;
            }
        }
    }

    pub(super) fn document(&self) -> Document<'_> {
        Document { unit: ["s", "B"], peak: self.peak, samples: &self.points }
    }

    fn halve(&mut self) {
        let pairs = self.points.chunks(2);
        self.points = pairs.filter_map(|pair| pair.iter().copied().reduce(larger)).collect();
        self.width *= 2;
    }
}

fn larger(one: (f64, u64), other: (f64, u64)) -> (f64, u64) {
    if other.1 > one.1 { other } else { one }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_peak_outlasts_any_number_of_points() {
        let mut curve = Curve::new();
        for millisecond in 0..1_000_000_u64 {
            let bytes = if millisecond == 123_456 { 99 } else { millisecond % 7 };
            curve.add(Duration::from_millis(millisecond), bytes);
        }
        let document = curve.document();
        assert_eq!(document.peak, (123.456, 99));
        assert!((MOST_POINTS / 2..=MOST_POINTS).contains(&document.samples.len()));
        assert!(document.samples.contains(&(123.456, 99)));
        assert!(document.samples.is_sorted_by(|one, next| one.0 < next.0));
    }
}
