//! The commit that head is compared with when nobody names one, in every kind of checkout that
//! people and CI systems make, each made by git itself.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use paceline_git::{Build, DefaultBase, GitError, Repository};

fn git(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git")
        .args(["-c", "user.name=t", "-c", "user.email=t@example.org"])
        .args(["-c", "init.defaultBranch=main", "-c", "protocol.file.allow=always"])
        .args(["-c", "advice.detachedHead=false"])
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "git {arguments:?}: {complaints}");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

fn commit(folder: &Path, name: &str) -> String {
    fs::write(folder.join(format!("{name}.txt")), name).unwrap();
    git(folder, &["add", "--all"]);
    git(folder, &["commit", "--quiet", "-m", name]);
    git(folder, &["rev-parse", "HEAD"])
}

/// A server's repository and a folder for clones of it.
///
/// `main`: `fork`, then `main` once; `feature`: from `fork`, `feature` as often as it is told; and
/// the merge of both as GitHub keeps it.
struct Server {
    folder: tempfile::TempDir,
    fork: String,
    main: String,
    merge: String,
}

impl Server {
    fn new(commits: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let origin = folder.path().join("origin");
        fs::create_dir(&origin).unwrap();
        git(&origin, &["init", "--quiet"]);
        commit(&origin, "first");
        let fork = commit(&origin, "fork");
        git(&origin, &["switch", "--quiet", "-c", "feature"]);
        for number in 0..commits {
            commit(&origin, &format!("feature{number}"));
        }
        git(&origin, &["switch", "--quiet", "main"]);
        let main = commit(&origin, "main");
        git(&origin, &["switch", "--quiet", "--detach"]);
        git(&origin, &["merge", "--quiet", "--no-ff", "-m", "merge", "feature"]);
        git(&origin, &["update-ref", "refs/pull/7/merge", "HEAD"]);
        let merge = git(&origin, &["rev-parse", "HEAD"]);
        git(&origin, &["switch", "--quiet", "main"]);
        Self { folder, fork, main, merge }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn url(&self) -> String {
        format!("file://{}", self.path("origin").display())
    }

    fn clone(&self, arguments: &[&str]) -> PathBuf {
        let url = self.url();
        let all = [&["clone", "--quiet"], arguments, &[&url, "clone"]].concat();
        git(self.folder.path(), &all);
        self.path("clone")
    }

    /// As actions/checkout does it: one commit, by its id, into a reference below `refs/remotes`.
    fn check_out_merge(&self) -> PathBuf {
        let clone = self.path("clone");
        fs::create_dir(&clone).unwrap();
        git(&clone, &["init", "--quiet"]);
        git(&clone, &["remote", "add", "origin", &self.url()]);
        let refspec = format!("+{}:refs/remotes/pull/7/merge", self.merge);
        git(&clone, &["fetch", "--quiet", "--no-tags", "--depth=1", "origin", &refspec]);
        git(&clone, &["checkout", "--quiet", "--force", "refs/remotes/pull/7/merge"]);
        clone
    }
}

fn open(folder: &Path) -> Repository {
    Repository::discover(folder).unwrap().unwrap()
}

fn base_of(folder: &Path, build: &Build) -> Result<DefaultBase, GitError> {
    open(folder).default_base(build, &|| false)
}

fn told(folder: &Path, build: &Build) -> (String, String) {
    let DefaultBase { commit, reason } = base_of(folder, build).unwrap();
    (commit.id, reason)
}

fn into(target: &str) -> Build {
    Build { target: Some(target.to_owned()), ..Build::default() }
}

/// What must not change: settings, index, references, HEAD, what was fetched last, status.
fn state(folder: &Path) -> Vec<Vec<u8>> {
    let own = PathBuf::from(git(folder, &["rev-parse", "--absolute-git-dir"]));
    let common =
        PathBuf::from(git(folder, &["rev-parse", "--path-format=absolute", "--git-common-dir"]));
    let files =
        [common.join("config"), own.join("index"), own.join("HEAD"), own.join("FETCH_HEAD")];
    let mut state: Vec<_> = files.iter().map(|file| fs::read(file).unwrap_or_default()).collect();
    for question in [
        &["for-each-ref"][..],
        &["status", "--porcelain=v2", "--branch"],
        &["stash", "list"],
        &["worktree", "list"],
    ] {
        state.push(git(folder, question).into_bytes());
    }
    state
}

#[test]
fn a_branch_is_compared_with_its_merge_base_with_the_default_branch() {
    let server = Server::new(3);
    let clone = server.clone(&["--branch=feature"]);
    let expected = (server.fork.clone(), "the merge base of HEAD with `origin/main`".to_owned());
    assert_eq!(told(&clone, &Build::default()), expected);
    assert_eq!(told(&clone, &into("main")), expected);
    // Dirty or not, detached or not, from a folder within, and with packed references.
    assert_eq!(told(&clone, &Build { is_dirty: true, ..Build::default() }), expected);
    git(&clone, &["checkout", "--quiet", "--detach"]);
    git(&clone, &["pack-refs", "--all"]);
    fs::create_dir_all(clone.join("a/b")).unwrap();
    assert_eq!(told(&clone.join("a/b"), &Build::default()), expected);
    // Another target wins over the default branch.
    git(&clone, &["branch", "--quiet", "release", "HEAD~1"]);
    let release = git(&clone, &["rev-parse", "release"]);
    let reason = "the merge base of HEAD with `release`".to_owned();
    assert_eq!(told(&clone, &into("release")), (release, reason));
}

#[test]
fn on_the_default_branch_it_is_the_first_parent_or_head_when_something_is_not_committed() {
    let server = Server::new(1);
    let clone = server.clone(&[]);
    let reason = |what: &str| format!("{what}, which is on `origin/main`");
    let expected = (server.fork.clone(), reason("the first parent of HEAD"));
    assert_eq!(told(&clone, &Build::default()), expected);
    let dirty = Build { is_dirty: true, ..Build::default() };
    let expected = (server.main.clone(), reason("HEAD") + ", without what is not committed");
    assert_eq!(told(&clone, &dirty), expected);
    // The first of all has nothing before it.
    git(&clone, &["checkout", "--quiet", "HEAD~2"]);
    let error = base_of(&clone, &Build::default()).unwrap_err().to_string();
    assert!(
        error.contains("HEAD is the first commit of `origin/main`; name one with `--base`"),
        "{error}"
    );
}

#[test]
fn without_a_remote_the_branch_main_or_master_of_the_repository_counts() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    git(folder, &["init", "--quiet", "--initial-branch=master"]);
    let fork = commit(folder, "first");
    git(folder, &["switch", "--quiet", "-c", "feature"]);
    commit(folder, "second");
    let expected = (fork, "the merge base of HEAD with `master`".to_owned());
    assert_eq!(told(folder, &Build::default()), expected);
    git(folder, &["branch", "--quiet", "-m", "master", "trunk"]);
    let error = base_of(folder, &Build::default()).unwrap_err().to_string();
    assert!(error.contains("no branch `main` or `master`"), "{error}");
    let error = base_of(folder, &into("gone")).unwrap_err().to_string();
    assert!(error.contains("there is no branch `gone`"), "{error}");
}

