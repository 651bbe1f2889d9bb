//! Which of all profilers can be used on a machine, whatever the workload.

use std::collections::BTreeMap;

use paceline_model::{
    Body, Case, CaseId, Interpreter, ProfilerState, ProfilerTrial, PythonBody, PythonTarget,
};

use crate::profiler::{Availability, Profiler, Target, Tools};
use crate::registry::{all, defaults};

/// Each profiler in order, and whether it can be used with a Python function or with a program.
///
/// - `interpreter`: the one that Python functions would run in.
pub fn survey(interpreter: Option<&Interpreter>, tools: &mut Tools<'_>) -> Vec<ProfilerTrial> {
    let program = program();
    let target = PythonTarget::Function { module: String::new(), function: String::new() };
    let body = Body::Python(PythonBody { target, arguments: Vec::new() });
    let function = Case { body, ..program.clone() };
    let targets = [&function, &program].map(|case| Target { case, interpreter });
    let defaults = defaults().len();
    let trial = |(place, profiler): (usize, Box<dyn Profiler>)| {
        let state = state(profiler.as_ref(), &targets, tools)?;
        let profiler = profiler.name().to_owned();
        Some(ProfilerTrial { profiler, is_default: place < defaults, state })
    };
    all().into_iter().enumerate().filter_map(trial).collect()
}

fn program() -> Case {
    let workload = "example".parse().expect("letters make a good name");
    Case::of_command(CaseId { workload, parameters: BTreeMap::new() }, Vec::new())
}

/// Usable for one of the targets, else what is missing for the first that it is for.
fn state(
    profiler: &dyn Profiler,
    targets: &[Target<'_>],
    tools: &mut Tools<'_>,
) -> Option<ProfilerState> {
    let mut first = None;
    for target in targets {
        match profiler.availability(target, tools) {
            Availability::Ready(instrument) => {
                return Some(ProfilerState::Usable { tool: instrument.tool });
            }
            Availability::OtherKind => {}
            Availability::Missing { reason, remedy } => {
                first = first.or(Some(ProfilerState::Missing { reason, remedy }));
            }
        }
    }
    first
}

#[cfg(test)]
mod tests {
    use paceline_model::PROFILERS;

    use super::*;

    #[test]
    fn every_profiler_is_told_with_its_tool_or_with_what_is_missing() {
        let python = Interpreter {
            path: "/usr/bin/python3".to_owned(),
            version: "3.12.1".to_owned(),
            implementation: "cpython".to_owned(),
            missing: Vec::new(),
        };
        let ask = |words: &[&str]| (words[0] == "valgrind").then(|| "valgrind-3.19.0".to_owned());
        let trials = survey(Some(&python), &mut Tools::new(ask));
        let names: Vec<_> = trials.iter().map(|trial| trial.profiler.as_str()).collect();
        assert_eq!(names.len(), PROFILERS.len());
        assert!(PROFILERS.iter().all(|name| names.contains(name)), "{names:?}");
        let state = |name: &str| trials.iter().find(|trial| trial.profiler == name).unwrap();
        let usable = |tool: &str| ProfilerState::Usable { tool: tool.to_owned() };
        assert_eq!(state("calls").state, usable("cpython-3.12.1"));
        assert!(state("calls").is_default && !state("dhat").is_default);
        // For Python functions something is missing, for programs nothing is.
        assert_eq!(state("callgrind").state, usable("valgrind-3.19.0"));
        let ProfilerState::Missing { reason, remedy } = &state("memray").state else {
            panic!("{trials:?}")
        };
        assert!(reason.contains("memray") && remedy.contains("pip install memray"));
    }

    #[test]
    fn without_an_interpreter_the_profilers_of_python_say_so() {
        let trials = survey(None, &mut Tools::new(|_| None));
        let is_missing =
            |trial: &ProfilerTrial| matches!(trial.state, ProfilerState::Missing { .. });
        assert!(trials.iter().all(is_missing), "{trials:?}");
    }
}
