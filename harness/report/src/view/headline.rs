//! The verdict in one sentence. It is made from the same tally as the rows, so it agrees with them.

use paceline_model::{CaseComparison, Comparison, Consequence, Tally, Verdict};

use super::verdict::{ORDER, word};

/// The verdict in one sentence, as in `1 of 6 cases regressed`, and the count of every verdict
/// that it does not name, as in `1 improved, 4 unchanged`, with what is not as everybody expects: that
/// they fail the build, or that a regression does not. The latter may be empty.
pub(crate) fn headline(comparison: &Comparison) -> (String, String) {
    let tally = comparison.tally();
    let total = comparison.cases.len();
    if total == 0 {
        return ("Nothing compared: there are no cases".to_owned(), String::new());
    }
    let bad = [Verdict::Failed, Verdict::Regressed];
    let rest = ORDER.into_iter().filter(|verdict| !bad.contains(verdict));
    let mut rest: Vec<_> = rest.filter_map(|verdict| open(comparison, &tally, verdict)).collect();
    let is_let_through = |case: &CaseComparison| {
        case.verdict == Verdict::Regressed && case.consequence == Some(Consequence::Pass)
    };
    if comparison.cases.iter().any(is_let_through) {
        rest.push("what regressed does not fail the build".to_owned());
    }
    let worst: Vec<_> = bad.into_iter().filter(|verdict| count(&tally, *verdict) > 0).collect();
    let growths = comparison.growth.iter().filter(|growth| growth.verdict == Verdict::Regressed);
    let growths = growths.count();
    let sentence = match worst.as_slice() {
        [] if growths > 0 => {
            format!("{growths} of {} regressed", growth_words(comparison.growth.len()))
        }
        [] => without_regression(&tally, total),
        [first, others @ ..] => {
            let mut parts =
                vec![format!("{} of {} {}", count(&tally, *first), cases(total), word(*first))];
            parts.extend(others.iter().filter_map(|verdict| counted(&tally, *verdict)));
            if growths > 0 {
                parts.push(format!("{} regressed", growth_words(growths)));
            }
            parts.join(", ")
        }
    };
    (sentence, rest.join(", "))
}

/// `1 case`, `2 cases`.
pub(crate) fn cases(count: usize) -> String {
    if count == 1 { "1 case".to_owned() } else { format!("{count} cases") }
}

/// `1 growth`, `2 growths`.
fn growth_words(count: usize) -> String {
    if count == 1 { "1 growth".to_owned() } else { format!("{count} growths") }
}

fn without_regression(tally: &Tally, total: usize) -> String {
    let decided: u32 = [Verdict::Accepted, Verdict::Improved, Verdict::Unchanged]
        .into_iter()
        .map(|verdict| count(tally, verdict))
        .sum();
    let open: u32 =
        [Verdict::Suspect, Verdict::Inconclusive, Verdict::NotComparable, Verdict::Removed]
            .into_iter()
            .map(|verdict| count(tally, verdict))
            .sum();
    match (decided, open) {
        (0, _) => "No verdict".to_owned(),
        (_, 0) => "No regression".to_owned(),
        _ => format!("No regression in {decided} of {}, the others are open", cases(total)),
    }
}

/// As in `2 removed (1 of them fails the build)`: with these verdicts a policy decides.
fn open(comparison: &Comparison, tally: &Tally, verdict: Verdict) -> Option<String> {
    let counted = counted(tally, verdict)?;
    let fails = |case: &&CaseComparison| {
        case.verdict == verdict && case.consequence == Some(Consequence::Fail)
    };
    let failing = comparison.cases.iter().filter(fails).count();
    Some(match failing {
        0 => counted,
        _ if failing == count(tally, verdict) as usize => format!("{counted} (fails the build)"),
        1 => format!("{counted} (1 of them fails the build)"),
        _ => format!("{counted} ({failing} of them fail the build)"),
    })
}

fn count(tally: &Tally, verdict: Verdict) -> u32 {
    tally.get(&verdict).copied().unwrap_or_default()
}

fn counted(tally: &Tally, verdict: Verdict) -> Option<String> {
    let number = count(tally, verdict);
    (number > 0).then(|| format!("{number} {}", word(verdict)))
}
