//! What may gather since a pinned commit, change by change, though none of them fails a gate.

use paceline_model::{
    CaseRules, Consequence, Design, DriftBudget, Gate, GateSetting, MetricName, Policy, Record,
    ResultPolicy, Rules,
};

use crate::compare;
use crate::gate::gate_of;

/// How far head may be from a pinned commit.
#[derive(Debug, Clone, Copy)]
pub struct DriftLimit<'a> {
    /// Largest relative change for the worse, as a fraction.
    pub change: f64,
    /// What was named as the pinned commit.
    pub against: &'a str,
    /// The metrics it holds for; with none, all that have a gate.
    pub metrics: &'a [MetricName],
}

/// The rules by which the stored records of a pinned commit and of head are judged: the budget takes
/// the place of every gate.
///
/// Exact counts may regress. Times of two sessions can't: beyond the budget they are `suspect`, and
/// often `inconclusive`. A budget demands an answer, so both fail the build for want of one, as what
/// can't be compared does. Results may differ, and cases may have gone since then.
pub fn budget_rules(records: [&Record; 2], rules: &Rules, limit: DriftLimit<'_>) -> Rules {
    let policy = Policy {
        inconclusive: Consequence::Fail,
        new: Consequence::Pass,
        removed: Consequence::Warn,
        suspect: Consequence::Fail,
        not_comparable: Consequence::Fail,
    };
    let mut cases: Vec<CaseRules> = Vec::new();
    let [base, head] = records;
    for case in head.cases.iter().chain(&base.cases) {
        if cases.iter().any(|known| known.id == case.id) {
            continue;
        }
        let own = rules.of_case(&case.id);
        let gates = case.series.iter().map(|series| {
            let metric = &series.metric;
            let is_asked = limit.metrics.is_empty() || limit.metrics.contains(&metric.name);
            let gate = match gate_of(metric, &own, Design::SideBySide) {
                GateSetting::On(gate) if is_asked => {
                    GateSetting::On(Gate { change: limit.change, must_improve: None, ..gate })
                }
                GateSetting::Off if is_asked && !limit.metrics.is_empty() => {
                    GateSetting::On(Gate::on_change(limit.change))
                }
                GateSetting::On(_) | GateSetting::Off => GateSetting::Off,
            };
            (metric.name.clone(), gate)
        });
        let gates = gates.collect();
        cases.push(CaseRules { gates, result: ResultPolicy::Ignore, policy, growth: None, ..own });
    }
    Rules { cases, policy, ..rules.clone() }
}

/// Compares the stored record of a pinned commit with that of head, by [`budget_rules`].
pub fn drift_budget(
    [base, head]: [&Record; 2],
    budget_rules: &Rules,
    limit: DriftLimit<'_>,
) -> DriftBudget {
    DriftBudget {
        limit: limit.change,
        against: limit.against.to_owned(),
        comparison: compare(base, head, budget_rules),
    }
}
