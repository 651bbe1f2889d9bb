//! Which commit to measure next, and which one made a case slow: a binary search whose questions
//! may stay open. Pure: knows neither git nor how anything is measured.

use std::collections::BTreeMap;

use paceline_model::{
    CaseRules, Design, Gate, GateSetting, Metric, MetricComparison, MetricKind, Verdict, metrics,
};

use crate::decide::sequence::BETA;
use crate::gate::gate_of;

/// How often one commit is measured while its pairs do not decide, before a neighbour is asked.
pub const MOST_ATTEMPTS: u32 = 3;

/// What measuring a commit against the good one told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Shown to be no worse than the good commit.
    Good,
    /// Shown to be worse.
    Bad,
    /// The pairs do not decide; more of them may.
    Unsure,
    /// It can't be built or run.
    Broken,
}

/// What a search wants next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// An answer about one commit.
    Measure {
        /// Its place, from 1.
        place: usize,
        /// The how many-th time, from 1.
        attempt: u32,
    },
    /// Nothing: the first bad commit is one of these places, in order. One place is an answer;
    /// with more, what lies between could not be told.
    Found(Vec<usize>),
}

/// A search among commits in the order of history. The one before them, at place 0, is good, the
/// last one is bad.
///
/// Asks for the middle of what is left, so that n commits take about log2(n) answers. A commit that
/// stays undecided is asked for [`MOST_ATTEMPTS`] times in a row; then, and where one is broken, the
/// nearest neighbour takes its place.
#[derive(Debug, Clone)]
pub struct Search {
    /// The last place that is known to be good.
    good: usize,
    /// The first place that is known to be bad.
    bad: usize,
    commits: Vec<State>,
}

/// What is known of a commit between the good and the bad one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Asked for so often, without an answer.
    Open(u32),
    /// Not worth asking for again.
    GivenUp,
}

impl Search {
    /// A search among `count` commits, the last of which is bad. At least 1.
    pub fn new(count: usize) -> Self {
        let count = count.max(1);
        Self { good: 0, bad: count, commits: vec![State::Open(0); count + 1] }
    }

    /// About how many answers it takes if every one decides: log2 of the commits, rounded up.
    pub fn expected_answers(count: usize) -> u32 {
        count.max(1).next_power_of_two().trailing_zeros()
    }

    /// What is wanted now. The same until [`Self::hear`] is called.
    pub fn next(&self) -> Next {
        let middle = usize::midpoint(self.good, self.bad);
        // The earlier of two that are equally near.
        let nearest = self.open().min_by_key(|(place, _)| (place.abs_diff(middle), *place));
        match nearest {
            Some((place, attempts)) => Next::Measure { place, attempt: attempts + 1 },
            None => Next::Found((self.good + 1..=self.bad).collect()),
        }
    }

    /// How many commits may still be the first bad one.
    pub fn left(&self) -> usize {
        self.bad - self.good
    }

    /// Takes the answer about the commit at `place`. One about a place that is not between the good
    /// and the bad one says nothing new, and is left out.
    pub fn hear(&mut self, place: usize, answer: Answer) {
        if place <= self.good || place >= self.bad {
            return;
        }
        match (answer, self.commits[place]) {
            (Answer::Good, _) => self.good = place,
            (Answer::Bad, _) => self.bad = place,
            (Answer::Unsure, State::Open(attempts)) if attempts + 1 < MOST_ATTEMPTS => {
                self.commits[place] = State::Open(attempts + 1);
            }
            (Answer::Unsure | Answer::Broken, _) => self.commits[place] = State::GivenUp,
        }
    }

    /// The places between the good and the bad one that may be asked for, with how often they were.
    fn open(&self) -> impl Iterator<Item = (usize, u32)> {
        (self.good + 1..self.bad).filter_map(|place| match self.commits[place] {
            State::Open(attempts) => Some((place, attempts)),
            State::GivenUp => None,
        })
    }
}

/// Probability that noise alone led to the verdict of a metric: 0 where counts were compared
/// exactly, and for verdicts that decide nothing.
pub fn error_probability(metric: &MetricComparison) -> f64 {
    match (metric.verdict, metric.evidence.alpha) {
        (Verdict::Regressed | Verdict::Improved, Some(alpha)) => alpha,
        (Verdict::Unchanged, Some(_)) => BETA,
        (Verdict::Regressed | Verdict::Improved | Verdict::Unchanged, None)
        | (
            Verdict::Failed
            | Verdict::Suspect
            | Verdict::NotComparable
            | Verdict::Removed
            | Verdict::Inconclusive
            | Verdict::New
            | Verdict::Accepted,
            _,
        ) => 0.0,
    }
}

/// The rules of a case by which `metric` alone is judged: by its gate, or, where that is off, by
/// 0.1 % of a count and 5 % of anything else; never by less than a change of `least`.
///
/// `others`: the metrics of the case that are not built in.
#[must_use]
pub fn judged_alone(rules: CaseRules, metric: &Metric, others: &[Metric], least: f64) -> CaseRules {
    let gate = match gate_of(metric, &rules, Design::SideBySide) {
        GateSetting::On(gate) => gate,
        GateSetting::Off => Gate::on_change(match metric.kind {
            MetricKind::Exact => 0.001,
            MetricKind::Bounded | MetricKind::Timed => 0.05,
        }),
    };
    // An improvement that is due says nothing about which commit is slow.
    let gate = Gate { change: gate.change.max(least), must_improve: None, ..gate };
    let built_in = metrics::built_in();
    let off = built_in.chain(others.iter().cloned()).map(|other| (other.name, GateSetting::Off));
    let mut gates: BTreeMap<_, _> = off.collect();
    gates.insert(metric.name.clone(), GateSetting::On(gate));
    CaseRules { gates, growth: None, ..rules }
}
