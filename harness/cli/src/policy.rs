//! Whether a comparison fails the build: by `--fail-on`, else by the suite.

use paceline_model::{CaseId, Comparison, Consequence, Rules, Verdict};

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

/// Writes into the comparison what each verdict does to the build.
pub(crate) fn judge(comparison: &mut Comparison, rules: &Rules, arguments: &PolicyArguments) {
    let fail_on = arguments.fail_on.as_deref();
    let consequence = |id: &CaseId, verdict: Verdict| match (verdict, fail_on) {
        (Verdict::Failed, _) => Consequence::Fail,
        (verdict, None) => rules.policy_of(id).of(verdict),
        (verdict, Some(listed)) if listed.iter().any(|one| Verdict::from(*one) == verdict) => {
            Consequence::Fail
        }
        (_, Some(_)) => Consequence::Pass,
    };
    for case in &mut comparison.cases {
        case.consequence = Some(consequence(&case.id, case.verdict));
    }
    for growth in &mut comparison.growth {
        growth.consequence = Some(consequence(&growth.id(), growth.verdict));
    }
}

/// Tells which cases of a judged comparison deserve a warning, and says how the command ends.
pub(crate) fn conclude(comparison: &Comparison) -> Outcome {
    for warning in warnings(comparison) {
        output::tell(&warning);
    }
    outcome(comparison)
}

/// What has a verdict of its own: a case, or the growth of a workload.
struct Finding {
    id: CaseId,
    verdict: Verdict,
    consequence: Consequence,
}

fn cases(comparison: &Comparison) -> impl Iterator<Item = Finding> {
    comparison.cases.iter().map(|case| Finding {
        id: case.id.clone(),
        verdict: case.verdict,
        consequence: case.effect(),
    })
}

fn growths(comparison: &Comparison) -> impl Iterator<Item = Finding> {
    comparison.growth.iter().map(|growth| Finding {
        id: growth.id(),
        verdict: growth.verdict,
        consequence: growth.effect(),
    })
}

/// The worst of the verdicts that fail the build.
fn outcome(comparison: &Comparison) -> Outcome {
    let fails = |finding: &Finding| finding.consequence == Consequence::Fail;
    let outcome = |finding: Finding| match finding.verdict {
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
    let findings = cases(comparison).chain(growths(comparison));
    findings.filter(fails).map(outcome).max().unwrap_or(Outcome::Passed)
}

/// One line for each verdict that some case or growth is to be warned of, the worst first.
fn warnings(comparison: &Comparison) -> Vec<String> {
    let of_cases = lines(cases(comparison).collect(), ["case is", "cases are"]);
    let growths = growths(comparison).collect();
    of_cases.into_iter().chain(lines(growths, ["growth is", "growths are"])).collect()
}

/// `words`: what one of the findings is, and what several are.
fn lines(mut findings: Vec<Finding>, words: [&str; 2]) -> Vec<String> {
    findings.retain(|finding| finding.consequence == Consequence::Warn);
    // Stable: the order of the suite stays within one verdict.
    findings.sort_by_key(|finding| finding.verdict);
    let of_one_verdict = findings.chunk_by(|one, other| one.verdict == other.verdict);
    let line = |findings: &[Finding]| {
        let ids: Vec<_> = findings.iter().map(|finding| &finding.id).collect();
        let what = match ids.len() {
            1 => format!("1 {}", words[0]),
            count => format!("{count} {}", words[1]),
        };
        let word = findings[0].verdict.word().replace('-', " ");
        format!("warning: {what} {word}: {}", listed(&ids))
    };
    of_one_verdict.map(line).collect()
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
    use paceline_model::{
        CaseComparison, CaseRules, GrowthComparison, ParameterValue, Parameters, Policy,
    };

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

    /// `comparison` with what its verdicts do to the build.
    fn judged(mut comparison: Comparison, rules: &Rules, fail_on: Option<&[FailOn]>) -> Comparison {
        let arguments = PolicyArguments { fail_on: fail_on.map(<[_]>::to_vec) };
        judge(&mut comparison, rules, &arguments);
        comparison
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
        let outcome = |verdict| {
            let comparison = comparison(vec![case("w", verdict)]);
            outcome(&judged(comparison, &rules, fail_on))
        };
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
        let cases = [Verdict::Unchanged, Verdict::New, Verdict::Regressed, Verdict::Inconclusive];
        let ended = |count: usize| {
            let cases = cases.iter().take(count).map(|verdict| case("w", *verdict));
            outcome(&judged(comparison(cases.collect()), &rules, None))
        };
        assert_eq!([1, 2, 4].map(ended), [Outcome::Passed, Outcome::NoVerdict, Outcome::Regressed]);
    }

    #[test]
    fn a_growth_decides_as_a_case_does() {
        let growth = |verdict: Verdict| -> GrowthComparison {
            let growth = serde_json::json!({
                "workload": "strict", "parameter": "n", "expect": "O(n)", "metric": null,
                "base": null, "head": null, "verdict": verdict.word()
            });
            serde_json::from_value(growth).unwrap()
        };
        let strict =
            CaseRules { policy: all_to(Consequence::Fail), ..CaseRules::default_for(id("strict")) };
        let of = |policy, verdict, cases| {
            let rules = Rules { policy, cases, ..Rules::default() };
            let comparison = Comparison {
                growth: vec![growth(verdict)],
                ..comparison(vec![case("w", Verdict::Unchanged)])
            };
            assert!(comparison.has(verdict));
            let comparison = judged(comparison, &rules, None);
            (outcome(&comparison), warnings(&comparison))
        };
        let silent = |outcome| (outcome, Vec::new());
        let default = Policy::default;
        assert_eq!(of(default(), Verdict::Regressed, vec![]), silent(Outcome::Regressed));
        assert_eq!(of(default(), Verdict::Unchanged, vec![]), silent(Outcome::Passed));
        assert_eq!(of(default(), Verdict::Inconclusive, vec![]), silent(Outcome::Passed));
        let own = of(default(), Verdict::Inconclusive, vec![strict]);
        assert_eq!(own, silent(Outcome::NoVerdict));
        let warned = of(all_to(Consequence::Warn), Verdict::Inconclusive, vec![]);
        assert_eq!(warned.0, Outcome::Passed);
        assert_eq!(warned.1, ["warning: 1 growth is inconclusive: strict"]);
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
        let of = |cases| judged(comparison(cases), &rules, None);
        assert_eq!(outcome(&of(cases.clone())), Outcome::Passed);
        cases.push(case("strict", Verdict::Inconclusive));
        let comparison = of(cases);
        assert_eq!(outcome(&comparison), Outcome::NoVerdict);
        insta::assert_snapshot!(warnings(&comparison).join("\n"), @r"
        warning: 1 case is not comparable: x[n=[2J]
        warning: 7 cases are inconclusive: a, b, c, d, e, and 2 more
        ");
        let silent = judged(comparison, &rules, Some(&[FailOn::Regressed]));
        assert!(warnings(&silent).is_empty());
    }
}
