//! Numbers behind a verdict: summaries of each side, the estimate of the change, the evidence.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Verdict;

/// A confidence interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Nominal coverage, as in 0.95.
    pub confidence: f64,
}

/// One side's values of one metric, in the metric's unit; one number per invocation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Summary {
    /// Number of invocations.
    pub count: u32,
    /// Arithmetic mean.
    pub mean: f64,
    /// Median.
    pub median: f64,
    /// Smallest.
    pub minimum: f64,
    /// Largest.
    pub maximum: f64,
    /// Sample standard deviation; `None` for fewer than two values.
    pub standard_deviation: Option<f64>,
    /// Confidence interval of the mean (Student's t); `None` for fewer than two values.
    pub mean_interval: Option<Interval>,
}

/// The relative change from base to head, as a fraction: 0.05 is 5 % more.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Estimate {
    /// Best single number.
    pub change: f64,
    /// Its confidence interval; `None` where there are too few values for one, or for an exact
    /// comparison, which needs none.
    pub interval: Option<Interval>,
}

/// What a verdict rests on.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Evidence {
    /// Name of the rule that decided, as in `paired bootstrap and signed-rank test`.
    pub method: String,
    /// Pairs, or invocations of the smaller side when not paired.
    pub count: u32,
    /// Probability of evidence this strong if the change were only as large as the tolerance, a
    /// quarter of the gate (one-sided). Of pairs it is valid however often one looked and whenever
    /// measuring stopped.
    pub p_value: Option<f64>,
    /// The limit for [`Self::p_value`], after correction for the number of gated comparisons.
    pub alpha: Option<f64>,
    /// Smallest relative slowdown that this run excludes.
    pub detectable_change: Option<f64>,
    /// How much pairs scatter: robust standard deviation of ln(head/base).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub noise: Option<f64>,
    /// The relative changes that the verdict's own test leaves possible, after any number of looks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bound: Option<Interval>,
    /// What was left of the bets after the last pair; `None` without pairs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wealth: Option<Wealth>,
    /// What the pairs would say if their noise were normal, where they are too few for the test that
    /// decides; `None` elsewhere, and where that says nothing either. It never counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fallback: Option<NormalFallback>,
}

/// E-values: what was made of one unit that was bet on the coins of the pairs, after the last of them.
/// If the bet is wrong, that is at most 1 on average.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Wealth {
    /// By betting that head is worse by more than the tolerance.
    pub worse: f64,
    /// By betting that head is better by more than the tolerance.
    pub better: f64,
}

/// A verdict that rests on an assumption, beside one that does not decide.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NormalFallback {
    /// `regressed`, `improved` or `unchanged`.
    pub verdict: Verdict,
    /// Probability of values that say so this clearly if it were false and the noise normal
    /// (one-sided).
    pub p_value: f64,
    /// Name of the test with what it assumes.
    pub method: String,
}
