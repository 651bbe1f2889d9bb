//! The comparison: one verdict per case and metric, with its evidence.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Blame, CaseId, CheckOutcome, Consequence, DocumentError, Environment, Estimate, Evidence,
    Failure, Function, GateSetting, GrowthComparison, MachineClass, Metric, MetricName, Parameters,
    Policy, ProfilerRun, Revision, ShardName, Sides, SuiteName, Summary, document,
};

/// Two records compared: every report is a view of this document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Comparison {
    /// Always [`Comparison::SCHEMA`].
    pub schema: String,
    /// The suite.
    pub suite: SuiteName,
    /// Whether the sides ran in pairs or at different times.
    pub design: Design,
    /// The side that is compared with.
    pub base: SideSummary,
    /// The side that is judged.
    pub head: SideSummary,
    /// Why base is compared with, as in "the merge base of HEAD with `origin/main`".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_reason: Option<String>,
    /// The suite's file, from the top of its repository.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suite_file: Option<String>,
    /// The cases in the order of the suite; cases that only base has come last.
    pub cases: Vec<CaseComparison>,
    /// How cost grows with size, for the workloads that expect an order, in the order of the suite.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub growth: Vec<GrowthComparison>,
    /// Base against itself in the same run; `None` where that was not measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub canary: Option<CanarySummary>,
    /// What has likely changed though no verdict tells, strongest evidence first; it fails nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub likely: Vec<LikelyChange>,
    /// What a reader should know about the whole comparison.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

impl Comparison {
    /// Name and version of the document's schema.
    pub const SCHEMA: &str = "paceline.comparison/1";

    /// Reads a comparison. Fails on anything that is not a comparison of this version.
    pub fn from_json(json: &str) -> Result<Self, DocumentError> {
        document::parse(json, Self::SCHEMA)
    }

    /// The comparison as indented JSON with a final line break.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }

    /// How many cases ended in each verdict.
    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        for case in &self.cases {
            *tally.entry(case.verdict).or_default() += 1;
        }
        tally
    }

    /// What it does to the build: the worst consequence of a case or growth.
    pub fn consequence(&self) -> Consequence {
        let growth = self.growth.iter().map(GrowthComparison::effect);
        let all = self.cases.iter().map(CaseComparison::effect).chain(growth);
        all.max().unwrap_or(Consequence::Pass)
    }

    /// Whether any case or growth ended so.
    pub fn has(&self, verdict: Verdict) -> bool {
        let growth = self.growth.iter().map(|growth| growth.verdict);
        self.cases.iter().map(|case| case.verdict).chain(growth).any(|one| one == verdict)
    }
}

/// A change that is likely, but not certain enough for a verdict.
///
/// Selected by the e-BH procedure from all gated metrics that were decided in pairs, at a false
/// discovery rate of 5 %.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LikelyChange {
    /// The case, without the parameters of the variants.
    pub case: CaseId,
    /// What changed.
    pub metric: MetricName,
    /// Whether head is worse, else better.
    pub is_worse: bool,
    /// The estimated relative change, as a fraction; `None` where there is none.
    pub change: Option<f64>,
    /// The evidence, as in [`Evidence::wealth`].
    pub e_value: f64,
}

/// Base against itself: a run in which that differs is to blame, and not the code.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CanarySummary {
    /// Pairs of base with itself, over all cases.
    pub pairs: u32,
    /// How much their CPU times scatter: robust standard deviation of ln(copy/base).
    pub cpu_noise: Option<f64>,
    /// How much their wall times scatter.
    pub wall_noise: Option<f64>,
    /// Whether base was found to differ from itself.
    pub has_tripped: bool,
}

/// Number of cases by verdict.
pub type Tally = BTreeMap<Verdict, u32>;

/// How the two sides were measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Design {
    /// In pairs of adjacent processes, in the same minutes on the same machine.
    SideBySide,
    /// At different times: base is a stored record.
    Stored,
}

/// One side of a comparison.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SideSummary {
    /// What was measured.
    pub revision: Revision,
    /// The parameters that make it a variant.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub variant: Parameters,
    /// Which part of the suite's cases was measured; `None` for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shard: Option<ShardName>,
    /// When, RFC 3339 in UTC.
    pub started: String,
    /// For how long, in seconds.
    pub duration_seconds: f64,
    /// Seed of the run.
    pub seed: u64,
    /// On which class of machine.
    pub machine_class: MachineClass,
    /// The machine in full.
    pub environment: Environment,
}

