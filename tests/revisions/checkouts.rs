//! Which commit is base, in the checkouts that CI systems make.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use paceline_model::Record;

use super::{command, record, run, sides};
use crate::sandbox::{Run, Sandbox};

const SUITE: &str = r#"
suite: s
workloads:
  tell:
    command: [cat, side.json]
    budget: 10ms
    invocations: 5..5
    metrics: [wall_time]
    result: ignore
    custom-metrics: { side: { unit: "1", direction: lower-is-better, json: /side } }
"#;

/// A server's repository: side 1 on `main`, side 2 on `feature`, both after side 0, and the merge.
fn server() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("origin/suite.yaml", SUITE);
    let git = |arguments: &[&str]| sandbox.git(&[&["-C", "origin"], arguments].concat());
    git(&["init", "--quiet", "--initial-branch=main"]);
    let commit = |side: u32| {
        sandbox.write("origin/side.json", format!("{{\"side\": {side}}}"));
        git(&["add", "--all"]);
        git(&["commit", "--quiet", "-m", &format!("side {side}")]);
    };
    commit(0);
    git(&["switch", "--quiet", "-c", "feature"]);
    commit(2);
    git(&["switch", "--quiet", "main"]);
    commit(1);
    git(&["switch", "--quiet", "--detach"]);
    git(&["merge", "--quiet", "--no-ff", "-X", "theirs", "-m", "merge", "feature"]);
    git(&["update-ref", "refs/pull/7/merge", "HEAD"]);
    git(&["switch", "--quiet", "main"]);
    sandbox
}

/// A git that tells of each of its runs.
fn counted_git(sandbox: &Sandbox) -> String {
    let path = std::env::split_paths(env!("PATH")).collect::<Vec<_>>();
    let git = path.iter().map(|folder| folder.join("git")).find(|git| git.is_file()).unwrap();
    let log = sandbox.path("git.log").display().to_string();
    let script = format!("#!/bin/sh\necho \"$*\" >>{log}\nexec {} \"$@\"\n", git.display());
    sandbox.write("bin/git", script);
    let mode = fs::Permissions::from_mode(0o755);
    fs::set_permissions(sandbox.path("bin/git"), mode).unwrap();
    let ours = std::iter::once(sandbox.path("bin")).chain(path);
    std::env::join_paths(ours).unwrap().into_string().unwrap()
}

fn check(sandbox: &Sandbox, variables: &[(&str, &str)], more: &[&str]) -> (Run, [Record; 2]) {
    let check = ["check", "suite.yaml", "--records", "../records", "--quiet"];
    let mut command = command(sandbox, "clone", &[&check, more].concat());
    let run = run(command.envs(variables.iter().copied()));
    let records = ["base", "head"].map(|side| sandbox.path(&format!("records/{side}.json")));
    // A side of 0 can't be compared in percent.
    assert!([0, 1, 5].contains(&run.status), "{}", run.stderr);
    (run, records.map(|file| record(&file)))
}

fn short(sandbox: &Sandbox, revision: &str) -> String {
    sandbox.git(&["-C", "origin", "rev-parse", "--short=10", revision]).trim().to_owned()
}

#[test]
fn a_partial_clone_gets_the_files_of_base_and_changes_no_more_for_it() {
    let sandbox = server();
    for name in ["uploadpack.allowFilter", "uploadpack.allowAnySHA1InWant"] {
        sandbox.git(&["-C", "origin", "config", name, "true"]);
    }
    let url = format!("file://{}", sandbox.path("origin").display());
    let clone = ["clone", "--quiet", "--filter=blob:none", "--branch=feature", &url, "clone"];
    sandbox.git(&clone);
    let missing = || {
        let list = ["-C", "clone", "rev-list", "--objects", "--missing=print", "--no-walk"];
        let listed = sandbox.git(&[&list[..], &["origin/main"]].concat());
        listed.lines().filter(|line| line.starts_with('?')).count()
    };
    assert_eq!(missing(), 1);
    let state = || {
        let index = fs::read(sandbox.path("clone/.git/index")).unwrap();
        (index, fs::read(sandbox.path("clone/.git/config")).unwrap())
    };
    let before = state();
    let (_, [base, head]) = check(&sandbox, &[], &["--base", "origin/main"]);
    assert_eq!((sides(&base), sides(&head)), (vec![1.0], vec![2.0]));
    assert_eq!(missing(), 0);
    assert_eq!(state(), before);
}

