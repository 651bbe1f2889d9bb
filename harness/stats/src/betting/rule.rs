//! What a sequential test decides between, and how often it may err.

use super::bet;
use super::pair::logarithm;

/// Tolerance as a share of the smallest change that matters.
const TOLERANCE_OF_GATE: f64 = 0.25;
const DEFAULT_BETA: f64 = 0.01;
/// The bets of ten pairs can reach 100 at the earliest, the limit of the default `beta`.
const DEFAULT_FLOOR: usize = 10;

/// The question that a [`super::SequentialTest`] answers.
///
/// Effects are natural logarithms of head / base, as scores are. Between `tolerance` and
/// `smallest` either answer is right.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SequentialRule {
    /// The largest effect that may be called no change: zero or more. An effect up to it is called
    /// `Regressed` with a probability of at most `alpha`.
    pub tolerance: f64,
    /// The smallest effect that matters, above `tolerance`. An effect of it or more is called
    /// `Unchanged` with a probability of at most `beta`.
    pub smallest: f64,
    /// Limit of false `Regressed`, and of false `Improved`: above 0 and below 1.
    pub alpha: f64,
    /// Limit of false `Unchanged`: above 0 and below 1.
    pub beta: f64,
    /// Pairs before which nothing is decided. Not needed for either limit.
    pub floor: usize,
}

impl SequentialRule {
    /// The rule for a gate, a share as in 0.02: what grows by that much must be found, a quarter of
    /// it is tolerated, `beta` is 1 % and the floor 10 pairs.
    ///
    /// `None` when `gate` or `alpha` is not above 0 and below 1. The same bits on every machine.
    pub fn for_gate(gate: f64, alpha: f64) -> Option<Self> {
        if !is_share(gate) {
            return None;
        }
        let rule = Self {
            tolerance: logarithm(1.0 + TOLERANCE_OF_GATE * gate),
            smallest: logarithm(1.0 + gate),
            alpha,
            beta: DEFAULT_BETA,
            floor: DEFAULT_FLOOR,
        };
        rule.is_sound().then_some(rule)
    }

    /// The fewest pairs that can ever be `Regressed` or `Improved`: all of them on one side and far
    /// from the tolerance. 14 for an `alpha` of 0.1 %, 17 for 0.03 %.
    ///
    /// `None` when the rule is not sound, or `alpha` below 1e-300. O(log(1 / `alpha`)).
    pub fn fewest_pairs(&self) -> Option<usize> {
        self.is_sound().then_some(())?;
        Some(bet::fewest_pairs_to_reach(1.0 / self.alpha)?.max(self.floor))
    }

    /// Whether every field is in its range.
    pub(super) fn is_sound(&self) -> bool {
        self.tolerance >= 0.0
            && self.tolerance < self.smallest
            && self.smallest.is_finite()
            && is_share(self.alpha)
            && is_share(self.beta)
    }

    /// How far the smallest effect that matters lies above the tolerance.
    pub(super) fn target(&self) -> f64 {
        self.smallest - self.tolerance
    }
}

fn is_share(number: f64) -> bool {
    number > 0.0 && number < 1.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gate_tolerates_a_quarter_of_itself() {
        let rule = SequentialRule::for_gate(0.02, 0.001).unwrap();
        assert!((rule.smallest - 1.02_f64.ln()).abs() < 1e-16);
        assert!((rule.tolerance - 1.005_f64.ln()).abs() < 1e-16);
    }

    #[test]
    fn the_fewest_pairs_are_those_that_the_doc_tells() {
        let fewest =
            |alpha| SequentialRule::for_gate(0.02, alpha).and_then(|rule| rule.fewest_pairs());
        let found = [0.5, 0.01, 0.001, 0.0003, 0.0001, 1e-6].map(fewest);
        assert_eq!(found, [Some(10), Some(10), Some(14), Some(17), Some(18), Some(26)]);
        assert_eq!(fewest(1e-305), None);
    }

    #[test]
    fn what_is_out_of_range_makes_no_rule() {
        for bad in [0.0, 1.0, -0.1, f64::NAN, f64::INFINITY] {
            assert_eq!(SequentialRule::for_gate(bad, 0.001), None);
            assert_eq!(SequentialRule::for_gate(0.02, bad), None);
        }
        let rule = SequentialRule::for_gate(0.02, 0.001).unwrap();
        assert!(!SequentialRule { tolerance: -0.001, ..rule }.is_sound());
        assert!(!SequentialRule { tolerance: rule.smallest, ..rule }.is_sound());
        assert!(!SequentialRule { smallest: f64::INFINITY, ..rule }.is_sound());
        assert!(!SequentialRule { beta: 1.0, ..rule }.is_sound());
        assert_eq!(SequentialRule { beta: f64::NAN, ..rule }.fewest_pairs(), None);
    }
}
