//! A second working tree with another commit, for as long as it is needed.

use std::collections::BTreeSet;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use git2::build::CheckoutBuilder;
use git2::{BranchType, Oid, WorktreeAddOptions, WorktreePruneOptions};

use crate::GitError;
use crate::kept::{Claim, LOCK, Registration};
use crate::removal::make_removable;
use crate::submodules;

/// Start of the names of our working trees, in git's list of them and in the temporary folder.
const PREFIX: &str = "paceline-base-";
/// Start of the names of those whose files stay when they are no longer used.
const KEPT: &str = "paceline-base-kept-";

/// A working tree of one commit, removed when it is dropped, unless it lies in a claimed folder.
///
/// It is a linked working tree, so that what asks git for a version works in it. While it is there,
/// `git worktree list` shows it; nothing else of the repository or of the user's files changes.
#[derive(Debug)]
pub struct Worktree {
    name: String,
    git_folder: PathBuf,
    root: PathBuf,
    empty_submodules: Vec<PathBuf>,
    place: Place,
}

/// What a working tree lies in.
#[derive(Debug)]
enum Place {
    /// A folder of its own, which goes with it.
    Temporary { folder: tempfile::TempDir, lock: File },
    /// A folder that somebody claimed, where its files stay.
    Claimed,
}

impl Worktree {
    /// Checks `commit` out into a temporary folder whose path is as long as `like` where that is
    /// long enough: the length of a path can shift how a program lies in memory.
    pub(crate) fn create(
        repository: &git2::Repository,
        commit: Oid,
        like: &Path,
    ) -> Result<Self, GitError> {
        let folder = tempfile::Builder::new()
            .prefix(PREFIX)
            .tempdir()
            .map_err(|source| GitError::Folder { path: std::env::temp_dir(), source })?;
        let lock = locked(&folder.path().join(LOCK))
            .map_err(|source| GitError::Folder { path: folder.path().to_owned(), source })?;
        // On macOS the temporary folder is reached through a link.
        let real = folder.path().canonicalize().unwrap_or_else(|_| folder.path().to_owned());
        let root = real.join(name_of_length(&real, like));
        let name = folder
            .path()
            .file_name()
            .map_or_else(|| PREFIX.to_owned(), |name| name.to_string_lossy().into_owned());
        let git_folder = repository.commondir().to_owned();
        let place = Place::Temporary { folder, lock };
        let mut worktree = Self { name, git_folder, root, empty_submodules: Vec::new(), place };
        add(repository, commit, &worktree)
            .map_err(|error| GitError::new("check out the base", &worktree.root, error))?;
        worktree.empty_submodules = submodules::fill(repository, commit, &worktree.root);
        Ok(worktree)
    }

    /// The working tree of `commit` in a claimed folder: the one that an earlier value left there,
    /// with all its files, else a fresh one.
    pub(crate) fn claimed(
        repository: &git2::Repository,
        commit: Oid,
        (claim, like): (&Claim, &Path),
    ) -> Result<Self, GitError> {
        let name = claim.folder().file_name().unwrap_or_default().to_string_lossy();
        let mut worktree = Self {
            name: format!("{KEPT}{name}"),
            git_folder: repository.commondir().to_owned(),
            root: claim.folder().join(name_of_length(claim.folder(), like)),
            empty_submodules: Vec::new(),
            place: Place::Claimed,
        };
        let failed = |source| GitError::Folder { path: claim.folder().to_owned(), source };
        if !worktree.registration().add(&commit.to_string()).map_err(failed)? {
            git2::Repository::open(&worktree.root)
                .and_then(|inner| inner.checkout_head(Some(CheckoutBuilder::new().force())))
                .map_err(|error| GitError::new("check out the base", &worktree.root, error))?;
            worktree.empty_submodules = submodules::fill(repository, commit, &worktree.root);
        }
        Ok(worktree)
    }

    fn registration(&self) -> Registration<'_> {
        Registration { git_folder: &self.git_folder, name: &self.name, root: &self.root }
    }

    /// Its top folder, absolute.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Folders of submodules that are empty, since the user's own checkout does not have their commits.
    pub fn empty_submodules(&self) -> &[PathBuf] {
        &self.empty_submodules
    }

    /// Lets go of the lock, as the death of its owner would.
    #[cfg(test)]
    pub(crate) fn release_lock(self) -> Self {
        match &self.place {
            Place::Temporary { lock, .. } => lock.unlock().unwrap(),
            Place::Claimed => panic!("it has no lock of its own"),
        }
        self
    }

    fn remove(&self) -> Result<(), git2::Error> {
        // Not the repository that made it: that one may be in another thread by now.
        let repository = git2::Repository::open(&self.git_folder)?;
        prune(&repository, &self.name)
    }
}

