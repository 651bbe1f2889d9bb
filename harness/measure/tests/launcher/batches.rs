//! Several processes in one message.

use std::cell::Cell;
use std::path::Path;

use paceline_measure::{Ending, LauncherError};

use crate::fixture::{launcher, process, shell};

#[test]
fn each_process_keeps_its_own_output_figures_and_start() {
    let processes = ["one", "two", "three"].map(|word| shell(&format!("echo {word}; sleep 0.02")));
    let exits = launcher().run_all(&processes, &|| false).unwrap();
    let printed: Vec<_> = exits.iter().map(|exit| exit.output.text()).collect();
    assert_eq!(printed, ["one\n", "two\n", "three\n"]);
    for (first, second) in exits.iter().zip(&exits[1..]) {
        assert!(first.wall_seconds >= 0.02, "{first:?}");
        assert!(second.started_seconds >= first.started_seconds + first.wall_seconds, "{exits:?}");
    }
}

#[test]
fn the_first_that_does_not_succeed_is_the_last() {
    let folder = tempfile::tempdir().unwrap();
    let trace = folder.path().join("trace");
    let leave = |name: &str| shell(&format!("echo {name} >> {}", trace.display()));
    let mut slow = shell("sleep 1000");
    slow.timeout_nanoseconds = 100_000_000;
    let endings = [
        (shell("exit 3"), Ending::Exited(3)),
        (slow, Ending::TimedOut),
        (shell("kill -KILL $$"), Ending::Signaled(libc::SIGKILL)),
    ];
    let mut launcher = launcher();
    for (failing, ending) in endings {
        let processes = [leave("before"), failing, leave("after")];
        let exits = launcher.run_all(&processes, &|| false).unwrap();
        assert_eq!(exits.len(), 2);
        assert_eq!(exits[1].ending, ending);
        assert_eq!(std::fs::read_to_string(&trace).unwrap(), "before\n", "{ending:?}");
        std::fs::remove_file(&trace).unwrap();
    }
    let exits = launcher.run_all(&[shell("echo fine")], &|| false).unwrap();
    assert_eq!(exits[0].output.text(), "fine\n");
}

#[test]
fn one_that_is_not_found_is_told_in_its_turn() {
    let mut gone = process(&["true"]);
    gone.directory = Path::new("/nowhere").to_owned();
    for missing in [process(&["no-such-program"]), gone] {
        let processes = [process(&["true"]), missing, process(&["true"])];
        let exits = launcher().run_all(&processes, &|| false).unwrap();
        assert_eq!(exits.len(), 2);
        assert!(matches!(exits[1].ending, Ending::NotStarted(_)), "{:?}", exits[1].ending);
    }
}

#[test]
fn more_than_fits_into_one_message_arrives_whole() {
    let long = "x".repeat(10_000);
    let processes: Vec<_> =
        (0..20).map(|number| process(&["printf", "%.3s%s", &long, &number.to_string()])).collect();
    let exits = launcher().run_all(&processes, &|| false).unwrap();
    let printed: Vec<_> = exits.iter().map(|exit| exit.output.text()).collect();
    let expected: Vec<_> = (0..20).map(|number| format!("xxx{number}")).collect();
    assert_eq!(printed, expected);
    assert!(launcher().run_all(&[], &|| false).unwrap().is_empty());
}

#[test]
fn cancelling_ends_all_that_wait() {
    let mut launcher = launcher();
    let processes = [shell("echo one"), shell("sleep 1000"), shell("sleep 1000")];
    let questions = Cell::new(0);
    let is_cancelled = || {
        questions.set(questions.get() + 1);
        questions.get() > 2
    };
    let result = launcher.run_all(&processes, &is_cancelled);
    assert!(matches!(result, Err(LauncherError::Cancelled)), "{result:?}");
    let exits = launcher.run_all(&[shell("echo two")], &|| false).unwrap();
    assert_eq!(exits[0].output.text(), "two\n");
}
