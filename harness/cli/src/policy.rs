//! Whether a comparison fails the build: by `--fail-on`, else by the suite.

use paceline_model::{CaseComparison, CaseId, Comparison, Consequence, Rules, Verdict};

use crate::arguments::{FailOn, PolicyArguments};
use crate::exit::Outcome;
use crate::output;

impl From<FailOn> for Verdict {
    fn from(verdict: FailOn) -> Self {
        match verdict {
            FailOn::Regressed => Self::Regressed,
            FailOn::Suspect => Self::Suspect,
            FailOn::Inconclusive => Self::Inconclusive,
            FailOn::New => Self::New,
            FailOn::Removed => Self::Removed,
            FailOn::NotComparable => Self::NotComparable,
        }
    }
}

/// Tells which cases deserve a warning, and says how the command ends.
pub(crate) fn conclude(
    comparison: &Comparison,
    rules: &Rules,
    arguments: &PolicyArguments,
) -> Outcome {
    let judge = Judge { rules, fail_on: arguments.fail_on.as_deref() };
    for warning in judge.warnings(comparison) {
        output::tell(&warning);
    }
    judge.outcome(comparison)
}

/// What decides over the build.
struct Judge<'a> {
    rules: &'a Rules,
    /// Instead of the rules' policies.
    fail_on: Option<&'a [FailOn]>,
}

impl Judge<'_> {
    fn consequence(&self, case: &CaseComparison) -> Consequence {
        match (case.verdict, self.fail_on) {
            (Verdict::Failed, _) => Consequence::Fail,
            (verdict, None) => self.rules.policy_of(&case.id).of(verdict),
            (verdict, Some(listed)) if listed.iter().any(|one| Verdict::from(*one) == verdict) => {
                Consequence::Fail
            }
            (_, Some(_)) => Consequence::Pass,
        }
    }

    /// The worst of the verdicts that fail the build.
    fn outcome(&self, comparison: &Comparison) -> Outcome {
        let fails = |case: &&CaseComparison| self.consequence(case) == Consequence::Fail;
        let outcome = |case: &CaseComparison| match case.verdict {
            Verdict::Failed => Outcome::Failed,
            Verdict::Regressed => Outcome::Regressed,
            Verdict::Suspect
            | Verdict::NotComparable
            | Verdict::Removed
            | Verdict::Inconclusive
            | Verdict::New
            | Verdict::Accepted
            | Verdict::Improved
            | Verdict::Unchanged => Outcome::NoVerdict,
        };
        comparison.cases.iter().filter(fails).map(outcome).max().unwrap_or(Outcome::Passed)
    }

    /// One line for each verdict that some case is to be warned of, the worst first.
    fn warnings(&self, comparison: &Comparison) -> Vec<String> {
        let mut verdicts: Vec<_> = comparison.tally().into_keys().collect();
        verdicts.sort_unstable();
        let line = |verdict: Verdict| {
            let warns = |case: &&CaseComparison| {
                case.verdict == verdict && self.consequence(case) == Consequence::Warn
            };
            let ids: Vec<_> = comparison.cases.iter().filter(warns).map(|case| &case.id).collect();
            let cases = match ids.len() {
                0 => return None,
                1 => "1 case is".to_owned(),
                count => format!("{count} cases are"),
            };
            let word = verdict.word().replace('-', " ");
            Some(format!("warning: {cases} {word}: {}", listed(&ids)))
        };
        verdicts.into_iter().filter_map(line).collect()
    }
}

/// The first few of `ids`, and how many more there are.
pub(crate) fn listed(ids: &[&CaseId]) -> String {
    const SHOWN: usize = 5;
    let mut names: Vec<_> = ids.iter().take(SHOWN).map(|id| printable(id)).collect();
    if ids.len() > SHOWN {
        names.push(format!("and {} more", ids.len() - SHOWN));
    }
    names.join(", ")
}

/// A case's name. The parameters may come from a record that somebody else wrote.
fn printable(id: &CaseId) -> String {
    id.to_string().chars().filter(|letter| !letter.is_control()).collect()
}

#[cfg(test)]
mod tests {
    use paceline_model::{CaseRules, ParameterValue, Parameters, Policy};

    use super::*;

    const ALL: [Verdict; 10] = [
        Verdict::Failed,
        Verdict::Regressed,
        Verdict::Suspect,
        Verdict::NotComparable,
        Verdict::Removed,
        Verdict::Inconclusive,
        Verdict::New,
        Verdict::Accepted,
        Verdict::Improved,
        Verdict::Unchanged,
    ];

    fn id(workload: &str) -> CaseId {
        CaseId { workload: workload.parse().unwrap(), parameters: Parameters::new() }
    }

    fn case(workload: &str, verdict: Verdict) -> CaseComparison {
        let case = serde_json::json!({
            "id": { "workload": workload }, "verdict": verdict.word(), "metrics": []
        });
        serde_json::from_value(case).unwrap()
    }

