//! The history: every metric of every case over the commits of a branch, with what changed and when.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    CaseId, CommitId, Comparison, DocumentError, Estimate, MachineClass, Metric, SuiteName,
    document,
};

/// What stored records say about a branch. Their times are of different sessions, so what is found
/// is an indication, never a verdict.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct History {
    /// Always [`History::SCHEMA`].
    pub schema: String,
    /// The suite.
    pub suite: SuiteName,
    /// The machines that the records are of.
    pub class: MachineClass,
    /// The commits in first-parent order, oldest first, from the first that has a record to the
    /// newest one that was looked at.
    pub commits: Vec<HistoryCommit>,
    /// The cases in the order of the newest record that has them, former ones last.
    pub cases: Vec<CaseHistory>,
    /// What has gathered since a pinned commit; `None` where no budget was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub budget: Option<DriftBudget>,
    /// What a reader should know about all of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

impl History {
    /// Name and version of the document's schema.
    pub const SCHEMA: &str = "paceline.history/1";

    /// Reads a history. Fails on anything that is not a history of this version.
    pub fn from_json(json: &str) -> Result<Self, DocumentError> {
        document::parse(json, Self::SCHEMA)
    }

    /// The history as indented JSON with a final line break.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }

    /// How many commits have a record.
    pub fn recorded(&self) -> usize {
        self.commits.iter().filter(|commit| commit.measured.is_some()).count()
    }
}

/// A commit of the branch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HistoryCommit {
    /// Its id.
    pub id: CommitId,
    /// First line of its message.
    pub subject: String,
    /// When its record was made, RFC 3339 in UTC; `None` when it has none.
    pub measured: Option<String>,
    /// A tag that names it, as in `v1.2`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub release: Option<String>,
}

/// One case over the commits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CaseHistory {
    /// The case.
    pub id: CaseId,
    /// Its metrics in the order of the newest record.
    pub metrics: Vec<MetricHistory>,
}

/// One metric of one case over the commits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MetricHistory {
    /// The metric.
    pub metric: Metric,
    /// How its changes were looked for.
    pub method: HistoryMethod,
    /// One entry for each record that has it, oldest first.
    pub points: Vec<HistoryPoint>,
    /// Where its level changed, oldest first.
    pub changes: Vec<LevelChange>,
    /// What went on slowly between these changes; `None` when nothing did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drift: Option<Drift>,
}

/// How changes of a metric are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum HistoryMethod {
    /// Record by record: an exact count has no noise.
    Exact,
    /// E-divisive means with a permutation test, weighed against a drift.
    ChangePoints,
    /// Not at all: too few records.
    TooFew,
}

/// What one record says of a metric.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HistoryPoint {
    /// Index of the commit in [`History::commits`].
    pub commit: u32,
    /// Median over the invocations, in the metric's unit.
    pub value: f64,
    /// Robust standard deviation over the invocations, in the metric's unit. It does not hold what
    /// differs from session to session.
    pub spread: f64,
    /// Number of invocations.
    pub count: u32,
}

/// Which way a change goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Turn {
    /// For the worse: slower, larger.
    Regression,
    /// For the better.
    Improvement,
}

/// A change of level between two records.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LevelChange {
    /// Index of the last commit with a record of the old level: of a regression, the last good one.
    pub last_before: u32,
    /// Index of the first commit with a record of the new level: the first bad one. Commits between
    /// the two have no record and may be to blame as well.
    pub first_after: u32,
    /// The commits that may be to blame, where the two above are only the likeliest place.
    pub within: Within,
    /// Which way it goes.
    pub turn: Turn,
    /// Level before it, in the metric's unit.
    pub before: f64,
    /// Level after it, in the metric's unit.
    pub after: f64,
    /// Its size relative to the level before; `None` where that is 0.
    pub estimate: Option<Estimate>,
    /// Probability that the records, if their order were chance, showed as clear a change anywhere;
    /// `None` for an exact count, which needs none.
    pub p_value: Option<f64>,
    /// What changed beside the code, and may be the cause; empty when nothing did.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub remark: String,
}

/// Where a change happened, at 95 % confidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Within {
    /// Index of the newest commit that has the old level for certain.
    pub after: u32,
    /// Index of the oldest commit that has the new level for certain: one after [`Self::after`] up to
    /// this one is to blame.
    pub until: u32,
}

/// A slow change that no single commit shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Drift {
    /// Which way it goes.
    pub turn: Turn,
    /// Index of the commit it was followed from.
    pub from: u32,
    /// Index of the commit it was followed to.
    pub to: u32,
    /// Its size from the first to the last of these commits, relative to the level at the first; level
    /// changes are left out.
    pub total: Estimate,
    /// Relative change for each commit, on average.
    pub per_commit: f64,
    /// Two-sided probability of a trend this clear if there were none (Mann and Kendall).
    pub p_value: f64,
}

/// What has gathered since a pinned commit, and how much may.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DriftBudget {
    /// Largest relative change for the worse, as a fraction.
    pub limit: f64,
    /// What was named, as in `v1.2`.
    pub against: String,
    /// The stored record of that commit compared with the newest one by that limit.
    pub comparison: Comparison,
}
