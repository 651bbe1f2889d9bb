//! The sequential test: pairs go in one by one, and it may be asked after each.

use super::bet::{Bet, OPENING_PAIRS, Wealth};
use super::noise::Past;
use super::{PairScore, SequentialRule};

/// What the pairs so far allow to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Slower than the tolerance.
    Regressed,
    /// Faster than the tolerance.
    Improved,
    /// Not slower by the smallest effect that matters.
    Unchanged,
    /// None of these yet.
    Undecided,
}

/// The evidence for one claim: what a bettor against it being false has made of one unit.
///
/// Were the claim false, the chance of ever reaching a wealth of `w` would be at most `1 / w`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EValue {
    /// After the last pair.
    pub now: f64,
    /// The most that was ever reached: at least 1. This is what decides.
    pub most: f64,
}

/// All that a [`SequentialTest`] knows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Evidence {
    /// For an effect above the tolerance.
    pub slower: EValue,
    /// For an effect below minus the tolerance.
    pub faster: EValue,
    /// For an effect below the smallest one that matters.
    pub not_slower: EValue,
    /// For an effect above minus the smallest one that matters.
    pub not_faster: EValue,
    /// Pairs that counted.
    pub count: usize,
    /// Pairs that were left out because they have no finite score.
    pub left_out: usize,
    /// Robust standard deviation of scores like the last pair's, from the pairs before it; `None`
    /// for the first four pairs.
    pub scale: Option<f64>,
}

/// A running comparison of two programs by pairs of adjacent runs, valid whenever it is stopped.
///
/// A bettor stakes a share of her wealth on head being slower in the next pair, one on it being
/// faster, and so on for each claim. In which of the two runs of a pair head ran was decided by a
/// coin, so if the effect is what the bettor bets against, the score less that effect is as likely
/// to be positive as negative, whatever its size: no bet can win on average, and by Ville's
/// inequality wealth ever reaches `1 / alpha` with a probability of at most `alpha`. Nothing is
/// assumed about the noise: it may be heavy-tailed, drift, come in bursts or depend on itself, and
/// one may look after every pair and stop for any reason. What is assumed: a fair coin for each
/// pair, and an effect that multiplies (if it varies, its centre is what is tested).
///
/// Sizes of bets and scales come from past pairs only, and from the level of the pair, which does
/// not depend on the coin.
///
/// Sources: "Randomisation e-processes", arXiv:2512.04366; Ville (1939); Waudby-Smith & Ramdas
/// (2024), "Estimating means of bounded random variables by betting", Journal of the Royal
/// Statistical Society B 86(1). Only products, sums and quotients decide, so that the same scores
/// give the same bits on every machine.
#[derive(Debug, Clone)]
pub struct SequentialTest {
    rule: SequentialRule,
    past: Past,
    pub(super) settled: Vec<Settled>,
    slower: Claim,
    faster: Claim,
    not_slower: Claim,
    not_faster: Claim,
    left_out: usize,
    scale: Option<f64>,
    change: Option<Decision>,
}

/// A pair that was bet on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Settled {
    pub(super) score: f64,
    pub(super) bet: Bet,
}

impl SequentialTest {
    /// A test without pairs; `None` when a field of `rule` is out of its range.
    pub fn new(rule: SequentialRule) -> Option<Self> {
        rule.is_sound().then(|| Self {
            rule,
            past: Past::default(),
            settled: Vec::new(),
            slower: Claim::new(Direction::Above, rule.tolerance),
            faster: Claim::new(Direction::Below, -rule.tolerance),
            not_slower: Claim::new(Direction::Below, rule.smallest),
            not_faster: Claim::new(Direction::Above, -rule.smallest),
            left_out: 0,
            scale: None,
            change: None,
        })
    }

    /// What this test decides between.
    pub fn rule(&self) -> SequentialRule {
        self.rule
    }

    /// Adds a pair of which only the score is known, `ln(head / base)`, in the order of measuring;
    /// the same as [`Self::push_pair`] with one level for all.
    pub fn push(&mut self, score: f64) {
        self.push_pair(PairScore { score, level: 0.0 });
    }

