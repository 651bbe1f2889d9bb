//! What happens without a profiler, and what `paceline profile` shows.

use std::fs;

use paceline_model::{ProfilerOutcome, Record, SideProfile, metrics};

use crate::sandbox::Sandbox;

/// A program that works where nothing else is in the path.
const SUITE: &str = "
suite: small
defaults: { budget: 50ms, invocations: 2 }
workloads:
  list: { command: [/bin/ls, /] }
";

/// A folder with the suite, whose processes find no program in their path.
fn bare(profilers: &str) -> (Sandbox, std::process::Command) {
    let sandbox = Sandbox::new();
    sandbox.write("suite.yaml", SUITE.replace("/]", &format!("/], profilers: {profilers}")));
    let mut command = sandbox.command(&["run", "suite.yaml", "-o", "record.json"]);
    command.env("PATH", sandbox.path("nothing"));
    (sandbox, command)
}

#[test]
fn a_profiler_that_is_not_there_is_told_and_fails_nothing() {
    let (sandbox, mut command) = bare("default");
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let json = fs::read_to_string(sandbox.path("record.json")).unwrap();
    let record = Record::from_json(&json).unwrap();
    let profilers = &record.cases[0].profile.as_ref().unwrap().profilers;
    let run = profilers.iter().find(|run| run.profiler == "callgrind").unwrap();
    let ProfilerOutcome::LeftOut(reason) = &run.outcome else { panic!("{run:?}") };
    assert!(reason.contains("apt-get install valgrind"), "{reason}");
}

#[test]
fn one_that_the_suite_asks_for_has_to_be_there() {
    let (sandbox, mut command) = bare("[callgrind]");
    let output = command.output().unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(4), "{error}");
    assert!(error.contains("apt-get install valgrind"), "{error}");
    assert!(!sandbox.path("record.json").exists());
}

#[test]
fn one_that_the_suite_asks_for_runs_though_timing_took_less() {
    let sandbox = Sandbox::new();
    sandbox.write("suite.yaml", SUITE.replace("/]", "/], profilers: callgrind"));
    sandbox.run(&["run", "suite.yaml", "-o", "record.json"]).expect(0);
    let json = fs::read_to_string(sandbox.path("record.json")).unwrap();
    let record = Record::from_json(&json).unwrap();
    let series = record.cases[0].series(metrics::INSTRUCTIONS).unwrap();
    assert_eq!(series.values.len(), 2);
    assert!(series.values[0][0] > 100_000.0, "{:?}", series.values);
}

#[test]
fn the_profile_of_a_function_is_sorted_as_asked_and_kept_in_files() {
    let sandbox = Sandbox::new();
    let suite = "suite: p\nworkloads:\n  w: { python: work:run, python-version: '3.12' }\n";
    sandbox.write("suite.yaml", suite);
    sandbox.write(
        "work.py",
        "def small():\n    return 1\n\ndef large():\n    return sum(small() for _ in range(50))\n\n\
         def run():\n    return large() + small()\n",
    );
    let profilers = ["--profilers", "calls,lines", "--profiles", "out"];
    let profile = [&["profile", "suite.yaml", "--sort", "calls"], &profilers[..]].concat();
    let run = sandbox.run(&profile).expect(0);
    let place = |name: &str| run.stdout.find(name).unwrap_or(usize::MAX);
    assert!(place("(small)") < place("(large)"), "{}", run.stdout);
    assert!(run.stdout.contains("return sum(small()"), "{}", run.stdout);
    assert!(run.stdout.lines().all(|line| line.chars().count() <= 80), "{}", run.stdout);
    let json = fs::read_to_string(sandbox.path("out/w/head/profile.json")).unwrap();
    let kept = SideProfile::from_json(&json).unwrap();
    let small = kept.functions.iter().find(|found| found.function.name == "small").unwrap();
    let calls = small.counts.iter().find(|(name, _)| name.as_str() == metrics::CALLS).unwrap();
    assert!((calls.1.own - 51.0).abs() < f64::EPSILON);
    assert!(sandbox.path("out/w/head/calls.prof").exists());
    let unknown = [&["profile", "suite.yaml", "--sort", "colour"], &profilers[..]].concat();
    let refused = sandbox.run(&unknown).expect(2);
    assert!(refused.stderr.contains("no profiler counted `colour`"), "{}", refused.stderr);
}

#[test]
fn memory_that_is_held_for_a_moment_is_in_the_curve_also_of_a_child() {
    let sandbox = Sandbox::new();
    let own = "import subprocess, sys, time\nlow = bytearray(4 << 20)\ntime.sleep(0.05)\n\
               high = bytearray(64 << 20)\ndel high\ntime.sleep(0.4)\n";
    let child = "subprocess.run([sys.executable, '-c', 'bytearray(96 << 20)'])\n";
    sandbox.write("own.py", own);
    sandbox.write("child.py", [own, child].concat());
    sandbox.write(
        "suite.yaml",
        "suite: memory\ndefaults: { budget: 50ms, invocations: 2 }\nworkloads:\n  \
         own: { command: [python3, own.py] }\n  child: { command: [python3, child.py] }\n",
    );
    sandbox.run(&["profile", "suite.yaml", "--profilers", "memory", "--profiles", "out"]).expect(0);
    let curve = |case: &str| -> ((f64, u64), Vec<(f64, u64)>) {
        let file = sandbox.path(&format!("out/{case}/head/memory-over-time.json"));
        let value: serde_json::Value = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
        let samples = serde_json::from_value(value["samples"].clone()).unwrap();
        (serde_json::from_value(value["peak"].clone()).unwrap(), samples)
    };
    let ((peak_seconds, own_peak), samples) = curve("own");
    let ((_, child_peak), _) = curve("child");
    // The interpreter has some 15 MiB; that of the parent stays while the child has its own.
    assert!((68..100).contains(&(own_peak >> 20)), "{own_peak}");
    assert!((110..150).contains(&(child_peak >> 20)), "{child_peak}");
    assert!(samples.contains(&(peak_seconds, own_peak)));
    // Of the 400 ms behind that moment there is little in the curve.
    let is_low = |(seconds, bytes): &&(f64, u64)| *seconds > peak_seconds && *bytes < 40 << 20;
    assert!(samples.iter().filter(is_low).count() > 10, "{samples:?}");
}
