//! What is in an environment, and by which name that is found again.

use std::fs;
use std::path::{Path, PathBuf};

use paceline_model::{CommitId, Interpreter, PythonEnvironment, Revision, sha256};

use crate::checkout::real;
use crate::exit::Problem;

/// Largest file of requirements, in bytes.
const LARGEST: u64 = 4 << 20;
/// Most files of requirements that name one another.
const MOST_FILES: usize = 50;

/// What an environment is made of.
#[derive(Debug, Clone)]
pub(super) struct Recipe<'a> {
    pub(super) interpreter: &'a Interpreter,
    pub(super) requirements: Option<&'a Path>,
    /// Folder of the project, and what of it.
    pub(super) install: Option<(&'a Path, &'a Revision)>,
    /// Digest of everything that decides over what comes of it.
    pub(super) identity: String,
}

impl<'a> Recipe<'a> {
    /// Reads the files of requirements. `root`: top folder of the checkout.
    pub(super) fn new(
        wanted: &'a PythonEnvironment,
        interpreter: &'a Interpreter,
        (root, revision): (&Path, &'a Revision),
    ) -> Result<Self, Problem> {
        let requirements = wanted.requirements.as_deref();
        let mut texts = Vec::new();
        if let Some(file) = requirements {
            read(file, &mut texts)?;
        }
        let install = wanted.install.as_deref().map(|folder| (folder, revision));
        let project = install.map(|(folder, _)| {
            let inside = folder.strip_prefix(real(root)).unwrap_or(folder);
            (inside.to_owned(), revision.commit.as_ref().map(CommitId::as_str), revision.dirty)
        });
        let Interpreter { path, version, implementation, .. } = interpreter;
        let identity = format!("{path} {version} {implementation} {texts:?} {project:?}");
        let identity = sha256(identity.as_bytes());
        Ok(Self { interpreter, requirements, install, identity })
    }

    /// Whether another command may use it: what is not committed is another thing each time.
    pub(super) fn is_lasting(&self) -> bool {
        self.install.is_none_or(|(_, revision)| revision.commit.is_some() && !revision.dirty)
    }
}

/// Adds the text of `file` and of the files that it names.
fn read(file: &Path, texts: &mut Vec<String>) -> Result<(), Problem> {
    let fail = |why: String| {
        Err(Problem::Input(format!("can't use the requirements `{}`: {why}", file.display())))
    };
    if texts.len() == MOST_FILES {
        return fail(format!("more than {MOST_FILES} files name one another"));
    }
    let text =
        match fs::metadata(file).and_then(|found| Ok((found.len(), fs::read_to_string(file)?))) {
            Ok((size, text)) if size <= LARGEST => text,
            Ok(_) => return fail(format!("the file has more than {LARGEST} bytes")),
            Err(error) => return fail(error.to_string()),
        };
    texts.push(text.clone());
    for line in text.lines().map(str::trim) {
        if let Some(named) = named_file(line) {
            read(&file.with_file_name("").join(named), texts)?;
        } else if is_local(line) {
            return fail(format!(
                "`{line}` is a folder or a file, which may change while the requirements stay the \
                 same; name the project under `install`"
            ));
        }
    }
    Ok(())
}

/// The file that a line of requirements brings in.
fn named_file(line: &str) -> Option<PathBuf> {
    let options = ["--requirement", "--constraint", "-r", "-c"];
    let rest = options.iter().find_map(|option| line.strip_prefix(option))?;
    let name = rest.trim_start_matches(['=', ' ', '\t']).split(" #").next()?.trim();
    (!name.contains("://")).then(|| PathBuf::from(name))
}

fn is_local(line: &str) -> bool {
    ["-e", "--editable", ".", "/", "~", "file:"].iter().any(|start| line.starts_with(start))
        || line.contains("@ file:")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(file: &Path) -> Result<Vec<String>, String> {
        let mut texts = Vec::new();
        read(file, &mut texts).map(|()| texts).map_err(|problem| problem.to_string())
    }

    #[test]
    fn files_that_are_named_count_and_folders_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("all.txt");
        fs::write(&file, "six==1.17.0\n-r more.txt\n").unwrap();
        assert!(texts(&file).unwrap_err().contains("more.txt"));
        fs::write(folder.path().join("more.txt"), "--constraint=c.txt # why\n").unwrap();
        fs::write(folder.path().join("c.txt"), "a==1\n").unwrap();
        assert_eq!(texts(&file).unwrap().len(), 3);
        fs::write(folder.path().join("c.txt"), "-r all.txt\n").unwrap();
        assert!(texts(&file).unwrap_err().contains("more than 50 files"));
        for line in ["-e .", "./six", "six @ file:///tmp/six"] {
            fs::write(&file, line).unwrap();
            assert!(texts(&file).unwrap_err().contains("under `install`"), "{line}");
        }
    }
}
