//! Choosing cases: by name, by tag, by what changed.

use crate::sandbox::{Run, Sandbox};

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new().init();
    sandbox.write(
        "suite.yaml",
        "
suite: choice
defaults: { budget: 1ms, invocations: 1..1 }
workloads:
  one: { command: ['true'], tags: [quick], paths: ['src/one/**'] }
  two: { command: ['true', '{n}'], params: { n: [1, 2] }, paths: ['src/two/**'] }
",
    );
    sandbox.write("src/one/a.py", "1\n");
    sandbox.commit("one");
    sandbox
}

fn rows(run: &Run) -> Vec<&str> {
    ["one", "two[n=1]", "two[n=2]"]
        .into_iter()
        .filter(|name| run.stdout.lines().any(|line| line.trim() == *name))
        .collect()
}

#[test]
fn cases_are_chosen_by_glob_id_and_tag() {
    let sandbox = sandbox();
    let chosen = |arguments: &[&str]| {
        let run = sandbox.run(&[&["run", "suite.yaml"], arguments].concat()).expect(0);
        rows(&run).join(" ")
    };
    assert_eq!(chosen(&[]), "one two[n=1] two[n=2]");
    assert_eq!(chosen(&["--case", "t*"]), "two[n=1] two[n=2]");
    assert_eq!(chosen(&["--case", "two[n=2]"]), "two[n=2]");
    assert_eq!(chosen(&["--tag", "quick"]), "one");
    let none = sandbox.run(&["run", "suite.yaml", "--case", "three"]).expect(2);
    assert!(none.stderr.contains("two[n=1]"), "{}", none.stderr);
}

#[test]
fn shards_have_every_case_once_and_baselines_of_their_own() {
    let sandbox = sandbox();
    let part = |shard: &str| {
        let run = sandbox.run(&["run", "suite.yaml", "--save", "--shard", shard]).expect(0);
        rows(&run).join(" ")
    };
    assert_eq!(part("1/2"), "one two[n=2]");
    assert_eq!(part("2/2"), "two[n=1]");
    assert_eq!(part("4/4"), "");
    let check = |shard: &[&str], status| {
        let check = ["check", "suite.yaml", "--base", "HEAD", "--stored", "--format", "json"];
        sandbox.run(&[&check[..], shard].concat()).expect(status)
    };
    let stored = check(&["--shard", "2/2", "--fail-on", "removed"], 0);
    assert!(stored.stdout.contains("\"shard\": \"2-of-2\""), "{}", stored.stdout);
    assert!(!stored.stderr.contains("measured beside"), "{}", stored.stderr);
    assert!(check(&[], 0).stderr.contains("in parts only: 1-of-2, 2-of-2, 4-of-4"));
    let variant = ["check", "suite.yaml", "--base", "n=1", "--head", "n=2", "--shard", "1/2"];
    sandbox.run(&variant).expect(2);
    let wrong = sandbox.run(&["run", "suite.yaml", "--shard", "3/2"]).expect(2).stderr;
    assert!(wrong.contains("as in `2/8`"), "{wrong}");
}

#[test]
fn only_cases_whose_paths_changed_are_measured() {
    let sandbox = sandbox();
    let changed = || {
        let run = sandbox.run(&["run", "suite.yaml", "--changed-since", "HEAD"]).expect(0);
        rows(&run).join(" ")
    };
    assert_eq!(changed(), "");
    sandbox.write("src/one/a.py", "2\n");
    assert_eq!(changed(), "one");
    sandbox.write("src/two/new.py", "1\n");
    assert_eq!(changed(), "one two[n=1] two[n=2]");
    sandbox.commit("two");
    let suite = std::fs::read_to_string(sandbox.path("suite.yaml")).unwrap();
    sandbox.write("suite.yaml", suite + "# edited\n");
    assert_eq!(changed(), "one two[n=1] two[n=2]");
    let nothing = ["run", "suite.yaml", "--changed-since", "HEAD", "--case", "no-such"];
    sandbox.run(&nothing).expect(2);
}

#[test]
fn variants_must_pair_up_and_what_belongs_to_neither_is_told() {
    let sandbox = sandbox();
    let check = |base: &str, head: &str, status| {
        sandbox.run(&["check", "suite.yaml", "--base", base, "--head", head]).expect(status).stderr
    };
    let told = check("n=1", "n=2", 0);
    assert!(told.contains("left out, being of neither variant: one"), "{told}");
    assert!(check("n=1", "n=3", 2).contains("no case has `n=3`; there is `n` (1, 2)"));
    assert!(check("HEAD", "n=2", 2).contains("`--base` must be one too"));
    assert!(check("n=1,n=2", "n=2", 2).contains("`--base` must be one too"));
    let lonely = ["check", "suite.yaml", "--base", "n=1", "--head", "n=2", "--case", "*n=1*"];
    let run = sandbox.run(&lonely).expect(2);
    assert!(run.stderr.contains("no counterpart in the other variant: two[n=1]"), "{}", run.stderr);
}
