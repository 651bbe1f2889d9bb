//! `bisect` on real repositories: the commit that was planted is found, and nothing else changes.

use std::fs;

use paceline_model::{Bisection, Verdict};

use crate::sandbox::{Run, Sandbox};

/// A repository with a commit for each of `works`: what the workload does then, in shell.
fn history(suite: &str, works: &[&str]) -> Sandbox {
    let sandbox = Sandbox::new().init();
    sandbox.write("suite.yaml", suite);
    for (place, work) in works.iter().enumerate() {
        sandbox.write("work.sh", work);
        sandbox.write("place", place.to_string());
        sandbox.commit(&format!("commit {place}"));
    }
    sandbox
}

/// What git says of the files, the index, the references and the working trees.
fn state(sandbox: &Sandbox) -> [String; 4] {
    [
        sandbox.git(&["status", "--porcelain=v2", "--branch", "--untracked-files=all"]),
        sandbox.git(&["for-each-ref"]),
        sandbox.git(&["worktree", "list"]),
        sandbox.git(&["ls-files", "--stage", "--debug"]),
    ]
}

fn document(run: &Run) -> Bisection {
    Bisection::from_json(&run.stdout).unwrap_or_else(|error| panic!("{error}: {}", run.stdout))
}

fn subjects(bisection: &Bisection) -> Vec<&str> {
    bisection.first_bad.iter().map(|commit| commit.subject.as_str()).collect()
}

/// Counts exactly: the number that the program prints.
const COUNTED: &str = r#"
suite: counted
workloads:
  count:
    command: [sh, work.sh]
    result: ignore
    budget: 100ms
    metrics: [wall_time]
    gate: { wall_time: off }
    custom-metrics: { work: { unit: "1", direction: lower-is-better, kind: exact, json: /work } }
"#;

fn counts(numbers: &[u32]) -> Vec<String> {
    numbers.iter().map(|number| format!("echo '{{\"work\": {number}}}'\n")).collect()
}

#[test]
fn a_count_tells_the_commit_and_a_broken_one_is_skipped() {
    let mut works = counts(&[100, 100, 100, 100, 100, 100, 100, 100, 130, 130, 130, 130]);
    works[6] = "exit 3\n".to_owned();
    let works: Vec<_> = works.iter().map(String::as_str).collect();
    let sandbox = history(COUNTED, &works);
    sandbox.write("untracked", "mine");
    sandbox.write("place", "edited");
    let before = state(&sandbox);
    let bisect =
        ["bisect", "suite.yaml", "--good", "HEAD~11", "--metric", "work", "--format", "json"];
    let run = sandbox.run(&bisect).expect(0);
    let found = document(&run);
    assert_eq!(subjects(&found), ["commit 8"]);
    assert_eq!(found.commits, 11);
    let skipped: Vec<_> = found.skipped().map(|step| step.commit.subject.as_str()).collect();
    assert_eq!(skipped, ["commit 6"]);
    let own = found.own_change.as_ref().unwrap();
    assert_eq!(own.verdict, Verdict::Regressed);
    assert!((own.estimate.unwrap().change - 0.3).abs() < 1e-9, "{own:?}");
    // Counts are exact.
    assert!(found.error_probability.abs() < f64::EPSILON, "{found:?}");
    assert!(found.blame_command.contains("paceline profile suite.yaml --case count --base "));
    assert_eq!(state(&sandbox), before);
}

#[test]
fn commits_that_can_not_be_told_apart_are_a_range() {
    let broken = "exit 3\n";
    let [fast, slow] = [1, 2].map(|work| format!("echo '{{\"work\": {work}}}'\n"));
    let works = [&fast, &fast, broken, broken, &slow, &slow];
    let sandbox = history(COUNTED, &works);
    let run = sandbox.run(&["bisect", "suite.yaml", "--good", "HEAD~5"]).expect(5);
    assert!(run.stdout.starts_with("The first bad commit is one of 3\n"), "{}", run.stdout);
    for suspect in ["commit 2", "commit 3", "commit 4"] {
        assert!(run.stdout.contains(&format!(" {suspect}\n")), "{}", run.stdout);
    }
    assert!(run.stdout.contains("skipped"), "{}", run.stdout);
}

