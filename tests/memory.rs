//! Peak memory is the workload's own: it agrees with GNU time, whatever the harness holds.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use paceline_measure::{Launcher, Process};

use crate::sandbox::Sandbox;

const LINES: usize = 1_500_000;

/// A file of about 50 MB that is far from sorted.
fn unsorted() -> String {
    let mut state = 1_u64;
    let mut line = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        format!("{state:032x}\n")
    };
    (0..LINES).map(|_| line()).collect()
}

fn sort(file: &Path) -> Vec<String> {
    // One thread and one buffer, so that the need for memory does not depend on the machine.
    ["sort", "--parallel=1", "--buffer-size=200M", "--output=/dev/null"]
        .map(str::to_owned)
        .into_iter()
        .chain([file.to_str().unwrap().to_owned()])
        .collect()
}

/// Peak in KiB as GNU time tells it.
fn by_gnu_time(file: &Path) -> f64 {
    let output = Command::new("/usr/bin/time")
        .arg("-v")
        .args(sort(file))
        .env("LC_ALL", "C")
        .output()
        .expect("GNU time is at /usr/bin/time; `ci/check test` installs it");
    let text = String::from_utf8(output.stderr).unwrap();
    let line = text.lines().find(|line| line.contains("Maximum resident set size")).unwrap();
    line.rsplit(' ').next().unwrap().parse().unwrap()
}

#[test]
fn peak_memory_agrees_with_gnu_time_also_when_the_harness_holds_500_mb() {
    let sandbox = Sandbox::new();
    sandbox.write("unsorted.txt", unsorted());
    let file = sandbox.path("unsorted.txt");
    let expected = by_gnu_time(&file);
    // Written to, so that all of it is resident.
    let ballast = vec![1_u8; 500 << 20];
    let mut launcher = Launcher::start(Path::new(env!("CARGO_BIN_EXE_paceline"))).unwrap();
    let process = Process {
        arguments: sort(&file),
        environment: BTreeMap::from([
            ("PATH".to_owned(), "/usr/bin:/bin".to_owned()),
            ("LC_ALL".to_owned(), "C".to_owned()),
        ]),
        directory: "/".into(),
        timeout_nanoseconds: 60_000_000_000,
        output_limit: 0,
        error_limit: 1000,
        fixed_addresses: false,
        cleans_up: false,
    };
    let exit = launcher.run(&process, &|| false).unwrap();
    assert!(exit.is_success(), "{exit:?}");
    let difference = exit.peak_rss_bytes as f64 / 1024.0 / expected - 1.0;
    assert!(difference.abs() < 0.02, "{difference:+.4} of {expected} KiB");
    // A program that needs next to nothing shows next to nothing.
    let tiny = Process { arguments: vec!["true".to_owned()], ..process };
    let exit = launcher.run(&tiny, &|| false).unwrap();
    assert!(exit.peak_rss_bytes < 4 << 20, "{} bytes", exit.peak_rss_bytes);
    assert_eq!(ballast[ballast.len() - 1], 1);
}
