//! The record: everything measured at one revision on one machine, raw values kept.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    CaseId, CommitId, DocumentError, Environment, Metric, MetricName, Parameters, Profile, Rules,
    ShardName, SuiteName, document,
};

/// Everything measured at one revision on one machine. Immutable once written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Record {
    /// Always [`Record::SCHEMA`].
    pub schema: String,
    /// The suite.
    pub suite: SuiteName,
    /// What was measured.
    pub revision: Revision,
    /// The parameters that make this side a variant; empty for a whole revision.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub variant: Parameters,
    /// Which part of the suite's cases it holds; `None` where it holds all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shard: Option<ShardName>,
    /// Identity of the run. Two records with one id were measured side by side, in pairs.
    pub run: String,
    /// When the run started, RFC 3339 in UTC.
    pub started: String,
    /// How long the run took, in seconds.
    pub duration_seconds: f64,
    /// Seed of every coin and random choice of the run.
    pub seed: u64,
    /// Where it was measured.
    pub environment: Environment,
    /// By what head was judged in that run, so that anybody can judge it again; `None` in other
    /// records.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rules: Option<Rules>,
    /// The cases in the order of the suite.
    pub cases: Vec<CaseRecord>,
}

impl Record {
    /// Name and version of the document's schema.
    pub const SCHEMA: &str = "paceline.record/1";

    /// Reads a record. Fails on anything that is not a record of this version.
    pub fn from_json(json: &str) -> Result<Self, DocumentError> {
        document::parse(json, Self::SCHEMA)
    }

    /// The record as indented JSON with a final line break; the same record gives the same bytes.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }

    /// Whether any case failed; such a record never becomes a baseline.
    pub fn has_failure(&self) -> bool {
        self.cases.iter().any(|case| matches!(case.status, CaseStatus::Failed(_)))
    }
}

/// What was measured.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Revision {
    /// The commit; `None` outside a git repository.
    pub commit: Option<CommitId>,
    /// Whether the working tree had uncommitted changes.
    pub dirty: bool,
    /// First line of the commit's message.
    pub subject: Option<String>,
}

/// Which side of a comparison.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// What is compared with.
    Base,
    /// What is judged.
    Head,
}

impl Side {
    /// The word for it, as in documents.
    pub fn word(self) -> &'static str {
        match self {
            Self::Base => "base",
            Self::Head => "head",
        }
    }
}

/// One case of a record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CaseRecord {
    /// Its identity.
    pub id: CaseId,
    /// Measured or failed.
    pub status: CaseStatus,
    /// The Python that ran it, as in `cpython 3.12.1`; `None` where none took part. Values of unlike
    /// interpreters are not compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interpreter: Option<String>,
    /// Iterations per value, calibrated once and shared by both sides. 1 for whole processes.
    pub iterations: u64,
    /// What was run, one entry per invocation, in order.
    pub invocations: Vec<InvocationRecord>,
    /// The values, one series per metric.
    pub series: Vec<Series>,
    /// What the workload returned or printed.
    pub result: Option<ResultDigest>,
    /// Outcome of the check, when the case has one.
    pub check: Option<CheckOutcome>,
    /// Time spent on its pairs, both sides and hooks included, in seconds.
    #[serde(default)]
    pub spent_seconds: f64,
    /// Pairs of base with itself, measured between the others; only in a record of base.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub canary: Vec<CanaryPair>,
    /// What the profilers found; `None` when none ran.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<Profile>,
    /// What a reader should know: an older interpreter, cut output.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

impl CaseRecord {
    /// The record of a case of which nothing was measured.
    pub fn unmeasured(id: CaseId) -> Self {
        Self {
            id,
            status: CaseStatus::Measured,
            interpreter: None,
            iterations: 1,
            invocations: Vec::new(),
            series: Vec::new(),
            result: None,
            check: None,
            spent_seconds: 0.0,
            canary: Vec::new(),
            profile: None,
            notes: Vec::new(),
        }
    }

    /// The series of that metric.
    pub fn series(&self, metric: &str) -> Option<&Series> {
        self.series.iter().find(|series| series.metric.name.as_str() == metric)
    }
}

/// Whether a case gave values.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CaseStatus {
    /// All invocations ended well.
    Measured,
    /// One step failed; its series hold what was measured before.
    Failed(Failure),
}

/// Why a case failed, in words for the report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Failure {
    /// What went wrong.
    pub kind: FailureKind,
    /// One line: what happened.
    pub message: String,
    /// The end of what the process wrote to standard error, or a traceback; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
}

