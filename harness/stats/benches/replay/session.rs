//! Sessions of pairs whose coins are flipped anew.

use paceline_stats::{Decision, PairScore, SequentialRule, SequentialTest, Summary};
use rand_pcg::Pcg64Mcg;
use rand_pcg::rand_core::{Rng, SeedableRng};

use crate::recording::{Metric, Pair, Regime};

pub(crate) const ALPHA: f64 = 0.001;
/// What a session may take, in seconds of recorded time.
pub(crate) const BUDGET: f64 = 60.0;
/// The true effects that are replayed, as shares.
pub(crate) const EFFECTS: [f64; 5] = [0.0, 0.01, 0.02, 0.03, 0.05];

/// How many sessions are replayed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Effort {
    pub(crate) without_effect: u32,
    pub(crate) with_effect: u32,
}

impl Effort {
    pub(crate) const FULL: Self = Self { without_effect: 40_000, with_effect: 4_000 };
    pub(crate) const QUICK: Self = Self { without_effect: 2_000, with_effect: 300 };
}

/// All sessions of one regime and one gate.
pub(crate) struct Cell {
    pub(crate) program: &'static str,
    pub(crate) load: &'static str,
    pub(crate) metric: Metric,
    pub(crate) gate: f64,
    /// Robust standard deviation of the pairs' scores.
    pub(crate) noise: f64,
    /// One for each of [`EFFECTS`].
    pub(crate) outcomes: Vec<Outcomes>,
    /// Of an effect as large as the tolerance, a quarter of the gate.
    pub(crate) tolerated: Outcomes,
    /// Without an effect, where `Unchanged` must hold in both directions.
    pub(crate) equivalent: Outcomes,
    /// Of an improvement as large as the gate, where `Unchanged` must hold in both directions.
    pub(crate) improved: Outcomes,
}

/// What `Unchanged` must mean to end a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Direction {
    /// Not slower.
    One,
    /// Not slower and not faster.
    Both,
}

/// How the sessions of one effect ended.
#[derive(Default)]
pub(crate) struct Outcomes {
    pub(crate) regressed: u32,
    pub(crate) improved: u32,
    pub(crate) unchanged: u32,
    pub(crate) undecided: u32,
    /// Sessions two by two: how often one says what excludes what the other says.
    pub(crate) contradictions: u32,
    /// In ascending order.
    pub(crate) seconds: Vec<f64>,
}

/// A pair with the scores of both ways its coin can fall.
struct Replayed {
    seconds: f64,
    scores: [PairScore; 2],
}

impl Cell {
    pub(crate) fn replay(regime: &Regime, metric: Metric, gate: f64, effort: Effort) -> Self {
        let rule = SequentialRule::for_gate(gate, ALPHA).expect("gate and alpha are shares");
        let outcomes = |effect: f64, sessions, direction| {
            let pairs: Vec<_> =
                regime.pairs.iter().map(|pair| Replayed::new(pair, metric, effect)).collect();
            Outcomes::of(&pairs, rule, (sessions, direction))
        };
        let (many, some) = (effort.without_effect, effort.with_effect);
        let of_effect =
            |effect: f64| outcomes(effect, if effect == 0.0 { many } else { some }, Direction::One);
        let scores =
            regime.pairs.iter().map(|pair| Replayed::new(pair, metric, 0.0).scores[0].score);
        let scores: Vec<f64> = scores.collect();
        Self {
            program: regime.program,
            load: regime.load,
            metric,
            gate,
            noise: Summary::of(&scores).map_or(f64::NAN, |summary| summary.robust_deviation()),
            outcomes: EFFECTS.map(of_effect).into(),
            tolerated: outcomes(0.25 * gate, many, Direction::One),
            equivalent: outcomes(0.0, some, Direction::Both),
            improved: outcomes(1.0 / (1.0 + gate) - 1.0, some, Direction::Both),
        }
    }

