//! Counts that are identical from run to run are compared exactly.

use paceline_model::{Direction, Estimate, Evidence, Verdict, metrics};

use super::{Answer, FEWEST, Question, noisy};

/// Compares two counts exactly, once two runs of each side agreed. A count that does not repeat is
/// no count: it is decided like a time where there are enough pairs, else not at all.
pub(super) fn decide(question: Question<'_>) -> Answer {
    let sample = question.sample;
    let (base, head) = (constant(&sample.base), constant(&sample.head));
    let evidence = Evidence {
        method: "exact comparison".to_owned(),
        count: u32::try_from(sample.count()).unwrap_or(u32::MAX),
        ..Evidence::default()
    };
    let (Some(base), Some(head)) = (base, head) else {
        return unsteady(question, evidence);
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
        let reason = leak(question, verdict, head)
            .unwrap_or_else(|| "base is 0, so the change has no ratio".to_owned());
        return Answer::undecided(verdict, evidence, reason);
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
    let reason = leak(question, verdict, head - base).unwrap_or_default();
    Answer { verdict, estimate, evidence, reason }
}

/// Runs of one side differ, or there was one only.
fn unsteady(question: Question<'_>, evidence: Evidence) -> Answer {
    if let Some(reason) = obstacle(question) {
        return Answer::undecided(Verdict::Inconclusive, evidence, reason);
    }
    let answer = noisy(question);
    let reason = if answer.reason.is_empty() {
        "its runs differ, so it was decided like a time".to_owned()
    } else {
        answer.reason
    };
    Answer { reason, ..answer }
}

/// Why counts that do not repeat can't be decided like a time; `None` when they can.
fn obstacle(question: Question<'_>) -> Option<String> {
    let sample = question.sample;
    let count = sample.count();
    let has_zero = sample.base.iter().chain(&sample.head).any(|value| *value <= 0.0);
    if count < 2 {
        Some("an exact metric needs two runs of each side".to_owned())
    } else if !sample.is_paired {
        Some("its runs differ, and they were not measured in pairs".to_owned())
    } else if count < FEWEST {
        Some(format!("{count} pairs so far; its runs differ, so it takes {FEWEST}"))
    } else {
        has_zero.then(|| "its runs differ, and some are 0, so changes have no ratio".to_owned())
    }
}

/// What a regression of memory that stays means.
fn leak(question: Question<'_>, verdict: Verdict, difference: f64) -> Option<String> {
    let is_leak = question.metric.name.as_str() == metrics::KEPT && verdict == Verdict::Regressed;
    is_leak.then(|| format!("keeps {difference:.0} bytes more with every iteration"))
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
