//! Against repositories that git itself makes.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::{GitError, Repository};

fn git(folder: &Path, arguments: &[&str]) {
    let output = Command::new("git")
        .args(["-c", "user.name=t", "-c", "user.email=t@example.org"])
        .args(["-c", "init.defaultBranch=main"])
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn repository() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    git(folder.path(), &["init", "--quiet"]);
    fs::write(folder.path().join("a.py"), "1\n").unwrap();
    git(folder.path(), &["add", "."]);
    git(folder.path(), &["commit", "--quiet", "-m", "one: first line\n\nbody"]);
    folder
}

#[test]
fn the_head_is_read_from_a_subfolder() {
    let folder = repository();
    let inner = folder.path().join("deep/er");
    fs::create_dir_all(&inner).unwrap();
    let repository = Repository::discover(&inner).unwrap().unwrap();
    let head = repository.head(|_| false).unwrap();
    assert_eq!((head.subject.as_str(), head.dirty), ("one: first line", false));
    assert_eq!(repository.resolve("main").unwrap().id, head.commit);
    assert_eq!(repository.resolve(&head.commit[..8]).unwrap().id, head.commit);
}

#[test]
fn an_edit_and_an_untracked_file_make_it_dirty_and_ignored_files_do_not() {
    let folder = repository();
    let repository = Repository::discover(folder.path()).unwrap().unwrap();
    fs::create_dir(folder.path().join("baselines")).unwrap();
    fs::write(folder.path().join("baselines/x.json"), "{}").unwrap();
    assert!(!repository.head(|path| path == Path::new("baselines/x.json")).unwrap().dirty);
    assert!(repository.head(|_| false).unwrap().dirty);
    fs::remove_dir_all(folder.path().join("baselines")).unwrap();
    fs::write(folder.path().join("a.py"), "2\n").unwrap();
    assert!(repository.head(|_| false).unwrap().dirty);
}

#[test]
fn changed_files_names_edited_and_new_ones() {
    let folder = repository();
    fs::write(folder.path().join("b.py"), "1\n").unwrap();
    git(folder.path(), &["add", "."]);
    git(folder.path(), &["commit", "--quiet", "-m", "two"]);
    fs::write(folder.path().join("c.py"), "1\n").unwrap();
    let repository = Repository::discover(folder.path()).unwrap().unwrap();
    assert_eq!(repository.changed_files("HEAD~1").unwrap(), [Path::new("b.py"), Path::new("c.py")]);
    assert_eq!(repository.changed_files("HEAD").unwrap(), [Path::new("c.py")]);
}

#[test]
fn an_unknown_revision_an_empty_repository_and_no_repository_are_told_apart() {
    let folder = repository();
    let found = Repository::discover(folder.path()).unwrap().unwrap();
    let error = found.resolve("nope").unwrap_err().to_string();
    assert!(error.starts_with("`nope` names no commit in "), "{error}");

    let empty = tempfile::tempdir().unwrap();
    assert!(Repository::discover(empty.path()).unwrap().is_none());
    git(empty.path(), &["init", "--quiet"]);
    let unborn = Repository::discover(empty.path()).unwrap().unwrap();
    assert!(matches!(unborn.head(|_| false), Err(GitError::Unborn { .. })));
}

/// A repository whose second commit changed `a.py` and added `deep/b.py`, and what is in its folder
/// beside: an edit, a staged file, an untracked one, a stash.
fn lived_in() -> tempfile::TempDir {
    let folder = repository();
    fs::create_dir(folder.path().join("deep")).unwrap();
    fs::write(folder.path().join("deep/b.py"), "b\n").unwrap();
    fs::write(folder.path().join("a.py"), "2\n").unwrap();
    git(folder.path(), &["add", "."]);
    git(folder.path(), &["commit", "--quiet", "-m", "two"]);
    fs::write(folder.path().join("a.py"), "stashed\n").unwrap();
    git(folder.path(), &["stash", "--quiet"]);
    fs::write(folder.path().join("staged.py"), "s\n").unwrap();
    git(folder.path(), &["add", "staged.py"]);
    fs::write(folder.path().join("a.py"), "edited\n").unwrap();
    fs::write(folder.path().join("untracked.py"), "u\n").unwrap();
    folder
}