    /// The outcomes of one of [`EFFECTS`].
    pub(crate) fn of(&self, effect: f64) -> &Outcomes {
        let place = EFFECTS.iter().position(|other| (other - effect).abs() < 1e-9);
        &self.outcomes[place.expect("only effects that were replayed are asked for")]
    }

    pub(crate) fn name(&self) -> String {
        let Self { program, load, metric, .. } = self;
        let metric = match metric {
            Metric::Cpu => "CPU",
            Metric::Wall => "wall",
        };
        format!("{program}, {metric}, load {load}, gate {} %", 100.0 * self.gate)
    }
}

impl Replayed {
    fn new(pair: &Pair, metric: Metric, effect: f64) -> Self {
        let values = pair.runs.map(|run| run.value(metric));
        let score = |base: f64, head: f64| {
            PairScore::of(base, head * (1.0 + effect)).expect("recorded times are above zero")
        };
        Self {
            seconds: pair.seconds,
            scores: [score(values[0], values[1]), score(values[1], values[0])],
        }
    }
}

impl Outcomes {
    fn of(
        pairs: &[Replayed],
        rule: SequentialRule,
        (sessions, direction): (u32, Direction),
    ) -> Self {
        let mut generator = Pcg64Mcg::seed_from_u64(20_261_122);
        let mut outcomes = Self::default();
        let mut before = Decision::Undecided;
        for session in 0..sessions {
            let (decision, seconds) = replay(pairs, (rule, direction), &mut generator);
            outcomes.add(decision, seconds);
            let is_contradiction = decision != before
                && decision != Decision::Undecided
                && before != Decision::Undecided;
            outcomes.contradictions += u32::from(session % 2 == 1 && is_contradiction);
            before = decision;
        }
        outcomes.seconds.sort_by(f64::total_cmp);
        outcomes
    }

    fn add(&mut self, decision: Decision, seconds: f64) {
        match decision {
            Decision::Regressed => self.regressed += 1,
            Decision::Improved => self.improved += 1,
            Decision::Unchanged => self.unchanged += 1,
            Decision::Undecided => self.undecided += 1,
        }
        self.seconds.push(seconds);
    }

    pub(crate) fn sessions(&self) -> u32 {
        self.regressed + self.improved + self.unchanged + self.undecided
    }

    pub(crate) fn mean_seconds(&self) -> f64 {
        self.seconds.iter().sum::<f64>() / f64::from(self.sessions())
    }

    /// The time within which 95 % of the sessions ended.
    pub(crate) fn most_seconds(&self) -> f64 {
        self.seconds[self.seconds.len() * 95 / 100]
    }
}

/// One session: from a random pair on, in the recorded order, with a new coin for each pair, looked
/// at after each, until it is decided or its time is up.
fn replay(
    pairs: &[Replayed],
    (rule, direction): (SequentialRule, Direction),
    generator: &mut Pcg64Mcg,
) -> (Decision, f64) {
    let mut test = SequentialTest::new(rule).expect("the rule was made by its constructor");
    let start = generator.next_u64() % pairs.len() as u64;
    let start = usize::try_from(start).expect("it is below a length");
    let mut seconds = 0.0;
    let mut coins = 0;
    for (count, pair) in pairs[start..].iter().chain(&pairs[..start]).enumerate() {
        if seconds + pair.seconds > BUDGET {
            break;
        }
        if count % 64 == 0 {
            coins = generator.next_u64();
        }
        let coin = usize::from(coins >> (count % 64) & 1 == 1);
        seconds += pair.seconds;
        test.push_pair(pair.scores[coin]);
        if decision(&test, direction) != Decision::Undecided {
            break;
        }
    }
    (decision(&test, direction), seconds)
}

fn decision(test: &SequentialTest, direction: Direction) -> Decision {
    let is_open = direction == Direction::Both
        && test.decision() == Decision::Unchanged
        && !test.is_equivalent();
    if is_open { Decision::Undecided } else { test.decision() }
}
