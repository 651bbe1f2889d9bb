//! How a profiler of the suite is put around a workload, and which of its files is read.

use std::collections::BTreeMap;
use std::path::Path;

use paceline_model::{
    Attachment, Body, CustomParser, CustomProfiler, CustomTool, Instrument, PythonTarget, Traces,
    sha256,
};
use serde_json::json;

use super::reading::reading;
use crate::profiler::{Availability, ReadError, Reading, Target, Tools};
use crate::python::absence;
use crate::scope::Scope;

/// The runner's mode that puts an object around one call.
const MODE: &str = include_str!("object_mode.py");
/// The file that it writes.
const STATISTICS: &str = "statistics.json";
/// How much longer a process may take, so that its timeout is no surprise.
const SLOWDOWN: f64 = 20.0;
/// Characters of a definition's digest that tell it from others.
const DIGEST: usize = 8;

/// What to put around `target`, or why it can't be profiled so.
pub(crate) fn availability(
    custom: &CustomProfiler,
    target: &Target<'_>,
    tools: &mut Tools<'_>,
) -> Availability {
    let (tool, attachment) = match (&custom.tool, is_function(target)) {
        (CustomTool::Command { words, .. }, false) => {
            if let Some(missing) = missing_program(words, target, tools) {
                return missing;
            }
            (command_name(words), Attachment::Process(words.clone()))
        }
        (CustomTool::Python { module, function }, true) => {
            let Some(interpreter) = target.interpreter else {
                return missing("there is no interpreter", "install Python 3.9 or newer");
            };
            let options = json!({
                "module": module, "function": function,
                // A base without the module takes the one of head.
                "path": target.case.python.path,
            });
            let source = MODE.to_owned();
            (
                format!(
                    "{module}:{function}/{}-{}",
                    interpreter.implementation, interpreter.version
                ),
                Attachment::Function { prefix: Vec::new(), source, options },
            )
        }
        (CustomTool::Command { .. }, true) | (CustomTool::Python { .. }, false) => {
            return Availability::OtherKind;
        }
    };
    Availability::Ready(Box::new(Instrument {
        profiler: custom.name.clone(),
        tool,
        attachment,
        variables: BTreeMap::new(),
        nature: custom.nature,
        slowdown: SLOWDOWN,
        start_seconds: 0.0,
        is_demanded: false,
        custom: Some(custom.clone()),
    }))
}

/// Reads what one process left.
pub(crate) fn read(
    custom: &CustomProfiler,
    traces: &Traces,
    scope: &Scope,
) -> Result<Reading, ReadError> {
    let error = |problem| ReadError { profiler: custom.name.clone().into(), problem };
    let (file, parser) = match &custom.tool {
        CustomTool::Command { file, parser, .. } => (file.as_str(), *parser),
        CustomTool::Python { .. } => (STATISTICS, CustomParser::Json),
    };
    let bytes = traces.files.get(file).ok_or_else(|| error(absence(traces, file)))?;
    let mut found = reading(custom, parser, bytes, scope)
        .map_err(|problem| error(format!("`{file}`: {problem}")))?;
    found.artefacts = BTreeMap::from([(format!("{}-{file}", custom.name), bytes.clone())]);
    Ok(found)
}

fn is_function(target: &Target<'_>) -> bool {
    match &target.case.body {
        Body::Python(body) => matches!(body.target, PythonTarget::Function { .. }),
        Body::Command(_) | Body::Shell(_) => false,
    }
}

fn missing(reason: impl Into<String>, remedy: impl Into<String>) -> Availability {
    Availability::Missing { reason: reason.into(), remedy: remedy.into() }
}

/// What is said when the program is not there. It is not started: it may do anything.
fn missing_program(
    words: &[String],
    target: &Target<'_>,
    tools: &mut Tools<'_>,
) -> Option<Availability> {
    let program = words.first()?;
    let case = target.case;
    if program.contains('/') {
        let path = case.working_directory.join(program);
        let remedy = "a relative path starts at the workload's working directory";
        let reason = || format!("there is no file `{}`", path.display());
        return (!path.is_file()).then(|| missing(reason(), remedy));
    }
    // A case with a path of its own may find what this one does not.
    let is_there = case.environment.contains_key("PATH")
        || tools.answer(&["/bin/sh", "-c", "command -v -- \"$1\"", "sh", program]).is_some();
    (!is_there).then(|| missing(format!("no `{program}` in `PATH`"), "install it"))
}

/// The program with a digest of all words: what it counts depends on its arguments.
fn command_name(words: &[String]) -> String {
    let program = words.first().map_or("", String::as_str);
    let name = Path::new(program).file_name().map_or(program.into(), |name| name.to_string_lossy());
    let digest: String = sha256(words.join("\0").as_bytes()).chars().take(DIGEST).collect();
    format!("{name}-{digest}")
}
