//! Where a program lies in memory: at random, or in the same place every time.
#![cfg(target_os = "linux")]

use std::process::Command;

use paceline_measure::Process;

use crate::fixture::{launcher, process};

/// Prints where its own stack, heap and libraries lie.
fn map(fixed_addresses: bool) -> Process {
    Process { fixed_addresses, ..process(&["cat", "/proc/self/maps"]) }
}

/// Whether the system lets processes choose: containers often don't. Asked of another program,
/// so that a launcher that does nothing is not taken for a system that forbids it.
fn may_be_fixed() -> bool {
    let status = Command::new("setarch").args(["--addr-no-randomize", "true"]).status();
    status.is_ok_and(|status| status.success())
}

#[test]
fn fixed_addresses_are_the_same_in_every_run_and_others_are_not() {
    // All in one message: what is fixed for one must not stay so for the next.
    let processes = [true, false, true, false].map(map);
    let exits = launcher().run_all(&processes, &|| false).unwrap();
    let [fixed, random, fixed_again, random_again] = [0, 1, 2, 3].map(|at| exits[at].output.text());
    for part in ["[stack]", "[heap]", "libc"] {
        assert!(fixed.contains(part), "no {part} in {fixed}");
    }
    assert_ne!(random, random_again);
    assert_ne!(random, fixed);
    if may_be_fixed() {
        assert_eq!(fixed, fixed_again);
    } else {
        println!("NOT TESTED: this system does not allow fixed addresses");
    }
}