/// What went wrong with a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FailureKind {
    /// The build step failed.
    Build,
    /// Set-up or tear-down failed.
    Hook,
    /// The check did not pass.
    Check,
    /// The process ended with an error or a signal.
    Crash,
    /// The process ran longer than its timeout.
    Timeout,
    /// A result or metric could not be read from what the process gave.
    Output,
    /// The program or interpreter could not be started.
    Start,
    /// It ran code of the other side's checkout, so that there is nothing to compare.
    OtherSide,
}

/// One invocation: one fresh process.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct InvocationRecord {
    /// Number of the pair it belongs to, from 0. Both sides count the same pairs.
    pub pair: u32,
    /// Whether it ran first or second in its pair; decided by a coin.
    pub position: Position,
    /// Start, in seconds since the start of the run.
    pub started_seconds: f64,
    /// Time of processors that the hypervisor gave to other guests meanwhile, in seconds, in steps of a
    /// hundredth; the same for all invocations that ran back to back. `None` where nobody told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stolen_seconds: Option<f64>,
}

/// One pair of base with itself: where such pairs differ, the run is to blame and not the code.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CanaryPair {
    /// Whether the copy ran first; decided by a coin.
    pub copy_first: bool,
    /// The values of the one that counts as base, by metric.
    pub base: BTreeMap<MetricName, Vec<f64>>,
    /// The values of the one that counts as its copy.
    pub copy: BTreeMap<MetricName, Vec<f64>>,
}

/// Place of an invocation in its pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Position {
    /// It ran first, or alone.
    First,
    /// It ran second.
    Second,
}

/// The values of one metric of one case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Series {
    /// What the values mean.
    pub metric: Metric,
    /// The values of each invocation, in the order of [`CaseRecord::invocations`]. A whole process
    /// gives one value, a Python function one per timed loop. An exact metric may be measured in
    /// fewer invocations of its own and then has fewer entries.
    pub values: Vec<Vec<f64>>,
    /// The invocations that gave the values, where those were not the timed ones but others, under a
    /// profiler; empty else. Their pairs have numbers of their own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub invocations: Vec<InvocationRecord>,
    /// How the values scattered that each entry of [`Self::values`] stands for, where another tool kept
    /// only their mean or median; empty where the values are raw.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub spreads: Vec<Spread>,
}

/// What is left of values that were not kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Spread {
    /// How many there were; `None` where that is unknown.
    pub count: Option<u64>,
    /// Their standard deviation; `None` where that is unknown.
    pub standard_deviation: Option<f64>,
}

impl Series {
    /// One number per invocation: the median of its values. The unit of every statistic, since
    /// values of one process are not independent.
    pub fn per_invocation(&self) -> Vec<f64> {
        self.values.iter().filter_map(|values| Self::of_invocation(values)).collect()
    }

    /// The number that stands for one invocation: the median of its values.
    pub fn of_invocation(values: &[f64]) -> Option<f64> {
        middle(values)
    }
}

fn middle(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let half = sorted.len() / 2;
    match (sorted.len(), sorted.len() % 2) {
        (0, _) => None,
        (_, 1) => Some(sorted[half]),
        _ => Some(f64::midpoint(sorted[half - 1], sorted[half])),
    }
}

/// What a workload gave back: equal digests mean equal results.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ResultDigest {
    /// SHA-256 of the whole result, hexadecimal.
    pub digest: String,
    /// The beginning of it, for people.
    pub excerpt: String,
}

/// Outcome of a case's check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CheckOutcome {
    /// Whether it passed each time.
    pub passed: bool,
    /// How often it was run.
    pub runs: u32,
    /// What it said, for people.
    pub detail: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invocation_counts_once_by_its_median() {
        let metric = crate::metrics::find(crate::metrics::WALL_TIME).unwrap();
        let series = Series {
            metric,
            values: vec![vec![3.0, 1.0, 2.0], vec![1.0, 2.0], vec![]],
            invocations: vec![],
            spreads: vec![],
        };
        assert_eq!(series.per_invocation(), [2.0, 1.5]);
    }

    #[test]
    fn another_schema_is_refused_with_both_names() {
        let error = Record::from_json(r#"{"schema":"paceline.record/9"}"#).unwrap_err();
        assert_eq!(
            error.to_string(),
            "its schema is `paceline.record/9`, this paceline reads `paceline.record/1`"
        );
    }
}
