//! One kept build: a working tree as a build left it, in a folder of the cache.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use paceline_git::{Claim, Commit};
use paceline_model::Case;
use serde::{Deserialize, Serialize};

use super::identity::{Identity, identity};
use super::listing::Listing;
use crate::session::Session;

/// Most kept builds of one repository.
const MOST_OF_REPOSITORY: usize = 5;
/// Most bytes that all of them take on disk.
const MOST_BYTES: u64 = 5_000_000_000;
/// Largest document that is read, in bytes.
const LARGEST: u64 = 512 << 20;
/// Digits of its identity that name a folder: few, for short paths. The whole is in the header.
const DIGITS: usize = 8;
/// Written last: without it there is no build.
const HEADER: &str = "build.json";
const FILES: &str = "files.json";

/// What a build is of.
#[derive(Debug, Serialize, Deserialize)]
struct Header {
    identity: String,
    repository: String,
    /// Top folder of the working tree.
    root: PathBuf,
    /// What it takes on disk.
    bytes: u64,
    /// When it was used last, in seconds since 1970.
    used_seconds: i64,
}

/// A folder for a build, which nobody else uses meanwhile. Goes when it is dropped, unless there is a
/// whole build in it.
pub(crate) struct Kept {
    claim: Claim,
    /// Of all kept builds.
    cache: PathBuf,
    identity: Identity,
    /// The top folder of the build that is there.
    built: Option<PathBuf>,
}

impl Kept {
    /// The build of `cases` at `commit`, or an empty folder for it.
    ///
    /// `None` where it is not to be kept: there is none, the user does not want it, or another process
    /// uses it. What was changed since it was built is no build any more.
    pub(crate) fn open(session: &Session<'_>, commit: &Commit, cases: &[Case]) -> Option<Self> {
        let cache = session.kept_builds.clone()?;
        let repository = session.repository.as_ref()?;
        let identity = identity(session, repository, &commit.id, cases)?;
        let claim = Claim::take(&cache.join(&identity.whole[..DIGITS])).ok()??;
        let mut kept = Self { claim, cache, identity, built: None };
        kept.built = kept.find();
        if kept.built.is_none() {
            kept.claim.clear().ok()?;
        }
        Some(kept)
    }

    fn find(&self) -> Option<PathBuf> {
        let folder = self.claim.folder();
        let header: Header = read(&folder.join(HEADER))?;
        let is_it = header.identity == self.identity.whole && header.root.starts_with(folder);
        let listing: Listing = read(&folder.join(FILES)).filter(|_| is_it)?;
        let is_whole = self.claim.has_index() && listing.restore(&header.root).ok()?;
        let header = Header { used_seconds: now(), ..header };
        write(&folder.join(HEADER), &header).ok().filter(|()| is_whole)?;
        Some(header.root)
    }

    /// The folder.
    pub(crate) fn claim(&self) -> &Claim {
        &self.claim
    }

    /// Whether a whole build is there, in the working tree `root`.
    pub(crate) fn is_built(&self, root: &Path) -> bool {
        self.built.as_deref() == Some(root)
    }

    /// Keeps what is in the working tree `root` now, and removes older builds where there are too
    /// many. What can't be kept goes.
    pub(crate) fn save(&mut self, root: &Path) {
        self.built = self.try_save(root).is_ok().then(|| root.to_owned());
        drop(trim(&self.cache));
    }

    fn try_save(&self, root: &Path) -> io::Result<()> {
        let (listing, bytes) = Listing::of(root)?;
        if bytes > MOST_BYTES {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let folder = self.claim.folder();
        write(&folder.join(FILES), &listing)?;
        let header = Header {
            identity: self.identity.whole.clone(),
            repository: self.identity.repository.clone(),
            root: root.to_owned(),
            bytes,
            used_seconds: now(),
        };
        write(&folder.join(HEADER), &header)
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        if self.built.is_none() {
            // What stays is no build and goes with the next one that is kept.
            drop(self.claim.remove());
        }
    }
}

/// Removes the builds that were used longest ago, as far as there are too many, and what is no build.
fn trim(cache: &Path) -> io::Result<()> {
    let mut entries: Vec<(Option<Header>, PathBuf)> = fs::read_dir(cache)?
        .flatten()
        .map(|entry| (read(&entry.path().join(HEADER)), entry.path()))
        .collect();
    entries.sort_by_key(|(header, _)| {
        std::cmp::Reverse(header.as_ref().map(|header| header.used_seconds))
    });
    let mut bytes: u64 = 0;
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for (header, folder) in entries {
        let fits = header.is_some_and(|header| {
            let count = counts.entry(header.repository).or_default();
            *count += 1;
            bytes = bytes.saturating_add(header.bytes);
            *count <= MOST_OF_REPOSITORY && bytes <= MOST_BYTES
        });
        // One that is in use stays.
        if !fits && let Some(claim) = Claim::take(&folder)? {
            claim.remove()?;
        }
    }
    Ok(())
}

fn read<T: serde::de::DeserializeOwned>(path: &Path) -> Option<T> {
    let size = path.metadata().ok()?.len();
    let bytes = (size <= LARGEST).then(|| fs::read(path).ok()).flatten()?;
    serde_json::from_slice(&bytes).ok()
}

/// Writes all of it or nothing.
fn write(path: &Path, document: &impl Serialize) -> io::Result<()> {
    let new = path.with_extension("new");
    fs::write(&new, serde_json::to_vec(document)?)?;
    fs::rename(new, path)
}

fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}
