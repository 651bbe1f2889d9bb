//! Criterion really runs with instructions under callgrind, and what it wrote is read.

#![expect(clippy::unwrap_used, reason = "tests")]

mod list;

use std::fs;
use std::path::Path;
use std::process::Command;

use paceline_criterion::Instructions;

use self::list::{run, values};

/// What runs under callgrind: see below.
#[test]
#[ignore = "is started under callgrind by another test"]
fn counted_by_callgrind() {
    run(Instructions::open().unwrap(), Path::new("criterion"));
}

#[test]
#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
fn instructions_under_callgrind_are_the_same_in_every_run() {
    let of_run = || {
        let folder = tempfile::tempdir().unwrap();
        let output = Command::new("valgrind")
            .args(["--tool=callgrind", "--quiet"])
            .arg(std::env::current_exe().unwrap())
            .args(["counted_by_callgrind", "--exact", "--ignored", "--nocapture"])
            .current_dir(folder.path())
            .output()
            .expect("valgrind is installed");
        let told = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{told}{}", String::from_utf8_lossy(&output.stderr));
        let names = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
        let is_sample = |name: &String| name.matches('.').count() > 2;
        let left = names.map(|name| name.into_string().unwrap()).filter(is_sample).count();
        assert_eq!(left, 0, "files of samples are removed");
        let (values, unit) = values(&folder.path().join("criterion"), "sum");
        assert_eq!(unit, "instructions");
        values
    };
    let (first, second) = (of_run(), of_run());
    let expected = first[0];
    assert!(expected > 1000.0, "a thousand numbers take more than {expected} instructions");
    let same = |value: &f64| (value - expected).abs() < 0.5;
    assert!(first.iter().chain(&second).all(same), "{first:?} {second:?}");
}

#[test]
fn a_machine_without_counters_says_what_helps() {
    match Instructions::open() {
        Ok(counter) => run(counter, tempfile::tempdir().unwrap().path()),
        Err(error) => {
            let text = format!("{error:?}");
            assert!(text.contains("valgrind --tool=callgrind"), "{text}");
        }
    }
}
