//! A plain folder of records: `<suite>/<commit>/<machine class>[+<shard>].json`.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use paceline_model::Record;

use crate::file::{read_record, write_atomically};
use crate::store::{key_of, missing, proven};
use crate::{Existing, Key, Saved, Store, StoreError};

/// Records in a folder, one immutable document per suite, commit and machine class.
#[derive(Debug, Clone)]
pub struct FolderStore {
    folder: PathBuf,
}

impl FolderStore {
    /// The store in `folder`, which need not exist yet.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Whether a file at `path`, as seen from the store's folder, is a record of it.
    pub fn is_record(path: &Path) -> bool {
        let parts: Option<Vec<_>> = path.iter().map(|part| part.to_str()).collect();
        matches!(parts.as_deref(), Some([suite, commit, file]) if Key::parse(suite, commit, file).is_some())
    }

    fn path(&self, key: &Key) -> PathBuf {
        let folder = self.folder.join(key.suite.as_str()).join(key.commit.as_str());
        folder.join(key.file_name())
    }
}

impl Store for FolderStore {
    fn name(&self) -> String {
        self.folder.display().to_string()
    }

    fn save(&self, record: &Record, existing: Existing) -> Result<Saved, StoreError> {
        let key = key_of(record)?;
        let path = self.path(&key);
        write_atomically(&path, &record.to_json()?, existing)?;
        Ok(Saved { key, place: path.display().to_string() })
    }

    fn list(&self) -> Result<Vec<Key>, StoreError> {
        let mut keys = Vec::new();
        for suite in names_in(&self.folder)? {
            let of_suite = self.folder.join(&suite);
            for commit in names_in(&of_suite)? {
                let files = names_in(&of_suite.join(&commit))?;
                keys.extend(files.iter().filter_map(|file| Key::parse(&suite, &commit, file)));
            }
        }
        keys.sort();
        Ok(keys)
    }

    fn contains(&self, key: &Key) -> Result<bool, StoreError> {
        let path = self.path(key);
        path.try_exists().map_err(|source| StoreError::Io { action: "read", path, source })
    }

    fn read(&self, key: &Key) -> Result<Record, StoreError> {
        let path = self.path(key);
        match read_record(&path) {
            Err(StoreError::Io { source, .. }) if source.kind() == ErrorKind::NotFound => {
                Err(missing(key, self.name()))
            }
            Ok(record) => proven(record, key, &path.display().to_string()),
            other => other,
        }
    }

    fn size(&self, key: &Key) -> Result<u64, StoreError> {
        let path = self.path(key);
        match fs::metadata(&path) {
            Ok(metadata) => Ok(metadata.len()),
            Err(error) if error.kind() == ErrorKind::NotFound => Err(missing(key, self.name())),
            Err(source) => Err(StoreError::Io { action: "read", path, source }),
        }
    }

    fn remove(&self, keys: &[Key]) -> Result<(), StoreError> {
        for key in keys {
            let path = self.path(key);
            match fs::remove_file(&path) {
                Ok(()) => {}
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(source) => return Err(StoreError::Io { action: "remove", path, source }),
            }
            // The folder goes with its last file; it stays, and that is no error, while others lie
            // in it.
            if let Some(folder) = path.parent() {
                drop(fs::remove_dir(folder));
            }
        }
        Ok(())
    }
}

/// Names in a folder without our own unfinished files; none where there is no such folder. Names
/// that are not UTF-8 are not ours.
fn names_in(folder: &Path) -> Result<Vec<String>, StoreError> {
    let fail = |source| StoreError::Io { action: "read", path: folder.to_owned(), source };
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Ok(Vec::new());
        }
        Err(error) => return Err(fail(error)),
    };
    let mut names = Vec::new();
    for entry in entries {
        names.extend(entry.map_err(fail)?.file_name().into_string().ok());
    }
    names.retain(|name| !name.starts_with('.'));
    Ok(names)
}
