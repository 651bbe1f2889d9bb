//! What a process leaves running is found and killed, however it detached itself.

use std::time::{Duration, Instant};

use paceline_measure::Ending;

use crate::fixture::{exists, launcher, numbers, process, run, shell};

#[test]
fn a_background_process_is_killed_and_counted() {
    let exit = run(&shell("sleep 1000 & echo $!"));
    assert_eq!(exit.ending, Ending::Exited(0));
    assert_eq!(exit.left_behind, 1);
    assert!(!exists(numbers(&exit.output.text(), 1)[0]));
}

#[test]
fn a_background_process_that_holds_the_output_open_does_not_make_us_wait() {
    let start = Instant::now();
    let exit = run(&shell("sleep 1000 & echo done"));
    assert_eq!(exit.output.text(), "done\n");
    assert!(start.elapsed() < Duration::from_secs(20));
    assert!(exit.wall_seconds < 10.0);
}

#[test]
fn daemons_in_sessions_of_their_own_are_killed() {
    let daemon = "setsid sh -c '(sleep 1000 & echo $!; sleep 1001 & echo $!) ' & wait; echo";
    let exit = run(&shell(daemon));
    assert_eq!(exit.left_behind, 2, "{exit:?}");
    for process in numbers(&exit.output.text(), 2) {
        assert!(!exists(process), "{process} lives");
    }
}

#[test]
fn a_whole_tree_is_killed() {
    let folder = tempfile::tempdir().unwrap();
    let mut tree = shell(
        "setsid sh -c 'echo $$ >> pids; setsid sh -c \"sleep 1000 & echo \\$! \\$\\$ >> pids; wait\" & \
         wait' & until [ $(cat pids | wc -w) = 3 ]; do sleep 0.01; done; cat pids",
    );
    tree.directory = folder.path().to_owned();
    let exit = run(&tree);
    assert_eq!(exit.left_behind, 3, "{exit:?}");
    for process in numbers(&exit.output.text(), 3) {
        assert!(!exists(process), "{process} lives");
    }
}

#[test]
fn a_process_that_ended_by_itself_is_not_counted() {
    let exit = run(&shell("(true & true &); sleep 0.3"));
    assert_eq!((exit.ending, exit.left_behind), (Ending::Exited(0), 0));
}

#[test]
fn leftovers_of_one_run_are_not_counted_in_the_next() {
    let mut launcher = launcher();
    let first = launcher.run(&shell("sleep 1000 &"), &|| false).unwrap();
    let second = launcher.run(&process(&["true"]), &|| false).unwrap();
    assert_eq!((first.left_behind, second.left_behind), (1, 0));
}
