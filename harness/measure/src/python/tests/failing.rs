//! Failures of a workload: each has the right kind and says what to do.

use paceline_model::{FailureKind, ParameterValue};

use super::fixture::{Bench, check, interpreters, newest, parameters, quick, work};
use crate::python::{FunctionReference, Task, Timing};

const SOURCE: &str = "
import os, sys, signal
def run(n=1): return n
def run_all(): pass
constant = 5
def inner(): return {}['key']
def boom(): return inner()
def leaves(): sys.exit(5)
def vanishes(): os._exit(9)
def dies(): os.kill(os.getpid(), signal.SIGSEGV)
def type_error(): return 1 + 'x'
def recurse(): return recurse()
def bad_setup(): return 3
def failing_hook(): raise OSError('disk full')
def cleanup(): print('cleaned up', file=sys.stderr)
class Odd(Exception):
    def __str__(self): raise ValueError
def odd(): raise Odd
";

#[test]
fn an_exception_is_told_with_the_frames_of_the_user_only() {
    let bench = Bench::new(SOURCE);
    for python in interpreters() {
        let failure = bench.report(&bench.job(quick(), "boom"), &python).unwrap_err();
        assert_eq!(failure.kind, FailureKind::Crash);
        assert_eq!(failure.message, "KeyError: 'key'");
        assert!(failure.detail.contains("work.py\", line 7, in boom"), "{}", failure.detail);
        assert!(failure.detail.contains("line 6, in inner"), "{}", failure.detail);
        assert!(!failure.detail.contains("<string>"), "{}", failure.detail);
    }
}

#[test]
fn each_way_to_end_early_is_told_as_what_it_is() {
    let bench = Bench::new(SOURCE);
    for (function, expected) in [
        ("leaves", "it called `sys.exit(5)`"),
        ("vanishes", "status 9 in the middle of its work; did the workload call `os._exit`"),
        ("dies", "while it worked by signal 11 (SIGSEGV)"),
        ("type_error", "TypeError: unsupported operand"),
        ("recurse", "RecursionError: maximum recursion depth"),
        ("odd", "Odd: <its text raised ValueError>"),
    ] {
        let failure = bench.timed(function).unwrap_err();
        assert_eq!(failure.kind, FailureKind::Crash, "{failure:?}");
        assert!(failure.message.contains(expected), "{failure:?}");
        assert!(failure.detail.len() < 20_000);
    }
}

#[test]
fn a_missing_module_is_told_with_the_folders_that_were_searched() {
    let bench = Bench::new(SOURCE);
    for python in interpreters() {
        let mut job = bench.job(quick(), "run");
        job.function.module = "missing.inner".into();
        let failure = bench.report(&job, &python).unwrap_err();
        assert_eq!(failure.kind, FailureKind::Start);
        let folder = bench.path().display().to_string();
        assert!(failure.message.starts_with(&format!("no module `missing` in `{folder}`")));
        assert!(failure.message.contains(&python.path), "{failure:?}");
        assert!(failure.detail.contains("site-packages"), "{failure:?}");
    }
}

#[test]
fn a_module_that_the_workload_lacks_is_not_mistaken_for_the_workload() {
    let bench = Bench::new("import numpyy\ndef run(): pass\n");
    let failure = bench.timed("run").unwrap_err();
    assert_eq!(failure.kind, FailureKind::Crash);
    assert!(failure.message.contains("No module named 'numpyy', imported by the workload"));
    assert!(failure.detail.contains("work.py\", line 1"), "{failure:?}");
}

#[test]
fn a_module_that_does_not_compile_is_told_with_the_line() {
    let bench = Bench::new("def run(:\n");
    let failure = bench.timed("run").unwrap_err();
    assert!(failure.message.starts_with("SyntaxError: "), "{failure:?}");
    assert!(failure.detail.contains("line 1") && failure.detail.contains("def run(:"));
}

#[test]
fn a_missing_function_is_told_with_close_names() {
    let bench = Bench::new(SOURCE);
    let failure = bench.timed("rum").unwrap_err();
    assert_eq!(failure.kind, FailureKind::Start);
    assert!(failure.message.contains("work.py) has no `rum`; did you mean `run`"), "{failure:?}");
    let failure = bench.timed("zzz").unwrap_err();
    assert!(failure.message.contains("it has `Odd`, `bad_setup`, `boom`"), "{failure:?}");
    let failure = bench.timed("constant").unwrap_err();
    assert_eq!(failure.message, "`work:constant` is a int, not a function");
}

#[test]
fn parameters_that_do_not_fit_are_told_with_the_signature() {
    let bench = Bench::new(SOURCE);
    let calibrated = Task::Time(Timing::default());
    for task in [quick(), calibrated, Task::Memory, check(1, &[]), Task::Hook] {
        let mut job = bench.job(task, "run");
        job.parameters = parameters([("m", ParameterValue::Integer(1))]);
        let failure = bench.report(&job, &newest()).unwrap_err();
        assert_eq!(
            failure.message,
            "the parameters (m) do not fit `work:run(n=1)`: got an unexpected keyword argument 'm'"
        );
    }
}

#[test]
fn a_hook_that_fails_is_a_failure_of_the_hook() {
    let bench = Bench::new(SOURCE);
    let message = |setup: Option<&str>, teardown: Option<&str>| {
        let mut job = bench.job(quick(), "run");
        job.setup = setup.map(work);
        job.teardown = teardown.map(work);
        let failure = bench.report(&job, &newest()).unwrap_err();
        assert_eq!(failure.kind, FailureKind::Hook, "{failure:?}");
        failure.message
    };
    assert_eq!(message(Some("failing_hook"), None), "OSError: disk full");
    assert_eq!(message(None, Some("failing_hook")), "OSError: disk full");
    assert!(message(Some("bad_setup"), None).contains("returned a int; it must return a dict"));
    assert!(message(None, Some("missing")).contains("has no `missing`"));
    let alone = bench.report(&bench.job(Task::Hook, "failing_hook"), &newest()).unwrap_err();
    assert_eq!((alone.kind, alone.message.as_str()), (FailureKind::Hook, "OSError: disk full"));
}

#[test]
fn the_teardown_runs_after_a_failure_and_does_not_hide_it() {
    let bench = Bench::new(SOURCE);
    for teardown in ["cleanup", "failing_hook"] {
        let mut job = bench.job(quick(), "boom");
        job.teardown = Some(work(teardown));
        let exit = bench.exit(&job, &newest());
        let failure = crate::python::Report::parse(&exit).unwrap_err();
        assert_eq!(failure.message, "KeyError: 'key'");
        assert_eq!(exit.error.text().contains("cleaned up"), teardown == "cleanup");
    }
}

#[test]
fn a_check_that_is_not_there_did_not_pass() {
    let bench = Bench::new(SOURCE);
    let mut job = bench.job(check(1, &[]), "absent");
    assert_eq!(bench.report(&job, &newest()).unwrap_err().kind, FailureKind::Check);
    job.function = FunctionReference { module: "absent".into(), function: "check".into() };
    assert_eq!(bench.report(&job, &newest()).unwrap_err().kind, FailureKind::Check);
}
