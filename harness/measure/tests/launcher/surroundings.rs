//! A process gets its variables, folder, group and signals, and nothing of ours.

use std::fs::File;
use std::os::unix::fs::PermissionsExt;

use nix::fcntl::{FcntlArg, FdFlag, fcntl};

use crate::fixture::{launcher, process, run, shell};

#[test]
fn it_gets_exactly_its_variables() {
    let mut process = process(&["env"]);
    process.environment.insert("NAME".to_owned(), "a value = with\nmore".to_owned());
    assert_eq!(run(&process).output.text(), "NAME=a value = with\nmore\nPATH=/usr/bin:/bin\n");
}

#[test]
fn it_starts_in_its_folder() {
    let folder = tempfile::tempdir().unwrap();
    let mut process = process(&["pwd", "-P"]);
    process.directory = folder.path().canonicalize().unwrap();
    assert_eq!(run(&process).output.text(), format!("{}\n", process.directory.display()));
}

#[test]
fn arguments_are_not_seen_by_a_shell() {
    let exit = run(&process(&["printf", "%s\n", "$HOME *", "", "a'b\"c"]));
    assert_eq!(exit.output.text(), "$HOME *\n\na'b\"c\n");
}

#[test]
fn it_inherits_no_descriptor() {
    let leak = File::open("/dev/null").unwrap();
    fcntl(&leak, FcntlArg::F_SETFD(FdFlag::empty())).unwrap();
    let mut launcher = launcher();
    drop(leak);
    let list = shell("ls /proc/$$/fd; true");
    for _ in 0..2 {
        let exit = launcher.run(&list, &|| false).unwrap();
        assert_eq!(exit.output.text(), "0\n1\n2\n");
    }
}

#[test]
fn it_leads_a_group_of_its_own() {
    let exit = run(&shell("cut -d' ' -f5 /proc/$$/stat; echo $$"));
    let text = exit.output.text();
    let (group, own) = text.trim().split_once('\n').unwrap();
    assert_eq!(group, own);
}

#[test]
fn no_signal_is_blocked_or_ignored() {
    // This process ignores SIGPIPE, as every Rust program does.
    let exit = run(&process(&["grep", "-E", "Sig(Blk|Ign)", "/proc/self/status"]));
    let text = exit.output.text();
    let masks = text.lines().map(|line| line.split_whitespace().nth(1).unwrap());
    for mask in masks {
        let standard = u64::from_str_radix(mask, 16).unwrap() & 0x7fff_ffff;
        assert_eq!(standard, 0, "{text}");
    }
    assert_eq!(text.lines().count(), 2);
}

#[test]
fn a_broken_pipe_ends_it_as_in_a_shell() {
    let exit = run(&shell("yes | head -n 1"));
    assert_eq!((exit.output.text().as_str(), exit.error.text().as_str()), ("y\n", ""));
}

#[test]
fn the_program_is_looked_up_in_its_own_path() {
    let folder = tempfile::tempdir().unwrap();
    let tools = folder.path().join("tools");
    std::fs::create_dir(&tools).unwrap();
    let script = tools.join("greet");
    std::fs::write(&script, "#!/bin/sh\necho hello from $0").unwrap();
    std::fs::set_permissions(&script, PermissionsExt::from_mode(0o755)).unwrap();

    let mut process = process(&["greet"]);
    process.directory = folder.path().to_owned();
    process.environment.insert("PATH".to_owned(), "/nowhere:tools".to_owned());
    assert_eq!(run(&process).output.text(), "hello from tools/greet\n");

    process.arguments = vec!["./tools/greet".to_owned()];
    assert_eq!(run(&process).output.text(), "hello from ./tools/greet\n");
}
