//! What a profiler is to paceline: where it can run, what is put around the workload, how its files
//! are read.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use paceline_model::{Case, FunctionProfile, Instrument, Interpreter, MetricName, Traces};

use crate::scope::Scope;
use crate::stacks::Stacks;

/// One profiler.
pub trait Profiler {
    /// Its name in suites and reports, as in `callgrind`.
    fn name(&self) -> &'static str;

    /// What it counts of a whole iteration or process: names of built-in metrics. Empty for one that
    /// only samples.
    fn metrics(&self) -> &'static [&'static str];

    /// What to put around `target`, or why it can't profile that.
    fn availability(&self, target: &Target<'_>, tools: &mut Tools<'_>) -> Availability;

    /// Reads what one process left. Pure: files in, counts out; any bytes are fine.
    fn read(&self, traces: &Traces, scope: &Scope) -> Result<Reading, ReadError>;
}

/// What is to be profiled.
#[derive(Debug, Clone, Copy)]
pub struct Target<'a> {
    /// The case on one side.
    pub case: &'a Case,
    /// The interpreter that runs it, where one does.
    pub interpreter: Option<&'a Interpreter>,
}

/// Whether a profiler can be used.
#[derive(Debug, Clone, PartialEq)]
pub enum Availability {
    /// It can, so.
    Ready(Box<Instrument>),
    /// It is for other kinds of workloads; nothing needs to be said.
    OtherKind,
    /// It could, if something were there that is not.
    Missing {
        /// What is not there, as in "no `valgrind` in `PATH`".
        reason: String,
        /// How to get it, as in "apt-get install valgrind".
        remedy: String,
    },
}

/// What one process of a profiler gave.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reading {
    /// Counts of a whole iteration or process, for [`Profiler::metrics`].
    pub totals: BTreeMap<MetricName, f64>,
    /// Counts by function and line, in any order, no function twice.
    pub functions: Vec<FunctionProfile>,
    /// Whole call stacks, where it tells them, each time by another metric; the main one first.
    pub stacks: Vec<Stacks>,
    /// Files worth keeping for other tools, by name, as in `calls.prof`.
    pub artefacts: BTreeMap<String, Vec<u8>>,
    /// What a reader should know.
    pub notes: Vec<String>,
}

/// Why what a profiler left can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{profiler}: {problem}")]
pub struct ReadError {
    /// The profiler.
    pub profiler: Cow<'static, str>,
    /// What is wrong, and where.
    pub problem: String,
}

/// Runs a program and gives what it printed.
type Ask<'a> = dyn FnMut(&[&str]) -> Option<String> + 'a;

/// Asks tools for their versions, each once.
pub struct Tools<'a> {
    ask: Box<Ask<'a>>,
    known: BTreeMap<Vec<String>, Option<String>>,
    sampler: Option<Vec<String>>,
    packages: Option<PathBuf>,
    may_install: bool,
}

impl<'a> Tools<'a> {
    /// `ask`: runs a program with its arguments to its end and gives what it printed on standard output,
    /// or `None` when it is not there or does not end with status 0 within a few seconds.
    pub fn new(ask: impl FnMut(&[&str]) -> Option<String> + 'a) -> Self {
        Self {
            ask: Box::new(ask),
            known: BTreeMap::new(),
            sampler: None,
            packages: None,
            may_install: false,
        }
    }

    /// With the words that stand before a file and a command, to write the command's memory over time
    /// into the file; `None` where the system does not tell it.
    #[must_use]
    pub fn with_sampler(self, sampler: Option<Vec<String>>) -> Self {
        Self { sampler, ..self }
    }

    /// With the folder for packages that workloads' own environments lack.
    ///
    /// - `may_install`: whether those that are asked for by name and in neither are installed there.
    #[must_use]
    pub fn with_packages(self, folder: Option<PathBuf>, may_install: bool) -> Self {
        Self { packages: folder, may_install, ..self }
    }

    /// See [`Self::with_packages`].
    pub(crate) fn packages(&self) -> Option<&Path> {
        self.packages.as_deref()
    }

    /// See [`Self::with_packages`].
    pub(crate) fn may_install(&self) -> bool {
        self.may_install
    }

    /// See [`Self::with_sampler`].
    pub(crate) fn sampler(&self) -> Option<&[String]> {
        self.sampler.as_deref()
    }

    /// What the program prints for these arguments, trimmed; asked once.
    pub fn answer(&mut self, words: &[&str]) -> Option<String> {
        let key: Vec<_> = words.iter().map(|word| (*word).to_owned()).collect();
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        let answer = (self.ask)(words).map(|text| text.trim().to_owned());
        self.known.insert(key, answer.clone());
        answer
    }
}
