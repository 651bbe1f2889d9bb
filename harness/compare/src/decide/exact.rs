//! Counts that are identical from run to run are compared exactly.

use paceline_model::{Direction, Estimate, Evidence, Verdict};

use super::{Answer, FEWEST, Question, noisy};

/// Compares two counts exactly, once two runs of each side agreed. A count that does not repeat is
/// no count: it is decided like a time where there are enough values, else not at all.
pub(super) fn decide(question: Question<'_>) -> Answer {
    let sample = question.sample;
    let (base, head) = (constant(&sample.base), constant(&sample.head));
    let evidence = Evidence {
        method: "exact comparison".to_owned(),
        count: u32::try_from(sample.count()).unwrap_or(u32::MAX),
        ..Evidence::default()
    };
    let (Some(base), Some(head)) = (base, head) else {
        if sample.count() >= FEWEST {
            return noisy(question);
        }
        let reason = "an exact metric needs two equal runs of each side, and they differ";
        return Answer::undecided(Verdict::Inconclusive, evidence, reason);
    };
    if let (Some(share), true) = (question.gate.must_improve, base > 0.0) {
        return due(question, [base, head], share, evidence);
    }
    #[expect(clippy::float_cmp, reason = "counts are compared exactly, that is the point")]
    if base == head {
        let estimate = Some(Estimate { change: 0.0, interval: None });
        return Answer { verdict: Verdict::Unchanged, estimate, evidence, reason: String::new() };
    }
    if base == 0.0 {
        let verdict = if head.abs() > question.gate.floor {
            worse_or_better(head, question.metric.direction)
        } else {
            Verdict::Unchanged
        };
        return Answer::undecided(verdict, evidence, "base is 0, so the change has no ratio");
    }
    let change = head / base - 1.0;
    let gate = question.gate;
    let is_beyond = change.abs() > gate.change && (head - base).abs() > gate.floor;
    let verdict = if is_beyond {
        worse_or_better(head - base, question.metric.direction)
    } else {
        Verdict::Unchanged
    };
    let estimate = Some(Estimate { change, interval: None });
    Answer { verdict, estimate, evidence, reason: String::new() }
}

/// Whether head is better by at least `share`.
fn due(question: Question<'_>, [base, head]: [f64; 2], share: f64, evidence: Evidence) -> Answer {
    let change = head / base - 1.0;
    let better = match question.metric.direction {
        Direction::LowerIsBetter => -change,
        Direction::HigherIsBetter => change,
    };
    let verdict = if better >= share { Verdict::Improved } else { Verdict::Regressed };
    let estimate = Some(Estimate { change, interval: None });
    Answer { verdict, estimate, evidence, reason: String::new() }
}

fn worse_or_better(difference: f64, direction: Direction) -> Verdict {
    let is_worse = match direction {
        Direction::LowerIsBetter => difference > 0.0,
        Direction::HigherIsBetter => difference < 0.0,
    };
    if is_worse { Verdict::Regressed } else { Verdict::Improved }
}

/// The one value that all of at least two runs gave.
pub(crate) fn constant(values: &[f64]) -> Option<f64> {
    let (first, rest) = values.split_first()?;
    #[expect(clippy::float_cmp, reason = "equal runs are equal to the last bit")]
    let is_constant = !rest.is_empty() && rest.iter().all(|value| value == first);
    is_constant.then_some(*first)
}
