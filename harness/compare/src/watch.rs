//! Whether a case has pairs enough, asked after each: by the same test that decides in the end.

use std::collections::BTreeMap;

use paceline_model::{
    Case, CaseRecord, CaseRules, Design, GateSetting, Metric, MetricKind, MetricName, Rules,
    Series, Verdict, metrics,
};

use crate::decide::sequence::Sequence;
use crate::gate::gate_of;

/// Follows the pairs of all cases of a run while they are measured.
#[derive(Debug)]
pub struct Watch {
    cases: Vec<CaseWatch>,
}

#[derive(Debug)]
struct CaseWatch {
    sequences: Vec<(MetricName, Sequence)>,
}

/// How far a case is.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Progress {
    /// Whether more pairs would hardly change its verdict.
    pub is_decided: bool,
    /// About how many pairs it takes in all; `None` before the noise is known.
    pub expected_pairs: Option<u32>,
}

impl Watch {
    /// Nothing measured yet. `cases` and `rules.cases` are the same cases in the same order.
    pub fn new(cases: &[&Case], rules: &Rules) -> Self {
        let gated: Vec<_> =
            cases.iter().zip(&rules.cases).map(|(case, rules)| noisy_gates(case, rules)).collect();
        let count: usize = gated.iter().map(Vec::len).sum();
        #[expect(clippy::cast_precision_loss, reason = "no suite has 2^52 gates")]
        let alpha = rules.alpha / count.max(1) as f64;
        let watch = |gates: Vec<_>| CaseWatch {
            sequences: gates
                .into_iter()
                .map(|(metric, gate): (Metric, _)| {
                    let sequence = Sequence::new(&metric, gate, alpha);
                    (metric.name, sequence)
                })
                .collect(),
        };
        Self { cases: gated.into_iter().map(watch).collect() }
    }

    /// Adds the pairs of earlier records of the case at that place, in their order.
    pub fn recall(&mut self, case: usize, base: &CaseRecord, head: &CaseRecord) -> Progress {
        let heads = head.by_pair();
        let mut progress = Progress::default();
        for (pair, base) in base.by_pair() {
            if let Some(head) = heads.get(&pair) {
                progress = self.hear(case, &base, head);
            }
        }
        progress
    }

    /// Forgets all cases but those at `places`, which are counted from 0 from now on.
    pub fn keep(&mut self, places: &[usize]) {
        let mut place = 0;
        self.cases.retain(|_case| {
            place += 1;
            places.contains(&(place - 1))
        });
    }

    /// Adds a pair of the case at that place: the values of one invocation of each side, by metric.
    ///
    /// A few microseconds; a case that is not there is decided.
    pub fn hear(
        &mut self,
        case: usize,
        base: &BTreeMap<MetricName, Vec<f64>>,
        head: &BTreeMap<MetricName, Vec<f64>>,
    ) -> Progress {
        let Some(case) = self.cases.get_mut(case) else {
            return Progress { is_decided: true, expected_pairs: None };
        };
        for (name, sequence) in &mut case.sequences {
            let values = [base, head]
                .map(|values| values.get(name).and_then(|of| Series::of_invocation(of)));
            if let [Some(base), Some(head)] = values {
                sequence.push(base, head);
            }
        }
        case.progress()
    }
}

impl CaseWatch {
    fn progress(&self) -> Progress {
        let mut sequences = self.sequences.iter().map(|(_, sequence)| sequence);
        let is_lost = sequences.any(|one| one.verdict() == Some(Verdict::Regressed));
        let open = || self.sequences.iter().map(|(_, one)| one).filter(|one| !one.is_settled());
        let expected = open()
            .filter_map(Sequence::expected_pairs)
            .fold(None, |most, pairs| Some(pairs.max(most.unwrap_or(0.0))));
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a positive estimate; more than fits is as many as anybody wants to know"
        )]
        let expected_pairs = expected.map(|pairs: f64| pairs.ceil() as u32);
        Progress { is_decided: is_lost || open().next().is_none(), expected_pairs }
    }
}

/// The metrics of a case that noise could turn red, with their gates.
fn noisy_gates(case: &Case, rules: &CaseRules) -> Vec<(Metric, paceline_model::Gate)> {
    let built_in = case.metrics.iter().filter_map(|name| metrics::find(name.as_str()));
    let own = case.custom_metrics.iter().map(|custom| custom.metric.clone());
    built_in
        .chain(own)
        .filter(|metric| metric.kind != MetricKind::Exact)
        .filter_map(|metric| match gate_of(&metric, rules, Design::SideBySide) {
            GateSetting::On(gate) => Some((metric, gate)),
            GateSetting::Off => None,
        })
        .collect()
}
