//! Records on a reference of their own in a git repository:
//! `<suite>/<first two digits of the commit>/<commit>/<machine class>[+<shard>].json`.

use std::path::{Path, PathBuf};

use paceline_git::{RefTree, Shared};
use paceline_model::Record;

use crate::file::LARGEST_RECORD;
use crate::store::{key_of, missing, proven};
use crate::{Existing, Key, Saved, Store, StoreError};

/// The reference. No branch, so that nothing is built or listed for it, and clones leave it out.
const REFERENCE: &str = "refs/paceline/records";

/// Records in a repository. Its index, HEAD and files are never touched.
///
/// Commits are spread over 256 folders by their first digits: what a lookup reads and a save writes
/// anew stays small however many records there are.
pub struct GitStore {
    files: RefTree,
}

impl GitStore {
    /// The store in the repository that `path` lies in.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        Ok(Self { files: RefTree::open(path, REFERENCE)? })
    }

    /// Takes over the records of a remote; see [`RefTree::fetch`].
    pub fn fetch(
        &self,
        remote: &str,
        is_cancelled: &dyn Fn() -> bool,
    ) -> Result<Shared, StoreError> {
        Ok(self.files.fetch(remote, is_cancelled)?)
    }

    /// Fetches, and has the remote take over what it lacks; see [`RefTree::push`].
    pub fn push(
        &self,
        remote: &str,
        is_cancelled: &dyn Fn() -> bool,
    ) -> Result<Shared, StoreError> {
        Ok(self.files.push(remote, is_cancelled)?)
    }

    fn place(key: &Key) -> String {
        format!("{REFERENCE}:{}", path(key))
    }
}

impl Store for GitStore {
    fn name(&self) -> String {
        self.files.reference().to_owned()
    }

    fn save(&self, record: &Record, existing: Existing) -> Result<Saved, StoreError> {
        let key = key_of(record)?;
        let replaces = existing == Existing::Replace;
        let json = record.to_json()?;
        let message = format!("paceline: keep {key}");
        let place = Self::place(&key);
        if self.files.write(&path(&key), json.as_bytes(), replaces, &message)? {
            Ok(Saved { key, place })
        } else {
            Err(StoreError::Exists { place })
        }
    }

    fn list(&self) -> Result<Vec<Key>, StoreError> {
        let paths = self.files.paths()?;
        let mut keys: Vec<_> = paths.iter().filter_map(|path| parse(path)).collect();
        keys.sort();
        Ok(keys)
    }

    fn contains(&self, key: &Key) -> Result<bool, StoreError> {
        Ok(self.files.size(&path(key))?.is_some())
    }

    fn read(&self, key: &Key) -> Result<Record, StoreError> {
        let place = Self::place(key);
        if self.size(key)? > LARGEST_RECORD {
            return Err(StoreError::TooLarge { path: place.into(), limit: LARGEST_RECORD });
        }
        let Some(bytes) = self.files.read(&path(key))? else {
            return Err(missing(key, self.name()));
        };
        let record = Record::from_json(&String::from_utf8_lossy(&bytes))
            .map_err(|source| StoreError::Document { path: PathBuf::from(&place), source })?;
        proven(record, key, &place)
    }

    fn size(&self, key: &Key) -> Result<u64, StoreError> {
        self.files.size(&path(key))?.ok_or_else(|| missing(key, self.name()))
    }

    fn remove(&self, keys: &[Key]) -> Result<(), StoreError> {
        let paths: Vec<_> = keys.iter().map(path).collect();
        Ok(self.files.remove(&paths, &format!("paceline: drop {} records", keys.len()))?)
    }
}

fn path(key: &Key) -> String {
    let commit = key.commit.as_str();
    format!("{}/{}/{commit}/{}", key.suite, &commit[..2], key.file_name())
}

fn parse(path: &str) -> Option<Key> {
    let mut parts = path.split('/');
    let (suite, digits, commit, file) =
        (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let is_ours = parts.next().is_none() && commit.get(..2) == Some(digits);
    is_ours.then(|| Key::parse(suite, commit, file)).flatten()
}
