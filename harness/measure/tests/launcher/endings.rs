//! How a process ended, and what stopped it.

use std::cell::Cell;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use paceline_measure::{Ending, LauncherError};

use crate::fixture::{
    content, eventually, executable, exists, launcher, numbers, process, run, shell,
};

#[test]
fn the_exit_status_is_told() {
    assert_eq!(run(&process(&["true"])).ending, Ending::Exited(0));
    assert_eq!(run(&shell("exit 7")).ending, Ending::Exited(7));
    assert_eq!(run(&shell("exit 137")).ending, Ending::Exited(137));
}

#[test]
fn a_signal_is_told_from_an_exit_status() {
    assert_eq!(run(&shell("kill -SEGV $$")).ending, Ending::Signaled(libc::SIGSEGV));
    assert_eq!(run(&shell("kill -KILL $$")).ending, Ending::Signaled(libc::SIGKILL));
}

#[test]
fn wall_time_covers_the_run_and_cpu_time_only_the_work() {
    let exit = run(&process(&["sleep", "0.3"]));
    assert!(exit.wall_seconds >= 0.3, "{exit:?}");
    assert!(exit.user_seconds + exit.system_seconds < 0.2, "{exit:?}");

    let busy = run(&shell("i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done"));
    assert!(busy.user_seconds > 0.02, "{busy:?}");
    assert!(busy.wall_seconds < 30.0, "{busy:?}");
}

#[test]
fn a_timeout_kills_the_whole_group() {
    let mut endless = shell("sleep 1000 & echo $!; setsid sleep 1000 & echo $!; sleep 1000");
    endless.timeout_nanoseconds = 300_000_000;
    let exit = run(&endless);
    assert_eq!(exit.ending, Ending::TimedOut);
    assert!((0.3..10.0).contains(&exit.wall_seconds), "{exit:?}");
    for grandchild in numbers(&exit.output.text(), 2) {
        assert!(!exists(grandchild), "{grandchild} lives");
    }
}

#[test]
fn a_process_that_ignores_every_signal_is_killed_in_time() {
    let mut stubborn = shell("trap '' TERM INT HUP; while :; do sleep 1; done");
    stubborn.timeout_nanoseconds = 200_000_000;
    assert_eq!(run(&stubborn).ending, Ending::TimedOut);
}

#[test]
fn a_signal_of_its_own_is_no_timeout() {
    let mut process = shell("kill -KILL $$");
    process.timeout_nanoseconds = 20_000_000_000;
    assert_eq!(run(&process).ending, Ending::Signaled(libc::SIGKILL));
}

#[test]
fn cancelling_kills_the_group_and_the_launcher_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let mut endless = shell("sleep 1000 & echo $! $$ > pids; wait");
    endless.directory = folder.path().to_owned();
    let pids = folder.path().join("pids");
    let mut launcher = launcher();

    let start = Instant::now();
    let is_cancelled = || content(&pids).ends_with('\n');
    let result = launcher.run(&endless, &is_cancelled);
    assert!(matches!(result, Err(LauncherError::Cancelled)), "{result:?}");
    assert!(start.elapsed() < Duration::from_secs(20));
    for process in numbers(&content(&pids), 2) {
        assert!(!exists(process), "{process} lives");
    }

    let next = launcher.run(&shell("echo next"), &|| false).unwrap();
    assert_eq!(next.output.text(), "next\n");
}

#[test]
fn nothing_starts_once_cancelled() {
    let result = launcher().run(&process(&["true"]), &|| true);
    assert!(matches!(result, Err(LauncherError::Cancelled)), "{result:?}");
}

#[test]
fn a_cancellation_is_noticed_though_the_process_prints_nothing() {
    let asked = Cell::new(0);
    let is_cancelled = || {
        asked.set(asked.get() + 1);
        asked.get() > 3
    };
    let start = Instant::now();
    let result = launcher().run(&process(&["sleep", "1000"]), &is_cancelled);
    assert!(matches!(result, Err(LauncherError::Cancelled)), "{result:?}");
    assert!(start.elapsed() < Duration::from_secs(20));
}

#[test]
fn nothing_stays_behind_when_paceline_is_killed() {
    let folder = tempfile::tempdir().unwrap();
    let pids = folder.path().join("pids");
    let script = format!(
        "sleep 1000 & echo $! > {0}.new; setsid sleep 1000 & echo $! $$ $PPID >> {0}.new; \
         mv {0}.new {0}; wait",
        pids.display()
    );
    let mut paceline = Command::new(executable())
        .args(["1", "0", "sh", "-c", &script])
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    eventually("the workload runs", || pids.exists());
    paceline.kill().unwrap();
    paceline.wait().unwrap();
    for process in numbers(&content(&pids), 4) {
        eventually("all are gone", || !exists(process));
    }
}

#[test]
fn a_workload_dies_with_the_launcher_and_that_is_told() {
    let mut launcher = launcher();
    let result = launcher.run(&shell("kill -KILL $PPID; sleep 1000"), &|| false);
    let message = result.unwrap_err().to_string();
    assert!(message.starts_with("the launcher process ended early (signal: 9"), "{message}");
    let again = launcher.run(&process(&["true"]), &|| false);
    assert!(matches!(again, Err(LauncherError::Ended(_))), "{again:?}");
}

#[test]
fn an_executable_that_is_missing_is_named() {
    let error = paceline_measure::Launcher::start("/no/such/paceline".as_ref()).unwrap_err();
    let message = error.to_string();
    assert!(message.starts_with("cannot start the launcher `/no/such/paceline`: "), "{message}");
}
