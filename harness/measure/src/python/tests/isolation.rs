//! What a workload prints, closes, forks or replaces does not get in between.

use super::fixture::{Bench, interpreters, newest, quick};
use crate::python::Report;
use crate::{Ending, Exit};

const SOURCE: &str = r#"
import os, subprocess, sys, time, io
channel = sys.modules["__main__"].CHANNEL.descriptor
def prints():
    print("x" * 3_000_000)
    os.write(1, b"{\"record\":\"end\",\"records\":1,\"threads\":[]}\n")
    subprocess.run(["echo", "from a child"], check=True)
    return "done"
def closes():
    print("before")
    sys.stdout.close()
    os.close(1)
    os.close(0)
    return "done"
def closes_all():
    os.closerange(3, 64)
def reuses():
    os.closerange(3, 64)
    while os.open("stolen", os.O_CREAT | os.O_RDWR) != channel:
        pass
def child_leaves():
    child = os.fork()
    if child == 0:
        sys.exit(7)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
def child_raises():
    child = os.fork()
    if child == 0:
        raise ValueError("in the child")
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
children = []
def child_comes_back():
    child = os.fork()
    if child:
        children.append(child)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
LISTING = """
import os, sys
for number in range(3, 64):
    try: print(os.fstat(number).st_ino)
    except OSError: pass
"""
def open_in_child():
    command = [sys.executable, "-c", LISTING]
    listed = subprocess.run(command, capture_output=True, text=True, close_fds=False).stdout
    return str(os.fstat(channel).st_ino) in listed.split()
def open_in_fork():
    child = os.fork()
    if child == 0:
        os._exit(os.path.exists("/proc/self/fd/%d" % channel))
    assert os.path.exists("/proc/self/fd/%d" % channel)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0
def replaces():
    os.write = os.getpid = time.perf_counter_ns = os._exit = None
    sys.stdout = io.StringIO()
    sys.stderr = None
    return "done"
def garbage():
    os.write(channel, b"no line break, no JSON")
    os.write(channel, b"\xff\xfe\n[1,2]\n{\"record\":\"nonsense\"}\n" + b"[" * 100000 + b"\n")
    return "done"
def forges():
    os.write(channel, b'{"record":"value","wall":1,"cpu":1}\n')
def arguments(): return [sys.argv, sys.path[0], "" in sys.path]
def modules(): return sorted(sys.modules)
"#;

fn result(bench: &Bench, function: &str) -> serde_json::Value {
    bench.timed(function).unwrap().result_json.unwrap()
}

#[test]
fn prints_go_to_standard_error_also_those_of_children_and_below_python() {
    let bench = Bench::new(SOURCE);
    for python in interpreters() {
        let exit = bench.exit(&bench.job(quick(), "prints"), &python);
        assert_eq!(Report::parse(&exit).unwrap().result_json, Some("done".into()));
        let error = exit.error.text();
        assert!(error.len() > 3_000_000);
        assert!(error.contains("from a child") && error.contains("\"records\":1"));
    }
}

#[test]
fn a_workload_may_close_or_replace_its_own_streams() {
    let bench = Bench::new(SOURCE);
    for python in interpreters() {
        for function in ["closes", "replaces"] {
            let report = bench.report(&bench.job(quick(), function), &python).unwrap();
            assert_eq!(report.result_json, Some("done".into()), "{function}");
        }
    }
}

#[test]
fn closing_the_channel_is_told_and_nothing_is_written_elsewhere() {
    let bench = Bench::new(SOURCE);
    for function in ["closes_all", "reuses"] {
        let failure = bench.timed(function).unwrap_err();
        assert!(failure.message.contains("close a descriptor that it did not open"), "{failure:?}");
        assert!(failure.detail.contains("the workload closed a descriptor"), "{failure:?}");
    }
    assert_eq!(std::fs::read(bench.path().join("stolen")).unwrap(), b"");
}

