//! By what two records are judged: gates, policies, and what belongs together.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Acceptance, Case, CaseId, GateSetting, Growth, Member, MetricName, Parameters, Plan, Policy,
    ResultPolicy, WorkloadName,
};

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
    /// Workloads of other tools that were left out of this run on purpose: what is below them is not
    /// `removed`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out_families: Vec<CaseId>,
    /// What verdicts do to the build in cases of workloads that have no rules of their own, such as
    /// those that were removed.
    #[serde(default)]
    pub policy: Policy,
    /// Regressions that the repository accepts, in the order in which they are written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accepted: Vec<Acceptance>,
    /// The suite's file, from the top of its repository.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suite_file: Option<String>,
    /// Why base is compared with, as in "the merge base of HEAD with `origin/main`".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_reason: Option<String>,
}

impl Default for Rules {
    /// 1 % over the suite, default gates and policies for every case.
    fn default() -> Self {
        Self {
            alpha: SUITE_ALPHA,
            cases: Vec::new(),
            left_out: Vec::new(),
            left_out_families: Vec::new(),
            policy: Policy::default(),
            accepted: Vec::new(),
            suite_file: None,
            base_reason: None,
        }
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
    /// What its verdicts do to the build.
    #[serde(default)]
    pub policy: Policy,
    /// How its cost may grow with one of its parameters, unless that chose the variant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub growth: Option<Growth>,
    /// Labels by which readers select it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Whether these are the rules of all benchmarks of another tool's workload: of the cases below it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_family: bool,
}

impl CaseRules {
    /// The rules of a planned case. `variant`: the parameters by which its side was chosen.
    pub fn of(case: &Case, variant: &Parameters) -> Self {
        Self {
            id: case.id.without(variant),
            gates: case.gates.clone(),
            result: case.result,
            renamed_from: case.renamed_from.clone(),
            policy: case.policy,
            growth: case.growth.clone().filter(|one| !variant.contains_key(&one.parameter)),
            tags: case.tags.clone(),
            is_family: case.tool.as_ref().is_some_and(|tool| tool.member == Member::Unasked),
        }
    }

    /// The defaults, for a case that no suite describes.
    pub fn default_for(id: CaseId) -> Self {
        Self {
            id,
            gates: BTreeMap::new(),
            result: ResultPolicy::Compare,
            renamed_from: None,
            policy: Policy::default(),
            growth: None,
            tags: Vec::new(),
            is_family: false,
        }
    }
}

impl Rules {
    /// The rules of these cases of a plan, none left out. `variant`: the parameters by which head
    /// was chosen.
    pub fn of(plan: &Plan, cases: &[&Case], variant: &Parameters) -> Self {
        let root = cases.first().map(|case| case.root.as_path());
        let suite_file = root.and_then(|root| {
            let file = plan.directory.join(plan.file.file_name()?);
            file.strip_prefix(root).ok()?.to_str().map(str::to_owned)
        });
        let cases = cases.iter().map(|case| CaseRules::of(case, variant)).collect();
        Self { cases, policy: plan.policy, suite_file, ..Self::default() }
    }

    /// The rules of a case: its own, else the defaults.
    pub fn of_case(&self, id: &CaseId) -> CaseRules {
        let own = self.own(id).cloned();
        let own = own.map(|own| CaseRules { id: id.clone(), is_family: false, ..own });
        own.unwrap_or_else(|| CaseRules::default_for(id.clone()))
    }

    /// The rules of a case, or those of the workload that it is below.
    fn own(&self, id: &CaseId) -> Option<&CaseRules> {
        let own = self.cases.iter().find(|case| case.id == *id);
        let of_family = || self.cases.iter().find(|case| case.is_family && id.is_below(&case.id));
        own.or_else(of_family)
    }

    /// What the verdicts of a case do to the build. A case without rules of its own, such as a
    /// removed one, has the policy of the other cases of its workload, else that of the suite.
    pub fn policy_of(&self, id: &CaseId) -> Policy {
        let own = self.own(id);
        let is_sibling = |case: &&CaseRules| {
            case.id.workload == id.workload || case.renamed_from.as_ref() == Some(&id.workload)
        };
        let found = own.or_else(|| self.cases.iter().find(is_sibling));
        found.map_or(self.policy, |case| case.policy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Consequence, ParameterValue};

    fn id(workload: &str, number: i64) -> CaseId {
        let parameters = BTreeMap::from([("n".to_owned(), ParameterValue::Integer(number))]);
        CaseId { workload: workload.parse().unwrap(), parameters }
    }

    #[test]
    fn a_removed_case_has_the_policy_of_its_workload_else_that_of_the_suite() {
        let lenient = Policy { removed: Consequence::Pass, ..Policy::default() };
        let own = CaseRules {
            policy: lenient,
            renamed_from: Some("former".parse().unwrap()),
            ..CaseRules::default_for(id("sort", 1))
        };
        let strict = Policy { new: Consequence::Fail, ..Policy::default() };
        let rules = Rules { cases: vec![own], policy: strict, ..Rules::default() };
        for kept in [id("sort", 1), id("sort", 2), id("former", 1)] {
            assert_eq!(rules.policy_of(&kept), lenient, "{kept}");
        }
        assert_eq!(rules.policy_of(&id("gone", 1)), strict);
    }

    #[test]
    fn benchmarks_of_a_tool_have_the_rules_of_their_workload_unless_they_have_their_own() {
        let lenient = Policy { removed: Consequence::Pass, ..Policy::default() };
        let family = CaseRules {
            policy: lenient,
            tags: vec!["quick".to_owned()],
            is_family: true,
            ..CaseRules::default_for(id("hot", 1))
        };
        let own = CaseRules::default_for(id("hot/own", 1));
        let rules = Rules { cases: vec![family, own], ..Rules::default() };
        let below = id("hot/digits/sum", 1);
        let found = rules.of_case(&below);
        assert_eq!((found.id, found.tags.len(), found.is_family), (below.clone(), 1, false));
        assert_eq!(rules.policy_of(&below), lenient);
        for other in [id("hot/own", 1), id("hotter", 1), id("hot/digits/sum", 2)] {
            assert!(rules.of_case(&other).tags.is_empty(), "{other}");
        }
    }

    #[test]
    fn rules_of_an_older_document_have_the_default_policy() {
        let json = r#"{"alpha": 0.01, "left_out": [], "cases": [{"id": {"workload": "w"},
            "gates": {}, "result": "compare", "renamed_from": null}]}"#;
        let rules: Rules = serde_json::from_str(json).unwrap();
        assert_eq!(rules.policy, Policy::default());
        assert_eq!(rules.cases[0].policy, Policy::default());
    }
}
