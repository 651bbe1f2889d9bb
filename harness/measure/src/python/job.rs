//! What the runner is asked to do, and the process that does it. Starts nothing itself.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::Duration;

use paceline_model::{Interpreter, Parameters};
use serde_json::{Value, json};

use super::program;
use crate::Process;

/// Most bytes that the runner's channel is read for: a result of 64 KiB, a traceback and a few
/// thousand values fit many times over.
const OUTPUT_LIMIT: usize = 1 << 20;
/// Bytes of the end of standard error that are kept.
const ERROR_LIMIT: usize = 64 << 10;

/// One Python function to measure, check or just call, in a fresh interpreter.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Job {
    /// What to do with the function.
    pub(crate) task: Task,
    /// The function: workload, check or hook.
    pub(crate) function: FunctionReference,
    /// Called before with the parameters; returns the keyword arguments (a dict) or `None`, which
    /// stands for the parameters themselves.
    pub(crate) setup: Option<FunctionReference>,
    /// Called afterwards with the same keyword arguments, also when the function failed.
    pub(crate) teardown: Option<FunctionReference>,
    /// Keyword arguments of the set-up, or of the function when there is none.
    pub(crate) parameters: Parameters,
    /// Folders put first on `sys.path`, in this order.
    pub(crate) path: Vec<PathBuf>,
    /// Seed of the module `random`, when the workload imports it, and of a check's thread
    /// switches. Invocations whose results are compared need the same one.
    pub(crate) seed: u64,
    /// Where its code lies, in a comparison of two checkouts.
    pub(crate) checkouts: Option<Checkouts>,
}

/// Two checkouts of one repository, of which only one is to take part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Checkouts {
    /// Top folder of the side's own.
    pub(crate) own: PathBuf,
    /// Top folder of the other side's: no module may come from there.
    pub(crate) other: PathBuf,
}

/// What to do with a function.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Task {
    /// Time loops of it.
    Time(Timing),
    /// Trace the memory of one call, after one to warm up.
    Memory,
    /// Ask it whether the workload is correct.
    Check(Checking),
    /// Run it under a profiler.
    Profile(Profiling),
    /// Call it once: a set-up or tear-down of a command.
    Hook,
}

/// How a function is timed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Timing {
    /// Calls per value; `None` lets the runner find out.
    pub(crate) iterations: Option<u64>,
    /// Shortest time of a value that calibration aims at, in seconds.
    pub(crate) minimum_seconds: f64,
    /// Values that are thrown away first.
    pub(crate) warmups: u32,
    /// Values that count.
    pub(crate) values: u32,
}

impl Default for Timing {
    fn default() -> Self {
        Self { iterations: None, minimum_seconds: 0.05, warmups: 1, values: 3 }
    }
}

/// How a function is used as a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Checking {
    /// How often it must pass; run `n` has the seed [`Job::seed`] `+ n`, passed as the keyword
    /// `seed` when the function has such a parameter.
    pub(crate) repeat: u32,
    /// Functions (`module:Class.method`) in which threads are made to switch at random lines.
    pub(crate) yield_lines: Vec<String>,
}

/// How a function is profiled.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Profiling {
    /// Source of the runner's mode: see [`paceline_model::Attachment::Function`].
    pub(crate) source: String,
    /// What the source reads in `config["options"]`.
    pub(crate) options: Value,
    /// Folder for its files.
    pub(crate) folder: String,
}

/// A Python function, by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FunctionReference {
    /// Dotted module.
    pub(crate) module: String,
    /// Dotted name within the module.
    pub(crate) function: String,
}

/// Where and for how long a job runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Surroundings {
    /// All variables the interpreter gets. `PYTHONHASHSEED` is set to 0 where it is missing.
    pub(crate) environment: BTreeMap<String, String>,
    /// Folder it starts in, absolute.
    pub(crate) directory: PathBuf,
    /// Longest run.
    pub(crate) timeout: Duration,
    /// See [`Process::fixed_addresses`].
    pub(crate) fixed_addresses: bool,
}

