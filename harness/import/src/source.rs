//! What is imported: one file, or what a tool left in a folder. Never more of it than is bearable.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::Path;

use crate::error::ImportError;

/// Most bytes that are read of one source, folders included.
pub const LARGEST: u64 = 64 << 20;
/// Most files of a folder that are looked at, wanted or not.
const FILES: usize = 100_000;
/// Most folders within folders.
const DEPTH: usize = 16;

/// A file or folder with its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Its path, as the user wrote it.
    pub name: String,
    /// A file's content, or the files of a folder in the order of their paths.
    pub pieces: Vec<Piece>,
    /// Whether it is a folder.
    pub is_folder: bool,
}

/// One file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Path below the folder, with `/`; empty for a source that is a file.
    pub path: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

impl Source {
    /// Content that is in memory already.
    pub fn from_bytes(name: &str, bytes: Vec<u8>) -> Self {
        let piece = Piece { path: String::new(), bytes };
        Self { name: name.to_owned(), pieces: vec![piece], is_folder: false }
    }

    /// Reads a file, or of a folder what tools leave in theirs: criterion's files in folders named
    /// `new`, gungraun's `summary.json`, and the CSV files of tango's dump, right in the folder. Links
    /// within a folder are not followed.
    ///
    /// Fails where something can't be read, and for more than [`LARGEST`] bytes, 100,000 files or 16
    /// folders within each other.
    pub fn read(path: &Path) -> Result<Self, ImportError> {
        let name = path.display().to_string();
        let mut reader = Reader { name: &name, left: LARGEST, files: 0, pieces: Vec::new() };
        let is_folder = path.is_dir();
        if is_folder {
            reader.folder(path, "", 0)?;
        } else {
            let bytes = reader.file(path)?;
            reader.pieces.push(Piece { path: String::new(), bytes });
        }
        Ok(Self { pieces: reader.pieces, is_folder, name })
    }
}

struct Reader<'a> {
    name: &'a str,
    left: u64,
    files: usize,
    pieces: Vec<Piece>,
}

impl Reader<'_> {
    fn file(&mut self, path: &Path) -> Result<Vec<u8>, ImportError> {
        let fail = |source| ImportError::Io { path: path.to_owned(), source };
        let mut bytes = Vec::new();
        let file = File::open(path).map_err(fail)?;
        // Known before anything is read, but for pipes and devices.
        if file.metadata().map_err(fail)?.len() > self.left {
            return Err(self.too_large(format!("{} MiB", LARGEST >> 20)));
        }
        file.take(self.left + 1).read_to_end(&mut bytes).map_err(fail)?;
        match self.left.checked_sub(bytes.len() as u64) {
            Some(left) => self.left = left,
            None => return Err(self.too_large(format!("{} MiB", LARGEST >> 20))),
        }
        Ok(bytes)
    }

    fn folder(&mut self, path: &Path, below: &str, depth: usize) -> Result<(), ImportError> {
        if depth > DEPTH {
            return Err(self.too_large(format!("{DEPTH} folders within each other")));
        }
        let fail = |source| ImportError::Io { path: path.to_owned(), source };
        let mut entries = Vec::new();
        for entry in fs::read_dir(path).map_err(fail)? {
            self.files += 1;
            if self.files > FILES {
                return Err(self.too_large(format!("{FILES} files")));
            }
            let entry = entry.map_err(fail)?;
            let name = entry.file_name().to_string_lossy().into_owned();
            entries.push((name, entry.path(), entry.file_type().map_err(fail)?));
        }
        entries.sort_by(|one, other| one.0.cmp(&other.0));
        for (name, path, kind) in entries {
            let below = if below.is_empty() { name.clone() } else { format!("{below}/{name}") };
            if kind.is_dir() {
                self.folder(&path, &below, depth + 1)?;
            } else if kind.is_file() && is_wanted(&below) {
                let bytes = self.file(&path)?;
                self.pieces.push(Piece { path: below, bytes });
            }
        }
        Ok(())
    }

    fn too_large(&self, most: String) -> ImportError {
        ImportError::TooLarge { name: self.name.to_owned(), most }
    }
}

/// Whether a format reads the file at that path below the folder.
fn is_wanted(path: &str) -> bool {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    match name {
        "benchmark.json" | "estimates.json" | "sample.json" | "raw.csv" => {
            folder == "new" || folder.ends_with("/new")
        }
        "summary.json" => true,
        name => folder.is_empty() && name.strip_suffix(".csv").is_some(),
    }
}
