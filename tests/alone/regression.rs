//! A planted slowdown is found against an earlier commit and its saved baseline, and its absence is
//! not.

use std::fs;
use std::path::PathBuf;

use paceline_model::{Comparison, MetricKind, Record, Verdict};

use crate::sandbox::{Run, Sandbox};

const SUITE: &str = "
suite: lru
# What is planted is to be found by time; where counts are meant, they are asked for. Ample room: a verdict takes a
# fraction of it on a quiet machine, and a busy one is to be waited out.
defaults:
  { python-version: '3.12', path: ., budget: 20s, invocations: 12..250, profilers: none, gate: { wall_time: 5%, cpu_time: 5% } }
workloads:
  put-get-loop:
    python: lru_cache.workloads:put_get_loop
    params: { implementation: idiomatic, capacity: 128 }
  resident:
    python: lru_cache.workloads:resident
    setup: lru_cache.workloads:prepare_resident
    params: { implementation: idiomatic, capacity: 2000 }
    # Nothing is planted here.
    budget: 3s
";

/// Makes every put and get of the idiomatic cache pay for a few empty loops: about 20 % more time
/// for the put/get loop, nothing for `resident`, which puts everything at once.
fn plant(source: &str) -> String {
    let planted = source
        .replace("    def get(", "    def get(self, key: K) -> V | None:\n        for _ in range(9):\n            pass\n        return self._plain_get(key)\n\n    def _plain_get(")
        .replace("    def put(", "    def put(self, key: K, value: V) -> None:\n        for _ in range(9):\n            pass\n        self._plain_put(key, value)\n\n    def _plain_put(");
    assert_ne!(planted, source);
    planted
}

/// A repository whose first commit has a saved baseline.
fn saved() -> Sandbox {
    let sandbox = Sandbox::quiet().init();
    sandbox.copy("bench-suites/lru-cache/lru_cache", "lru_cache");
    sandbox.write("suite.yaml", SUITE);
    sandbox.commit("base");
    // In a folder, where a test can change what was saved.
    let save = ["run", "suite.yaml", "--save", "--store=folder", "--profilers", "callgrind"];
    sandbox.run(&[&save[..], &["--budget", "4s"]].concat()).expect(0);
    sandbox
}

/// The verdicts of the put/get loop and of `resident` in a check against `base`.
#[track_caller]
fn verdicts(sandbox: &Sandbox, base: &[&str], status: i32) -> (Run, [Verdict; 2]) {
    let check = ["check", "suite.yaml", "--store=folder", "-o", "comparison.json", "--base"];
    let run = sandbox.run(&[&check[..], base].concat()).expect(status);
    let json = fs::read_to_string(sandbox.path("comparison.json")).unwrap();
    let comparison = Comparison::from_json(&json).unwrap();
    let verdict = |name: &str| {
        let case = comparison.cases.iter().find(|case| case.id.workload.as_str() == name);
        case.unwrap().verdict
    };
    (run, ["put-get-loop", "resident"].map(verdict))
}

#[test]
fn a_planted_slowdown_of_20_percent_fails_the_check_and_its_absence_does_not() {
    let sandbox = saved();
    let (_, same) = verdicts(&sandbox, &["HEAD", "--budget=3s"], 0);
    assert!(!same.contains(&Verdict::Regressed), "{same:?}");

    let source = sandbox.path("lru_cache/idiomatic.py");
    let text = fs::read_to_string(&source).unwrap();
    fs::write(&source, plant(&text)).unwrap();
    // Not yet committed: what is here is judged, against the commit.
    let (run, slower) = verdicts(&sandbox, &["HEAD"], 1);
    assert_eq!(slower[0], Verdict::Regressed);
    assert_ne!(slower[1], Verdict::Regressed);
    assert!(run.stdout.contains("1 of 2 cases regressed"), "{}", run.stdout);
    assert!(run.stdout.contains("(with uncommitted changes)"), "{}", run.stdout);

    sandbox.commit("slower");
    assert_eq!(verdicts(&sandbox, &["main~1"], 1).1[0], Verdict::Regressed);

    fs::write(&source, text).unwrap();
    sandbox.commit("as fast as before");
    verdicts(&sandbox, &["main~2", "--budget=3s"], 0);
    // And the other way round: against the slow commit it is an improvement.
    assert_eq!(verdicts(&sandbox, &["main~1"], 0).1[0], Verdict::Improved);
}

#[test]
fn what_is_slower_than_the_saved_baseline_is_measured_beside_its_commit_before_it_fails() {
    let sandbox = saved();
    // As if the baseline came from a machine that was busy, and then from one that was idle: twice
    // as slow, twice as fast.
    let path = baseline(&sandbox);
    let honest = fs::read_to_string(&path).unwrap();
    for factor in [2.0, 0.5] {
        fs::write(&path, scaled(&honest, factor)).unwrap();
        let (run, _) =
            verdicts(&sandbox, &["HEAD", "--stored", "--records", "records", "--budget=3s"], 0);
        assert!(run.stdout.contains("both sides were measured in pairs"), "{}", run.stdout);
        assert!(sandbox.path("records/confirmed/base.json").exists());
    }
    let source = sandbox.path("lru_cache/idiomatic.py");
    let text = fs::read_to_string(&source).unwrap();
    fs::write(&source, plant(&text)).unwrap();
    let (_, slower) = verdicts(&sandbox, &["HEAD", "--stored", "--budget=10s"], 1);
    assert_eq!(slower[0], Verdict::Regressed);

    // Times of a record of nothing that is here can't be confirmed, and accuse nobody.
    let foreign =
        honest.replace(&sandbox.git(&["rev-parse", "HEAD"]).trim().to_owned(), &"a".repeat(40));
    sandbox.write("foreign.json", scaled(&foreign, 0.5));
    let (run, suspect) = verdicts(&sandbox, &["foreign.json", "--budget=4s"], 0);
    assert_eq!(suspect[0], Verdict::Suspect);
    assert!(run.stdout.contains("suspect"), "{}", run.stdout);
    verdicts(&sandbox, &["foreign.json", "--fail-on", "suspect", "--budget=4s"], 5);
    // Instructions that the same tool counted need no confirmation.
    let counted = ["foreign.json", "--profilers", "callgrind", "--budget=4s"];
    let (_, counted) = verdicts(&sandbox, &counted, 1);
    assert_eq!(counted, [Verdict::Regressed, Verdict::Suspect]);
}

/// The one saved record.
fn baseline(sandbox: &Sandbox) -> PathBuf {
    let folders = fs::read_dir(sandbox.path("baselines/lru")).unwrap();
    let mut files: Vec<_> = folders.map(|entry| entry.unwrap().path()).collect();
    while let Some(folder) = files.iter().position(|path| path.is_dir()) {
        let folder = files.remove(folder);
        files.extend(fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()));
    }
    assert_eq!(files.len(), 1);
    files.remove(0)
}

/// The record with every time multiplied.
fn scaled(json: &str, factor: f64) -> String {
    let mut record = Record::from_json(json).unwrap();
    for case in &mut record.cases {
        let times = case.series.iter_mut().filter(|one| one.metric.kind == MetricKind::Timed);
        times.flat_map(|one| one.values.iter_mut().flatten()).for_each(|value| *value *= factor);
    }
    record.to_json().unwrap()
}
