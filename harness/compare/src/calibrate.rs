//! What the pairs of a case with itself say about its gates and its budget.

use paceline_model::{
    BudgetProposal, Case, CaseCalibration, CaseRecord, CaseStatus, Design, Failure, Gate,
    GateProposal, GateSetting, Metric, MetricCalibration, MetricKind, Parameters, Series, Verdict,
    metrics,
};
use paceline_stats as stats;

use crate::cost::{Conditions, budget};
use crate::decide::sequence::Sequence;
use crate::gate::gate_of;
use crate::noise::{pair_noise, pairs};
use paceline_model::{CaseRules, Rules};

/// With fewer pairs the noise may be half or twice of what it seems.
const FEWEST_PAIRS: u32 = 15;

/// A case that was measured against itself.
#[derive(Debug, Clone, Copy)]
pub struct Twins<'a> {
    /// The case, whose gates and budget are judged.
    pub case: &'a Case,
    /// What counts as base.
    pub base: &'a CaseRecord,
    /// What counts as head.
    pub head: &'a CaseRecord,
}

/// Proposes gates and budgets that fit the noise, case by case, and tells which cases differ from
/// themselves. Only timed metrics: the others need no time.
///
/// A gate stays where it is decided within a minute, else it becomes the next one of 1, 2, 3, 5, 7,
/// 10, 15, 20 and 30 % that is. A budget stays where it is enough for that.
pub fn calibrate(twins: &[Twins<'_>]) -> Vec<CaseCalibration> {
    let gates = twins.iter().flat_map(timed).filter(|one| matches!(one.1, GateSetting::On(_)));
    #[expect(clippy::cast_precision_loss, reason = "no suite has 2^52 gates")]
    let alpha = Rules::default().alpha / gates.count().max(1) as f64;
    twins.iter().map(|twins| twins.calibration(alpha)).collect()
}

/// The timed metrics of a case with their gates: the two clocks, and what else is gated.
fn timed(twins: &Twins<'_>) -> Vec<(Metric, GateSetting)> {
    let rules = CaseRules::of(twins.case, &Parameters::new());
    let is_clock =
        |metric: &Metric| [metrics::CPU_TIME, metrics::WALL_TIME].contains(&metric.name.as_str());
    let timed = twins.head.series.iter().map(|series| &series.metric);
    timed
        .filter(|metric| metric.kind == MetricKind::Timed)
        .map(|metric| (metric.clone(), gate_of(metric, &rules, Design::SideBySide)))
        .filter(|(metric, gate)| is_clock(metric) || *gate != GateSetting::Off)
        .collect()
}

impl Twins<'_> {
    fn calibration(&self, alpha: f64) -> CaseCalibration {
        let pairs = self.base.invocations.len().min(self.head.invocations.len());
        let pairs = u32::try_from(pairs).unwrap_or(u32::MAX);
        let pair_seconds = self.head.spent_seconds / f64::from(pairs.max(1));
        let failure = [self.base, self.head].into_iter().find_map(failure);
        let timed = if failure.is_some() || pairs == 0 { Vec::new() } else { timed(self) };
        let metrics: Vec<_> = timed
            .into_iter()
            .map(|(metric, gate)| self.metric(&metric, gate, pair_seconds, alpha))
            .collect();
        let needed = metrics.iter().filter_map(|metric| metric.pairs).max();
        CaseCalibration {
            id: self.case.id.clone(),
            failure,
            pairs,
            pair_seconds,
            budget: self.budget(needed, pair_seconds),
            notes: self.notes(pairs, needed),
            metrics,
        }
    }

    fn metric(
        &self,
        metric: &Metric,
        gate: GateSetting,
        pair_seconds: f64,
        alpha: f64,
    ) -> MetricCalibration {
        let noise = pair_noise(self.base, self.head, metric.name.as_str());
        let mut calibration = MetricCalibration {
            metric: metric.name.clone(),
            noise,
            gate,
            proposal: GateProposal::Keep,
            pairs: None,
            difference: None,
        };
        let (GateSetting::On(gate), Some(noise)) = (gate, noise) else { return calibration };
        calibration.difference = self.difference(metric, gate, alpha);
        if calibration.difference.is_some() {
            // Noise that leans to one side is not what the arithmetic is about.
            return calibration;
        }
        let conditions = Conditions { noise, pair_seconds };
        let present = self.effective(metric, gate);
        let fitting = conditions.smallest_gate(present);
        calibration.pairs = fitting.map(|change| conditions.to_find(change).pairs);
        calibration.proposal = match fitting {
            None => GateProposal::OutOfReach,
            Some(change) if change > present => GateProposal::Widen(change),
            Some(_) => GateProposal::Keep,
        };
        calibration
    }

    /// The gate as one relative change: an absolute floor counts by its share of the level.
    fn effective(&self, metric: &Metric, gate: Gate) -> f64 {
        let values = self.base.series(metric.name.as_str()).map(Series::per_invocation);
        let level = values.and_then(|values| stats::median(&values)).unwrap_or(f64::INFINITY);
        gate.change.max(gate.floor / level)
    }

    /// Whether a check would call the case changed, though both sides are the same.
    fn difference(&self, metric: &Metric, gate: Gate, alpha: f64) -> Option<Verdict> {
        // An improvement that is due is none that the case could have over itself.
        let mut sequence = Sequence::new(metric, Gate { must_improve: None, ..gate }, alpha);
        for (base, head) in pairs(self.base, self.head, metric.name.as_str()) {
            sequence.push(base, head);
        }
        sequence.verdict().filter(|one| matches!(one, Verdict::Regressed | Verdict::Improved))
    }

    fn budget(&self, needed: Option<u32>, pair_seconds: f64) -> BudgetProposal {
        let present = self.case.budget_seconds;
        let needed = needed.map(|pairs| f64::from(pairs) * pair_seconds);
        BudgetProposal { present, proposed: needed.filter(|one| *one > present).map(budget) }
    }

    fn notes(&self, pairs: u32, needed: Option<u32>) -> Vec<String> {
        let is_rough = needed.is_some() && pairs < FEWEST_PAIRS;
        let rough = is_rough.then(|| {
            format!("{pairs} pairs say little about the noise; give them time with `--budget`")
        });
        let most = self.case.invocations.most;
        let too_few = needed.filter(|needed| *needed > most).map(|needed| {
            format!("`invocations` ends it after {most} pairs, and a verdict takes about {needed}")
        });
        rough.into_iter().chain(too_few).collect()
    }
}

fn failure(record: &CaseRecord) -> Option<Failure> {
    match &record.status {
        CaseStatus::Measured => None,
        CaseStatus::Failed(failure) => Some(failure.clone()),
    }
}
