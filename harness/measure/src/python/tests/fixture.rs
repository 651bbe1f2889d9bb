//! A folder of Python modules, and jobs run in it.

use std::collections::BTreeMap;
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use std::time::Duration;

use paceline_model::{Failure, Interpreter, ParameterValue, Parameters};

use crate::python::{
    Checking, FunctionReference, InterpreterSearch, Job, Report, Surroundings, Task, Timing,
};
use crate::{Captured, Ending, Exit, Process};

/// The interpreters of this machine. 3.12 and 3.13 have to be there.
pub(super) fn interpreters() -> Vec<Interpreter> {
    FOUND.clone()
}

static FOUND: LazyLock<Vec<Interpreter>> = LazyLock::new(find_interpreters);

fn find_interpreters() -> Vec<Interpreter> {
    let nowhere = tempfile::tempdir().unwrap();
    let mut search = InterpreterSearch::new(variables());
    ["3.10", "3.11", "3.12", "3.13"]
        .into_iter()
        .filter_map(|version| match search.find(Some(version), nowhere.path()) {
            Ok(interpreter) => Some(interpreter),
            Err(error) if version < "3.12" => {
                println!("NOT TESTED on {version}: {error}");
                None
            }
            Err(error) => panic!("these tests need Python {version}: {error}"),
        })
        .collect()
}

/// The newest of them.
pub(super) fn newest() -> Interpreter {
    interpreters().pop().unwrap()
}

/// The variables of the test itself, without a virtual environment it may run in.
pub(super) fn variables() -> BTreeMap<String, String> {
    let mut variables: BTreeMap<_, _> = std::env::vars().collect();
    variables.retain(|name, _| !matches!(name.as_str(), "VIRTUAL_ENV" | "CONDA_PREFIX"));
    variables
}

/// A folder with the module `work`, whose source is given.
pub(super) struct Bench {
    folder: tempfile::TempDir,
    /// Variables of the process on top of [`variables`].
    pub(super) environment: BTreeMap<String, String>,
}

impl Bench {
    pub(super) fn new(source: &str) -> Self {
        let bench = Self { folder: tempfile::tempdir().unwrap(), environment: BTreeMap::default() };
        bench.write("work.py", source);
        bench
    }

    pub(super) fn write(&self, file: &str, source: &str) {
        std::fs::write(self.folder.path().join(file), source).unwrap();
    }

    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// A job for `work:function`, without parameters.
    pub(super) fn job(&self, task: Task, function: &str) -> Job {
        Job {
            task,
            function: work(function),
            setup: None,
            teardown: None,
            parameters: Parameters::new(),
            path: vec![self.path().to_owned()],
            seed: 7,
            checkouts: None,
        }
    }

    /// The job's process, with warnings as errors.
    pub(super) fn process(&self, job: &Job, python: &Interpreter) -> Process {
        let mut environment = variables();
        environment.insert("PYTHONWARNINGS".into(), "error".into());
        environment.extend(self.environment.clone());
        let timeout = Duration::from_mins(1);
        let directory = self.path().to_owned();
        let fixed_addresses = false;
        job.process(python, Surroundings { environment, directory, timeout, fixed_addresses })
    }

    pub(super) fn exit(&self, job: &Job, python: &Interpreter) -> Exit {
        run(&self.process(job, python))
    }

    pub(super) fn report(&self, job: &Job, python: &Interpreter) -> Result<Report, Failure> {
        Report::parse(&self.exit(job, python))
    }

    /// The report of a quick timing on the newest interpreter.
    pub(super) fn timed(&self, function: &str) -> Result<Report, Failure> {
        self.report(&self.job(quick(), function), &newest())
    }
}

pub(super) fn work(function: &str) -> FunctionReference {
    FunctionReference { module: "work".into(), function: function.into() }
}

/// One iteration, one value.
pub(super) fn quick() -> Task {
    Task::Time(Timing { iterations: Some(1), minimum_seconds: 0.0, warmups: 0, values: 1 })
}

pub(super) fn check(repeat: u32, yield_lines: &[&str]) -> Task {
    let yield_lines = yield_lines.iter().map(|entry| (*entry).to_owned()).collect();
    Task::Check(Checking { repeat, yield_lines })
}

pub(super) fn parameters<const N: usize>(entries: [(&str, ParameterValue); N]) -> Parameters {
    entries.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// Runs a process to its end, without a limit.
fn run(process: &Process) -> Exit {
    let output = Command::new(&process.arguments[0])
        .args(&process.arguments[1..])
        .env_clear()
        .envs(&process.environment)
        .current_dir(&process.directory)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let ending = match (output.status.code(), output.status.signal()) {
        (Some(status), _) => Ending::Exited(status),
        (None, signal) => Ending::Signaled(signal.unwrap()),
    };
    Exit { output: captured(output.stdout), error: captured(output.stderr), ..exit(ending) }
}

/// An exit without any output.
pub(super) fn exit(ending: Ending) -> Exit {
    Exit {
        ending,
        started_seconds: 0.0,
        stolen_seconds: None,
        wall_seconds: 1.5,
        user_seconds: 0.0,
        system_seconds: 0.0,
        peak_rss_bytes: 0,
        minor_faults: 0,
        major_faults: 0,
        voluntary_switches: 0,
        involuntary_switches: 0,
        output: Captured::default(),
        error: Captured::default(),
        left_behind: 0,
    }
}

pub(super) fn captured(bytes: Vec<u8>) -> Captured {
    Captured { total: bytes.len() as u64, bytes }
}
