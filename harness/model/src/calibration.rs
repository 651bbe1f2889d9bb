//! The calibration: how noisy each case of a suite is here, and which gates and budgets fit that.

use crate::{CaseId, Failure, GateSetting, MetricName, Verdict};

/// What `paceline calibrate` found about one case.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseCalibration {
    /// The case.
    pub id: CaseId,
    /// Why it could not be measured.
    pub failure: Option<Failure>,
    /// Pairs of the case with itself.
    pub pairs: u32,
    /// How long a pair takes with everything around it, in seconds.
    pub pair_seconds: f64,
    /// CPU and wall time, gated or not, and every other timed metric with a gate.
    pub metrics: Vec<MetricCalibration>,
    /// Time to spend on the case, in seconds.
    pub budget: BudgetProposal,
    /// What a reader should know.
    pub notes: Vec<String>,
}

/// One timed metric of a case.
#[derive(Debug, Clone, PartialEq)]
pub struct MetricCalibration {
    /// The metric.
    pub metric: MetricName,
    /// How much a pair scatters: robust standard deviation of ln(head/base). `None` where values of
    /// 0 have no ratio.
    pub noise: Option<f64>,
    /// The gate as it is.
    pub gate: GateSetting,
    /// What it should be.
    pub proposal: GateProposal,
    /// Pairs that a verdict takes with the proposed gate, on average; `None` without a gate.
    pub pairs: Option<u32>,
    /// `regressed` or `improved`, where the case seems to differ from itself.
    pub difference: Option<Verdict>,
}

/// What a gate should be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum GateProposal {
    /// It fits, or there is none, or nothing is known.
    Keep,
    /// The smallest relative change above it that is decided in time.
    Widen(f64),
    /// No gate worth having is decided in time.
    OutOfReach,
}

/// The budget of a case, in seconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BudgetProposal {
    /// As it is.
    pub present: f64,
    /// What it should be; `None` where it is enough, or nothing is known.
    pub proposed: Option<f64>,
}