#[test]
fn the_merge_that_ci_checks_out_alone_names_what_it_was_merged_into() {
    let server = Server::new(2);
    let clone = server.check_out_merge();
    assert_eq!(git(&clone, &["rev-list", "--count", "HEAD"]), "1");
    let before = state(&clone);
    let (commit, reason) = told(&clone, &into("main"));
    assert_eq!(commit, server.main);
    assert_eq!(reason, "the commit of `main` that the pull request is merged into");
    assert_eq!(state(&clone), before);
    // It is here now, and can be checked out; asking again needs no remote.
    fs::remove_dir_all(server.path("origin")).unwrap();
    assert_eq!(told(&clone, &into("main")).0, server.main);
    let repository = open(&clone);
    let worktree = repository.check_out(&repository.resolve(&server.main).unwrap()).unwrap();
    assert!(worktree.root().join("main.txt").exists());
    assert!(!worktree.root().join("feature0.txt").exists());
    drop(worktree);
    assert_eq!(state(&clone), before);
}

#[test]
fn a_merge_is_known_by_what_ci_says_also_without_its_reference() {
    let server = Server::new(2);
    let clone = server.clone(&["--depth=1"]);
    git(&clone, &["fetch", "--quiet", "--depth=1", "origin", &server.merge]);
    git(&clone, &["checkout", "--quiet", &server.merge]);
    let build = |merge: &str| Build { merge: Some(merge.to_owned()), ..into("main") };
    assert_eq!(told(&clone, &build(&server.merge)).0, server.main);
    let merged = git(&server.path("origin"), &["rev-parse", "feature"]);
    assert_eq!(told(&clone, &build(&merged)).0, server.main);
    // A merge of somebody's own is no merge of a pull request.
    let origin = server.path("origin");
    git(&origin, &["switch", "--quiet", "feature"]);
    git(&origin, &["merge", "--quiet", "--no-ff", "-m", "keep up", "main"]);
    assert_eq!(told(&origin, &into("main")).0, server.main);
    assert!(told(&origin, &into("main")).1.starts_with("the merge base"));
}

#[test]
fn a_shallow_history_is_deepened_until_the_merge_base_is_certain() {
    // More than one round brings.
    let server = Server::new(80);
    let clone = server.clone(&["--depth=1", "--branch=feature"]);
    let before = state(&clone);
    let expected = (server.fork.clone(), "the merge base of HEAD with `origin/main`".to_owned());
    // The target is not here at all: the remote says where it is.
    assert_eq!(told(&clone, &into("main")), expected);
    assert_eq!(told(&clone, &Build::default()), expected);
    assert_eq!(state(&clone), before);
}

