//! Workloads that crash, hang, flood, fork or change their result: a clear row, the right exit
//! code, and the others still measured.

use std::fs;
use std::time::{Duration, Instant};

use paceline_model::{CaseStatus, Comparison, FailureKind, Record, Verdict};

use crate::sandbox::Sandbox;

const SUITE: &str = r#"
suite: bad
defaults: { budget: 100ms, invocations: 3..3, timeout: 1s }
workloads:
  crash:
    shell: "echo oh no >&2; kill -SEGV $$"
  hang:
    shell: "sleep 4711 & sleep 4711"
  flood:
    shell: "head -c 50000000 /dev/zero | tr '\\0' x"
  forks:
    shell: "setsid sleep 4712 >/dev/null 2>&1 & sleep 4712 & echo done"
  python-crash:
    python-version: "3.12"
    python: bad:crash
  python-prints:
    python-version: "3.12"
    python: bad:prints
  missing:
    command: [no-such-program-anywhere]
  good:
    command: ["true"]
"#;

const MODULE: &str = "
import os

def crash():
    print('last words')
    raise ValueError('broken on purpose')

def prints():
    print('x' * 1000000)
    os.write(1, b'raw\\n')
    return 42
";

fn record() -> Record {
    let sandbox = Sandbox::new();
    sandbox.write("suite.yaml", SUITE);
    sandbox.write("bad.py", MODULE);
    let run = sandbox.run(&["run", "suite.yaml", "--output", "record.json"]).expect(3);
    for name in ["crash", "hang", "flood", "forks", "python-crash", "missing", "good"] {
        assert!(run.stdout.contains(name), "{name} has no row in\n{}", run.stdout);
    }
    Record::from_json(&fs::read_to_string(sandbox.path("record.json")).unwrap()).unwrap()
}

/// Whether a process with this argument lives.
fn lives(argument: &str) -> bool {
    fs::read_dir("/proc").unwrap().filter_map(Result::ok).any(|entry| {
        let arguments = fs::read(entry.path().join("cmdline")).unwrap_or_default();
        arguments.split(|byte| *byte == 0).any(|word| word == argument.as_bytes())
    })
}

#[test]
fn each_bad_workload_is_a_row_of_its_own_and_the_others_are_measured() {
    let record = record();
    let failure = |name: &str| {
        let case = record.cases.iter().find(|case| case.id.workload.as_str() == name).unwrap();
        match &case.status {
            CaseStatus::Failed(failure) => Some((failure.kind, failure.clone())),
            CaseStatus::Measured => None,
        }
    };
    let (kind, crash) = failure("crash").unwrap();
    assert_eq!(kind, FailureKind::Crash);
    assert!(crash.message.contains("signal 11 (SIGSEGV)"), "{crash:?}");
    assert!(crash.detail.contains("oh no"), "{crash:?}");
    assert_eq!(failure("hang").unwrap().0, FailureKind::Timeout);
    let (kind, missing) = failure("missing").unwrap();
    assert_eq!(kind, FailureKind::Start);
    assert!(missing.message.contains("no-such-program-anywhere"), "{missing:?}");
    let (kind, crash) = failure("python-crash").unwrap();
    assert_eq!(kind, FailureKind::Crash);
    assert!(crash.message.contains("broken on purpose"), "{crash:?}");
    for name in ["flood", "forks", "python-prints", "good"] {
        assert_eq!(failure(name), None, "of {name}");
        let case = record.cases.iter().find(|case| case.id.workload.as_str() == name).unwrap();
        assert_eq!(case.invocations.len(), 3, "of {name}");
    }
    assert!(!lives("4711") && !lives("4712"), "processes stayed behind");
}

#[test]
fn another_result_than_base_is_failed() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "suite.yaml",
        "
suite: results
defaults: { budget: 100ms, invocations: 3..3 }
workloads:
  differs: { command: [echo, '{side}'], params: { side: [a, b] } }
  ignored: { command: [echo, '{side}'], params: { side: [a, b] }, result: ignore }
",
    );
    let run = sandbox
        .run(&["check", "suite.yaml", "--base", "side=a", "--head", "side=b", "--output", "c.json"])
        .expect(3);
    assert!(run.stdout.contains("the result differs"), "{}", run.stdout);
    let json = fs::read_to_string(sandbox.path("c.json")).unwrap();
    let comparison = Comparison::from_json(&json).unwrap();
    assert_eq!(comparison.cases[0].verdict, Verdict::Failed);
    assert_ne!(comparison.cases[1].verdict, Verdict::Failed);
}

/// Waits until `condition` holds, for at most ten seconds.
#[track_caller]
fn wait_for(condition: impl Fn() -> bool) {
    let start = Instant::now();
    while !condition() {
        assert!(start.elapsed() < Duration::from_secs(10), "it never happened");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn ctrl_c_and_kill_leave_no_process_behind() {
    use nix::sys::signal::{Signal, kill};
    use nix::unistd::Pid;

    for (signal, seconds) in [(Signal::SIGINT, "4713"), (Signal::SIGKILL, "4714")] {
        let sandbox = Sandbox::new();
        sandbox.write(
            "suite.yaml",
            format!("suite: s\nworkloads: {{ long: {{ shell: 'sleep {seconds} & sleep {seconds}' }} }}\n"),
        );
        let mut child = sandbox
            .command(&["run", "suite.yaml", "--quiet"])
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        wait_for(|| lives(seconds));
        kill(Pid::from_raw(i32::try_from(child.id()).unwrap()), signal).unwrap();
        let status = child.wait().unwrap();
        if signal == Signal::SIGINT {
            assert_eq!(status.code(), Some(130));
        }
        wait_for(|| !lives(seconds));
    }
}

#[test]
fn ctrl_c_runs_the_tear_down_of_what_was_under_way_but_waits_for_it_ten_seconds_at_most() {
    use nix::sys::signal::{Signal, kill};
    use nix::unistd::Pid;

    let cases = [
        (Signal::SIGINT, "touch made; sleep 4718", "true", "touch gone; rm made"),
        (Signal::SIGTERM, "true", "touch made; sleep 4718", "touch gone; rm made"),
        (Signal::SIGINT, "true", "touch made; sleep 4718", "touch gone; rm made; sleep 4719"),
    ];
    for (signal, setup, workload, teardown) in cases {
        let sandbox = Sandbox::new();
        let shell = |script: &str| format!("[sh, -c, '{script}']");
        let [setup, workload, teardown] = [setup, workload, teardown].map(shell);
        let hooks = format!("setup: {setup}, command: {workload}, teardown: {teardown}");
        sandbox.write("suite.yaml", format!("suite: s\nworkloads: {{ w: {{ {hooks} }} }}\n"));
        let mut child = sandbox.command(&["run", "suite.yaml", "--quiet"]).spawn().unwrap();
        wait_for(|| sandbox.path("made").exists());
        kill(Pid::from_raw(i32::try_from(child.id()).unwrap()), signal).unwrap();
        let start = Instant::now();
        assert_eq!(child.wait().unwrap().code(), Some(130));
        assert!(start.elapsed() < Duration::from_secs(13), "{teardown}");
        assert!(sandbox.path("gone").exists() && !sandbox.path("made").exists(), "{teardown}");
        assert!(!lives("4718") && !lives("4719"));
    }
}