impl Job {
    /// The process that does the job: feed its [`crate::Exit`] to [`super::Report::parse`].
    pub(crate) fn process(&self, interpreter: &Interpreter, surroundings: Surroundings) -> Process {
        let Surroundings { mut environment, directory, timeout, fixed_addresses } = surroundings;
        environment.entry("PYTHONHASHSEED".to_owned()).or_insert_with(|| "0".to_owned());
        // Compiled modules go where the caller says, never into the user's tree.
        if !environment.contains_key("PYTHONPYCACHEPREFIX") {
            environment.insert("PYTHONDONTWRITEBYTECODE".to_owned(), "1".to_owned());
        }
        // It would keep the interpreter waiting for commands after the work is done.
        environment.remove("PYTHONINSPECT");
        Process {
            arguments: self.arguments(interpreter),
            environment,
            directory,
            timeout_nanoseconds: u64::try_from(timeout.as_nanos()).unwrap_or(u64::MAX),
            output_limit: OUTPUT_LIMIT,
            error_limit: ERROR_LIMIT,
            fixed_addresses,
            cleans_up: false,
        }
    }

    fn arguments(&self, interpreter: &Interpreter) -> Vec<String> {
        let mut arguments = vec![interpreter.path.clone()];
        // Never -E or -I, which ignore the hash seed, nor -S, which hides the virtual environment.
        if has_safe_path(&interpreter.version) {
            arguments.push("-P".to_owned());
        }
        arguments.push("-c".to_owned());
        arguments.push(program::START.to_owned());
        arguments.push(python_literal(&self.config().to_string()));
        arguments.extend(program::parts(&self.task).into_iter().map(str::to_owned));
        arguments
    }

    fn config(&self) -> Value {
        let path: Vec<_> = self.path.iter().map(|folder| folder.to_string_lossy()).collect();
        let mut config = json!({
            "module": self.function.module,
            "function": self.function.function,
            "setup": self.setup.as_ref().map(FunctionReference::config),
            "teardown": self.teardown.as_ref().map(FunctionReference::config),
            "params": self.parameters,
            "path": path,
            "seed": self.seed,
            "checkouts": self.checkouts.as_ref().map(|Checkouts { own, other }| {
                [own, other].map(|root| root.to_string_lossy())
            }),
        });
        match &self.task {
            Task::Time(timing) => {
                config["mode"] = json!("time");
                config["iterations"] = json!(timing.iterations.unwrap_or(0));
                config["min_time"] = json!(timing.minimum_seconds);
                config["warmup"] = json!(timing.warmups);
                config["values"] = json!(timing.values);
            }
            Task::Memory => config["mode"] = json!("memory"),
            Task::Check(checking) => {
                config["mode"] = json!("check");
                config["repeat"] = json!(checking.repeat);
                config["yield_lines"] = json!(checking.yield_lines);
            }
            Task::Profile(profiling) => {
                config["mode"] = json!("profile");
                config["options"] = profiling.options.clone();
                config["folder"] = json!(profiling.folder);
            }
            Task::Hook => config["mode"] = json!("hook"),
        }
        config
    }
}

impl FunctionReference {
    fn config(&self) -> Value {
        json!({ "module": self.module, "function": self.function })
    }
}

/// Whether `version` knows `-P`, which keeps the current folder off `sys.path`.
fn has_safe_path(version: &str) -> bool {
    let mut parts = version.split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    (parts.next().unwrap_or(0), parts.next().unwrap_or(0)) >= (3, 11)
}

/// `json` as a Python expression in ASCII, given the names `true`, `false` and `null`.
///
/// ASCII because the interpreter decodes its arguments by the locale, which need not be UTF-8.
/// Outside of strings JSON is ASCII already, so every other character is inside of one.
fn python_literal(json: &str) -> String {
    let mut literal = String::with_capacity(json.len());
    for character in json.chars() {
        let code = u32::from(character);
        let written = match code {
            0..=0x7f => {
                literal.push(character);
                Ok(())
            }
            0x80..=0xffff => write!(literal, "\\u{code:04x}"),
            _ => write!(literal, "\\U{code:08x}"),
        };
        written.expect("a String takes every write");
    }
    literal
}
