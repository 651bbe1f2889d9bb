//! Accepted regressions: what a repository says it knows and wants to live with.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{CaseId, MetricName};

/// A regression that the repository accepts, as far as it concerns one comparison.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Acceptance {
    /// The pattern of case ids, as it is written.
    pub pattern: String,
    /// The cases of the comparison that it matches, without the parameters of the variants.
    pub cases: Vec<CaseId>,
    /// The metric.
    pub metric: MetricName,
    /// How much worse that metric may be, as a fraction above 0: 0.08 is 8 %, whichever way is worse.
    pub change: f64,
    /// Why, in the words of whoever accepts it.
    pub reason: String,
    /// Last day on which it counts, as in `2027-01-31`; `None` for a trailer, whose commit limits it.
    pub expires: Option<String>,
    /// Where it is written, as in `paceline-accepted.yaml:4` or `commit 1a2b3c4d5e`.
    pub source: String,
    /// Whether it counts.
    pub standing: Standing,
}

/// Whether an acceptance counts in a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// It came with the change that is compared: head has it, base does not.
    Added,
    /// Whether base has it as well is not known.
    Unknown,
    /// Base has it as well: it was for an earlier change, which base contains.
    Inherited,
    /// Its last day is over.
    Expired,
}

impl Acceptance {
    /// Name of the trailer of a commit message that accepts a regression.
    pub const TRAILER: &str = "Paceline-Accept";

    /// What it says, for people: how much, until when, and where it is written.
    pub fn terms(&self) -> String {
        let percent = (self.change * 1e4).round() / 1e2;
        let until = self.expires.as_ref().map(|day| format!(" until {day}")).unwrap_or_default();
        format!("up to {percent} %{until} by `{}`", self.source)
    }
}