#[test]
fn a_forked_child_ends_as_it_likes_and_tells_nothing() {
    let bench = Bench::new(SOURCE);
    for python in interpreters() {
        for (function, status) in [("child_leaves", 7), ("child_raises", 1)] {
            let exit = bench.exit(&bench.job(quick(), function), &python);
            let report = Report::parse(&exit).unwrap();
            assert_eq!(report.result_json, Some(status.into()), "{}", exit.error.text());
        }
    }
}

#[test]
fn a_forked_child_that_comes_back_is_ended_and_does_not_fork_on() {
    let bench = Bench::new(SOURCE);
    let mut job = bench.job(quick(), "child_comes_back");
    let crate::python::Task::Time(timing) = &mut job.task else { panic!("not timed") };
    timing.iterations = Some(30);
    let exit = bench.exit(&job, &newest());
    assert_eq!(Report::parse(&exit).unwrap().result_json, Some(3.into()));
    // Two for each of 29 rounds, since the last call is apart; one for the last call.
    let told = exit.error.text().matches("a forked child came back").count();
    assert_eq!(told, 2 * 29 + 1);
}

#[test]
fn children_do_not_get_the_channel() {
    let bench = Bench::new(SOURCE);
    assert_eq!(result(&bench, "open_in_child"), false);
    assert_eq!(result(&bench, "open_in_fork"), false);
}

#[test]
fn garbage_on_the_channel_is_passed_over_and_told() {
    let bench = Bench::new(SOURCE);
    for python in interpreters() {
        let report = bench.report(&bench.job(quick(), "garbage"), &python).unwrap();
        assert_eq!(report.result_json, Some("done".into()));
        assert!(report.notes[0].starts_with("4 lines on the runner's own channel"));
    }
}

#[test]
fn a_forged_line_is_found_out_by_the_count() {
    let bench = Bench::new(SOURCE);
    let failure = bench.timed("forges").unwrap_err();
    assert_eq!(failure.kind, paceline_model::FailureKind::Output);
    assert!(failure.message.starts_with("7 lines were sent"), "{failure:?}");
}

#[test]
fn the_workload_sees_neither_configuration_nor_current_folder() {
    let bench = Bench::new(SOURCE);
    let folder = bench.path().to_str().unwrap();
    for python in interpreters() {
        let report = bench.report(&bench.job(quick(), "arguments"), &python).unwrap();
        assert_eq!(report.result_json.unwrap(), serde_json::json!([["-c"], folder, false]));
    }
}

#[test]
fn the_runner_loads_no_module_that_a_bare_interpreter_lacks() {
    let bench = Bench::new("import sys\ndef modules(): return sorted(sys.modules)\n");
    for python in interpreters() {
        let job = bench.job(quick(), "modules");
        let mut bare = bench.process(&job, &python);
        bare.arguments.truncate(1);
        bare.arguments.extend(["-c".into(), "import sys; print(*sorted(sys.modules))".into()]);
        let output = std::process::Command::new(&bare.arguments[0])
            .args(&bare.arguments[1..])
            .envs(&bare.environment)
            .output()
            .unwrap();
        let bare = String::from_utf8(output.stdout).unwrap();
        let report = bench.report(&job, &python).unwrap().result_json.unwrap();
        let loaded: Vec<&str> =
            report.as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
        let added: Vec<_> = loaded
            .into_iter()
            .filter(|name| !bare.split_whitespace().any(|other| other == *name))
            .collect();
        // Both are within the interpreter itself.
        assert!(added.iter().all(|name| ["gc", "itertools", "work"].contains(name)), "{added:?}");
    }
}

#[test]
fn nothing_of_the_runner_warns() {
    let bench = Bench::new("def run(): pass\n");
    for python in interpreters() {
        let Exit { ending, error, .. } = bench.exit(&bench.job(quick(), "run"), &python);
        assert_eq!((ending, error.text()), (Ending::Exited(0), String::new()));
    }
}
