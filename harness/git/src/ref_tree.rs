//! Files on a reference of their own: written and read without index, checkout or branch.

use std::path::Path;

use git2::build::TreeUpdateBuilder;
use git2::{ErrorCode, FileMode, ObjectType, Oid, Signature, Tree, TreeWalkMode, TreeWalkResult};

use crate::GitError;
use crate::retry::{ATTEMPTS, pause};

/// Deepest folder that is looked into: a tree that others wrote may be nested without end.
const DEEPEST: usize = 8;

/// A reference to a commit that holds files, and is no branch.
///
/// Each change is a commit of its own; the reference is moved only from where the change began, so
/// that of concurrent writers none undoes what another did. Readers and crashes see a change whole
/// or not at all. Index, HEAD and working tree are never touched, and no name or e-mail address of
/// the user is needed.
pub struct RefTree {
    pub(crate) inner: git2::Repository,
    pub(crate) reference: String,
}

/// What to do with a file.
pub(crate) enum Edit {
    /// Have this blob there.
    Put(Oid),
    /// Have nothing there.
    Remove,
}

/// A commit to move the reference to.
pub(crate) enum Move {
    /// Stay.
    Nowhere,
    /// To a commit that is there.
    To(Oid),
    /// To a new commit with this tree.
    Commit {
        /// The files.
        tree: Oid,
        /// What it follows; `None` starts a new history.
        parent: Option<Oid>,
    },
}

impl RefTree {
    /// The files on `reference` (as in `refs/name/of/yours`, which need not exist yet) of the
    /// repository that `path` lies in.
    pub fn open(path: &Path, reference: &str) -> Result<Self, GitError> {
        let inner = git2::Repository::discover(path)
            .map_err(|error| GitError::new("open the repository", path, error))?;
        Ok(Self { inner, reference: reference.to_owned() })
    }

    /// The reference.
    pub fn reference(&self) -> &str {
        &self.reference
    }

    /// The file at `path`, or `None` where there is none. The caller bounds it by [`Self::size`].
    pub fn read(&self, path: &str) -> Result<Option<Vec<u8>>, GitError> {
        let fail = |error| self.error("read a file", error);
        let Some(id) = self.blob_at(self.tip()?, path)? else { return Ok(None) };
        Ok(Some(self.inner.find_blob(id).map_err(fail)?.content().to_vec()))
    }

    /// Size in bytes of the file at `path`, or `None` where there is none. Does not read it.
    pub fn size(&self, path: &str) -> Result<Option<u64>, GitError> {
        let fail = |error| self.error("read the size of a file", error);
        let Some(id) = self.blob_at(self.tip()?, path)? else { return Ok(None) };
        let (size, _) = self.inner.odb().and_then(|odb| odb.read_header(id)).map_err(fail)?;
        Ok(Some(size as u64))
    }

    /// The paths of all files, in no particular order. Costs O(files) time and memory.
    pub fn paths(&self) -> Result<Vec<String>, GitError> {
        let fail = |error| self.error("list the files", error);
        let mut paths = Vec::new();
        self.tree_of(self.tip()?)?
            .walk(TreeWalkMode::PreOrder, |folder, entry| {
                let Ok(name) = entry.name() else { return TreeWalkResult::Skip };
                if entry.kind() == Some(ObjectType::Blob) {
                    paths.push(format!("{folder}{name}"));
                }
                let is_too_deep = folder.matches('/').count() >= DEEPEST;
                if is_too_deep { TreeWalkResult::Skip } else { TreeWalkResult::Ok }
            })
            .map_err(fail)?;
        Ok(paths)
    }

    /// Writes a file and says whether it did: a file that is there stays, unless `replaces`.
    pub fn write(
        &self,
        path: &str,
        content: &[u8],
        replaces: bool,
        message: &str,
    ) -> Result<bool, GitError> {
        let fail = |error| self.error("write a file", error);
        let blob = self.inner.blob(content).map_err(fail)?;
        let mut is_written = false;
        self.advance(message, |tip| {
            is_written = replaces || self.blob_at(tip, path)?.is_none();
            if !is_written {
                return Ok(Move::Nowhere);
            }
            let tree = self.edited(&self.tree_of(tip)?, &[(path.to_owned(), Edit::Put(blob))])?;
            Ok(Move::Commit { tree, parent: tip })
        })?;
        Ok(is_written)
    }

    /// Removes files. The history starts anew, so that git can let go of what they held.
    pub fn remove(&self, paths: &[String], message: &str) -> Result<(), GitError> {
        self.advance(message, |tip| {
            let mut edits = Vec::new();
            for path in paths {
                if self.blob_at(tip, path)?.is_some() {
                    edits.push((path.clone(), Edit::Remove));
                }
            }
            if edits.is_empty() {
                return Ok(Move::Nowhere);
            }
            Ok(Move::Commit { tree: self.edited(&self.tree_of(tip)?, &edits)?, parent: None })
        })
    }

