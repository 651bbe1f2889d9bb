//! What lies in a folder, to find out later whether it is still the same.

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

use serde::{Deserialize, Serialize};

/// Most files and folders; trees with more are not kept.
const MOST: usize = 1_000_000;
/// Links to git's own folder, which is another one each time.
const GIT: &str = ".git";

/// Everything below a folder, by its path in it.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Listing(BTreeMap<String, Stamp>);

/// What tells of a change: size in bytes, time of the last change in seconds and nanoseconds, mode.
/// Of folders only the mode.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Stamp(i64, i64, i64, u32);

impl Stamp {
    fn of(metadata: &Metadata) -> Self {
        let mode = metadata.mode();
        if metadata.is_dir() {
            return Self(0, 0, 0, mode);
        }
        Self(metadata.len().cast_signed(), metadata.mtime(), metadata.mtime_nsec(), mode)
    }
}

impl Listing {
    /// What is in `root` now, and how many bytes that takes on disk. Fails where a name is not UTF-8,
    /// and where there is too much of it.
    pub(super) fn of(root: &Path) -> io::Result<(Self, u64)> {
        let (mut listing, mut bytes) = (Self::default(), 0);
        walk(root, "", &mut |path, metadata| {
            if listing.0.len() == MOST {
                return Err(io::ErrorKind::FileTooLarge.into());
            }
            bytes += metadata.blocks() * 512;
            listing.0.insert(path.to_owned(), Stamp::of(metadata));
            Ok(true)
        })?;
        Ok((listing, bytes))
    }

    /// Removes what came to `root` later, and tells whether all else is as it was.
    pub(super) fn restore(&self, root: &Path) -> io::Result<bool> {
        let mut same = 0;
        walk(root, "", &mut |path, metadata| {
            let known = self.0.get(path);
            same += usize::from(known == Some(&Stamp::of(metadata)));
            if known.is_some() {
                return Ok(true);
            }
            let later = root.join(path);
            if metadata.is_dir() { fs::remove_dir_all(later) } else { fs::remove_file(later) }?;
            Ok(false)
        })?;
        Ok(same == self.0.len())
    }
}

/// Tells of everything in `root` below `folder`; `visit` says whether to look into a folder.
fn walk(
    root: &Path,
    folder: &str,
    visit: &mut dyn FnMut(&str, &Metadata) -> io::Result<bool>,
) -> io::Result<()> {
    for entry in fs::read_dir(root.join(folder))? {
        let entry = entry?;
        let name = entry.file_name().into_string().map_err(|_odd| io::ErrorKind::InvalidData)?;
        if folder.is_empty() && name == GIT {
            continue;
        }
        let path = if folder.is_empty() { name } else { format!("{folder}/{name}") };
        let metadata = entry.metadata()?;
        if visit(&path, &metadata)? && metadata.is_dir() {
            walk(root, &path, visit)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_later_goes_and_what_changed_or_went_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir_all(root.join("made/deep")).unwrap();
        fs::write(root.join("made/deep/a"), "1").unwrap();
        fs::write(root.join("b"), "1").unwrap();
        let (listing, bytes) = Listing::of(root).unwrap();
        assert!(bytes > 0 && listing.restore(root).unwrap());
        fs::create_dir(root.join("later")).unwrap();
        fs::write(root.join("later/c"), "1").unwrap();
        fs::write(root.join("made/d"), "1").unwrap();
        assert!(listing.restore(root).unwrap());
        assert!(!root.join("later").exists() && !root.join("made/d").exists());
        fs::write(root.join("b"), "22").unwrap();
        assert!(!listing.restore(root).unwrap());
        fs::write(root.join("b"), "1").unwrap();
        assert!(!listing.restore(root).unwrap(), "another time is a change");
        let (listing, _) = Listing::of(root).unwrap();
        fs::remove_file(root.join("made/deep/a")).unwrap();
        assert!(!listing.restore(root).unwrap());
    }
}
