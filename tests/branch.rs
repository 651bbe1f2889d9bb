//! The life of a branch: sixty commits of a real package, three regressions and a slow drift among
//! them, each measured as it comes. `check`, `history` and `bisect` find exactly those.

use std::fs;

use paceline_model::{Bisection, History, Turn, metrics};

use crate::sandbox::Sandbox;

const COMMITS: usize = 60;
/// The commits that make `get` slower, and how many empty loops they add to it.
const REGRESSIONS: [(usize, usize); 3] = [(16, 1), (31, 2), (45, 3)];

const SUITE: &str = "
suite: lru
defaults:
  python-version: '3.12'
  path: .
  budget: 20ms
  invocations: 2
  metrics: [wall_time, bytecodes]
  profilers: bytecodes
  # Of one moment each; what is exact decides.
  gate: { wall_time: off, bytecodes: 2% }
workloads:
  hits:
    python: lru_cache.workloads:hit_loop
    setup: lru_cache.workloads:prepare_hits
    params: { implementation: idiomatic, capacity: 128, gets: 256 }
  batches:
    python: lru_cache.workloads:batch_put
    setup: lru_cache.workloads:prepare_batches
    params: { implementation: idiomatic, capacity: 128 }
";

/// The cache as it is at a commit: `get` has got slower in steps, `put_many` by a little each time.
fn cache(source: &str, commit: usize) -> String {
    let steps = REGRESSIONS.iter().filter(|(place, _)| *place <= commit);
    let loops: usize = steps.map(|(_, loops)| loops).sum();
    let waste = |count: usize| format!("        for _ in range({count}):\n            pass\n");
    let get = "        with self._lock:\n            if key not in";
    let put_many = "        overflow = ";
    let changed = source.replacen(get, &(waste(loops) + get), 1).replacen(
        put_many,
        &(waste(commit) + put_many),
        1,
    );
    assert!(changed.contains(&waste(loops)) && changed.contains(&waste(commit)));
    changed
}

/// The branch, with a record of every commit; and the ids of its commits.
fn branch() -> (Sandbox, Vec<String>) {
    let sandbox = Sandbox::new().init();
    sandbox.copy("bench-suites/lru-cache/lru_cache", "lru_cache");
    sandbox.write("suite.yaml", SUITE);
    let file = "lru_cache/idiomatic.py";
    let source = fs::read_to_string(sandbox.path(file)).unwrap();
    let mut ids = Vec::new();
    for commit in 0..COMMITS {
        sandbox.write(file, cache(&source, commit));
        sandbox.commit(&format!("number {commit}"));
        sandbox.run(&["run", "suite.yaml", "--save", "--quiet"]).expect(0);
        ids.push(sandbox.git(&["rev-parse", "HEAD"]).trim().to_owned());
    }
    (sandbox, ids)
}

#[test]
fn of_sixty_commits_exactly_the_three_regressions_and_the_drift_are_found() {
    let (sandbox, ids) = branch();
    let before = sandbox.git(&["status", "--porcelain"]);
    assert_history(&sandbox);
    for (number, (place, _)) in REGRESSIONS.iter().enumerate() {
        assert_check(&sandbox, &ids, *place);
        let good = if number == 0 { 0 } else { REGRESSIONS[number - 1].0 };
        let bad = REGRESSIONS.get(number + 1).map_or(COMMITS, |next| next.0) - 1;
        let found = bisect(&sandbox, &ids[good], &ids[bad]);
        let subjects: Vec<_> =
            found.first_bad.iter().map(|commit| commit.subject.as_str()).collect();
        assert_eq!(subjects, [format!("number {place}")]);
    }
    sandbox.git(&["checkout", "--quiet", "main"]);
    assert_eq!(sandbox.git(&["status", "--porcelain"]), before);
}

/// The steps of `hits` and the drift of `batches`, and nothing else.
fn assert_history(sandbox: &Sandbox) {
    let run = sandbox.run(&["history", "suite.yaml", "--format", "json"]).expect(0);
    let history = History::from_json(&run.stdout).unwrap();
    assert_eq!(history.recorded(), COMMITS);
    let bytecodes = |workload: &str| {
        let mut cases = history.cases.iter();
        let case = cases.find(|case| case.id.workload.as_str() == workload).unwrap();
        assert_eq!(case.metrics.len(), 1, "{case:#?}");
        let metric = &case.metrics[0];
        assert_eq!(metric.metric.name.as_str(), metrics::BYTECODES);
        metric
    };
    let hits = bytecodes("hits");
    let steps: Vec<_> = hits.changes.iter().map(|step| (step.first_after, step.turn)).collect();
    let planted = REGRESSIONS.map(|(place, _)| (u32::try_from(place).unwrap(), Turn::Regression));
    assert_eq!((steps, &hits.drift), (planted.to_vec(), &None));
    let batches = bytecodes("batches");
    let drift = batches.drift.as_ref().unwrap();
    assert_eq!((batches.changes.len(), drift.turn), (0, Turn::Regression));
    assert!((0.05..0.5).contains(&drift.total.change), "{drift:?}");
}

/// The commit fails beside its parent, and its neighbours, which drift, do not.
fn assert_check(sandbox: &Sandbox, ids: &[String], place: usize) {
    for (commit, status) in [(place - 1, 0), (place, 1), (place + 1, 0)] {
        sandbox.git(&["checkout", "--quiet", &ids[commit]]);
        let check = ["check", "suite.yaml", "--base", &ids[commit - 1], "--quiet"];
        let run = sandbox.run(&check).expect(status);
        let blames = run.stdout.contains("IdiomaticCache.get  lru_cache/idiomatic.py");
        assert_eq!(blames, status == 1, "{}", run.stdout);
    }
}

fn bisect(sandbox: &Sandbox, good: &str, bad: &str) -> Bisection {
    let question = ["bisect", "suite.yaml", "--good", good, "--bad", bad];
    let more = ["--case", "hits*", "--metric", "bytecodes", "--format", "json"];
    let run = sandbox.run(&[&question[..], &more[..]].concat()).expect(0);
    Bisection::from_json(&run.stdout).unwrap()
}
