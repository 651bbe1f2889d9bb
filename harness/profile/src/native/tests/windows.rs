//! The window around one call of a Python function, in real interpreters.
//!
//! The runner that loads it is played here by a few lines that give it what it uses.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use paceline_model::{Attachment, Body, Interpreter, PythonBody, PythonTarget, Traces};

use super::fixture::{Project, case, instrument, profiler, scope, tools, total};
use crate::profiler::{Availability, Reading, Target, Tools};

/// What the runner has before a mode, and what it does with one.
const BEFORE: &str = "
import gc, sys
class Refusal(Exception): pass
def target_name(config): return 'work'
def call(function, name, arguments): return function(**arguments)
";
const AFTER: &str = "
before_import()
from work import run
run_mode({'options': {'warmups': 3}, 'folder': ''}, run, {'size': int(sys.argv[1])})
";

/// A search through a list, in the interpreter's own C code.
const WORK: &str = "
calls = 0
def run(size):
    global calls
    calls += 1
    table = list(range(size))
    return sum(table.index(wanted) for wanted in table), calls
";

static INTERPRETERS: LazyLock<Vec<Interpreter>> = LazyLock::new(|| {
    let folders = std::env::home_dir().unwrap().join(".pyenv/versions");
    let managed = folders.read_dir().into_iter().flatten().flatten();
    let mut programs: Vec<PathBuf> = managed.map(|entry| entry.path().join("bin/python")).collect();
    programs.extend(["python3", "python3.12", "python3.13"].map(PathBuf::from));
    let found: Vec<_> = programs.iter().filter_map(|program| interpreter(program)).collect();
    assert!(!found.is_empty(), "these tests need a Python");
    found
});

fn interpreter(program: &Path) -> Option<Interpreter> {
    let source = "import sys; print('%s %d.%d.%d' % ((sys.executable,) + sys.version_info[:3]))";
    let output = Command::new(program).args(["-c", source]).output().ok()?;
    let text = String::from_utf8(output.stdout).ok().filter(|_| output.status.success())?;
    let (path, version) = text.trim().split_once(' ')?;
    let minor: u32 = version.strip_prefix("3.")?.split('.').next()?.parse().ok()?;
    (minor >= 9).then(|| Interpreter {
        path: path.to_owned(),
        version: version.to_owned(),
        implementation: "cpython".to_owned(),
        missing: Vec::new(),
    })
}

fn body() -> Body {
    let target = PythonTarget::Function { module: "work".to_owned(), function: "run".to_owned() };
    Body::Python(PythonBody { target, arguments: Vec::new() })
}

/// What one window around `run` leaves.
fn window(project: &Project, interpreter: &Interpreter, size: &str) -> Traces {
    let instrument = instrument("callgrind", body(), Some(interpreter));
    let Attachment::Function { prefix, source, .. } = &instrument.attachment else {
        panic!("not for a function: {instrument:?}")
    };
    let program = format!("{BEFORE}{source}{AFTER}");
    let own = [interpreter.path.as_str(), "-c", &program, size];
    let words: Vec<_> = prefix.iter().map(String::as_str).chain(own).collect();
    project.run(&words)
}

fn read(project: &Project, interpreter: &Interpreter, size: &str) -> Reading {
    let traces = window(project, interpreter, size);
    profiler("callgrind")
        .read(&traces, &scope(project.path()))
        .unwrap_or_else(|error| panic!("{error}: {}", traces.error))
}

fn project() -> Project {
    let project = Project::empty();
    std::fs::write(project.path().join("work.py"), WORK).unwrap();
    project
}

#[test]
fn one_call_is_counted_the_same_in_every_process() {
    for interpreter in INTERPRETERS.iter() {
        let project = project();
        let run = || total(&read(&project, interpreter, "100"), "instructions");
        let (one, other) = (run(), run());
        assert_eq!(one, other, "{interpreter:?}");
        // Some instructions for each of the 5050 comparisons, and not the start of the interpreter.
        assert!((5050..2_000_000).contains(&one), "{one} in {interpreter:?}");
    }
}

#[test]
fn the_window_sees_work_in_c() {
    let interpreter = &INTERPRETERS[0];
    let project = project();
    let count = |size| total(&read(&project, interpreter, size), "instructions");
    let (short, long) = (count("100"), count("400"));
    // Quadratic: bytecodes would grow by a factor of four.
    assert!(long > 8 * short, "{short} -> {long}");
}

#[test]
fn without_valgrind_or_ctypes_it_is_said_what_is_missing() {
    let case = case(body());
    let target = Target { case: &case, interpreter: Some(&INTERPRETERS[0]) };
    let callgrind = profiler("callgrind");
    let nothing = callgrind.availability(&target, &mut Tools::new(|_| None));
    insta::assert_debug_snapshot!(nothing, @r#"
    Missing {
        reason: "no `valgrind` in `PATH`",
        remedy: "apt-get install valgrind",
    }
    "#);
    let mut no_ctypes =
        Tools::new(|words| (words[0] == "valgrind").then(|| "valgrind-3.19.0\n".to_owned()));
    let missing = callgrind.availability(&target, &mut no_ctypes);
    let Availability::Missing { reason, .. } = missing else { panic!("{missing:?}") };
    assert!(reason.ends_with("has no module `ctypes`"), "{reason}");
    let pypy = Interpreter { implementation: "pypy".to_owned(), ..INTERPRETERS[0].clone() };
    let target = Target { case: &case, interpreter: Some(&pypy) };
    let missing = callgrind.availability(&target, &mut tools());
    assert!(matches!(missing, Availability::Missing { .. }), "{missing:?}");
}

#[test]
fn an_interpreter_that_is_not_under_valgrind_refuses() {
    let project = project();
    let instrument = instrument("callgrind", body(), Some(&INTERPRETERS[0]));
    let Attachment::Function { source, .. } = &instrument.attachment else { panic!() };
    let program = format!("{BEFORE}{source}{AFTER}");
    let traces = project.run(&[INTERPRETERS[0].path.as_str(), "-c", &program, "3"]);
    assert!(traces.error.contains("does not run under valgrind"), "{}", traces.error);
}
