//! Workloads whose benchmarks another tool knows and measures.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::{CaseId, Failure, Nature};

/// Formats of other tools that can be read, by the names that `paceline import` has for them.
pub const IMPORT_FORMATS: [&str; 27] = [
    "criterion",
    "pytest-benchmark",
    "pyperf",
    "hyperfine",
    "google-benchmark",
    "go",
    "asv",
    "jmh",
    "benchmark-dotnet",
    "catch2",
    "vitest",
    "tinybench",
    "benchmark-js",
    "github-action-benchmark",
    "data-js",
    "openmetrics",
    "mprof",
    "pstats",
    "callgrind",
    "memray",
    "speedscope",
    "folded",
    "bencher",
    "divan",
    "libtest",
    "gungraun",
    "tango",
];

/// What stands for the file to write in the arguments of a command whose output is read.
pub const OUTPUT: &str = "{output}";

/// The tool of a case that does not measure itself: another tool does, and what that writes is read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tool {
    /// How its benchmarks are found and run.
    pub kind: ToolKind,
    /// The name of what it writes, one of [`IMPORT_FORMATS`].
    pub format: String,
    /// The workload with its parameters as the suite has them. Its cases are named below it, as in
    /// `parser/sum`.
    pub family: CaseId,
    /// Which of its benchmarks the case is.
    pub member: Member,
}

/// How the benchmarks of a tool are found and run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ToolKind {
    /// The case's build makes an executable of that framework, which lists its benchmarks.
    Executable {
        /// What the benchmarks are written with.
        framework: Framework,
        /// What the executable lists only those by that match; `None` for all.
        filter: Option<String>,
    },
    /// The case's body measures all of them at once.
    Body,
}

/// Benchmark frameworks for Rust.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Framework {
    /// Criterion.rs.
    Criterion,
    /// Divan.
    Divan,
    /// `#[bench]` of the standard library.
    Libtest,
    /// Gungraun, once called iai-callgrind.
    Gungraun,
    /// Tango.
    Tango,
}

/// Which benchmark of a tool a case is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Member {
    /// The tool was not asked yet which ones there are: the case stands for all of them.
    Unasked,
    /// This one.
    One(Box<Benchmark>),
    /// It could not be asked, or does not have the one that the other side has.
    Broken(Failure),
}

/// One benchmark of a tool, on one side.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Benchmark {
    /// As the import of the tool's format names it.
    pub own: CaseId,
    /// Where a run leaves what it measured.
    pub output: OutputPlace,
    /// The folder in which it runs, absolute.
    pub directory: PathBuf,
    /// Whether one run gives the values of all benchmarks of the workload.
    pub is_shared: bool,
    /// Program and arguments of a process that does the same in every run, for profilers that count;
    /// `None` where there is no such.
    pub counted: Option<Vec<String>>,
    /// Program and arguments of a process that hardly does anything but the benchmark for a while, for
    /// profilers that sample.
    pub sampled: Option<Vec<String>>,
}

/// Where a run of another tool leaves what it measured.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OutputPlace {
    /// On standard output.
    Standard,
    /// In the file whose path takes the place of [`OUTPUT`] in the arguments.
    Argument,
    /// In the folder that this environment variable names.
    Variable(String),
}

impl Framework {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Criterion, Self::Divan, Self::Libtest, Self::Gungraun, Self::Tango];

    /// Its name in suite files, and that of its format.
    pub fn name(self) -> &'static str {
        match self {
            Self::Criterion => "criterion",
            Self::Divan => "divan",
            Self::Libtest => "libtest",
            Self::Gungraun => "gungraun",
            Self::Tango => "tango",
        }
    }
}

impl Tool {
    /// Whether a process of it has nothing but the benchmark for a profiler of that nature.
    pub fn fits(&self, nature: Nature) -> bool {
        self.benchmark().is_some_and(|benchmark| match nature {
            Nature::Counts => benchmark.counted.is_some(),
            Nature::Samples => benchmark.sampled.is_some(),
        })
    }

    /// The benchmark, where it is known.
    pub fn benchmark(&self) -> Option<&Benchmark> {
        match &self.member {
            Member::One(benchmark) => Some(benchmark),
            Member::Unasked | Member::Broken(_) => None,
        }
    }
}
