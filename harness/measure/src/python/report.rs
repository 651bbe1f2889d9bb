//! What came of a job: the runner's lines as one typed report, or the failure that they tell.

use paceline_model::{CheckOutcome, Failure, FailureKind, ResultDigest};
use serde_json::Value;

use super::ending;
use super::record::{Lines, Record};
use crate::Exit;

/// What the runner reported of one invocation that went well.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Report {
    /// Version of the interpreter, as in `3.12.1`.
    pub(crate) python_version: String,
    /// Time to import the function's module, in seconds.
    pub(crate) import_seconds: f64,
    /// Calls per value; 0 when nothing was timed.
    pub(crate) iterations: u64,
    /// The timed values in order, per call.
    pub(crate) values: Vec<TimedValue>,
    /// What the last timed call returned.
    pub(crate) result: Option<ResultDigest>,
    /// The same as JSON; `None` when it can't be, or is larger than 64 KiB.
    pub(crate) result_json: Option<Value>,
    /// Most memory that Python's allocators gave out during one call, in bytes.
    pub(crate) peak_allocated_bytes: Option<u64>,
    /// What stayed of it after the result was dropped, in bytes; negative when memory from before
    /// was given back.
    pub(crate) kept_bytes: Option<i64>,
    /// How the check came out.
    pub(crate) check: Option<CheckOutcome>,
    /// What a reader should know: what an older interpreter can't do, a result cut short.
    pub(crate) notes: Vec<String>,
}

/// The time of one call: the mean of one timed loop.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct TimedValue {
    /// Time that passed, in seconds.
    pub(crate) wall_seconds: f64,
    /// User and system time of the process, all its threads but no children, in seconds.
    pub(crate) cpu_seconds: f64,
}

impl Report {
    /// Reads what a process made by [`super::Job::process`] left.
    ///
    /// Fails when the interpreter did not start, ran too long or crashed, when the workload or a
    /// hook raised, or when the lines are not complete. A check that did not pass is no such
    /// failure: see [`Self::check`] and [`Self::failed_check`]. Any bytes are fine as output.
    pub(crate) fn parse(exit: &Exit) -> Result<Self, Failure> {
        let lines = Lines::parse(&exit.output.bytes);
        ending::verify(exit, &lines)?;
        let mut report = Self::default();
        for record in lines.records {
            report.add(record);
        }
        if lines.foreign > 0 {
            report.notes.push(format!(
                "{} lines on the runner's own channel were not the runner's; the workload writes \
                 to a descriptor that it did not open",
                lines.foreign
            ));
        }
        report.per_call()
    }

    /// The check that did not pass, as a failure.
    pub(crate) fn failed_check(&self) -> Option<Failure> {
        let check = self.check.as_ref().filter(|check| !check.passed)?;
        let (first, rest) = check.detail.split_once('\n').unwrap_or((&check.detail, ""));
        Some(Failure {
            kind: FailureKind::Check,
            message: format!("the check did not pass: {first}"),
            detail: rest.to_owned(),
        })
    }

    fn add(&mut self, record: Record) {
        match record {
            Record::Start { python } => self.python_version = python,
            Record::Import { nanoseconds } => self.import_seconds = seconds(nanoseconds),
            Record::Iterations { count } => self.iterations = count,
            Record::Value { wall, cpu } => self
                .values
                .push(TimedValue { wall_seconds: seconds(wall), cpu_seconds: seconds(cpu) }),
            Record::Result { digest, excerpt } => {
                self.result = Some(ResultDigest { digest, excerpt });
            }
            Record::ResultJson { value } => self.result_json = Some(value),
            Record::Memory { peak, kept } => {
                self.peak_allocated_bytes = Some(peak);
                self.kept_bytes = Some(kept);
            }
            Record::Check { passed, runs, detail } => {
                self.check = Some(CheckOutcome { passed, runs, detail });
            }
            Record::Note { text } => self.notes.push(text),
            // Both were dealt with by `ending::verify`.
            Record::Error { .. } | Record::End { .. } => {}
        }
    }

    /// Turns the times of whole loops into times of one call.
    #[expect(clippy::cast_precision_loss, reason = "no loop has 2^52 iterations")]
    fn per_call(mut self) -> Result<Self, Failure> {
        if self.iterations == 0 && !self.values.is_empty() {
            return Err(Failure {
                kind: FailureKind::Output,
                message: "the runner timed loops of no iterations".to_owned(),
                detail: String::new(),
            });
        }
        for value in &mut self.values {
            value.wall_seconds /= self.iterations as f64;
            value.cpu_seconds /= self.iterations as f64;
        }
        Ok(self)
    }
}

#[expect(clippy::cast_precision_loss, reason = "2^52 ns are 52 days")]
fn seconds(nanoseconds: u64) -> f64 {
    nanoseconds as f64 / 1e9
}
