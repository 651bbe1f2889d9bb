//! A process that can't be started is told from one that failed, with the reason.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use paceline_measure::{Ending, Process};

use crate::fixture::{launcher, process, run};

/// Why `process` was not started, with its folder shown as `FOLDER`.
fn reason(process: &Process) -> String {
    let ending = run(process).ending;
    let Ending::NotStarted(reason) = &ending else { return format!("started: {ending:?}") };
    reason.replace(&process.directory.display().to_string(), "FOLDER")
}

/// A process in a folder with a file of this content and mode named `file`.
fn with_file(content: &str, mode: u32, arguments: &[&str]) -> (tempfile::TempDir, Process) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, content).unwrap();
    fs::set_permissions(&file, PermissionsExt::from_mode(mode)).unwrap();
    let process = Process { directory: folder.path().to_owned(), ..process(arguments) };
    (folder, process)
}

#[test]
fn a_missing_program_is_named_with_the_path_searched() {
    let mut missing = process(&["no-such-program", "argument"]);
    missing.directory = "/tmp".into();
    let text = "no program `no-such-program` in PATH `/usr/bin:/bin`; install it or give its path";
    assert_eq!(reason(&missing), text);

    missing.environment.clear();
    assert!(reason(&missing).contains("in PATH `/bin:/usr/bin`"));
}

#[test]
fn a_missing_path_is_named() {
    let mut missing = process(&["./no/such"]);
    missing.directory = "/tmp".into();
    assert_eq!(reason(&missing), "no program `FOLDER/./no/such`");
}

#[test]
fn a_file_that_is_not_executable_is_told() {
    let (_folder, process) = with_file("#!/bin/sh\n", 0o644, &["./file"]);
    assert_eq!(reason(&process), "`FOLDER/./file` is not executable; `chmod +x` it");

    let (_folder, mut process) = with_file("#!/bin/sh\n", 0o644, &["file"]);
    process.environment.insert("PATH".to_owned(), ".".to_owned());
    assert_eq!(reason(&process), "`FOLDER/./file` is not executable; `chmod +x` it");
}

#[test]
fn a_script_without_its_first_line_is_told() {
    let (_folder, process) = with_file("echo hello\n", 0o755, &["./file"]);
    assert_eq!(
        reason(&process),
        "`FOLDER/./file` is no program for this machine; does a script lack its `#!` line?"
    );
}

#[test]
fn a_missing_interpreter_is_told_from_a_missing_script() {
    let (_folder, process) = with_file("#!/no/such/python\n", 0o755, &["./file"]);
    let text = "`FOLDER/./file` needs an interpreter that is missing; look at its first line";
    assert_eq!(reason(&process), text);
}

#[test]
fn a_missing_folder_is_told() {
    let mut process = process(&["true"]);
    process.directory = "/no/such/folder".into();
    assert_eq!(reason(&process), "no folder `FOLDER`");
}

#[test]
fn a_folder_is_no_program() {
    let mut process = process(&["/usr/bin"]);
    process.directory = "/tmp".into();
    assert_eq!(reason(&process), "`/usr/bin` is a folder, not a program");
}

#[test]
fn arguments_too_long_for_the_system_are_told() {
    let long = "x".repeat(200 << 10);
    let process = Process { directory: "/tmp".into(), ..process(&["/bin/true", &long]) };
    assert_eq!(
        reason(&process),
        "arguments and variables of `/bin/true` are too long for the system"
    );
}

#[test]
fn no_arguments_and_zero_bytes_are_refused() {
    let refused =
        |arguments: &[&str]| reason(&Process { directory: "/tmp".into(), ..process(arguments) });
    assert!(refused(&[]).starts_with("no program given"));
    assert!(refused(&["true", "a\0b"]).starts_with("a zero byte in an argument"));
}

#[test]
fn the_launcher_goes_on_after_a_refusal() {
    let mut launcher = launcher();
    let (_folder, refused) = with_file("echo hello\n", 0o755, &["./file"]);
    for _ in 0..3 {
        let exit = launcher.run(&refused, &|| false).unwrap();
        assert!(matches!(exit.ending, Ending::NotStarted(_)));
        let exit = launcher.run(&process(&["echo", "fine"]), &|| false).unwrap();
        assert_eq!(exit.output.text(), "fine\n");
    }
}