impl Drop for Worktree {
    fn drop(&mut self) {
        // What is left when this fails is removed at the next start.
        match &self.place {
            Place::Temporary { folder, lock } => {
                drop(self.remove());
                drop(lock.unlock());
                make_removable(folder.path());
            }
            Place::Claimed => drop(self.registration().release()),
        }
    }
}

/// Removes the working trees that an earlier paceline could not remove, killed as it was, however
/// far it had come with them.
pub(crate) fn remove_stale(repository: &git2::Repository) {
    for name in left_behind(repository) {
        let place = repository.find_worktree(&name).ok();
        if name.starts_with(KEPT) && place.is_none() {
            // Half-made by somebody who lives; or by somebody who did not end it, which git does
            // not list.
            continue;
        }
        let folder = place.as_ref().and_then(|place| place.path().parent()).map(Path::to_owned);
        let folder = folder.unwrap_or_else(|| std::env::temp_dir().join(&name));
        if is_owned(&folder.join(LOCK)) {
            continue;
        }
        if name.starts_with(KEPT) {
            drop(fs::remove_dir_all(repository.commondir().join("worktrees").join(&name)));
            continue;
        }
        drop(prune(repository, &name));
        // Only folders that we made, whatever git's list says.
        if folder.file_name().is_some_and(|part| *part == *name) {
            make_removable(&folder);
            drop(fs::remove_dir_all(folder));
        }
    }
}

/// Names of ours in git's list of working trees, as entries of it that were never finished, and as
/// branches that are there for a moment only.
fn left_behind(repository: &git2::Repository) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    if let Ok(entries) = fs::read_dir(repository.commondir().join("worktrees")) {
        names.extend(entries.flatten().filter_map(|entry| entry.file_name().into_string().ok()));
    }
    if let Ok(branches) = repository.branches(Some(BranchType::Local)) {
        let branches = branches.flatten().map(|(branch, _)| branch);
        names.extend(branches.filter_map(|branch| Some(branch.name().ok()??.to_owned())));
    }
    names.retain(|name| name.starts_with(PREFIX));
    names
}

/// Adds a linked working tree with a detached HEAD.
fn add(repository: &git2::Repository, commit: Oid, worktree: &Worktree) -> Result<(), git2::Error> {
    let commit = repository.find_commit(commit)?;
    // libgit2 takes nothing but a branch to start from.
    let mut branch = repository.branch(&worktree.name, &commit, false)?;
    let added = (|| {
        let mut options = WorktreeAddOptions::new();
        options.reference(Some(branch.get()));
        let added = repository.worktree(&worktree.name, &worktree.root, Some(&options))?;
        let inner = git2::Repository::open_from_worktree(&added)?;
        inner.set_head_detached(commit.id())?;
        let mut checkout = CheckoutBuilder::new();
        checkout.force();
        inner.checkout_head(Some(&mut checkout))
    })();
    let deleted = branch.delete();
    added.and(deleted)
}

/// Removes everything that git knows of the working tree, finished or not, and its files.
fn prune(repository: &git2::Repository, name: &str) -> Result<(), git2::Error> {
    let pruned = repository.find_worktree(name).and_then(|worktree| {
        let mut options = WorktreePruneOptions::new();
        options.valid(true).locked(true).working_tree(true);
        worktree.prune(Some(&mut options))
    });
    // Left by a crash between two steps.
    drop(fs::remove_dir_all(repository.commondir().join("worktrees").join(name)));
    if let Ok(mut branch) = repository.find_branch(name, BranchType::Local) {
        branch.delete()?;
    }
    pruned
}

fn locked(path: &Path) -> std::io::Result<File> {
    let file = File::create(path)?;
    file.lock()?;
    Ok(file)
}

/// Whether a living process holds the lock at `path`. A lock that can't be asked counts as held.
fn is_owned(path: &Path) -> bool {
    match File::open(path).map(|file| file.try_lock()) {
        Ok(Ok(())) => false,
        Ok(Err(TryLockError::WouldBlock | TryLockError::Error(_))) => true,
        Err(error) => error.kind() != std::io::ErrorKind::NotFound,
    }
}

/// A name that makes the path below `folder` as long as `like`, or a short one.
fn name_of_length(folder: &Path, like: &Path) -> String {
    /// Longest name that file systems take.
    const LONGEST: usize = 255;
    let taken = folder.as_os_str().len() + 1;
    let wanted = like.as_os_str().len();
    let length = wanted.checked_sub(taken).filter(|length| (1..=LONGEST).contains(length));
    "base".chars().cycle().take(length.unwrap_or(4)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_is_as_long_as_the_other_where_that_is_possible() {
        let folder = Path::new("/tmp/paceline-base-abcdef");
        let like = Path::new("/home/runner/work/project/project");
        let made = folder.join(name_of_length(folder, like));
        assert_eq!(made.as_os_str().len(), like.as_os_str().len());
        assert_eq!(name_of_length(folder, Path::new("/short")), "base");
    }
}
