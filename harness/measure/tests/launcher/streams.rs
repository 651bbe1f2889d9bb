//! Standard input, output and error: empty, bounded, never in the way.

use crate::fixture::{launcher, process, run, shell};

#[test]
fn both_streams_are_kept_apart_and_whole() {
    let exit = run(&shell("printf out; printf problem >&2"));
    assert_eq!((exit.output.text().as_str(), exit.error.text().as_str()), ("out", "problem"));
    assert!(!exit.output.is_cut() && !exit.error.is_cut());
}

#[test]
fn standard_input_is_empty() {
    let exit = run(&shell("wc -c; readlink /proc/self/fd/0"));
    assert_eq!(exit.output.text(), "0\n/dev/null\n");
}

#[test]
fn the_beginning_of_much_output_is_kept() {
    let mut process = shell("printf first; head -c 50000000 /dev/zero");
    process.output_limit = 7;
    let exit = run(&process);
    assert!(exit.is_success());
    assert_eq!(exit.output.bytes, b"first\0\0");
    assert_eq!(exit.output.total, 50_000_005);
    assert!(exit.output.is_cut());
}

#[test]
fn the_end_of_many_errors_is_kept() {
    let mut process = shell("head -c 50000000 /dev/zero >&2; printf last >&2");
    process.error_limit = 6;
    let exit = run(&process);
    assert!(exit.is_success());
    assert_eq!(exit.error.bytes, b"\0\0last");
    assert_eq!(exit.error.total, 50_000_004);
}

#[test]
fn output_of_exactly_the_limit_is_not_cut() {
    let mut process = shell("printf 12345; printf 12345 >&2");
    (process.output_limit, process.error_limit) = (5, 5);
    let exit = run(&process);
    assert_eq!((exit.output.text().as_str(), exit.error.text().as_str()), ("12345", "12345"));
    assert!(!exit.output.is_cut() && !exit.error.is_cut());
}

#[test]
fn output_of_several_pipes_full_arrives_in_order() {
    let mut process = process(&["seq", "1", "200000"]);
    process.output_limit = 10 << 20;
    let exit = run(&process);
    let numbers: Vec<u32> = exit.output.text().lines().map(|line| line.parse().unwrap()).collect();
    assert_eq!(numbers, (1..=200_000).collect::<Vec<_>>());
}

#[test]
fn bytes_that_are_not_text_arrive_unchanged() {
    let exit = run(&shell(r"printf '\377\000\001\n'"));
    assert_eq!(exit.output.bytes, b"\xff\0\x01\n");
}

#[test]
fn what_one_process_prints_never_shows_in_the_next() {
    let mut launcher = launcher();
    let flood = shell("yes & yes >&2 & sleep 0.1");
    let first = launcher.run(&flood, &|| false).unwrap();
    assert!(first.output.total > 0 && first.error.total > 0);
    let second = launcher.run(&process(&["true"]), &|| false).unwrap();
    assert_eq!((second.output.total, second.error.total), (0, 0));
}
