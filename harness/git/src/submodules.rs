//! Fills the submodules of a working tree with what is here of them.

use std::path::{Path, PathBuf};

use git2::build::CheckoutBuilder;
use git2::{ObjectType, Oid, Repository, TreeWalkMode, TreeWalkResult};

/// Deepest nesting of submodules that is followed.
const DEEPEST: u32 = 8;

/// A submodule of a commit.
struct Submodule {
    /// Folder relative to the top.
    path: PathBuf,
    commit: Oid,
}

/// Writes the files of every submodule of `commit` below `root`, as far as the user's own checkout,
/// `repository`, has their commits. Gives the folders that stay empty.
///
/// Nothing is fetched, and no repository is made there: the files are for a build.
pub(crate) fn fill(repository: &Repository, commit: Oid, root: &Path) -> Vec<PathBuf> {
    let mut empty = Vec::new();
    fill_from(repository, commit, (root, DEEPEST), &mut empty);
    empty
}

fn fill_from(
    repository: &Repository,
    commit: Oid,
    (root, depth): (&Path, u32),
    empty: &mut Vec<PathBuf>,
) {
    for Submodule { path, commit } in submodules(repository, commit) {
        let there = root.join(&path);
        let inner = repository.workdir().and_then(|top| Repository::open(top.join(&path)).ok());
        // An empty folder of a submodule lies in the repository around it.
        let inner = inner.filter(|inner| inner.path() != repository.path());
        match inner {
            Some(inner) if depth > 0 && write(&inner, commit, &there).is_ok() => {
                fill_from(&inner, commit, (&there, depth - 1), empty);
            }
            _ => empty.push(there),
        }
    }
}

fn submodules(repository: &Repository, commit: Oid) -> Vec<Submodule> {
    let mut found = Vec::new();
    let Ok(tree) = repository.find_commit(commit).and_then(|commit| commit.tree()) else {
        return found;
    };
    let walked = tree.walk(TreeWalkMode::PreOrder, |folder, entry| {
        if entry.kind() == Some(ObjectType::Commit)
            && let Ok(name) = entry.name()
        {
            found.push(Submodule { path: Path::new(folder).join(name), commit: entry.id() });
        }
        TreeWalkResult::Ok
    });
    drop(walked);
    found
}

fn write(inner: &Repository, commit: Oid, there: &Path) -> Result<(), git2::Error> {
    let commit = inner.find_commit(commit)?;
    let mut checkout = CheckoutBuilder::new();
    checkout.force().target_dir(there).update_index(false);
    inner.checkout_tree(commit.as_object(), Some(&mut checkout))
}
