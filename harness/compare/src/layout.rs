//! The same instructions that take longer: where code happens to lie in memory, rather than what it
//! does.

use paceline_model::{
    CaseRecord, Direction, GateSetting, MetricComparison, Series, Verdict, metrics,
};

use crate::decide::exact::constant;

/// Counts that differ by no more are the same work: a longer path or a larger environment moves them
/// by about this.
const SAME_INSTRUCTIONS: f64 = 0.0002;
/// More than layout is known to make: neutral bytes before a branchy loop made it slower by 52 % in our
/// measurements (`docs/noise.md`), by up to 30 % in those of others (Mytkowicz et al., "Producing wrong
/// data without doing anything obviously wrong", ASPLOS 2009).
const LARGEST_BY_LAYOUT: f64 = 0.60;
/// Wall time may exceed CPU time's change by this much where it has no gate of its own.
const UNGATED_EXCESS: f64 = 0.05;

const SUSPECT: &str = "the same number of instructions took longer: suspect layout (where code \
                       happens to lie), or caches";
const TOO_MUCH: &str = "the same number of instructions took longer, and by more than layout \
                        explains: look at caches and memory";
const ALIGN: &str = "the same number of instructions took longer: build with `align-code: true` in \
                     the suite and check again; what stays is no accident of layout";
const SAME_INTERPRETER: &str = "the same number of instructions took longer, in the same \
                                interpreter: look at caches and memory, or at compiled extensions, \
                                built with `align-code: true` in the suite";

/// Makes the `regressed` of times `suspect` where the processor did the same instructions, and says
/// what to do then; `None` where nothing was changed.
///
/// Only where CPU time is longer: wall time alone is waiting, which takes no instructions. What of
/// wall time goes beyond CPU time's change by more than its gate is waiting as well. An improvement
/// that was due and did not come stays missing.
pub(crate) fn excuse(
    metrics: &mut [MetricComparison],
    base: &CaseRecord,
    head: &CaseRecord,
) -> Option<String> {
    if !is_same_work(metrics, base, head) {
        return None;
    }
    let cpu = metrics.iter().find(|row| row.metric.name.as_str() == metrics::CPU_TIME)?;
    let cpu = slowdown(cpu)?;
    let is_layout = cpu <= LARGEST_BY_LAYOUT;
    for row in metrics.iter_mut().filter(|row| is_explained(row, cpu)) {
        let reason = if is_layout { SUSPECT } else { TOO_MUCH };
        reason.clone_into(&mut row.reason);
        if is_layout {
            row.verdict = Verdict::Suspect;
        }
    }
    let remedy = if head.interpreter.is_some() { SAME_INTERPRETER } else { ALIGN };
    is_layout.then(|| remedy.to_owned())
}

/// Whether both sides ran the same number of instructions, each time.
fn is_same_work(metrics: &[MetricComparison], base: &CaseRecord, head: &CaseRecord) -> bool {
    let is_comparable = metrics.iter().any(|row| {
        row.metric.name.as_str() == metrics::INSTRUCTIONS && row.verdict != Verdict::NotComparable
    });
    let count = |case: &CaseRecord| {
        case.series(metrics::INSTRUCTIONS)
            .and_then(|series| constant(&Series::per_invocation(series)))
    };
    let (Some(base), Some(head)) = (count(base), count(head)) else { return false };
    is_comparable && base > 0.0 && (head / base - 1.0).abs() <= SAME_INSTRUCTIONS
}

/// Whether a time is longer and CPU time, longer by `cpu`, explains it.
fn is_explained(row: &MetricComparison, cpu: f64) -> bool {
    let excess = match &row.gate {
        GateSetting::On(gate) => gate.change,
        GateSetting::Off => UNGATED_EXCESS,
    };
    match row.metric.name.as_str() {
        metrics::CPU_TIME => slowdown(row).is_some(),
        metrics::WALL_TIME | metrics::THROUGHPUT => {
            slowdown(row).is_some_and(|slowdown| slowdown <= cpu + excess)
        }
        _another => false,
    }
}

/// By how much a time regressed, as a share of the time; `None` where it did not.
fn slowdown(row: &MetricComparison) -> Option<f64> {
    let is_due = matches!(&row.gate, GateSetting::On(gate) if gate.must_improve.is_some());
    let change = row.estimate.filter(|_| row.verdict == Verdict::Regressed && !is_due)?.change;
    Some(match row.metric.direction {
        Direction::LowerIsBetter => change,
        Direction::HigherIsBetter => 1.0 / (1.0 + change) - 1.0,
    })
}