    /// Moves the reference to where `next` says, given where it is; asks again when somebody else
    /// has moved it meanwhile.
    pub(crate) fn advance(
        &self,
        message: &str,
        mut next: impl FnMut(Option<Oid>) -> Result<Move, GitError>,
    ) -> Result<(), GitError> {
        for attempt in 0..ATTEMPTS {
            let tip = self.tip()?;
            let target = match next(tip)? {
                Move::Nowhere => return Ok(()),
                Move::To(target) => target,
                Move::Commit { tree, parent } => self.commit(tree, parent, message)?,
            };
            if self.set(&self.reference, tip, target)? {
                return Ok(());
            }
            pause(attempt, 1);
        }
        Err(self.contended())
    }

    /// Moves `reference` from `old` (`None`: it is not there) to `new`; false where it is elsewhere
    /// by now, or somebody is just moving it.
    pub(crate) fn set(
        &self,
        reference: &str,
        old: Option<Oid>,
        new: Oid,
    ) -> Result<bool, GitError> {
        let old = old.unwrap_or(Oid::ZERO_SHA1);
        match self.inner.reference_matching(reference, new, true, old, "paceline") {
            Ok(_moved) => Ok(true),
            Err(error) if is_race(&error) => Ok(false),
            Err(error) => Err(self.error("move a reference", error)),
        }
    }

    /// The commit that the reference is at.
    pub(crate) fn tip(&self) -> Result<Option<Oid>, GitError> {
        self.target(&self.reference)
    }

    /// The commit that `reference` is at, or `None` where there is no such reference.
    pub(crate) fn target(&self, reference: &str) -> Result<Option<Oid>, GitError> {
        match self.inner.refname_to_id(reference) {
            Ok(id) => Ok(Some(id)),
            Err(error) if error.code() == ErrorCode::NotFound => Ok(None),
            Err(error) => Err(self.error("read a reference", error)),
        }
    }

    /// The files of a commit; none for no commit.
    pub(crate) fn tree_of(&self, commit: Option<Oid>) -> Result<Tree<'_>, GitError> {
        let tree = || match commit {
            Some(commit) => self.inner.find_commit(commit)?.tree(),
            None => self.inner.find_tree(self.inner.treebuilder(None)?.write()?),
        };
        tree().map_err(|error| self.error("read the files of a commit", error))
    }

    /// The file at `path` in a commit.
    pub(crate) fn blob_at(&self, commit: Option<Oid>, path: &str) -> Result<Option<Oid>, GitError> {
        match self.tree_of(commit)?.get_path(Path::new(path)) {
            Ok(entry) if entry.kind() == Some(ObjectType::Blob) => Ok(Some(entry.id())),
            Ok(_folder) => Ok(None),
            Err(error) if error.code() == ErrorCode::NotFound => Ok(None),
            Err(error) => Err(self.error("find a file", error)),
        }
    }

    /// `tree` with the edits made. Costs O(files in the folders along the edited paths).
    pub(crate) fn edited(
        &self,
        tree: &Tree<'_>,
        edits: &[(String, Edit)],
    ) -> Result<Oid, GitError> {
        let mut update = TreeUpdateBuilder::new();
        for (path, edit) in edits {
            match edit {
                Edit::Put(blob) => update.upsert(path.as_str(), *blob, FileMode::Blob),
                Edit::Remove => update.remove(path.as_str()),
            };
        }
        update
            .create_updated(&self.inner, tree)
            .map_err(|error| self.error("write a folder", error))
    }

    fn commit(&self, tree: Oid, parent: Option<Oid>, message: &str) -> Result<Oid, GitError> {
        let commit = || {
            let author = Signature::now("paceline", "paceline@localhost")?;
            let tree = self.inner.find_tree(tree)?;
            let parent = parent.map(|parent| self.inner.find_commit(parent)).transpose()?;
            let parents: Vec<_> = parent.iter().collect();
            self.inner.commit(None, &author, &author, message, &tree, &parents)
        };
        commit().map_err(|error| self.error("write a commit", error))
    }

    pub(crate) fn error(&self, action: &'static str, error: git2::Error) -> GitError {
        GitError::new(action, self.inner.commondir(), error)
    }

    pub(crate) fn contended(&self) -> GitError {
        let folder = self.inner.commondir();
        GitError::Contended {
            reference: self.reference.clone(),
            path: folder.to_owned(),
            attempts: ATTEMPTS,
            lock: folder.join(format!("{}.lock", self.reference)),
        }
    }
}

/// Whether another writer is the reason: it has moved the reference, or holds its lock.
fn is_race(error: &git2::Error) -> bool {
    [ErrorCode::Modified, ErrorCode::Locked, ErrorCode::Exists].contains(&error.code())
}