    fn comparison(cases: Vec<CaseComparison>) -> Comparison {
        let record = serde_json::json!({
            "schema": "paceline.record/1", "suite": "s", "revision": { "dirty": false },
            "run": "", "started": "", "duration_seconds": 0.0, "seed": 0, "cases": [],
            "environment": paceline_model::Environment::default(),
        });
        let record = serde_json::from_value(record).unwrap();
        let empty = paceline_compare::compare(&record, &record, &Rules::default());
        Comparison { cases, ..empty }
    }

    fn all_to(consequence: Consequence) -> Policy {
        Policy {
            inconclusive: consequence,
            new: consequence,
            removed: consequence,
            suspect: consequence,
            not_comparable: consequence,
        }
    }

    /// How a command with one case of each verdict ends.
    fn outcomes(policy: Policy, fail_on: Option<&[FailOn]>) -> Vec<(Verdict, Outcome)> {
        let rules = Rules { policy, ..Rules::default() };
        let judge = Judge { rules: &rules, fail_on };
        let outcome = |verdict| judge.outcome(&comparison(vec![case("w", verdict)]));
        let ended = ALL.map(|verdict| (verdict, outcome(verdict)));
        ended.into_iter().filter(|(_, outcome)| *outcome != Outcome::Passed).collect()
    }

    const ALWAYS: [(Verdict, Outcome); 2] =
        [(Verdict::Failed, Outcome::Failed), (Verdict::Regressed, Outcome::Regressed)];

    fn and_no_verdict(more: &[Verdict]) -> Vec<(Verdict, Outcome)> {
        let more = more.iter().map(|verdict| (*verdict, Outcome::NoVerdict));
        ALWAYS.into_iter().chain(more).collect()
    }

    #[test]
    fn by_default_a_case_that_was_not_compared_fails_the_build() {
        let failing = [Verdict::NotComparable, Verdict::Removed];
        assert_eq!(outcomes(Policy::default(), None), and_no_verdict(&failing));
    }

    #[test]
    fn a_policy_decides_over_five_verdicts_and_no_other() {
        assert_eq!(outcomes(all_to(Consequence::Fail), None), and_no_verdict(&ALL[2..7]));
        assert_eq!(outcomes(all_to(Consequence::Warn), None), ALWAYS);
        assert_eq!(outcomes(all_to(Consequence::Pass), None), ALWAYS);
    }

    #[test]
    fn the_flag_is_all_that_counts_where_it_is_given() {
        let new = [(Verdict::Failed, Outcome::Failed), (Verdict::New, Outcome::NoVerdict)];
        for consequence in [Consequence::Pass, Consequence::Warn, Consequence::Fail] {
            assert_eq!(outcomes(all_to(consequence), Some(&[FailOn::New])), new);
        }
    }

    #[test]
    fn the_worst_of_the_verdicts_that_count_decides() {
        let rules = Rules { policy: all_to(Consequence::Fail), ..Rules::default() };
        let judge = Judge { rules: &rules, fail_on: None };
        let cases = [Verdict::Unchanged, Verdict::New, Verdict::Regressed, Verdict::Inconclusive];
        let outcome = |count: usize| {
            let cases = cases.iter().take(count).map(|verdict| case("w", *verdict));
            judge.outcome(&comparison(cases.collect()))
        };
        assert_eq!(
            [1, 2, 4].map(outcome),
            [Outcome::Passed, Outcome::NoVerdict, Outcome::Regressed]
        );
    }

    #[test]
    fn each_case_has_its_own_policy_and_each_verdict_one_line() {
        let strict =
            CaseRules { policy: all_to(Consequence::Fail), ..CaseRules::default_for(id("strict")) };
        let rules =
            Rules { cases: vec![strict], policy: all_to(Consequence::Warn), ..Rules::default() };
        let mut cases: Vec<_> = ["a", "b", "c", "d", "e", "f", "g"]
            .map(|name| case(name, Verdict::Inconclusive))
            .into();
        cases.extend([case("x", Verdict::NotComparable), case("y", Verdict::Improved)]);
        let hostile = ParameterValue::Text("\u{1b}[2J".to_owned());
        cases[7].id.parameters.insert("n".to_owned(), hostile);
        let judge = Judge { rules: &rules, fail_on: None };
        assert_eq!(judge.outcome(&comparison(cases.clone())), Outcome::Passed);
        cases.push(case("strict", Verdict::Inconclusive));
        let comparison = comparison(cases);
        assert_eq!(judge.outcome(&comparison), Outcome::NoVerdict);
        insta::assert_snapshot!(judge.warnings(&comparison).join("\n"), @r"
        warning: 1 case is not comparable: x[n=[2J]
        warning: 7 cases are inconclusive: a, b, c, d, e, and 2 more
        ");
        let silent = Judge { fail_on: Some(&[FailOn::Regressed]), ..judge };
        assert!(silent.warnings(&comparison).is_empty());
    }
}
