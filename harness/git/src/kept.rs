//! Working trees whose files outlive their use: who may use their folder, and how git knows of them
//! meanwhile.

use std::fs::{self, File, TryLockError};
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use crate::removal::make_removable;

/// In a folder with a working tree; locked for as long as whoever uses it lives.
pub(crate) const LOCK: &str = "lock";
/// In a claimed folder: git's index of the working tree, while that is not in use.
const INDEX: &str = "index";

/// A folder that no other process uses for as long as this value lives.
#[derive(Debug)]
pub struct Claim {
    folder: PathBuf,
    // Open, and so locked.
    _lock: File,
}

impl Claim {
    /// Claims `folder`, which is made where it is not there; `None` while another process has it.
    pub fn take(folder: &Path) -> io::Result<Option<Self>> {
        fs::create_dir_all(folder)?;
        let folder = folder.canonicalize()?;
        let path = folder.join(LOCK);
        let lock = File::create(&path)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(error)) => return Err(error),
        }
        // Whoever had it before may have removed the folder between the two steps above.
        let number = |metadata: fs::Metadata| (metadata.dev(), metadata.ino());
        let is_there = fs::metadata(&path).map(number).ok() == lock.metadata().map(number).ok();
        Ok(is_there.then_some(Self { folder, _lock: lock }))
    }

    /// The folder, absolute and without links.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Removes everything in the folder.
    pub fn clear(&self) -> io::Result<()> {
        make_removable(&self.folder);
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                fs::remove_dir_all(entry.path())?;
            } else if entry.file_name() != LOCK {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }

    /// Whether the folder has a working tree that somebody used and left in order.
    pub fn has_index(&self) -> bool {
        self.folder.join(INDEX).exists()
    }

    /// Removes the folder; the claim is worth nothing from then on.
    pub fn remove(&self) -> io::Result<()> {
        make_removable(&self.folder);
        fs::remove_dir_all(&self.folder)
    }
}

/// A working tree in a claimed folder, as git is to know it.
pub(crate) struct Registration<'a> {
    /// The repository's own folder, with the objects.
    pub(crate) git_folder: &'a Path,
    /// Its name in git's list.
    pub(crate) name: &'a str,
    /// Its top folder.
    pub(crate) root: &'a Path,
}

impl Registration<'_> {
    fn entry(&self) -> PathBuf {
        self.git_folder.join("worktrees").join(self.name)
    }

    fn kept_index(&self) -> PathBuf {
        self.root.with_file_name(INDEX)
    }

    /// Makes the folder a linked working tree with a detached HEAD, with the index it had when it
    /// was used last; tells whether it had any. Its files stay as they are.
    ///
    /// libgit2 makes working trees in empty folders only. The files are those of
    /// gitrepository-layout(5).
    pub(crate) fn add(&self, commit: &str) -> io::Result<bool> {
        remove(&self.entry())?;
        fs::create_dir_all(self.root)?;
        let entry = self.entry();
        // Whoever looks at the list sees nothing half-made: without its link an entry does not count.
        let made = entry.with_extension("new");
        remove(&made)?;
        fs::create_dir_all(&made)?;
        let has_index = self.kept_index().exists();
        fs::write(made.join("HEAD"), format!("{commit}\n"))?;
        fs::write(made.join("commondir"), "../..\n")?;
        if has_index {
            fs::copy(self.kept_index(), made.join("index"))?;
        }
        let link = self.root.join(".git");
        fs::write(&link, format!("gitdir: {}\n", entry.display()))?;
        fs::write(made.join("gitdir"), format!("{}\n", link.display()))?;
        fs::rename(made, entry)?;
        Ok(has_index)
    }

    /// Has git forget the working tree, and keeps its index beside it. The files stay.
    pub(crate) fn release(&self) -> io::Result<()> {
        let index = self.entry().join("index");
        if index.exists() {
            let copy = self.kept_index().with_extension("new");
            fs::copy(index, &copy)?;
            fs::rename(copy, self.kept_index())?;
        }
        remove(&self.entry())
    }
}

fn remove(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}
