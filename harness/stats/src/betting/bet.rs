//! One bet and the wealth it leads to.

/// The first pairs are bet on by sign alone: there is no scale yet.
pub(super) const OPENING_PAIRS: usize = 4;
const OPENING_STAKE: f64 = 0.5;
/// A score this many scales from the hypothesis wins or loses the whole stake. On the peaked,
/// heavy-tailed noise of a busy machine 0.4 to 1 do equally well.
const SPAN_IN_SCALES: f64 = 0.6;
/// The stake that makes wealth grow fastest when the effect is the smallest one that matters, in
/// units of its distance from the tolerance, by the scale.
const TARGETED_STAKE: f64 = 0.9;
/// Larger stakes win faster without noise, and lose more to one outlier.
const LARGEST_STAKE: f64 = 0.8;
/// For effects far above the smallest one, where the targeted stake is too shy.
const FIXED_STAKES: [f64; 2] = [0.3, 0.6];
/// Shares of the starting wealth, 1 in all: the targeted bet, then the fixed ones.
const SHARES: [f64; 3] = [0.5, 0.25, 0.25];
/// A scale is never smaller than this share of the target: equal values would bet everything on
/// differences that nobody asks for.
const LEAST_SCALE: f64 = 1.0 / 16.0;
/// Wealth above this is put aside: it could overflow, and no limit is this high.
const MOST_WEALTH: f64 = 1e300;
/// Wealth below this is lost: it could not be told apart from rounding any more.
const LEAST_WEALTH: f64 = 1e-300;

/// What is staked on one pair: known before the pair's coin is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bet {
    /// Distance from the hypothesis that wins the whole stake; zero for a bet on the sign.
    span: f64,
    /// Share of the wealth of each bettor, below 1.
    stakes: [f64; 3],
}

impl Bet {
    /// On the sign of one of the first pairs.
    pub(super) fn opening() -> Self {
        Self { span: 0.0, stakes: [OPENING_STAKE; 3] }
    }

    /// On a pair whose scores scatter by `scale`, to find an effect `target` away. Both above zero.
    pub(super) fn scaled(scale: f64, target: f64) -> Self {
        let scale = scale.max(LEAST_SCALE * target);
        let targeted = (TARGETED_STAKE * target / scale).min(LARGEST_STAKE);
        let [small, large] = FIXED_STAKES;
        Self { span: SPAN_IN_SCALES * scale, stakes: [targeted, small, large] }
    }

    /// Distance from the hypothesis beyond which the payoff stays the same.
    pub(super) fn span(&self) -> f64 {
        self.span
    }

    /// What one unit staked wins when the score lies `distance` above the hypothesis: odd, rising
    /// and from -1 to 1, which is all that validity asks of it.
    fn payoff(&self, distance: f64) -> f64 {
        if self.span > 0.0 {
            (distance / self.span).clamp(-1.0, 1.0)
        } else if distance == 0.0 {
            0.0
        } else {
            distance.signum()
        }
    }
}

/// The wealth of the bettors, who start with 1 together.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wealth {
    parts: [f64; 3],
}

impl Wealth {
    pub(super) fn new() -> Self {
        Self { parts: SHARES }
    }

    /// Settles `bet` on a score `distance` above the hypothesis.
    pub(super) fn settle(&mut self, bet: &Bet, distance: f64) {
        let payoff = bet.payoff(distance);
        for (part, stake) in self.parts.iter_mut().zip(bet.stakes) {
            let settled = (*part * (1.0 + stake * payoff)).min(MOST_WEALTH);
            *part = if settled < LEAST_WEALTH { 0.0 } else { settled };
        }
    }

    /// The E-value.
    pub(super) fn total(&self) -> f64 {
        self.parts.iter().sum()
    }
}

/// How many pairs it takes to reach `wealth` when every bet wins as much as any can; more than
/// `MOST_WEALTH` is never reached.
pub(super) fn fewest_pairs_to_reach(wealth: f64) -> Option<usize> {
    let luckiest = Bet { span: 0.0, stakes: [LARGEST_STAKE, FIXED_STAKES[0], FIXED_STAKES[1]] };
    let mut reached = Wealth::new();
    let mut pairs = 0;
    while reached.total() < wealth {
        if reached.parts[0] >= MOST_WEALTH {
            return None;
        }
        let bet = if pairs < OPENING_PAIRS { Bet::opening() } else { luckiest };
        reached.settle(&bet, 1.0);
        pairs += 1;
    }
    Some(pairs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bet_wins_what_its_mirror_image_loses_and_never_more_than_its_stake() {
        for bet in [Bet::opening(), Bet::scaled(0.03, 0.015), Bet::scaled(1e-9, 0.015)] {
            for distance in [0.0, 1e-300, 0.001, 0.01, 0.05, 1e9] {
                let (up, down) = (bet.payoff(distance), bet.payoff(-distance));
                assert_eq!(up.to_bits(), (0.0 - down).to_bits());
                assert!((0.0..=1.0).contains(&up));
            }
            assert!(bet.stakes.iter().all(|stake| (0.0..=LARGEST_STAKE).contains(stake)));
        }
    }

    #[test]
    fn the_bettors_start_with_one_together() {
        assert_eq!(Wealth::new().total().to_bits(), 1.0_f64.to_bits());
    }

    #[test]
    fn winning_for_ever_does_not_overflow() {
        let mut wealth = Wealth::new();
        for _ in 0..10_000 {
            wealth.settle(&Bet::scaled(0.001, 0.015), 1.0);
        }
        assert!(wealth.total().is_finite() && wealth.total() > 1e299);
    }

    #[test]
    fn losing_for_ever_ends_at_zero() {
        let mut wealth = Wealth::new();
        for _ in 0..10_000 {
            wealth.settle(&Bet::scaled(0.001, 0.015), -1.0);
        }
        assert_eq!(wealth.total().to_bits(), 0.0_f64.to_bits());
    }
}