    /// Adds the next pair, in the order of measuring.
    ///
    /// A pair whose score or level is not finite, or further from zero than a logarithm of finite
    /// numbers can be, is left out: it is no evidence for anything, and counts in
    /// [`Evidence::left_out`] only. O(n) time after n pairs, about a microsecond at 100.
    pub fn push_pair(&mut self, pair: PairScore) {
        if !pair.is_possible() {
            self.left_out += 1;
            return;
        }
        let is_opening = self.past.count() < OPENING_PAIRS;
        self.scale = if is_opening { None } else { self.past.scale_at(pair.level) };
        let bet =
            self.scale.map_or_else(Bet::opening, |scale| Bet::scaled(scale, self.rule.target()));
        for claim in
            [&mut self.slower, &mut self.faster, &mut self.not_slower, &mut self.not_faster]
        {
            claim.settle(&bet, pair.score);
        }
        self.past.insert(pair);
        self.settled.push(Settled { score: pair.score, bet });
        self.note_change();
    }

    /// The decision after the pairs so far. Once it is not `Undecided` one may stop; who goes on
    /// may see `Unchanged` become `Regressed` or `Improved`, and nothing else change.
    ///
    /// - `Regressed` once the evidence for an effect above the tolerance has ever reached
    ///   1 / alpha, `Improved` once that for one below minus the tolerance has; the first of the
    ///   two stays.
    /// - Else `Unchanged` once the evidence for an effect below the smallest one that matters has
    ///   ever reached 1 / beta: not slower. Whether it is not faster either, see
    ///   [`Self::is_equivalent`].
    /// - `Undecided` before the floor of the rule.
    pub fn decision(&self) -> Decision {
        if self.past.count() < self.rule.floor {
            return Decision::Undecided;
        }
        if let Some(change) = self.change {
            return change;
        }
        if self.has_reached(self.not_slower) { Decision::Unchanged } else { Decision::Undecided }
    }

    /// Whether a change by the smallest effect that matters is excluded in both directions, each
    /// with an error of at most beta. Takes 1.3 to 1.4 times the pairs of one direction.
    pub fn is_equivalent(&self) -> bool {
        self.past.count() >= self.rule.floor
            && self.has_reached(self.not_slower)
            && self.has_reached(self.not_faster)
    }

    /// The median score of the pairs so far; `None` without any. O(1).
    pub fn median(&self) -> Option<f64> {
        self.past.median_score()
    }

    /// The evidence so far. O(1).
    pub fn evidence(&self) -> Evidence {
        Evidence {
            slower: self.slower.value(),
            faster: self.faster.value(),
            not_slower: self.not_slower.value(),
            not_faster: self.not_faster.value(),
            count: self.past.count(),
            left_out: self.left_out,
            scale: self.scale,
        }
    }

    fn has_reached(&self, claim: Claim) -> bool {
        claim.most >= 1.0 / self.rule.beta
    }

    /// Remembers the first change that is certain. Not both at once: what feeds one claim starves
    /// the other.
    fn note_change(&mut self) {
        let limit = 1.0 / self.rule.alpha;
        if self.change.is_some() {
            return;
        }
        if self.slower.most >= limit {
            self.change = Some(Decision::Regressed);
        } else if self.faster.most >= limit {
            self.change = Some(Decision::Improved);
        }
    }
}

/// On which side of a hypothesis a claim places the effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    Above,
    Below,
}

/// A claim that the effect lies on one side of a hypothesis, and the wealth of who bets on it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Claim {
    direction: Direction,
    hypothesis: f64,
    wealth: Wealth,
    most: f64,
}

impl Claim {
    pub(super) fn new(direction: Direction, hypothesis: f64) -> Self {
        Self { direction, hypothesis, wealth: Wealth::new(), most: 1.0 }
    }

    pub(super) fn settle(&mut self, bet: &Bet, score: f64) {
        let distance = match self.direction {
            Direction::Above => score - self.hypothesis,
            Direction::Below => self.hypothesis - score,
        };
        self.wealth.settle(bet, distance);
        self.most = self.most.max(self.wealth.total());
    }

    pub(super) fn value(&self) -> EValue {
        EValue { now: self.wealth.total(), most: self.most }
    }
}
