//! Reports of outputs that no runner wrote: a failure with the right kind, never a panic.

use paceline_model::FailureKind;

use super::fixture::{captured, exit, newest};
use crate::python::{FunctionReference, Job, Report, Surroundings, Task};
use crate::{Ending, Exit};

const GOOD: &str = r#"
{"record":"start","python":"3.12.1"}

{"record":"import","nanoseconds":5000000}
{"record":"iterations","count":10}
{"record":"value","wall":1000,"cpu":500}
{"record":"result","digest":"00","excerpt":"x"}
{"record":"result-json","value":{"a":[1,2.5,null]}}
{"record":"note","text":"hello"}
{"record":"end","records":8,"threads":[]}
"#;

fn ended(ending: Ending, output: &[u8]) -> Exit {
    Exit { output: captured(output.to_vec()), ..exit(ending) }
}

fn failure(ending: Ending, output: &[u8]) -> (FailureKind, String) {
    let failure = Report::parse(&ended(ending, output)).unwrap_err();
    (failure.kind, failure.message)
}

#[test]
fn good_lines_become_a_report_per_call() {
    let report = Report::parse(&ended(Ending::Exited(0), GOOD.as_bytes())).unwrap();
    assert_eq!(report.iterations, 10);
    assert!((report.values[0].wall_seconds - 1e-7).abs() < 1e-20);
    assert!((report.values[0].cpu_seconds - 5e-8).abs() < 1e-20);
    assert!((report.import_seconds - 0.005).abs() < 1e-15);
    assert_eq!(report.result_json, Some(serde_json::json!({"a": [1, 2.5, null]})));
    assert_eq!(report.notes, ["hello"]);
}

#[test]
fn an_output_cut_anywhere_is_a_failure_and_no_panic() {
    for length in 0..GOOD.len() - 2 {
        let cut = &GOOD.as_bytes()[..length];
        assert!(Report::parse(&ended(Ending::Exited(0), cut)).is_err(), "cut at {length}");
    }
}

#[test]
fn a_line_lost_in_between_is_found_out() {
    for (number, line) in GOOD.lines().enumerate().filter(|(_, line)| !line.is_empty()) {
        let rest: Vec<_> = GOOD
            .lines()
            .enumerate()
            .filter(|(other, _)| *other != number)
            .map(|(_, l)| l)
            .collect();
        let result = Report::parse(&ended(Ending::Exited(0), rest.join("\n").as_bytes()));
        assert!(result.is_err(), "without {line}");
    }
}

#[test]
fn the_ending_decides_what_an_unfinished_output_means() {
    let started = b"{\"record\":\"start\",\"python\":\"3.12.1\"}\n";
    let cases = [
        (Ending::NotStarted("no such file".into()), FailureKind::Start, "no such file"),
        (Ending::TimedOut, FailureKind::Timeout, "killed after 1.5 s, its timeout"),
        (Ending::Signaled(11), FailureKind::Crash, "by signal 11 (SIGSEGV)"),
        (Ending::Signaled(9), FailureKind::Crash, "out of memory"),
        (Ending::Signaled(64), FailureKind::Crash, "by signal 64"),
        (Ending::Exited(0), FailureKind::Crash, "status 0 in the middle of its work"),
    ];
    for (ending, kind, expected) in cases {
        let (found, message) = failure(ending, started);
        assert_eq!(found, kind);
        assert!(message.contains(expected), "{message}");
    }
    let (kind, message) = failure(Ending::Exited(1), b"");
    assert_eq!(kind, FailureKind::Start);
    assert!(message.contains("status 1 before it ran anything"), "{message}");
}

