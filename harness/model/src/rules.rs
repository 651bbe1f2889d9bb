//! By what two records are judged: gates, policies, and what belongs together.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Case, CaseId, GateSetting, MetricName, Parameters, ResultPolicy, WorkloadName};

/// Share of clean comparisons that may be called regressed by noise alone, over the whole suite.
const SUITE_ALPHA: f64 = 0.01;

/// By what two records are judged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Rules {
    /// Share of clean comparisons of the whole suite that may be called regressed by noise, split
    /// evenly over all gated metrics (Bonferroni).
    pub alpha: f64,
    /// The cases that are judged by rules of their own; others have the defaults.
    pub cases: Vec<CaseRules>,
    /// Cases of the suite that were left out of this run on purpose, by their names and their
    /// former names: not `removed`.
    pub left_out: Vec<CaseId>,
}

impl Default for Rules {
    /// 1 % over the suite, default gates for every case.
    fn default() -> Self {
        Self { alpha: SUITE_ALPHA, cases: Vec::new(), left_out: Vec::new() }
    }
}

/// By what one case is judged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CaseRules {
    /// The case as the comparison names it: without the parameters of the variants.
    pub id: CaseId,
    /// Gates by metric; a metric without an entry has the default of its name or kind.
    pub gates: BTreeMap<MetricName, GateSetting>,
    /// Whether both sides must give the same result.
    pub result: ResultPolicy,
    /// The workload's former name.
    pub renamed_from: Option<WorkloadName>,
}

impl CaseRules {
    /// The rules of a planned case. `variant`: the parameters by which its side was chosen.
    pub fn of(case: &Case, variant: &Parameters) -> Self {
        Self {
            id: case.id.without(variant),
            gates: case.gates.clone(),
            result: case.result,
            renamed_from: case.renamed_from.clone(),
        }
    }

    /// The defaults, for a case that no suite describes.
    pub fn default_for(id: CaseId) -> Self {
        Self { id, gates: BTreeMap::new(), result: ResultPolicy::Compare, renamed_from: None }
    }
}

impl Rules {
    /// The rules of a case: its own, else the defaults.
    pub fn of_case(&self, id: &CaseId) -> CaseRules {
        let own = self.cases.iter().find(|case| case.id == *id).cloned();
        own.unwrap_or_else(|| CaseRules::default_for(id.clone()))
    }
}
