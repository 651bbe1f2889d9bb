//! What verdicts do to the build. The defaults are here and nowhere else.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Verdict;

/// What the verdicts of a case do to the build, where a team may choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
pub struct Policy {
    /// The values do not decide.
    pub inconclusive: Consequence,
    /// Base does not have the case.
    pub new: Consequence,
    /// Head does not have the case.
    pub removed: Consequence,
    /// Slower than a record of another session, and not confirmed.
    pub suspect: Consequence,
    /// The sides can't be compared.
    pub not_comparable: Consequence,
}

impl Default for Policy {
    /// What compares nothing fails; what accuses nobody passes.
    fn default() -> Self {
        Self {
            inconclusive: Consequence::Pass,
            new: Consequence::Pass,
            removed: Consequence::Fail,
            suspect: Consequence::Pass,
            not_comparable: Consequence::Fail,
        }
    }
}

impl Policy {
    /// What a case with this verdict does to the build. `failed` and `regressed` always fail it.
    pub fn of(&self, verdict: Verdict) -> Consequence {
        match verdict {
            Verdict::Failed | Verdict::Regressed => Consequence::Fail,
            Verdict::Suspect => self.suspect,
            Verdict::NotComparable => self.not_comparable,
            Verdict::Removed => self.removed,
            Verdict::Inconclusive => self.inconclusive,
            Verdict::New => self.new,
            Verdict::Accepted | Verdict::Improved | Verdict::Unchanged => Consequence::Pass,
        }
    }
}

/// What a verdict does to the build. Ordered from harmless to bad.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Consequence {
    /// Nothing: the report shows it.
    Pass,
    /// The build passes, and whoever started it is told.
    Warn,
    /// The build fails.
    Fail,
}

impl Consequence {
    /// The word for it, as in documents.
    pub fn word(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Warn => "warn",
            Self::Fail => "fail",
        }
    }
}

/// What happens where a saved baseline is asked for and there is none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MissingBaseline {
    /// Base is checked out and measured beside head.
    #[default]
    MeasureBase,
    /// Nothing is measured; the build passes, and whoever started it is told.
    Warn,
    /// Nothing is measured; the build fails.
    Fail,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_older_document_does_not_say_is_the_default() {
        assert_eq!(serde_json::from_str::<Policy>("{}").unwrap(), Policy::default());
        let written = r#"{"inconclusive":"warn","not-comparable":"pass"}"#;
        let policy: Policy = serde_json::from_str(written).unwrap();
        assert_eq!(policy.of(Verdict::Inconclusive), Consequence::Warn);
        assert_eq!(policy.of(Verdict::NotComparable), Consequence::Pass);
        assert_eq!(policy.of(Verdict::Removed), Consequence::Fail);
    }

    #[test]
    fn no_policy_lets_a_failure_or_a_regression_pass() {
        let pass = Consequence::Pass;
        let lenient = Policy {
            inconclusive: pass,
            new: pass,
            removed: pass,
            suspect: pass,
            not_comparable: pass,
        };
        assert_eq!(lenient.of(Verdict::Failed), Consequence::Fail);
        assert_eq!(lenient.of(Verdict::Regressed), Consequence::Fail);
        assert_eq!(lenient.of(Verdict::Removed), Consequence::Pass);
    }
}
