//! One profiler of Python: what it needs, how it is put around a workload, and the one way in which
//! all of them are read.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use paceline_model::{Attachment, Body, Instrument, Interpreter, Nature, PythonTarget, Traces};
use serde_json::Value;

use super::document::Document;
use super::packages::{Found, Missing, Package, search_in};
use super::reading::{Expected, cut, reading};
use super::source::{Form, of_function, of_script};
use crate::profiler::{Availability, Profiler, ReadError, Reading, Target, Tools};
use crate::scope::Scope;

/// The file that every one of them leaves.
const DOCUMENT: &str = "profile.json";
/// How much of what a process said last is told.
const LAST_WORDS: usize = 300;

/// A profiler of Python.
#[derive(Debug)]
pub(super) struct PythonProfiler {
    pub(super) name: &'static str,
    pub(super) source: &'static str,
    pub(super) form: Form,
    pub(super) needs: Needs,
    pub(super) expected: Expected,
    /// Files for other tools, beside the document.
    pub(super) artefacts: &'static [&'static str],
    pub(super) nature: Nature,
    pub(super) slowdown: f64,
    pub(super) start_seconds: f64,
}

/// What a profiler needs in the workload's interpreter.
#[derive(Debug, Clone, Copy)]
pub(super) enum Needs {
    /// Nothing more than `CPython`.
    Nothing,
    /// `sys.monitoring`, which 3.12 brought.
    Monitoring,
    /// This package.
    Package(Package),
}

impl Profiler for PythonProfiler {
    fn name(&self) -> &'static str {
        self.name
    }

    fn metrics(&self) -> &'static [&'static str] {
        self.expected.totals
    }

    fn availability(&self, target: &Target<'_>, tools: &mut Tools<'_>) -> Availability {
        let Some(attachment) = self.attachment(target) else { return Availability::OtherKind };
        match tool(target.interpreter, self.needs, tools) {
            Ok(Tool { name: tool, folder }) => Availability::Ready(Box::new(Instrument {
                profiler: self.name.to_owned(),
                tool,
                attachment: match folder {
                    Some(folder) => looking_in(&folder, attachment),
                    None => attachment,
                },
                variables: BTreeMap::new(),
                nature: self.nature,
                slowdown: self.slowdown,
                start_seconds: self.start_seconds,
                is_demanded: false,
                custom: None,
            })),
            Err(missing) => missing,
        }
    }

    fn read(&self, traces: &Traces, scope: &Scope) -> Result<Reading, ReadError> {
        let error = |problem| ReadError { profiler: self.name.into(), problem };
        let bytes = traces.files.get(DOCUMENT).ok_or_else(|| error(absence(traces, DOCUMENT)))?;
        let read = || reading(Document::parse(bytes)?, self.expected, scope);
        let mut reading = read().map_err(|problem| error(format!("`{DOCUMENT}` {problem}")))?;
        for name in self.artefacts {
            if let Some(bytes) = traces.files.get(*name) {
                reading.artefacts.insert((*name).to_owned(), bytes.clone());
            } else if traces.too_large.iter().any(|large| large == name) {
                reading.notes.push(format!("`{name}` is too large to keep"));
            }
        }
        Ok(reading)
    }
}

impl PythonProfiler {
    /// `None` for a workload of another kind.
    fn attachment(&self, target: &Target<'_>) -> Option<Attachment> {
        let Body::Python(body) = &target.case.body else { return None };
        match &body.target {
            PythonTarget::Function { .. } => Some(Attachment::Function {
                prefix: Vec::new(),
                source: of_function(self.source, self.form),
                options: Value::Null,
            }),
            PythonTarget::Module(_) | PythonTarget::Script(_) => {
                let source = of_script(self.source, self.form)?;
                Some(Attachment::Script { source, options: Value::Null })
            }
        }
    }
}

/// What a profiler is run by.
#[derive(Debug)]
pub(super) struct Tool {
    /// Its name with its version.
    pub(super) name: String,
    /// Where its package is, unless the interpreter finds it.
    pub(super) folder: Option<PathBuf>,
}

/// The tool behind a profiler, or what is missing.
pub(super) fn tool(
    interpreter: Option<&Interpreter>,
    needs: Needs,
    tools: &mut Tools<'_>,
) -> Result<Tool, Availability> {
    let missing = |reason: String, remedy: String| Err(Availability::Missing { reason, remedy });
    let Some(interpreter) = interpreter else {
        return missing("there is no interpreter".into(), "install Python 3.12 or newer".into());
    };
    let Interpreter { version, implementation, .. } = interpreter;
    if implementation != "cpython" {
        let reason = format!("it needs CPython, and the workload runs in `{implementation}`");
        return missing(reason, "choose a CPython by `python:` in the suite".into());
    }
    let own = Tool { name: format!("cpython-{version}"), folder: None };
    match needs {
        Needs::Nothing => Ok(own),
        Needs::Monitoring if has_monitoring(version) => Ok(own),
        Needs::Monitoring => missing(
            format!("Python {version} has no `sys.monitoring`"),
            "choose Python 3.12 or newer by `python:` in the suite".into(),
        ),
        Needs::Package(package) => match package.find(interpreter, tools) {
            Ok(Found { version, folder }) => {
                Ok(Tool { name: format!("{}-{version}/{}", package.name, own.name), folder })
            }
            Err(Missing { reason, remedy }) => missing(reason, remedy),
        },
    }
}

/// The same, with its modules in `folder`.
fn looking_in(folder: &Path, attachment: Attachment) -> Attachment {
    let look = search_in(folder);
    match attachment {
        Attachment::Function { prefix, source, options } => {
            Attachment::Function { prefix, source: look + &source, options }
        }
        Attachment::Script { source, options } => {
            Attachment::Script { source: look + &source, options }
        }
        process @ Attachment::Process(_) => process,
    }
}

fn has_monitoring(version: &str) -> bool {
    let mut parts = version.split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    (parts.next().unwrap_or(0), parts.next().unwrap_or(0)) >= (3, 12)
}

/// Why a file that is needed is not there.
pub(crate) fn absence(traces: &Traces, file: &str) -> String {
    if traces.too_large.iter().any(|name| name == file) {
        return format!("`{file}` is too large to read");
    }
    let last = traces.error.lines().rev().find(|line| !line.trim().is_empty());
    let last = last.map_or_else(String::new, |line| {
        format!("; the last that the process said: `{}`", cut(line.trim(), LAST_WORDS))
    });
    format!("there is no `{file}`: the process ended before it was written{last}")
}
