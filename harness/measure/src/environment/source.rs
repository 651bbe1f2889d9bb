//! Where facts about the machine come from: files of the system and small tools.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The machine to look at; in tests, a folder that looks like one.
#[derive(Debug, Clone)]
pub(super) struct Source<'a> {
    /// Folder that holds `proc` and `sys`.
    pub root: PathBuf,
    /// Variables of paceline. Tools get `PATH` from it, and nothing else.
    pub variables: &'a BTreeMap<String, String>,
}

impl Source<'_> {
    /// This machine, of which files alone are asked for: tools get no variables.
    pub(super) fn here() -> Source<'static> {
        static NO_VARIABLES: BTreeMap<String, String> = BTreeMap::new();
        Source { root: PathBuf::from("/"), variables: &NO_VARIABLES }
    }

    /// The trimmed text of a file, its path given from the root; `None` if it can't be read or
    /// is empty.
    pub(super) fn text(&self, path: &str) -> Option<String> {
        let text = fs::read_to_string(self.path(path)).ok()?;
        let text = text.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// Whether there is a file or folder at this path.
    pub(super) fn exists(&self, path: &str) -> bool {
        self.path(path).exists()
    }

    fn path(&self, path: &str) -> PathBuf {
        self.root.join(path.trim_start_matches('/'))
    }

    /// What a tool prints on success, trimmed; `None` on failure and when another machine than
    /// this one is looked at.
    pub(super) fn tool(&self, program: &str, arguments: &[&str]) -> Option<String> {
        if self.root != Path::new("/") {
            return None;
        }
        let mut command = Command::new(program);
        command.args(arguments).stdin(Stdio::null()).env_clear();
        if let Some(path) = self.variables.get("PATH") {
            command.env("PATH", path);
        }
        let output = command.output().ok().filter(|output| output.status.success())?;
        let text = String::from_utf8(output.stdout).ok()?;
        let text = text.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// A value that macOS tells; `None` elsewhere.
    pub(super) fn sysctl(&self, name: &str) -> Option<String> {
        if cfg!(target_vendor = "apple") { self.tool("sysctl", &["-n", name]) } else { None }
    }
}

/// A machine made of files, for tests.
#[cfg(test)]
pub(super) fn machine(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}
