//! The command that measures a comparison again.

use std::path::Path;

use paceline_model::{Comparison, Parameters, SideSummary};

/// As in `paceline check suite.yaml --base 1f0c…`, ready for a shell; `SUITE` stands for a file that is not
/// known.
pub(crate) fn command(comparison: &Comparison, suite: Option<&Path>) -> String {
    let suite = suite.map_or_else(|| "SUITE".to_owned(), |suite| quoted(&suite.to_string_lossy()));
    let mut words = vec!["paceline check".to_owned(), suite];
    words.extend(base(&comparison.base).map(|base| format!("--base {}", quoted(&base))));
    let head = variant(&comparison.head.variant);
    words.extend(head.map(|head| format!("--head {}", quoted(&head))));
    words.join(" ")
}

fn base(side: &SideSummary) -> Option<String> {
    variant(&side.variant).or_else(|| Some(side.revision.commit.as_ref()?.to_string()))
}

fn variant(parameters: &Parameters) -> Option<String> {
    let parts: Vec<_> = parameters.iter().map(|(name, value)| format!("{name}={value}")).collect();
    (!parts.is_empty()).then(|| parts.join(","))
}

/// A word that a shell takes as it is.
fn quoted(word: &str) -> String {
    // What has a zero byte is no argument.
    shlex::try_quote(word).map_or_else(|_| "''".to_owned(), std::borrow::Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_strange_word_stays_one_word() {
        assert_eq!(quoted("a b'; rm -rf /"), "\"a b'; rm -rf /\"");
        assert_eq!(quoted("bench/suite.yaml"), "bench/suite.yaml");
    }
}
