//! Packages of profilers: in the workload's own environment, or in a folder of paceline's own that no
//! workload sees but under that profiler.

use std::fs;
use std::path::{Path, PathBuf};

use paceline_model::Interpreter;

use crate::profiler::Tools;

/// A package of a profiler.
#[derive(Debug, Clone, Copy)]
pub(super) struct Package {
    /// Its name in the index of Python packages.
    pub(super) name: &'static str,
    /// The version that is installed where none is there.
    pub(super) version: &'static str,
    /// What of it is used.
    pub(super) part: Part,
}

/// What of a package is used.
#[derive(Debug, Clone, Copy)]
pub(super) enum Part {
    /// A module of this name.
    Module(&'static str),
    /// A program of this name, which need not be beside the interpreter.
    Program(&'static str),
}

/// A package that is there.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) version: String,
    /// The folder to look in, unless it is the interpreter's own.
    pub(super) folder: Option<PathBuf>,
}

impl Package {
    /// The package in `python`'s own environment, else in paceline's folder, where it is installed if
    /// `tools` may.
    pub(super) fn find(
        self,
        python: &Interpreter,
        tools: &mut Tools<'_>,
    ) -> Result<Found, Missing> {
        if let Some(version) = self.version_in(None, python, tools) {
            return Ok(Found { version, folder: None });
        }
        let missing = |reason, remedy| Missing { reason, remedy };
        let own = format!("{} -m pip install {}", python.path, self.name);
        let reason = match self.part {
            Part::Module(_) => format!("`{}` has no package `{}`", python.path, self.name),
            Part::Program(program) => format!("no `{program}` in `PATH`"),
        };
        let Some(folder) = self.folder(python, tools) else {
            return Err(missing(reason, own));
        };
        if !folder.exists() {
            if !tools.may_install() {
                return Err(missing(reason, format!("{own}, or run with --install-profilers")));
            }
            self.install(&folder, python, tools)?;
        }
        match self.version_in(Some(&folder), python, tools) {
            Some(version) => Ok(Found { version, folder: Some(folder) }),
            None => Err(missing(
                format!("`{}` in `{}` can't be used", self.name, folder.display()),
                "remove that folder and run with --install-profilers".to_owned(),
            )),
        }
    }

    /// One folder for each version of the package and of the interpreter.
    fn folder(self, python: &Interpreter, tools: &Tools<'_>) -> Option<PathBuf> {
        let Interpreter { implementation, version, .. } = python;
        let package = format!("{}-{}", self.name, self.version);
        Some(tools.packages()?.join(package).join(format!("{implementation}-{version}")))
    }

    fn version_in(
        self,
        folder: Option<&Path>,
        python: &Interpreter,
        tools: &mut Tools<'_>,
    ) -> Option<String> {
        match self.part {
            Part::Module(module) => {
                let look = folder.map_or_else(String::new, search_in);
                let name = self.name;
                let probe = format!(
                    "{look}import {module}; from importlib.metadata import version; \
                     print(version('{name}'))"
                );
                tools.answer(&[&python.path, "-c", &probe])
            }
            Part::Program(program) => {
                let path =
                    folder.map_or_else(|| program.to_owned(), |own| program_in(own, program));
                let answer = tools.answer(&[&path, "--version"])?;
                answer.rsplit(' ').next().map(str::to_owned)
            }
        }
    }

    /// Installs it beside the folder first, so that nobody finds half of it.
    fn install(
        self,
        folder: &Path,
        python: &Interpreter,
        tools: &mut Tools<'_>,
    ) -> Result<(), Missing> {
        let failed = |problem: String, remedy: String| Missing {
            reason: format!("`{}` can't be installed: {problem}", self.name),
            remedy,
        };
        let io = |error: std::io::Error| {
            failed(format!("`{}`: {error}", folder.display()), "make room for it there".to_owned())
        };
        let parent = folder.parent().unwrap_or(folder);
        fs::create_dir_all(parent).map_err(io)?;
        let unfinished = tempfile::Builder::new().prefix(".new-").tempdir_in(parent).map_err(io)?;
        let target = unfinished.path().to_string_lossy().into_owned();
        let package = format!("{}=={}", self.name, self.version);
        let quiet = ["--quiet", "--disable-pip-version-check", "--no-input", "--target"];
        let words: Vec<_> = [python.path.as_str(), "-m", "pip", "install"]
            .into_iter()
            .chain(quiet)
            .chain([target.as_str(), package.as_str()])
            .collect();
        if tools.answer(&words).is_none() {
            let remedy = format!("see why with `{} -m pip install {package}`", python.path);
            return Err(failed("pip did not manage it".to_owned(), remedy));
        }
        match fs::rename(unfinished.path(), folder) {
            // Somebody else was faster, with the same.
            Err(_) if folder.exists() => Ok(()),
            other => other.map_err(io),
        }
    }
}

/// Where pip puts the programs of a package.
pub(super) fn program_in(folder: &Path, program: &str) -> String {
    folder.join("bin").join(program).to_string_lossy().into_owned()
}

/// Python source that looks for modules also in `folder`, last.
pub(super) fn search_in(folder: &Path) -> String {
    let folder = serde_json::Value::from(folder.to_string_lossy());
    format!("import sys; sys.path.append({folder})\n")
}

/// Why a package can't be used.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Missing {
    pub(super) reason: String,
    pub(super) remedy: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    const PACKAGE: Package =
        Package { name: "memray", version: "1.20.0", part: Part::Module("memray") };

    fn python() -> Interpreter {
        Interpreter {
            path: "/usr/bin/python3".to_owned(),
            version: "3.12.1".to_owned(),
            implementation: "cpython".to_owned(),
            missing: Vec::new(),
        }
    }

    /// A machine on which pip puts an empty file into the folder, and the package is there where a
    /// probe names a folder with that file.
    fn answer(words: &[&str]) -> Option<String> {
        if let Some(place) = words.iter().position(|word| *word == "--target") {
            assert_eq!(words[place + 2], "memray==1.20.0");
            fs::write(Path::new(words[place + 1]).join("memray.py"), "").unwrap();
            return Some(String::new());
        }
        let folder = words[2].split('"').nth(1)?;
        Path::new(folder).join("memray.py").exists().then(|| "1.20.0".to_owned())
    }

    #[test]
    fn it_is_installed_once_on_request_and_found_from_then_on() {
        let own = tempfile::tempdir().unwrap();
        let find = |install| {
            let folder = Some(own.path().to_owned());
            PACKAGE.find(&python(), &mut Tools::new(answer).with_packages(folder, install))
        };
        let missing = find(false).unwrap_err();
        assert!(missing.remedy.ends_with("or run with --install-profilers"), "{missing:?}");
        let folder = own.path().join("memray-1.20.0/cpython-3.12.1");
        let expected = Found { version: "1.20.0".to_owned(), folder: Some(folder.clone()) };
        assert_eq!(find(true), Ok(expected));
        assert!(find(false).is_ok());
        assert_eq!(fs::read_dir(folder.parent().unwrap()).unwrap().count(), 1);
    }

    #[test]
    fn what_pip_does_not_manage_leaves_nothing() {
        let own = tempfile::tempdir().unwrap();
        let mut tools = Tools::new(|_| None).with_packages(Some(own.path().to_owned()), true);
        let missing = PACKAGE.find(&python(), &mut tools).unwrap_err();
        assert_eq!(missing.reason, "`memray` can't be installed: pip did not manage it");
        assert_eq!(fs::read_dir(own.path().join("memray-1.20.0")).unwrap().count(), 0);
    }
}
