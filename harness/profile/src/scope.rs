//! Which files are the project's own, and what they are called there.

use std::path::{Path, PathBuf};

use paceline_model::Origin;

/// Folders that hold other people's code inside of a project.
const FOREIGN: [&str; 8] =
    ["site-packages", "dist-packages", "node_modules", ".venv", "venv", ".tox", ".nox", "target"];

/// The project of one side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    root: PathBuf,
    /// What the processes may call the root: as given, and without links.
    aliases: Vec<PathBuf>,
    /// Where processes start; relative names are taken from there.
    directory: PathBuf,
}

/// A source file as profiles name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Relative to the project's top with `/`, for its own files; else as it was given.
    pub file: String,
    /// Whose it is.
    pub origin: Origin,
}

impl Scope {
    /// - `root`: top of the project, absolute.
    /// - `directory`: where the processes start, absolute.
    pub fn new(root: &Path, directory: &Path) -> Self {
        let real = root.canonicalize().ok().filter(|real| real != root);
        let aliases = real.into_iter().chain([root.to_owned()]).collect();
        Self { root: root.to_owned(), aliases, directory: directory.to_owned() }
    }

    /// Top of the project.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// What `file` is to the project: its own when it lies under the root and in no folder of installed
    /// packages. A name in angle brackets is the interpreter's.
    pub fn place(&self, file: &str) -> Place {
        let whole = |origin| Place { file: file.to_owned(), origin };
        if file.is_empty() || file.starts_with('<') || file == "~" {
            return whole(Origin::Builtin);
        }
        let path = self.directory.join(file);
        let inside = self.aliases.iter().find_map(|root| path.strip_prefix(root).ok());
        let Some(inside) = inside else { return whole(Origin::Library) };
        let parts: Vec<_> = inside.iter().map(|part| part.to_string_lossy()).collect();
        let is_foreign = parts.iter().any(|part| FOREIGN.contains(&part.as_ref()));
        let origin = if is_foreign { Origin::Library } else { Origin::Project };
        Place { file: parts.join("/"), origin }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_the_project_is_named_from_its_top() {
        let scope = Scope::new(Path::new("/tmp/checkout"), Path::new("/tmp/checkout/bench"));
        let place = |file| {
            let place = scope.place(file);
            (place.file, place.origin)
        };
        assert_eq!(place("/tmp/checkout/src/a.py"), ("src/a.py".to_owned(), Origin::Project));
        assert_eq!(place("lru.py"), ("bench/lru.py".to_owned(), Origin::Project));
        assert_eq!(
            place("/tmp/checkout/.venv/lib/x.py"),
            (".venv/lib/x.py".to_owned(), Origin::Library)
        );
        assert_eq!(place("/usr/lib/x.py"), ("/usr/lib/x.py".to_owned(), Origin::Library));
        assert_eq!(place("<string>"), ("<string>".to_owned(), Origin::Builtin));
    }
}
