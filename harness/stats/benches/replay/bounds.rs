//! What `docs/accuracy.md` promises.

use crate::binomial;
use crate::recording::Metric;
use crate::session::{Cell, Effort, Outcomes};

/// The share of slowdowns as large as the gate that are found, and of equal programs that are told
/// to be unchanged, by CPU time.
const LEAST_POWER: f64 = 0.99;
/// What 95 % bounds on false regressions stay below, in each regime and over all of them.
const MOST_FALSE_REGRESSIONS: f64 = 0.0015;

/// A sentence for each promise that does not hold.
pub(crate) fn broken(cells: &[Cell], effort: Effort) -> Vec<String> {
    let mut broken = Vec::new();
    let false_regressions = cells.iter().map(|cell| cell.of(0.0).regressed).sum();
    let sessions = cells.iter().map(|cell| cell.of(0.0).sessions()).sum();
    let (_, most) = binomial::interval(false_regressions, sessions);
    if most >= MOST_FALSE_REGRESSIONS {
        broken.push(format!("{false_regressions} false regressions in {sessions} sessions"));
    }
    for cell in cells {
        broken.extend(errors(cell, effort));
        broken
            .extend(Promise::of(cell).into_iter().flat_map(|promise| promise.broken(cell, effort)));
    }
    broken
}

/// What the rule must never do, on any noise.
fn errors(cell: &Cell, effort: Effort) -> Vec<String> {
    let mut broken = Vec::new();
    let name = cell.name();
    for (what, outcomes) in [("no change", cell.of(0.0)), ("the tolerance", &cell.tolerated)] {
        let (least, most) = binomial::interval(outcomes.regressed, outcomes.sessions());
        // A few sessions show no more than that it is not incredible.
        let bound = if effort == Effort::FULL { most } else { least };
        if bound >= MOST_FALSE_REGRESSIONS {
            broken.push(format!("{name}: {what} regressed {} times", outcomes.regressed));
        }
    }
    let missed = cell.of(cell.gate);
    if binomial::interval(missed.unchanged, missed.sessions()).0 >= 1.0 - LEAST_POWER {
        broken.push(format!("{name}: the gate itself was unchanged {} times", missed.unchanged));
    }
    broken
}

/// What is promised for a regime beyond the limit of false regressions.
struct Promise {
    mean_seconds: f64,
}

impl Promise {
    fn of(cell: &Cell) -> Option<Self> {
        let is_native = cell.program == "native";
        let mean_seconds = match (cell.metric, cell.load) {
            // A gate of 2 % takes longer than a minute on noise of 5 %.
            (Metric::Cpu, _) if cell.gate < 0.03 && !is_native => return None,
            (Metric::Cpu, "14") => 18.0,
            (Metric::Cpu, _) => 12.0,
            (Metric::Wall, _) => return None,
        };
        Some(Self { mean_seconds })
    }

    fn broken(&self, cell: &Cell, effort: Effort) -> Vec<String> {
        let mut broken = Vec::new();
        let (name, equal, found) = (cell.name(), cell.of(0.0), cell.of(cell.gate));
        if !is_credible(equal.unchanged, equal, effort) {
            broken.push(format!("{name}: `unchanged` only {} times", equal.unchanged));
        }
        if !is_credible(found.regressed, found, effort) {
            broken.push(format!("{name}: only {} found", found.regressed));
        }
        if found.mean_seconds() > self.mean_seconds {
            broken.push(format!("{name}: found after {:.1} s on average", found.mean_seconds()));
        }
        broken
    }
}

/// Whether `happened` often enough; a few sessions need only not refute it.
fn is_credible(happened: u32, outcomes: &Outcomes, effort: Effort) -> bool {
    if effort == Effort::FULL {
        return f64::from(happened) >= LEAST_POWER * f64::from(outcomes.sessions());
    }
    binomial::interval(happened, outcomes.sessions()).1 >= LEAST_POWER
}