#[test]
fn the_depth_1_merge_checkout_of_ci_is_compared_with_its_base_after_one_fetch() {
    let sandbox = server();
    let url = format!("file://{}", sandbox.path("origin").display());
    sandbox.git(&["init", "--quiet", "clone"]);
    let git = |arguments: &[&str]| sandbox.git(&[&["-C", "clone"], arguments].concat());
    git(&["remote", "add", "origin", &url]);
    let refspec = "+refs/pull/7/merge:refs/remotes/pull/7/merge";
    git(&["fetch", "--quiet", "--no-tags", "--depth=1", "origin", refspec]);
    git(&["checkout", "--quiet", "--force", "refs/remotes/pull/7/merge"]);
    let head = git(&["rev-parse", "HEAD"]);
    let config = fs::read(sandbox.path("clone/.git/config")).unwrap();
    let index = fs::read(sandbox.path("clone/.git/index")).unwrap();

    let path = counted_git(&sandbox);
    let variables = [
        ("PATH", path.as_str()),
        ("GITHUB_BASE_REF", "main"),
        ("GITHUB_REF", "refs/pull/7/merge"),
        ("GITHUB_SHA", head.trim()),
    ];
    let (run, [base, head_record]) = check(&sandbox, &variables, &[]);
    assert_eq!((sides(&base), sides(&head_record)), (vec![1.0], vec![2.0]));
    let (main, reason) = (short(&sandbox, "main"), "that the pull request is merged into");
    let sentence = format!("base is {main}, the commit of `main` {reason}");
    assert!(run.stderr.starts_with(&format!("{sentence}\n")), "{}", run.stderr);
    let report = run.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(report.contains(&format!("the commit of `main` {reason}")), "{}", run.stdout);
    let log = || fs::read_to_string(sandbox.path("git.log")).unwrap();
    assert_eq!(log().lines().count(), 1, "{}", log());
    assert!(log().contains("fetch") && log().contains("--depth=1"), "{}", log());
    // A second time nothing is fetched, and the reference alone tells that it is a merge.
    check(&sandbox, &variables[..1], &[]);
    assert_eq!(log().lines().count(), 1, "{}", log());
    assert_eq!(fs::read(sandbox.path("clone/.git/config")).unwrap(), config);
    assert_eq!(fs::read(sandbox.path("clone/.git/index")).unwrap(), index);
    assert_eq!(git(&["rev-parse", "HEAD"]), head);
    assert_eq!(git(&["status", "--porcelain"]), "");
}

#[test]
fn a_branch_is_compared_with_where_it_left_the_default_branch() {
    let sandbox = server();
    sandbox.git(&["clone", "--quiet", "--branch=feature", "origin", "clone"]);
    let (run, [base, head]) = check(&sandbox, &[], &[]);
    assert_eq!((sides(&base), sides(&head)), (vec![0.0], vec![2.0]));
    let fork = short(&sandbox, "main~1");
    let sentence = format!("base is {fork}, the merge base of HEAD with `origin/main`\n");
    assert!(run.stderr.starts_with(&sentence), "{}", run.stderr);
    // What is not committed is head, and says so.
    sandbox.write("clone/side.json", "{\"side\": 5}");
    let (_, [base, head]) = check(&sandbox, &[], &[]);
    assert_eq!((sides(&base), sides(&head)), (vec![0.0], vec![5.0]));
    assert!(head.revision.dirty && !base.revision.dirty);
    // On the default branch the working tree is compared with what is committed.
    sandbox.git(&["-C", "clone", "checkout", "--quiet", "--force", "main"]);
    sandbox.write("clone/side.json", "{\"side\": 6}");
    let (run, [base, head]) = check(&sandbox, &[], &[]);
    assert_eq!((sides(&base), sides(&head)), (vec![1.0], vec![6.0]), "{}", run.stderr);
    sandbox.git(&["-C", "clone", "checkout", "--quiet", "--force", "main"]);
    let (_, [base, head]) = check(&sandbox, &[], &[]);
    assert_eq!((sides(&base), sides(&head)), (vec![0.0], vec![1.0]));
}

#[test]
fn where_nothing_tells_the_base_it_is_asked_for() {
    let sandbox = Sandbox::new();
    sandbox.write("clone/suite.yaml", SUITE);
    sandbox.write("clone/side.json", "{\"side\": 1}");
    let check =
        |status| run(&mut command(&sandbox, "clone", &["check", "suite.yaml"])).expect(status);
    let outside = check(2);
    assert!(outside.stderr.contains("in no git repository"), "{}", outside.stderr);
    sandbox.git(&["init", "--quiet", "--initial-branch=main", "clone"]);
    sandbox.git(&["-C", "clone", "add", "--all"]);
    sandbox.git(&["-C", "clone", "commit", "--quiet", "-m", "first"]);
    let first = check(2);
    assert!(first.stderr.contains("HEAD is the first commit of `main`"), "{}", first.stderr);
    assert!(first.stderr.contains("`--base`"), "{}", first.stderr);
}

#[test]
fn with_the_suite_of_base_a_pull_request_can_not_change_what_is_measured() {
    let sandbox = server();
    sandbox.git(&["clone", "--quiet", "--branch=feature", "origin", "clone"]);
    sandbox.write("clone/suite.yaml", "suite: s\nworkloads: { other: { command: ['true'] } }\n");
    for more in [&["--suite-from", "base"][..], &["--suite-from", "base", "--base", "HEAD~1"]] {
        let (_, [base, head]) = check(&sandbox, &[], more);
        assert_eq!((sides(&base), sides(&head)), (vec![0.0], vec![2.0]), "{more:?}");
    }
    assert_eq!(sandbox.git(&["-C", "clone", "worktree", "list"]).lines().count(), 1);
}
