//! The measurement of instructions, counted by the processor or by callgrind.

use std::fmt;
use std::path::PathBuf;

use criterion::measurement::{Measurement, ValueFormatter};

use crate::callgrind;
use crate::formatter::{Formatter, to_f64};
use crate::perf::Counter;

/// Empty measurements of which the cheapest is taken as the cost of measuring.
const TRIALS: usize = 5;

/// Instructions that an iteration takes in user mode, those of threads it starts and ends included.
///
/// ```no_run
/// use criterion::Criterion;
/// use paceline_criterion::Instructions;
///
/// let config = Criterion::default().with_measurement(Instructions::open().unwrap()).sample_size(10);
/// ```
///
/// | where | how |
/// | --- | --- |
/// | Linux on a machine of one's own, `kernel.perf_event_paranoid` at most 2 | the processor's counter: a few instructions more or less |
/// | Linux on x86-64 under `valgrind --tool=callgrind`, also in virtual machines and on hosted runners | callgrind: the same number in every run, and about fifty times slower |
/// | other systems, and virtual machines without callgrind | an error that says so |
///
/// ```sh
/// CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUNNER='valgrind --tool=callgrind' cargo bench
/// ```
///
/// Callgrind's output files of the samples are read and removed again; that of the whole program,
/// `callgrind.out.` with the number of the process, is callgrind's own.
#[derive(Debug)]
pub struct Instructions {
    source: Source,
    /// What an empty measurement counts.
    cost: u64,
}

#[derive(Debug)]
enum Source {
    Processor(Counter),
    Callgrind,
}

/// Why instructions can't be counted. Its debug format is the message, for `unwrap`.
#[derive(thiserror::Error)]
pub enum CounterError {
    /// The machine or the system has no such counter.
    #[error(
        "this machine shows no counter of instructions ({0}), as most virtual machines: run the bench \
         under `valgrind --tool=callgrind`, or measure allocations instead"
    )]
    NoCounter(std::io::Error),
    /// The system has one and gives it to nobody.
    #[error(
        "the system lets nobody count instructions ({0}): `sysctl kernel.perf_event_paranoid=2` lets \
         programs count their own; in a container also its seccomp profile must let `perf_event_open` \
         pass; or run the bench under `valgrind --tool=callgrind`"
    )]
    Forbidden(std::io::Error),
    /// Callgrind left no count where it does by default.
    #[error(
        "callgrind wrote no count to `{}` ({reason}): run `valgrind --tool=callgrind` without \
         `--callgrind-out-file`", path.display()
    )]
    NoDump {
        /// Where it was expected.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
}

impl fmt::Debug for CounterError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl Instructions {
    /// Starts to count for this thread and those it starts, with callgrind where the program runs under
    /// it, else with the processor's counter.
    ///
    /// Fails where neither is there; the error says what helps.
    pub fn open() -> Result<Self, CounterError> {
        let source = if callgrind::is_there() {
            Source::Callgrind
        } else {
            Source::Processor(Counter::instructions()?)
        };
        let mut counter = Self { source, cost: 0 };
        let mut cost = u64::MAX;
        for _ in 0..TRIALS {
            let before = counter.begin();
            cost = cost.min(counter.counted_since(before)?);
        }
        counter.cost = cost;
        Ok(counter)
    }

    fn begin(&self) -> u64 {
        match &self.source {
            Source::Processor(counter) => counter.read().unwrap_or_default(),
            Source::Callgrind => {
                callgrind::start();
                0
            }
        }
    }

    fn counted_since(&self, before: u64) -> Result<u64, CounterError> {
        match &self.source {
            Source::Processor(counter) => Ok(counter.read()?.saturating_sub(before)),
            Source::Callgrind => callgrind::end(),
        }
    }
}

impl Measurement for Instructions {
    type Intermediate = u64;
    type Value = u64;

    fn start(&self) -> u64 {
        self.begin()
    }

    fn end(&self, before: u64) -> u64 {
        let counted = self.counted_since(before);
        // Criterion's trait knows no errors; a made-up number would be worse.
        counted.expect("instructions are counted as at the beginning").saturating_sub(self.cost)
    }

    fn add(&self, one: &u64, other: &u64) -> u64 {
        one + other
    }

    fn zero(&self) -> u64 {
        0
    }

    fn to_f64(&self, value: &u64) -> f64 {
        to_f64(*value)
    }

    fn formatter(&self) -> &dyn ValueFormatter {
        &Formatter {
            machine: "instructions",
            scales: [
                (1.0, "instructions"),
                (1e3, "K instructions"),
                (1e6, "M instructions"),
                (1e9, "G instructions"),
            ],
            rates: ["instructions/element", "instructions/byte", "instructions/bit"],
        }
    }
}
