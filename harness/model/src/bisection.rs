//! The bisection: which commit made a case worse, what that rests on, and how sure it is.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    CaseId, CommitId, DocumentError, Estimate, Gate, Metric, SuiteName, Verdict, document,
};

/// What `paceline bisect` found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Bisection {
    /// Always [`Bisection::SCHEMA`].
    pub schema: String,
    /// The suite.
    pub suite: SuiteName,
    /// The case.
    pub case: CaseId,
    /// The metric that told the commits apart.
    pub metric: Metric,
    /// From which change on a commit counts as bad.
    pub gate: Gate,
    /// When the search started, RFC 3339 in UTC.
    pub started: String,
    /// How long it took, builds included, in seconds.
    pub duration_seconds: f64,
    /// The commit that everything was compared with.
    pub good: BisectedCommit,
    /// The commit that was known to be worse.
    pub bad: BisectedCommit,
    /// Commits along first parents after good, bad included.
    pub commits: u32,
    /// The first bad commit; several, oldest first, where those between could not be told apart.
    pub first_bad: Vec<BisectedCommit>,
    /// What the first bad commit changed, compared with its parent alone; `None` where there are
    /// several.
    pub own_change: Option<BisectionStep>,
    /// Every commit that was compared with the good one, in the order of measuring.
    pub steps: Vec<BisectionStep>,
    /// At most this probable is it that noise led any of [`Self::steps`] astray (the sum over them).
    pub error_probability: f64,
    /// Shows functions and lines of the change, for a shell; empty where nothing is to be shown.
    pub blame_command: String,
    /// What a reader should know.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

impl Bisection {
    /// Name and version of the document's schema.
    pub const SCHEMA: &str = "paceline.bisection/1";

    /// Reads a bisection. Fails on anything that is not a bisection of this version.
    pub fn from_json(json: &str) -> Result<Self, DocumentError> {
        document::parse(json, Self::SCHEMA)
    }

    /// The bisection as indented JSON with a final line break.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }

    /// The steps whose commit could not be told, in the order of measuring.
    pub fn skipped(&self) -> impl Iterator<Item = &BisectionStep> {
        self.steps.iter().filter(|step| step.is_skipped)
    }

    /// Pairs of all comparisons.
    pub fn pairs(&self) -> u32 {
        let comparisons = self.steps.iter().chain(&self.own_change);
        comparisons.map(|step| step.pairs).fold(0, u32::saturating_add)
    }
}

/// A commit with what tells people which one it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BisectedCommit {
    /// Its id.
    pub commit: CommitId,
    /// First line of its message.
    pub subject: String,
    /// Name of its author, as git has it.
    pub author: String,
    /// When it was written, RFC 3339 in UTC; empty where git does not tell.
    pub date: String,
}

/// One commit, compared with another one in pairs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BisectionStep {
    /// The commit.
    pub commit: BisectedCommit,
    /// How it came out.
    pub verdict: Verdict,
    /// The change; `None` where there are no values.
    pub estimate: Option<Estimate>,
    /// Why it could not be told, or what a reader should know; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// Whether the search went on as if the commit were not there.
    pub is_skipped: bool,
    /// How often it was measured before its pairs decided.
    pub attempts: u32,
    /// Pairs of all attempts.
    pub pairs: u32,
    /// Time spent on them, in seconds.
    pub seconds: f64,
    /// Probability that noise alone led to such an answer: 0 for exact comparisons and for commits
    /// that were skipped.
    pub error_probability: f64,
}
