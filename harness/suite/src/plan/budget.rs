//! How large a plan may become: a small suite must not expand to gigabytes.

use std::cell::Cell;
use std::ops::Range;

use crate::fault::{Fault, Faults};

/// Most cases of a suite.
pub(crate) const MOST_CASES: usize = 10_000;

/// Approximate bytes of the largest plan.
const LARGEST_PLAN: usize = 24 << 20;

/// What is left of cases and bytes.
pub(super) struct Budget<'a> {
    faults: &'a Faults,
    cases: Cell<usize>,
    bytes: Cell<usize>,
}

impl<'a> Budget<'a> {
    pub(super) fn new(faults: &'a Faults) -> Self {
        Self { faults, cases: Cell::new(MOST_CASES), bytes: Cell::new(LARGEST_PLAN) }
    }

    /// Whether one case of `bytes` still fits; a fault if not.
    pub(super) fn fits(&self, bytes: usize, span: &Range<usize>) -> bool {
        let fits = bytes <= self.bytes.get();
        if !fits {
            self.faults.add(too_large("up to here the suite's cases are too large together", span));
        }
        fits
    }

    /// Takes `cases` cases of `bytes` each. `false`, with a fault, when the plan would be too large.
    pub(super) fn spend(&self, cases: usize, bytes: usize, span: &Range<usize>) -> bool {
        let left = self.cases.get().checked_sub(cases);
        let bytes = cases.checked_mul(bytes).and_then(|bytes| self.bytes.get().checked_sub(bytes));
        let (Some(left), Some(bytes)) = (left, bytes) else {
            let message = if left.is_none() {
                format!("up to here the suite has more than {MOST_CASES} cases")
            } else {
                "up to here the suite's cases are too large together".to_owned()
            };
            self.faults.add(too_large(&message, span));
            return false;
        };
        self.cases.set(left);
        self.bytes.set(bytes);
        true
    }
}

fn too_large(message: &str, span: &Range<usize>) -> Fault {
    let help = "split the suite, use fewer parameters, or read data from files";
    Fault::new(span, message).help(help)
}