#[test]
fn a_shallow_history_that_shows_an_older_merge_base_is_not_believed() {
    // `feature` merged `main` late; cut just there, only the old fork would be seen.
    let server = Server::new(1);
    let origin = server.path("origin");
    for number in 0..3 {
        commit(&origin, &format!("more{number}"));
    }
    let newest = git(&origin, &["rev-parse", "main"]);
    git(&origin, &["switch", "--quiet", "feature"]);
    git(&origin, &["merge", "--quiet", "--no-ff", "-m", "keep up", "main"]);
    for number in 0..3 {
        commit(&origin, &format!("later{number}"));
    }
    git(&origin, &["switch", "--quiet", "main"]);
    commit(&origin, "after");
    for depth in ["--depth=2", "--depth=4", "--depth=5", "--depth=6"] {
        let clone = server.clone(&[depth, "--branch=feature", "--no-single-branch"]);
        assert_eq!(told(&clone, &into("main")).0, newest, "{depth}");
        fs::remove_dir_all(clone).unwrap();
    }
}

#[test]
fn a_push_to_the_default_branch_that_ci_checks_out_alone_fetches_the_parent() {
    let server = Server::new(1);
    let clone = server.clone(&["--depth=1"]);
    let before = state(&clone);
    let expected = "the first parent of HEAD, which is on `origin/main`".to_owned();
    assert_eq!(told(&clone, &Build::default()), (server.fork.clone(), expected));
    assert_eq!(state(&clone), before);
}

#[test]
fn a_commit_named_by_its_full_id_is_fetched_and_a_dead_remote_is_told() {
    let server = Server::new(1);
    let clone = server.clone(&["--depth=1"]);
    let before = state(&clone);
    let found = open(&clone).resolve_or_fetch(&server.fork, &|| false).unwrap();
    assert_eq!((found.id, found.subject.as_str()), (server.fork.clone(), "fork"));
    assert_eq!(state(&clone), before);
    let absent = "0123456789012345678901234567890123456789";
    let error = open(&clone).resolve_or_fetch(absent, &|| false).unwrap_err().to_string();
    assert!(error.contains("git fetch") && error.contains("not our ref"), "{error}");
    let cancelled = open(&clone).resolve_or_fetch(absent, &|| true).unwrap_err();
    assert!(matches!(cancelled, GitError::Cancelled), "{cancelled}");
    fs::remove_dir_all(server.path("origin")).unwrap();
    let error = base_of(&clone, &into("gone")).unwrap_err().to_string();
    assert!(error.contains("ls-remote"), "{error}");
    assert!(matches!(
        open(&clone).resolve_or_fetch("gone", &|| false),
        Err(GitError::UnknownRevision { .. })
    ));
}

#[test]
fn it_works_in_linked_working_trees_and_in_submodules() {
    let server = Server::new(2);
    let clone = server.clone(&[]);
    let linked = server.path("linked");
    let branch = ["worktree", "add", "--quiet", linked.to_str().unwrap(), "origin/feature"];
    git(&clone, &branch);
    let whole = server.path("whole");
    fs::create_dir(&whole).unwrap();
    git(&whole, &["init", "--quiet"]);
    git(&whole, &["submodule", "--quiet", "add", &server.url(), "inner"]);
    let inner = whole.join("inner");
    git(&inner, &["checkout", "--quiet", "origin/feature"]);
    for folder in [linked, inner] {
        let before = state(&folder);
        let (commit, reason) = told(&folder, &Build::default());
        assert_eq!(commit, server.fork, "{}", folder.display());
        assert_eq!(reason, "the merge base of HEAD with `origin/main`");
        let repository = open(&folder);
        let worktree = repository.check_out(&repository.resolve(&commit).unwrap()).unwrap();
        assert!(worktree.root().join("fork.txt").exists());
        assert!(!worktree.root().join("feature0.txt").exists());
        let length = |path: &Path| path.as_os_str().len();
        assert!(
            length(repository.root()) >= length(worktree.root()) || length(repository.root()) < 30
        );
        drop(worktree);
        assert_eq!(state(&folder), before);
    }
}

#[test]
fn what_libgit2_can_not_read_is_told_with_what_to_do() {
    for (format, advice) in [
        ("--object-format=sha256", "git archive"),
        ("--ref-format=reftable", "git refs migrate --ref-format=files"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        git(folder.path(), &["init", "--quiet", format]);
        commit(folder.path(), "first");
        let error = Repository::discover(folder.path()).err().map(|error| error.to_string());
        let error = error.unwrap_or_else(|| "it can be read".to_owned());
        assert!(error.contains(advice), "{format}: {error}");
    }
}

#[test]
fn a_repository_of_somebody_else_is_told_with_the_setting_that_allows_it() {
    let folder = tempfile::tempdir().unwrap();
    git(folder.path(), &["init", "--quiet"]);
    // Only root can give a folder away.
    if std::os::unix::fs::chown(folder.path(), Some(12345), None).is_err() {
        return;
    }
    let error = Repository::discover(folder.path()).err().unwrap();
    assert!(matches!(error, GitError::Owner { .. }), "{error}");
    assert!(error.to_string().contains("git config --global --add safe.directory"), "{error}");
}
