//! Reading and writing single documents: bounded reads, atomic writes.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::path::Path;

use paceline_model::Record;

use crate::StoreError;

/// Far above any real record: 1,000 cases with 12 metrics and 1,000 values are 120 MB.
pub(crate) const LARGEST_RECORD: u64 = 256 << 20;

/// Reads a record from a file. Fails as [`read_document`] does, and on what is no record or of
/// another schema version.
pub fn read_record(path: &Path) -> Result<Record, StoreError> {
    Record::from_json(&read_document(path)?)
        .map_err(|source| StoreError::Document { path: path.to_owned(), source })
}

/// Reads a document as text. Fails on what is no file, not UTF-8, or larger than 256 MiB.
pub fn read_document(path: &Path) -> Result<String, StoreError> {
    let fail = |source| StoreError::Io { action: "read", path: path.to_owned(), source };
    let mut json = String::new();
    let file = File::open(path).map_err(fail)?;
    file.take(LARGEST_RECORD + 1).read_to_string(&mut json).map_err(fail)?;
    if json.len() as u64 > LARGEST_RECORD {
        return Err(StoreError::TooLarge { path: path.to_owned(), limit: LARGEST_RECORD });
    }
    Ok(json)
}

/// What to do when the file is already there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    /// Leave it and fail.
    Keep,
    /// Write over it.
    Replace,
}

/// Writes `text` to `path` so that a reader, or a crash, sees all of it or nothing. Missing folders
/// are made. Fails with [`StoreError::Exists`] when the file is there and is to be kept; of two
/// writers at the same moment one fails.
pub fn write_atomically(
    path: &Path,
    content: impl AsRef<[u8]>,
    existing: Existing,
) -> Result<(), StoreError> {
    let fail = |source| StoreError::Io { action: "write", path: path.to_owned(), source };
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    std::fs::create_dir_all(folder).map_err(fail)?;
    let mut file = tempfile::Builder::new()
        .prefix(".paceline-")
        .permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644))
        .tempfile_in(folder)
        .map_err(fail)?;
    file.write_all(content.as_ref()).map_err(fail)?;
    file.as_file().sync_all().map_err(fail)?;
    let result = match existing {
        Existing::Keep => file.persist_noclobber(path),
        Existing::Replace => file.persist(path),
    };
    match result {
        Ok(_file) => Ok(()),
        Err(error) if error.error.kind() == std::io::ErrorKind::AlreadyExists => {
            Err(StoreError::Exists { place: path.display().to_string() })
        }
        Err(error) => Err(fail(error.error)),
    }
}
