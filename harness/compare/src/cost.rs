//! What a verdict costs: pairs for a gate and a noise, before anything is compared.

use paceline_model::Effort;

/// Fewer pairs are hardly ever enough, however quiet it is.
const FEWEST: f64 = 15.0;
/// Longest time that a case should take to decide, in seconds.
pub(crate) const LONGEST_SECONDS: f64 = 60.0;
/// The gates to choose from, as fractions.
const LADDER: [f64; 9] = [0.01, 0.02, 0.03, 0.05, 0.07, 0.10, 0.15, 0.20, 0.30];

/// The noise of pairs and the time that one takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Conditions {
    /// Robust standard deviation of ln(head/base) over pairs.
    pub noise: f64,
    /// Seconds.
    pub pair_seconds: f64,
}

impl Conditions {
    /// What it takes on average to find a slowdown of `change` (a fraction, as in 0.02).
    ///
    /// 10 + 33 (s/δ)² pairs for noise s and the default tolerance of a quarter of δ: simulated for
    /// normal and Laplace noise at an error limit of 0.1 %.
    pub fn to_find(self, change: f64) -> Effort {
        self.effort(33.0, change)
    }

    /// What it takes on average to show that there is no slowdown of `change` where there is none.
    ///
    /// 10 + 14 (s/δ)² pairs.
    pub fn to_exclude(self, change: f64) -> Effort {
        self.effort(14.0, change)
    }

    /// The smallest gate from 1 to 30 %, not below `present`, that is decided within a minute;
    /// `present` itself where that is. `None` when none is.
    pub fn smallest_gate(self, present: f64) -> Option<f64> {
        let is_in_time = |change: &f64| self.to_find(*change).seconds <= LONGEST_SECONDS;
        let wider = LADDER.into_iter().filter(|change| *change > present);
        std::iter::once(present).filter(|change| *change > 0.0).chain(wider).find(is_in_time)
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a positive number; more than fits is as many as anybody wants to know"
    )]
    fn effort(self, factor: f64, change: f64) -> Effort {
        let pairs = 10.0 + factor * (self.noise / change.ln_1p()).powi(2);
        let pairs = pairs.max(FEWEST).ceil() as u32;
        Effort { pairs, seconds: f64::from(pairs) * self.pair_seconds }
    }
}

/// A budget with room for a run that is half as long again as it should be: whole seconds, from 10
/// on in steps of 5, from 60 on in steps of 30.
pub(crate) fn budget(seconds: f64) -> f64 {
    let wanted = 1.5 * seconds;
    let step = match wanted {
        wanted if wanted <= 10.0 => 1.0,
        wanted if wanted <= 60.0 => 5.0,
        _ => 30.0,
    };
    ((wanted / step).ceil() * step).max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn conditions(noise: f64, pair_seconds: f64) -> Conditions {
        Conditions { noise, pair_seconds }
    }

    #[test]
    fn pairs_grow_with_the_square_of_noise_over_change() {
        let at = |noise: f64| conditions(noise.ln_1p(), 0.1);
        assert_eq!(at(0.02).to_find(0.02).pairs, 43);
        assert_eq!(at(0.02).to_exclude(0.02).pairs, 24);
        let effort = conditions(0.06, 0.1).to_find(0.02_f64.exp_m1());
        assert_eq!(effort.pairs, 307);
        assert!((effort.seconds - 30.7).abs() < 1e-9);
    }

    #[test]
    fn the_quietest_machine_takes_fifteen_pairs() {
        assert_eq!(conditions(0.0, 0.1).to_find(0.02).pairs, 15);
        assert_eq!(conditions(0.001, 0.1).to_exclude(0.05).pairs, 15);
    }

    #[test]
    fn endless_noise_is_no_overflow() {
        assert_eq!(conditions(1e9, 0.1).to_find(0.01).pairs, u32::MAX);
    }

    #[test]
    fn a_gate_that_is_decided_in_time_stays_even_off_the_ladder() {
        assert_eq!(conditions(0.02, 0.1).smallest_gate(0.02), Some(0.02));
        assert_eq!(conditions(0.02, 0.1).smallest_gate(0.025), Some(0.025));
        assert_eq!(conditions(0.02, 0.1).smallest_gate(0.5), Some(0.5));
    }

    #[test]
    fn a_gate_that_is_not_becomes_the_next_one_that_is() {
        // 60 s are 600 pairs: s/δ may be 4.2.
        assert_eq!(conditions(0.15, 0.1).smallest_gate(0.02), Some(0.05));
        assert_eq!(conditions(0.15, 0.1).smallest_gate(0.0), Some(0.05));
        assert_eq!(conditions(0.3, 0.1).smallest_gate(0.02), Some(0.1));
        // Fifteen pairs of five seconds are too long whatever the gate.
        assert_eq!(conditions(0.0, 5.0).smallest_gate(0.02), None);
        assert_eq!(conditions(3.0, 0.1).smallest_gate(0.02), None);
    }

    #[test]
    fn a_budget_is_half_as_long_again_and_round() {
        let budgets = [0.1, 1.5, 6.0, 7.0, 30.0, 45.0].map(budget);
        assert!(budgets.into_iter().eq([1.0, 3.0, 9.0, 15.0, 45.0, 90.0]), "{budgets:?}");
    }
}