/// How a case or a metric came out. Ordered from worst to best: a case has the worst verdict of
/// its gated metrics.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The case could not be measured, its check did not pass, or its result changed.
    Failed,
    /// Worse by more than the gate allows.
    Regressed,
    /// Slower, but maybe not by its code: than a record of another session, or with the same number of
    /// instructions.
    Suspect,
    /// The two sides can't be compared; the reason says why.
    NotComparable,
    /// Base has it, head does not.
    Removed,
    /// The values do not decide.
    Inconclusive,
    /// Head has it, base does not.
    New,
    /// Worse, and the repository accepts it.
    Accepted,
    /// Better by more than the gate.
    Improved,
    /// Shown to be equal within the gate.
    Unchanged,
}

impl Verdict {
    /// Whether head is, or may be, worse, and nobody has accepted that.
    pub fn is_worse(self) -> bool {
        match self {
            Self::Failed | Self::Regressed | Self::Suspect => true,
            Self::NotComparable
            | Self::Removed
            | Self::Inconclusive
            | Self::New
            | Self::Accepted
            | Self::Improved
            | Self::Unchanged => false,
        }
    }

    /// The word for it, as in documents.
    pub fn word(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Regressed => "regressed",
            Self::Suspect => "suspect",
            Self::NotComparable => "not-comparable",
            Self::Removed => "removed",
            Self::Inconclusive => "inconclusive",
            Self::New => "new",
            Self::Accepted => "accepted",
            Self::Improved => "improved",
            Self::Unchanged => "unchanged",
        }
    }
}

/// One case of a comparison.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CaseComparison {
    /// Its identity, without the parameters of the variants.
    pub id: CaseId,
    /// The worst verdict of its gated metrics, or of the case itself.
    pub verdict: Verdict,
    /// What that does to the build, by the policies that were in force; `None` in a document that was
    /// made to inform, or by an earlier version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consequence: Option<Consequence>,
    /// Why the case itself is failed, new, removed or not comparable; empty otherwise.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// How base failed.
    pub base_failure: Option<Failure>,
    /// How head failed.
    pub head_failure: Option<Failure>,
    /// Outcome of the check on base.
    pub base_check: Option<CheckOutcome>,
    /// Outcome of the check on head.
    pub head_check: Option<CheckOutcome>,
    /// Labels by which readers select it, of the suite.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// What its pairs took; `None` where the sides were not measured in pairs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effort: Option<Effort>,
    /// The metrics in the order of the record.
    pub metrics: Vec<MetricComparison>,
    /// Where it comes from, what explains most first; empty without profiles of both sides.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blame: Vec<Blame>,
    /// The profilers of head, in the order of their runs; also those that could not run.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub profilers: Vec<ProfilerRun>,
    /// The project's functions that took longest on either side; absent without profiles that time
    /// functions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hot_functions: Option<Sides<Vec<HotFunction>>>,
    /// What a reader should know.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

impl CaseComparison {
    /// What it does to the build; by the default policy where the document does not say.
    pub fn effect(&self) -> Consequence {
        self.consequence.unwrap_or_else(|| Policy::default().of(self.verdict))
    }
}

/// A function that takes much of the time of its workload.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HotFunction {
    /// Which function.
    pub function: Function,
    /// Time of one iteration in it and in everything it calls, under the profiler, in seconds.
    pub total_seconds: f64,
}

/// What a verdict cost.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Effort {
    /// Pairs of base and head.
    pub pairs: u32,
    /// Time spent on them, in seconds.
    pub seconds: f64,
}

/// One metric of one case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MetricComparison {
    /// The metric.
    pub metric: Metric,
    /// Base's values.
    pub base: Option<Summary>,
    /// Head's values.
    pub head: Option<Summary>,
    /// The change; `None` when a side is missing or base is 0.
    pub estimate: Option<Estimate>,
    /// The limit it was judged by.
    pub gate: GateSetting,
    /// How it came out. A metric whose gate is off has one too, but it does not count.
    pub verdict: Verdict,
    /// What it rests on.
    pub evidence: Evidence,
    /// One sentence for people; empty when the numbers say it all.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}
