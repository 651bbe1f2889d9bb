//! The checks of both sides as a row: correctness beside speed.

use paceline_model::{CaseComparison, CheckOutcome, Verdict};

use super::Row;
use super::verdict::{mark, word};

/// The row of a case that has a check on any side; `None` for one without.
pub(super) fn row(case: &CaseComparison) -> Option<Row> {
    let (base, head) = (case.base_check.as_ref(), case.head_check.as_ref());
    let known = base.or(head)?;
    let has_passed = [base, head].into_iter().flatten().all(|check| check.passed);
    let verdict = if has_passed { Verdict::Unchanged } else { Verdict::Failed };
    let outcome = if has_passed {
        "✓ correct".to_owned()
    } else {
        format!("{} {}", mark(Verdict::Failed, true), word(Verdict::Failed))
    };
    Some(Row {
        metric: if known.runs == 1 {
            "check".to_owned()
        } else {
            format!("check ×{}", known.runs)
        },
        before: text(base),
        after: text(head),
        change: String::new(),
        interval: String::new(),
        verdict,
        outcome,
        is_gated: true,
        is_common: false,
        remarks: Vec::new(),
        base: None,
        head: None,
    })
}

fn text(check: Option<&CheckOutcome>) -> String {
    let text = check.map_or("—", |check| if check.passed { "passed" } else { "failed" });
    text.to_owned()
}