#[test]
fn a_slow_commit_is_found_by_its_time() {
    let (fast, slow) = ("sleep 0.01\n", "sleep 0.04\n");
    let suite = "
suite: timed
workloads:
  nap: { command: [sh, work.sh], budget: 2s, invocations: 10..60, metrics: [wall_time] }
  other: { command: ['true'] }
";
    let sandbox = history(suite, &[fast, fast, fast, slow, slow]);
    let bisect = ["bisect", "suite.yaml", "--good", "HEAD~4", "--case", "nap"];
    let run = sandbox.run(&bisect).expect(0);
    assert!(run.stdout.starts_with("First bad commit: "), "{}", run.stdout);
    assert!(run.stdout.lines().next().unwrap().ends_with(" commit 3"), "{}", run.stdout);
    assert!(run.stdout.contains("against its parent: ▲ regressed"), "{}", run.stdout);
    assert!(run.stdout.contains("by t, 20"), "{}", run.stdout);
    let markdown = sandbox.run(&[&bisect[..], &["--format", "markdown"]].concat()).expect(0);
    assert!(markdown.stdout.starts_with("### First bad commit"), "{}", markdown.stdout);
}

#[test]
fn where_nothing_is_worse_nothing_is_found_and_wrong_questions_are_refused() {
    let works = counts(&[7, 7, 7]);
    let works: Vec<_> = works.iter().map(String::as_str).collect();
    let sandbox = history(COUNTED, &works);
    let refused = |arguments: &[&str], status, message: &str| {
        let run = sandbox.run(&[&["bisect", "suite.yaml"], arguments].concat()).expect(status);
        assert!(run.stderr.contains(message), "{}", run.stderr);
    };
    refused(&["--good", "HEAD~2"], 5, "the bad commit is not worse than the good one");
    refused(&["--good", "HEAD"], 2, "are the same commit");
    refused(&["--good", "HEAD", "--bad", "HEAD~1"], 2, "exchange the two");
    refused(&["--good", "nope"], 2, "`nope` names no commit");
    refused(&["--good", "HEAD~2", "--metric", "wrok"], 2, "`wrok` is no metric of count");
    sandbox.write("work.sh", "exit 3\n");
    sandbox.commit("broken");
    refused(&["--good", "HEAD~1"], 3, "the bad commit can't run count");
}

#[test]
fn a_planted_slowdown_of_the_cache_is_found_among_twelve_commits() {
    let sandbox = Sandbox::new().init();
    sandbox.copy("bench-suites/lru-cache/lru_cache", "lru_cache");
    let suite = r#"
suite: lru
workloads:
  put-get-loop:
    python-version: "3.12"
    path: .
    python: lru_cache.workloads:put_get_loop
    params: { implementation: [naive], capacity: [128] }
    profilers: none
"#;
    sandbox.write("suite.yaml", suite);
    sandbox.commit("start");
    let naive = fs::read_to_string(sandbox.path("lru_cache/naive.py")).unwrap();
    for place in 1..=11 {
        let text = match place {
            // Does not compile.
            5 => format!("{naive}\n)"),
            place if place >= 8 => format!("{naive}\n{SLOWER}"),
            _ => format!("{naive}\n# {place}\n"),
        };
        sandbox.write("lru_cache/naive.py", text);
        sandbox.write("place", place.to_string());
        sandbox.commit(&format!("commit {place}"));
    }
    let before = state(&sandbox);
    let bisect =
        ["bisect", "suite.yaml", "--good", "HEAD~11", "--metric", "bytecodes", "--format", "json"];
    let found = document(&sandbox.run(&bisect).expect(0));
    assert_eq!(subjects(&found), ["commit 8"]);
    assert!(found.skipped().all(|step| step.commit.subject == "commit 5"));
    assert_eq!(state(&sandbox), before);
}

/// Makes every `put` do some work more.
const SLOWER: &str = "
_put = NaiveCache.put


def _slower(self, key, value):
    sum(range(20))
    for _ in range(20):
        pass
    return _put(self, key, value)


NaiveCache.put = _slower
";
