//! What a case runs: its body, hooks, check and what is read from its output.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::{Metric, Parameters};

/// What one invocation runs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Body {
    /// A Python function, module or script.
    Python(PythonBody),
    /// A program with its arguments, parameters already filled in; never a shell.
    Command(Vec<String>),
    /// A line for `/bin/sh -c`, parameters already filled in and quoted.
    Shell(String),
}

/// A Python workload.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PythonBody {
    /// What to run.
    pub target: PythonTarget,
    /// Arguments of a module or script; empty for a function.
    pub arguments: Vec<String>,
}

/// The three forms of a Python workload.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PythonTarget {
    /// `module:function`, called in a loop inside a fresh interpreter. The function may be
    /// dotted (`module:Class.method`).
    Function {
        /// Dotted module.
        module: String,
        /// Dotted name within the module.
        function: String,
    },
    /// `python -m module`, timed as a whole process.
    Module(String),
    /// A script file, relative to the suite's folder, timed as a whole process.
    Script(PathBuf),
}

/// A step beside the measurement: untimed set-up, tear-down, or a check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Hook {
    /// A Python function `module:function`. As `setup` it returns the keyword arguments of the
    /// workload (a dict) or `None`.
    Python {
        /// Dotted module.
        module: String,
        /// Dotted name within the module.
        function: String,
    },
    /// A program with its arguments, parameters already filled in.
    Command(Vec<String>),
}

/// Proof that the workload is correct, run before anything is measured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Check {
    /// What to run. A function passes by returning `None`, `True` or a dict with a true `ok`; a
    /// command by exit status 0.
    pub hook: Hook,
    /// Keyword arguments on top of the case's parameters.
    pub parameters: Parameters,
    /// How often it must pass, each time in the same fresh process with another seed.
    pub repeat: u32,
    /// Functions (`module:Class.method`) in which the interpreter is made to switch threads at
    /// random lines, so that races show (PROFILERS: forced switches).
    pub yield_lines: Vec<String>,
}

/// Which Python interpreter runs the case.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PythonChoice {
    /// A version such as `3.12`, a path of an interpreter, or a path of a virtual environment.
    /// `None`: a virtual environment beside the suite, else the first that answers on the path.
    pub request: Option<String>,
    /// Folders put first on `sys.path`, absolute.
    pub path: Vec<PathBuf>,
    /// The environment that each side gets for itself, made with that interpreter.
    pub environment: Option<PythonEnvironment>,
}

/// What is in a Python environment that a suite asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PythonEnvironment {
    /// File of requirements, as pip takes it, absolute.
    pub requirements: Option<PathBuf>,
    /// Folder of a project that is installed, absolute.
    pub install: Option<PathBuf>,
}

/// A metric that is read from the workload's own standard output.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomMetric {
    /// What the number means.
    pub metric: Metric,
    /// Where it stands.
    pub extract: Extract,
}

/// Where a number stands in a workload's standard output.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Extract {
    /// A JSON Pointer (RFC 6901) into the output, or into its last line that is a JSON object.
    /// For a Python function: into its return value.
    JsonPointer(String),
    /// A regular expression; its first group of the last match is the number.
    Regex(String),
    /// In what the case's [tool](crate::Tool) writes, under the metric's name.
    Tool,
}
