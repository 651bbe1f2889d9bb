//! Verdicts as a sign and a word, and the order in which readers want them.

use paceline_model::Verdict;

/// The verdicts in the order reports show them: what needs somebody first.
pub(crate) const ORDER: [Verdict; 10] = [
    Verdict::Failed,
    Verdict::Regressed,
    Verdict::Suspect,
    Verdict::Accepted,
    Verdict::Improved,
    Verdict::NotComparable,
    Verdict::Inconclusive,
    Verdict::Removed,
    Verdict::New,
    Verdict::Unchanged,
];

/// Place of `verdict` in [`ORDER`].
pub(crate) fn rank(verdict: Verdict) -> usize {
    ORDER.iter().position(|entry| *entry == verdict).unwrap_or(ORDER.len())
}

/// The word for people.
pub(crate) fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Failed => "failed",
        Verdict::Regressed => "regressed",
        Verdict::Suspect => "suspect",
        Verdict::NotComparable => "not comparable",
        Verdict::Removed => "removed",
        Verdict::Inconclusive => "inconclusive",
        Verdict::New => "new",
        Verdict::Accepted => "accepted",
        Verdict::Improved => "improved",
        Verdict::Unchanged => "unchanged",
    }
}

/// The sign before the word. Arrows point where the number went, so a lower throughput is
/// `▼ regressed`.
pub(crate) fn mark(verdict: Verdict, rises: bool) -> &'static str {
    match verdict {
        Verdict::Failed => "✗",
        Verdict::Regressed | Verdict::Suspect | Verdict::Accepted | Verdict::Improved => {
            if rises {
                "▲"
            } else {
                "▼"
            }
        }
        Verdict::NotComparable => "≠",
        Verdict::Inconclusive => "?",
        Verdict::Removed => "−",
        Verdict::New => "+",
        Verdict::Unchanged => "=",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_come_first_and_unchanged_cases_last() {
        assert_eq!(rank(Verdict::Failed), 0);
        assert!(rank(Verdict::Regressed) < rank(Verdict::Improved));
        assert!(rank(Verdict::Improved) < rank(Verdict::Inconclusive));
        assert_eq!(rank(Verdict::Unchanged), ORDER.len() - 1);
    }
}
