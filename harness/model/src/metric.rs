//! Metrics are data: a name, a unit, a direction, a kind. The kind picks the rule of comparison.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::InvalidName;

/// Name of a metric, as in `cpu_time`: a lower-case letter, then lower-case letters, digits, `_`;
/// at most 60.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(try_from = "String", into = "String")]
pub struct MetricName(String);

impl MetricName {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for MetricName {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, InvalidName> {
        let is_good = (1..=60).contains(&text.len())
            && text.as_bytes()[0].is_ascii_lowercase()
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        if is_good {
            Ok(Self(text.to_owned()))
        } else {
            let problem =
                "is not a lower-case letter followed by up to 59 of `a`-`z`, `0`-`9`, `_`";
            Err(InvalidName::new("metric name", text, problem))
        }
    }
}

impl TryFrom<String> for MetricName {
    type Error = InvalidName;

    fn try_from(text: String) -> Result<Self, InvalidName> {
        text.parse()
    }
}

impl From<MetricName> for String {
    fn from(name: MetricName) -> Self {
        name.0
    }
}

impl fmt::Display for MetricName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Unit of a metric's values, as text: `s`, `B`, `1` (a count), `1/s`, or a unit of the user's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Unit(pub String);

impl Unit {
    /// Seconds.
    pub const SECONDS: &'static str = "s";
    /// Bytes.
    pub const BYTES: &'static str = "B";
    /// A plain count.
    pub const COUNT: &'static str = "1";
    /// Operations per second.
    pub const PER_SECOND: &'static str = "1/s";
}

/// Which way is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// Less is better: time, memory, counts of work.
    LowerIsBetter,
    /// More is better: throughput.
    HigherIsBetter,
}

/// How the values of a metric behave, which decides how two sides are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MetricKind {
    /// A deterministic count, compared exactly once repeated runs agreed.
    Exact,
    /// Nearly deterministic, with a small absolute jitter: peak resident memory.
    Bounded,
    /// Noisy: needs statistics.
    Timed,
}

/// A metric: what a series of values means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Metric {
    /// Its name, unique within a case.
    pub name: MetricName,
    /// Unit of every value.
    pub unit: Unit,
    /// Which way is better.
    pub direction: Direction,
    /// How its values behave.
    pub kind: MetricKind,
}

/// The metrics that paceline itself measures, in the order reports show them.
pub mod metrics {
    use super::{Direction, Metric, MetricKind, MetricName, Unit};

    /// Time that passed. For a Python function: one iteration; otherwise: the whole process.
    pub const WALL_TIME: &str = "wall_time";
    /// User and system time together, over the same window as [`WALL_TIME`].
    pub const CPU_TIME: &str = "cpu_time";
    /// User time of the whole process.
    pub const USER_TIME: &str = "user_time";
    /// System time of the whole process.
    pub const SYSTEM_TIME: &str = "system_time";
    /// Largest resident set of the process, or of the largest process it waited for.
    pub const PEAK_RSS: &str = "peak_rss";
    /// Peak of memory that Python's allocators gave out during one iteration (tracemalloc).
    pub const PEAK_ALLOCATED: &str = "peak_allocated";
    /// What one iteration leaves behind for good, in bytes: memory that stays when its result is dropped
    /// and grows with every further iteration.
    pub const KEPT: &str = "kept";
    /// Machine instructions: of one iteration of a Python function, else of the whole process.
    pub const INSTRUCTIONS: &str = "instructions";
    /// Instructions of Python's virtual machine in one iteration.
    pub const BYTECODES: &str = "bytecodes";
    /// Calls of functions in one iteration.
    pub const CALLS: &str = "calls";
    /// Allocations of memory: of one iteration of a Python function, else of the whole process.
    pub const ALLOCATIONS: &str = "allocations";
    /// Time to import the workload's module in a fresh interpreter.
    pub const IMPORT_TIME: &str = "import_time";
    /// Operations per second of wall time, from the workload's declared `work`.
    pub const THROUGHPUT: &str = "throughput";
    /// Page faults that needed no disk.
    pub const MINOR_FAULTS: &str = "minor_faults";
    /// Page faults that read from disk.
    pub const MAJOR_FAULTS: &str = "major_faults";
    /// Times that the process gave up the processor.
    pub const VOLUNTARY_SWITCHES: &str = "voluntary_switches";
    /// Times that the processor was taken from the process.
    pub const INVOLUNTARY_SWITCHES: &str = "involuntary_switches";

    use Direction::{HigherIsBetter, LowerIsBetter};
    use MetricKind::{Bounded, Exact, Timed};

    const TABLE: [(&str, &str, Direction, MetricKind); 17] = [
        (WALL_TIME, Unit::SECONDS, LowerIsBetter, Timed),
        (CPU_TIME, Unit::SECONDS, LowerIsBetter, Timed),
        (PEAK_RSS, Unit::BYTES, LowerIsBetter, Bounded),
        (PEAK_ALLOCATED, Unit::BYTES, LowerIsBetter, Exact),
        (INSTRUCTIONS, Unit::COUNT, LowerIsBetter, Exact),
        (BYTECODES, Unit::COUNT, LowerIsBetter, Exact),
        (CALLS, Unit::COUNT, LowerIsBetter, Exact),
        (ALLOCATIONS, Unit::COUNT, LowerIsBetter, Exact),
        (KEPT, Unit::BYTES, LowerIsBetter, Exact),
        (THROUGHPUT, Unit::PER_SECOND, HigherIsBetter, Timed),
        (IMPORT_TIME, Unit::SECONDS, LowerIsBetter, Timed),
        (USER_TIME, Unit::SECONDS, LowerIsBetter, Timed),
        (SYSTEM_TIME, Unit::SECONDS, LowerIsBetter, Timed),
        (MINOR_FAULTS, Unit::COUNT, LowerIsBetter, Timed),
        (MAJOR_FAULTS, Unit::COUNT, LowerIsBetter, Timed),
        (VOLUNTARY_SWITCHES, Unit::COUNT, LowerIsBetter, Timed),
        (INVOLUNTARY_SWITCHES, Unit::COUNT, LowerIsBetter, Timed),
    ];

    /// All built-in metrics, in the order reports show them.
    pub fn built_in() -> impl Iterator<Item = Metric> {
        TABLE.into_iter().map(|(name, unit, direction, kind)| Metric {
            name: MetricName(name.to_owned()),
            unit: Unit(unit.to_owned()),
            direction,
            kind,
        })
    }

    /// The built-in metric of that name.
    pub fn find(name: &str) -> Option<Metric> {
        built_in().find(|metric| metric.name.as_str() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_metric_has_a_valid_and_unique_name() {
        let names: Vec<_> = metrics::built_in().map(|metric| metric.name).collect();
        let unique: std::collections::BTreeSet<_> = names.iter().collect();
        assert_eq!(unique.len(), names.len());
        assert!(names.iter().all(|name| name.as_str().parse::<MetricName>().is_ok()));
    }

    #[test]
    fn a_metric_name_is_lower_case() {
        assert!("p99_latency".parse::<MetricName>().is_ok());
        for bad in ["", "P99", "9p", "a-b", "a b"] {
            assert!(bad.parse::<MetricName>().is_err(), "{bad:?} was accepted");
        }
    }
}
