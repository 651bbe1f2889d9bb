//! One metric of one case, pair by pair: the test that may be looked at after each.

use paceline_model::{Direction, Gate, Metric, Verdict};
use paceline_stats::{Decision, PairScore, SequentialRule, SequentialTest};

/// Share of the gate below which a change does not matter even when it is real.
const TOLERANCE_OF_GATE: f64 = 0.25;
/// Probability of calling a slowdown of the gate `unchanged`.
pub(crate) const BETA: f64 = 0.01;
/// Pairs before which nothing is decided: fewer say little about the noise.
const FEWEST_PAIRS: usize = 10;
/// Pairs from which on the noise is known well enough to tell how long a case takes.
const PAIRS_TO_PROJECT: usize = 15;

/// A metric whose pairs come in one by one.
#[derive(Debug, Clone)]
pub(crate) struct Sequence {
    gate: Gate,
    direction: Direction,
    alpha: f64,
    /// Made with the first pair, whose level says what an absolute floor is as a ratio.
    test: Option<SequentialTest>,
    verdict: Option<Verdict>,
    has_ratio: bool,
    /// The score of the improvement that is due: the test's zero.
    due: f64,
}

impl Sequence {
    /// No pairs yet. `alpha`: probability of a false `regressed`.
    pub(crate) fn new(metric: &Metric, gate: Gate, alpha: f64) -> Self {
        let direction = metric.direction;
        let due = gate.must_improve.and_then(|share| due(share, direction)).unwrap_or(0.0);
        Self { gate, direction, alpha, test: None, verdict: None, has_ratio: true, due }
    }

    /// Adds the next pair, in the order of measuring. Values of 0 or less have no ratio.
    pub(crate) fn push(&mut self, base: f64, head: f64) {
        let pair = match self.direction {
            Direction::LowerIsBetter => PairScore::of(base, head),
            Direction::HigherIsBetter => PairScore::of(head, base),
        };
        let Some(pair) = pair else {
            self.has_ratio = false;
            return;
        };
        if self.test.is_none() {
            self.test =
                rule(self.gate, self.alpha, (base * head).sqrt()).and_then(SequentialTest::new);
        }
        let Some(test) = &mut self.test else { return };
        test.push_pair(PairScore { score: pair.score - self.due, ..pair });
        if self.gate.must_improve.is_some() {
            // Better by at least what is due, or not; there is no "unchanged".
            self.verdict = self.verdict.or_else(|| match test.decision() {
                Decision::Regressed => Some(Verdict::Regressed),
                Decision::Improved => Some(Verdict::Improved),
                Decision::Unchanged | Decision::Undecided => None,
            });
            return;
        }
        // What was decided first stays, whatever else is measured on: between the tolerance and the
        // gate either answer is right, and both would be reached in time. An improvement may still
        // follow, since it contradicts nothing.
        self.verdict = match (self.verdict, test.decision()) {
            (None, Decision::Regressed) => Some(Verdict::Regressed),
            (None, Decision::Unchanged) => Some(Verdict::Unchanged),
            (None | Some(Verdict::Unchanged), Decision::Improved) => Some(Verdict::Improved),
            (verdict, _) => verdict,
        };
    }

    /// What the pairs so far decide, if anything.
    pub(crate) fn verdict(&self) -> Option<Verdict> {
        self.verdict.filter(|_| self.has_ratio)
    }

    /// The test; `None` before the first pair. Its scores are positive when head is worse.
    pub(crate) fn test(&self) -> Option<&SequentialTest> {
        self.test.as_ref()
    }

    /// Which change is better.
    pub(crate) fn direction(&self) -> Direction {
        self.direction
    }

    /// What was subtracted from each score: the logarithm of the improvement that is due, or 0.
    pub(crate) fn due(&self) -> f64 {
        self.due
    }

    /// Whether more pairs would hardly change the verdict.
    pub(crate) fn is_settled(&self) -> bool {
        match self.verdict {
            None => !self.has_ratio,
            Some(Verdict::Unchanged) => !self.may_improve(),
            Some(_) => true,
        }
    }

    /// Whether head looks faster, which a few pairs more would show.
    fn may_improve(&self) -> bool {
        self.test
            .as_ref()
            .is_some_and(|test| !test.is_equivalent() && test.evidence().faster.now > 1.0)
    }

    /// About how many pairs it takes if the change is what it looks like; `None` before the noise
    /// is known.
    ///
    /// With noise s, 10 + 14 (s/δ)² pairs show that there is no slowdown of δ, and 10 + 19 s²/(θ−t)²
    /// that there is one of θ, beyond the tolerance t: simulated for normal and Laplace noise.
    pub(crate) fn expected_pairs(&self) -> Option<f64> {
        let test = self.test.as_ref()?;
        let evidence = test.evidence();
        let is_known = evidence.count >= PAIRS_TO_PROJECT;
        let noise = evidence.scale.filter(|_| is_known)?;
        let (smallest, change) = (test.rule().smallest, test.median()?.abs());
        let pairs = |factor: f64, size: f64| 10.0 + factor * (noise / size).powi(2);
        let beyond = change - test.rule().tolerance;
        Some(if change > smallest { pairs(19.0, beyond) } else { pairs(14.0, smallest) })
    }
}

/// The score of an improvement by `share`, which is negative; `None` where there is none such.
fn due(share: f64, direction: Direction) -> Option<f64> {
    let pair = match direction {
        Direction::LowerIsBetter => PairScore::of(1.0, 1.0 - share),
        Direction::HigherIsBetter => PairScore::of(1.0 + share, 1.0),
    };
    pair.map(|pair| pair.score)
}

/// The question for a gate, whose floor counts as a share of `level`, a value of the metric.
fn rule(gate: Gate, alpha: f64, level: f64) -> Option<SequentialRule> {
    let smallest = gate.change.max(gate.floor / level);
    let tolerance = if gate.must_improve.is_some() { 0.0 } else { TOLERANCE_OF_GATE * smallest };
    // The logarithm of a pair has the same bits on every machine.
    let logarithm = |share: f64| PairScore::of(1.0, 1.0 + share).map(|pair| pair.score);
    Some(SequentialRule {
        tolerance: logarithm(tolerance)?,
        smallest: logarithm(smallest)?,
        alpha,
        beta: BETA,
        floor: FEWEST_PAIRS,
    })
}
