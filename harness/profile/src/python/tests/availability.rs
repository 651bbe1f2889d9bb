//! Where each profiler can run.

use std::collections::BTreeMap;
use std::path::Path;

use paceline_model::{Attachment, Case, CaseId, Interpreter, Nature, PythonTarget};

use super::fixture::{case, function, interpreter};
use crate::profiler::{Availability, Target, Tools};
use crate::python::{defaults, optional};

fn python(version: &str) -> Interpreter {
    interpreter(Path::new("/usr/bin/python3"), version)
}

/// What each of these is for a case: its name, and what is missing.
fn missing(case: &Case, python: &Interpreter, installed: Option<&str>) -> Vec<(String, String)> {
    let mut tools = Tools::new(|_| installed.map(str::to_owned));
    let target = Target { case, interpreter: Some(python) };
    let told = defaults().into_iter().chain(optional()).map(|profiler| {
        let said = match profiler.availability(&target, &mut tools) {
            Availability::Ready(instrument) => instrument.tool,
            Availability::OtherKind => "other kind".to_owned(),
            Availability::Missing { reason, .. } => reason,
        };
        (profiler.name().to_owned(), said)
    });
    told.collect()
}

#[test]
fn an_older_interpreter_lacks_what_needs_monitoring_and_packages() {
    let told = missing(&case(function("f")), &python("3.11.9"), None);
    let told: Vec<_> = told.iter().map(|(name, said)| format!("{name}: {said}")).collect();
    insta::assert_snapshot!(told.join("\n"), @r"
    calls: cpython-3.11.9
    bytecodes: Python 3.11.9 has no `sys.monitoring`
    lines: Python 3.11.9 has no `sys.monitoring`
    stacks: cpython-3.11.9
    tracemalloc: cpython-3.11.9
    line-memory: Python 3.11.9 has no `sys.monitoring`
    line-profiler: `/usr/bin/python3` has no package `line_profiler`
    memray: `/usr/bin/python3` has no package `memray`
    memory-profiler: `/usr/bin/python3` has no package `memory_profiler`
    py-spy: no `py-spy` in `PATH`
    ");
}

#[test]
fn a_script_has_the_profilers_that_count_whole_processes() {
    let script = case(PythonTarget::Script("work.py".into()));
    let told = missing(&script, &python("3.13.0"), Some("1.2"));
    let usable = told.iter().filter(|(name, said)| said != "other kind" && name != "py-spy");
    let usable: Vec<_> = usable.map(|(name, said)| (name.as_str(), said.as_str())).collect();
    let own = "cpython-3.13.0";
    assert_eq!(usable, [("calls", own), ("bytecodes", own), ("lines", own), ("stacks", own)]);
}

#[test]
fn a_package_is_told_with_the_interpreter_it_runs_in() {
    let told = missing(&case(function("f")), &python("3.13.0"), Some("1.2"));
    assert!(told.contains(&("memray".to_owned(), "memray-1.2/cpython-3.13.0".to_owned())));
}

#[test]
fn another_implementation_is_not_profiled() {
    let pypy = Interpreter { implementation: "pypy".to_owned(), ..python("3.11.9") };
    for (name, said) in missing(&case(function("f")), &pypy, Some("1.2")) {
        assert_eq!(said, "it needs CPython, and the workload runs in `pypy`", "{name}");
    }
}

#[test]
fn a_command_is_of_another_kind() {
    let id = CaseId { workload: "w".parse().unwrap(), parameters: BTreeMap::default() };
    let command = Case::of_command(id, vec!["true".to_owned()]);
    let told = missing(&command, &python("3.13.0"), None);
    assert!(told.iter().all(|(_, said)| said == "other kind"), "{told:?}");
}

#[test]
fn those_that_count_say_so_and_those_that_sample_too() {
    let case = case(function("f"));
    let mut tools = Tools::new(|_| Some("1".to_owned()));
    let python = python("3.13.0");
    let target = Target { case: &case, interpreter: Some(&python) };
    let mut counting = Vec::new();
    for profiler in defaults().into_iter().chain(optional()) {
        let Availability::Ready(instrument) = profiler.availability(&target, &mut tools) else {
            panic!("{} is not ready", profiler.name())
        };
        if instrument.nature == Nature::Counts {
            counting.push(profiler.name());
        }
        assert!(matches!(instrument.attachment, Attachment::Function { .. }));
    }
    let expected = ["calls", "bytecodes", "lines", "stacks", "tracemalloc", "line-memory"];
    assert_eq!(counting, expected);
}