/// Everything that git knows of a repository: status, references, working trees.
fn state(folder: &Path) -> Vec<String> {
    let ask = |arguments: &[&str]| {
        let output = Command::new("git").args(arguments).current_dir(folder).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    vec![
        ask(&["status", "--porcelain=v2", "--branch", "--untracked-files=all"]),
        ask(&["for-each-ref"]),
        ask(&["worktree", "list"]),
        ask(&["stash", "list"]),
        ask(&["diff", "HEAD"]),
    ]
}

#[test]
fn another_commit_is_checked_out_and_nothing_of_the_user_changes() {
    let folder = lived_in();
    let before = state(folder.path());
    let repository = Repository::discover(folder.path()).unwrap().unwrap();
    let commit = repository.resolve("HEAD~1").unwrap();
    let worktree = repository.check_out(&commit).unwrap();
    let root = worktree.root().to_owned();
    assert_eq!(fs::read_to_string(root.join("a.py")).unwrap(), "1\n");
    assert!(!root.join("deep").exists());
    // Git works in it, and its HEAD is no branch.
    let inner = Repository::discover(&root).unwrap().unwrap();
    let head = inner.head(|_| false).unwrap();
    assert_eq!((head.commit, head.dirty), (commit.id, false));
    assert_eq!(state(folder.path())[0..2], before[0..2]);

    // Also with files that a build left, some of which can't be written.
    fs::create_dir(root.join("built")).unwrap();
    fs::write(root.join("built/x"), "").unwrap();
    let mode = |mode| std::os::unix::fs::PermissionsExt::from_mode(mode);
    fs::set_permissions(root.join("built"), mode(0o555)).unwrap();
    drop(worktree);
    assert!(!root.parent().unwrap().exists());
    assert_eq!(state(folder.path()), before);
}

#[test]
fn two_at_once_stand_beside_each_other() {
    let folder = lived_in();
    let repository = Repository::discover(folder.path()).unwrap().unwrap();
    let one = repository.check_out(&repository.resolve("HEAD~1").unwrap()).unwrap();
    // Looking for what others left behind, the second must not take the first for that.
    let two = repository.check_out(&repository.resolve("HEAD").unwrap()).unwrap();
    assert_eq!(fs::read_to_string(one.root().join("a.py")).unwrap(), "1\n");
    assert_eq!(fs::read_to_string(two.root().join("deep/b.py")).unwrap(), "b\n");
}

#[test]
fn what_a_killed_process_left_behind_is_removed_at_the_next_start() {
    let folder = lived_in();
    let before = state(folder.path());
    let repository = Repository::discover(folder.path()).unwrap().unwrap();
    let commit = repository.resolve("HEAD~1").unwrap();
    let killed = repository.check_out(&commit).unwrap();
    let left = killed.root().parent().unwrap().to_owned();
    // As after a kill: the folder and git's entry are there, and nobody holds the lock.
    std::mem::forget(killed.release_lock());
    assert!(left.exists());
    let next = repository.check_out(&commit).unwrap();
    assert!(!left.exists());
    drop(next);
    assert_eq!(state(folder.path()), before);
}

#[test]
fn half_a_working_tree_is_removed_as_well() {
    let folder = lived_in();
    let before = state(folder.path());
    // As after a kill at any step: a branch, and an entry without its files.
    git(folder.path(), &["branch", "paceline-base-abc123"]);
    fs::create_dir_all(folder.path().join(".git/worktrees/paceline-base-abc123")).unwrap();
    let repository = Repository::discover(folder.path()).unwrap().unwrap();
    drop(repository.check_out(&repository.resolve("HEAD").unwrap()).unwrap());
    assert_eq!(state(folder.path()), before);
    assert!(!folder.path().join(".git/worktrees/paceline-base-abc123").exists());
}

#[test]
fn a_base_is_checked_out_from_a_linked_working_tree_and_from_a_shallow_clone() {
    let folder = lived_in();
    let beside = tempfile::tempdir().unwrap();
    let linked = beside.path().join("linked");
    git(folder.path(), &["worktree", "add", "--quiet", "--detach", linked.to_str().unwrap()]);
    let shallow = beside.path().join("shallow");
    let url = format!("file://{}", folder.path().display());
    git(beside.path(), &["clone", "--quiet", "--depth=1", &url, shallow.to_str().unwrap()]);
    for place in [linked, shallow] {
        let before = state(&place);
        let repository = Repository::discover(&place).unwrap().unwrap();
        let worktree = repository.check_out(&repository.resolve("HEAD").unwrap()).unwrap();
        assert_eq!(fs::read_to_string(worktree.root().join("a.py")).unwrap(), "2\n");
        drop(worktree);
        assert_eq!(state(&place), before);
    }
    let shallow = Repository::discover(&beside.path().join("shallow")).unwrap().unwrap();
    let error = shallow.resolve("HEAD~1").unwrap_err().to_string();
    assert!(error.contains("git fetch --unshallow"), "{error}");
}

fn commit(folder: &Path, subject: &str) {
    git(folder, &["commit", "--quiet", "--allow-empty", "-m", subject]);
}

fn subjects(commits: &[crate::Commit]) -> Vec<&str> {
    commits.iter().map(|commit| commit.subject.as_str()).collect()
}

/// main: one, two, merge of side (with side's own commit), three.
fn merged() -> tempfile::TempDir {
    let folder = repository();
    commit(folder.path(), "two");
    git(folder.path(), &["checkout", "--quiet", "-b", "side", "HEAD~1"]);
    commit(folder.path(), "of the side");
    git(folder.path(), &["checkout", "--quiet", "main"]);
    git(folder.path(), &["merge", "--quiet", "--no-ff", "-m", "merge side", "side"]);
    commit(folder.path(), "three");
    folder
}

#[test]
fn first_parents_are_newest_first_and_leave_merged_branches_out() {
    let folder = merged();
    let repository = Repository::discover(folder.path()).unwrap().unwrap();
    let head = repository.resolve("HEAD").unwrap();
    let all = repository.first_parents(&head, 10).unwrap();
    assert_eq!(subjects(&all), ["three", "merge side", "two", "one: first line"]);
    assert_eq!(all[0], head);
    assert_eq!(subjects(&repository.first_parents(&head, 2).unwrap()), ["three", "merge side"]);
    assert!(repository.first_parents(&head, 0).unwrap().is_empty());
}

#[test]
fn a_range_is_oldest_first_without_its_start() {
    let folder = merged();
    let repository = Repository::discover(folder.path()).unwrap().unwrap();
    let [good, bad] = ["HEAD~3", "HEAD"].map(|name| repository.resolve(name).unwrap());
    let range = repository.first_parent_range(&good, &bad).unwrap();
    assert_eq!(subjects(&range), ["two", "merge side", "three"]);
    assert!(repository.first_parent_range(&bad, &bad).unwrap().is_empty());
}

#[test]
fn a_range_from_elsewhere_says_why_there_is_none() {
    let folder = merged();
    let repository = Repository::discover(folder.path()).unwrap().unwrap();
    let [first, side, head] =
        ["HEAD~3", "side", "HEAD"].map(|name| repository.resolve(name).unwrap());
    let hint = |good, bad| repository.first_parent_range(good, bad).unwrap_err().to_string();
    let reversed = hint(&head, &first);
    assert!(reversed.ends_with("; it comes after it: exchange the two"), "{reversed}");
    let merged = hint(&side, &head);
    assert!(merged.contains("; it came in by a merge: "), "{merged}");

    let place = tempfile::tempdir().unwrap();
    let source = format!("file://{}", folder.path().display());
    git(place.path(), &["clone", "--quiet", "--depth", "2", &source, "clone"]);
    git(&place.path().join("clone"), &["fetch", "--quiet", "--depth", "1", "origin", &first.id]);
    let shallow = Repository::discover(&place.path().join("clone")).unwrap().unwrap();
    assert_eq!(subjects(&shallow.first_parents(&head, 9).unwrap()), ["three", "merge side"]);
    let error = shallow.first_parent_range(&first, &head).unwrap_err().to_string();
    assert!(error.contains("; this is a shallow clone: fetch more with "), "{error}");
}

#[test]
fn trailers_are_those_of_the_commits_after_base() {
    let folder = repository();
    let path = folder.path();
    commit(path, "old\n\nAccept: not this");
    commit(path, "two\n\naccept: a b\nOther: c");
    commit(path, "Accept: in a subject is none");
    commit(path, "three\n\nbody\n\nAccept: d");
    let repository = Repository::discover(path).unwrap().unwrap();
    let [base, head] = ["HEAD~3", "HEAD"].map(|name| repository.resolve(name).unwrap());
    let found = repository.trailers(&base, &head, "Accept").unwrap();
    let found: Vec<_> =
        found.iter().map(|(commit, value)| (commit.subject.as_str(), value.as_str())).collect();
    assert_eq!(found, [("three", "d"), ("two", "a b")]);
}

#[test]
fn a_file_of_a_commit_is_read_without_a_checkout() {
    let folder = repository();
    fs::write(folder.path().join("a.py"), "changed\n").unwrap();
    let repository = Repository::discover(folder.path()).unwrap().unwrap();
    let head = repository.resolve("HEAD").unwrap();
    let read = |name: &str| repository.file_at(&head, Path::new(name)).unwrap();
    assert_eq!(read("a.py").as_deref(), Some(&b"1\n"[..]));
    assert_eq!((read("b.py"), read("a.py/deeper")), (None, None));
    assert_eq!(repository.authorship(&head).unwrap().name, "t");
}