#[test]
fn trouble_after_the_work_is_done_is_still_trouble() {
    let (kind, message) = failure(Ending::Exited(120), GOOD.as_bytes());
    assert_eq!(kind, FailureKind::Crash);
    assert!(message.contains("status 120 after its work was done"), "{message}");
    let hanging = GOOD.replace("[]", r#"["pool-1","pool-2"]"#);
    let (kind, message) = failure(Ending::TimedOut, hanging.as_bytes());
    assert_eq!(kind, FailureKind::Timeout);
    assert!(message.contains("these threads still ran: pool-1, pool-2"), "{message}");
}

#[test]
fn what_the_runner_told_comes_before_how_it_ended() {
    let told = br#"{"record":"error","stage":"setup","message":"a\nb","detail":"t"}"#;
    for ending in [Ending::Exited(3), Ending::TimedOut, Ending::Signaled(9)] {
        assert_eq!(failure(ending, told), (FailureKind::Hook, "a b".into()));
    }
}

#[test]
fn hostile_lines_are_passed_over() {
    let deep = "[".repeat(200_000);
    let nested =
        format!(r#"{{"record":"result-json","value":{}1{}}}"#, "[".repeat(5000), "]".repeat(5000));
    let huge = format!(r#"{{"record":"note","text":"{}"}}"#, "x".repeat(600_000));
    let numbers = r#"{"record":"value","wall":-1,"cpu":1e999}"#;
    let output = [GOOD, &deep, &nested, &huge, numbers, "\0\0", "{}"].join("\n");
    let report = Report::parse(&ended(Ending::Exited(0), output.as_bytes())).unwrap();
    assert!(report.notes[1].starts_with("6 lines"), "{:?}", report.notes);
    assert_eq!(report.values.len(), 1);
}

#[test]
fn loops_of_no_iterations_have_no_time_per_call() {
    let none = GOOD.replace(r#""count":10"#, r#""count":0"#);
    assert_eq!(failure(Ending::Exited(0), none.as_bytes()).0, FailureKind::Output);
}

#[test]
fn output_beyond_the_limit_is_told_as_such() {
    let mut exit = ended(Ending::Exited(0), b"{\"record\":\"start\",\"python\":\"3\"}\nxxxx");
    exit.output.total = 1 << 30;
    let failure = Report::parse(&exit).unwrap_err();
    assert_eq!(failure.kind, FailureKind::Output);
    assert!(failure.message.starts_with("more than 36 bytes"), "{failure:?}");
}

#[test]
fn a_failure_shows_the_end_of_standard_error_in_bounds() {
    let mut exit = ended(Ending::Signaled(6), b"");
    exit.error = captured([&[0xff; 9000][..], b"last words\n"].concat());
    let failure = Report::parse(&exit).unwrap_err();
    assert!(failure.detail.ends_with("last words"));
    assert_eq!(failure.detail.chars().count(), 4000);
}

#[test]
fn the_command_line_is_ascii_and_fits_what_linux_takes() {
    let mut python = newest();
    let function = FunctionReference { module: "größe".into(), function: "läuft😀".into() };
    for task in [Task::Memory, Task::Hook, super::fixture::quick(), super::fixture::check(1, &[])] {
        for (version, flag) in [("3.10.13", "-c"), ("3.11.0", "-P"), ("3.13.0rc1", "-P")] {
            python.version = version.into();
            let job = Job {
                task: task.clone(),
                function: function.clone(),
                setup: None,
                teardown: None,
                parameters: paceline_model::Parameters::new(),
                path: Vec::new(),
                seed: u64::MAX,
                checkouts: None,
            };
            let surroundings = Surroundings {
                environment: std::collections::BTreeMap::from([(
                    "PYTHONINSPECT".into(),
                    "1".into(),
                )]),
                directory: "/".into(),
                timeout: std::time::Duration::from_millis(1500),
                fixed_addresses: true,
            };
            let process = job.process(&python, surroundings);
            assert_eq!(process.arguments[1], flag);
            // Linux takes 128 KiB per argument.
            assert!(process.arguments.iter().all(|text| text.is_ascii() && text.len() < 64 << 10));
            assert_eq!(process.timeout_nanoseconds, 1_500_000_000);
            assert!(process.fixed_addresses);
            let variables: Vec<_> = process.environment.into_iter().collect();
            let expected = [("PYTHONDONTWRITEBYTECODE", "1"), ("PYTHONHASHSEED", "0")];
            let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
            assert_eq!(variables, expected);
        }
    }
}
