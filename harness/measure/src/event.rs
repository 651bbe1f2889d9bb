//! What a run tells while it goes on.

use paceline_model::{CaseId, Failure, Side};

/// One step of a run, for a progress display. Nothing is told while a process is being timed.
#[derive(Debug, Clone, Copy)]
pub enum Event<'a> {
    /// A case's build or check starts on one side.
    Preparing {
        /// The case.
        case: &'a CaseId,
        /// The side.
        side: Side,
        /// What is done, as in "building".
        step: &'static str,
    },
    /// Timing starts.
    Timing {
        /// Cases to be timed.
        cases: usize,
        /// Time that all of them may take together, in seconds.
        budget_seconds: f64,
    },
    /// One pair of a case ended (one invocation where only head is measured).
    Pair {
        /// The case.
        case: &'a CaseId,
        /// How many pairs it has now.
        pairs: u32,
        /// Time spent on all cases so far, in seconds.
        spent_seconds: f64,
    },
    /// The noise of a case is known, and with it how long it takes.
    Projected {
        /// The case.
        case: &'a CaseId,
        /// How many pairs are expected in all.
        pairs: u32,
        /// How long they take, in seconds.
        seconds: f64,
    },
    /// A case has all its values.
    Done {
        /// The case.
        case: &'a CaseId,
        /// How many pairs it has.
        pairs: u32,
        /// Time spent on it, in seconds.
        seconds: f64,
    },
    /// A profiler runs.
    Profiling {
        /// The case.
        case: &'a CaseId,
        /// Its name.
        profiler: &'a str,
    },
    /// A case failed on one side; it is not measured further.
    Failed {
        /// The case.
        case: &'a CaseId,
        /// The side.
        side: Side,
        /// Why.
        failure: &'a Failure,
    },
}
