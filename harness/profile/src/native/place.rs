//! Whose a function of machine code is, and what its lines say.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read as _;
use std::path::{Component, Path, PathBuf};

use paceline_model::Origin;

use crate::scope::{Place, Scope};

/// Largest source file that is read, in bytes.
const LARGEST: u64 = 4 << 20;
/// Most source files that are read for one profile.
const MOST_FILES: usize = 500;
/// Longest text of a line, in characters.
const LONGEST_LINE: usize = 200;

/// The source files of a project, as the debug information of its programs names them.
pub(crate) struct Sources<'a> {
    scope: &'a Scope,
    /// Lines of files read so far, by name in the project; none of a file that can't be read.
    read: BTreeMap<String, Vec<String>>,
}

impl<'a> Sources<'a> {
    pub(crate) fn of(scope: &'a Scope) -> Self {
        Self { scope, read: BTreeMap::new() }
    }

    /// Whose code of `file` is.
    ///
    /// Relative names are what builds leave that hide where they ran, those of the C library first. Such a
    /// file is the project's when it is there.
    pub(crate) fn place(&self, file: &str) -> Place {
        if file.is_empty() || file == "???" {
            return Place { file: String::new(), origin: Origin::Native };
        }
        let path = without_dots(Path::new(file));
        let place = self.scope.place(&path.to_string_lossy());
        let is_there = || self.scope.root().join(&place.file).is_file();
        if place.origin == Origin::Project && path.is_relative() && !is_there() {
            return Place { file: file.to_owned(), origin: Origin::Native };
        }
        // Machine code of others is told from libraries of Python, which explain more.
        match place.origin {
            Origin::Library => Place { origin: Origin::Native, ..place },
            Origin::Project | Origin::Builtin | Origin::Native => place,
        }
    }

    /// Text of a line of the project's own `file`, without the space around it; empty where there is none.
    pub(crate) fn text(&mut self, file: &str, line: u32) -> String {
        if !self.read.contains_key(file) {
            let lines = if self.read.len() < MOST_FILES { self.lines(file) } else { None };
            self.read.insert(file.to_owned(), lines.unwrap_or_default());
        }
        let index = usize::try_from(line).unwrap_or(0).wrapping_sub(1);
        self.read.get(file).and_then(|lines| lines.get(index)).cloned().unwrap_or_default()
    }

    /// Its lines; `None` when it is not there or no plain file.
    fn lines(&self, file: &str) -> Option<Vec<String>> {
        let path = self.scope.root().join(file);
        // Opening a pipe would wait for its other end.
        if !path.metadata().ok()?.is_file() {
            return None;
        }
        let mut bytes = Vec::new();
        File::open(path).ok()?.take(LARGEST).read_to_end(&mut bytes).ok()?;
        let text = String::from_utf8_lossy(&bytes);
        Some(text.lines().map(|line| line.trim().chars().take(LONGEST_LINE).collect()).collect())
    }
}

/// `path` without `.` and `..`, by its words alone.
fn without_dots(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir
                if matches!(plain.components().next_back(), Some(Component::Normal(_))) =>
            {
                plain.pop();
            }
            Component::ParentDir if plain.has_root() => {}
            Component::Prefix(_)
            | Component::RootDir
            | Component::ParentDir
            | Component::Normal(_) => {
                plain.push(part);
            }
        }
    }
    plain
}
