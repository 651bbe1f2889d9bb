//! The search itself: first match over all places, each executable asked once.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use paceline_model::Interpreter;

use super::error::{InterpreterError, SearchedPlace};
use super::places::{Place, in_environment, places};
use super::probe::{Answer, ask};
use super::request::{OLDEST, Request};

/// Finds interpreters; keeps in mind what each executable answered.
#[derive(Debug)]
pub struct InterpreterSearch {
    variables: BTreeMap<String, String>,
    answers: BTreeMap<(PathBuf, PathBuf), Result<Answer, String>>,
}

impl InterpreterSearch {
    /// A search with these environment variables: `PATH`, `HOME`, `VIRTUAL_ENV` and the like tell
    /// where to look, and executables are asked with all of them.
    pub fn new(variables: BTreeMap<String, String>) -> Self {
        Self { variables, answers: BTreeMap::new() }
    }

    /// The interpreter for a suite in `directory` (absolute).
    ///
    /// - `request`: a version of which all given numbers must agree (`3.12`, `3.12.1`), the path
    ///   of an interpreter or of a virtual environment, or the name of an executable. `None`: the
    ///   virtual environment beside the suite, else the first on the path that is not too old.
    /// - Places in order: virtual environments (`.venv`, `venv`) from `directory` up to the
    ///   repository's root, `VIRTUAL_ENV`, `CONDA_PREFIX`, `PATH`, then what pyenv, uv, conda and
    ///   (on macOS) Homebrew and python.org installed. The first match wins; within pyenv and uv
    ///   the highest version.
    /// - Fails when there is none, with all that was found on the way. An executable that fails
    ///   or does not answer within five seconds is passed over.
    pub fn find(
        &mut self,
        request: Option<&str>,
        directory: &Path,
    ) -> Result<Interpreter, InterpreterError> {
        let home = self.variables.get("HOME").map(String::as_str);
        let request = Request::parse(request, directory, home)?;
        if let Request::Path(path) = &request {
            return self.at_path(path, directory);
        }
        let mut searched = Vec::new();
        let mut remarks = Vec::new();
        for place in places(&request, directory, &self.variables) {
            match self.in_place(&place, &request, directory) {
                Ok(answer) => return Ok(interpreter(answer, remarks)),
                Err(found) => {
                    if place.is_suites_own && request == Request::Any {
                        remarks.extend(found.iter().map(|found| format!("passed over: {found}")));
                    }
                    searched.push(SearchedPlace { name: place.name, found });
                }
            }
        }
        Err(InterpreterError::NotFound { wanted: request.to_string(), searched })
    }

    /// The first match in one place, or what is there instead.
    fn in_place(
        &mut self,
        place: &Place,
        request: &Request,
        directory: &Path,
    ) -> Result<Answer, Vec<String>> {
        let mut found = Vec::new();
        for executable in &place.executables {
            let finding = match self.answer(executable, directory) {
                Ok(answer) if is_too_old(answer) => format!("is {}, too old", answer.version),
                Ok(answer) if request.accepts(answer.numbers) => return Ok(answer.clone()),
                Ok(answer) => format!("is {}", answer.version),
                Err(reason) => reason.clone(),
            };
            found.push(format!("`{}` {finding}", executable.display()));
        }
        Err(found)
    }

    /// The one interpreter that the request names.
    fn at_path(&mut self, path: &Path, directory: &Path) -> Result<Interpreter, InterpreterError> {
        let executable = if path.is_dir() { in_environment(path) } else { path.to_owned() };
        let problem = match self.answer(&executable, directory) {
            Ok(answer) if is_too_old(answer) => {
                let (major, minor) = OLDEST;
                format!(
                    "it is {}, and {major}.{minor} is the oldest that paceline runs",
                    answer.version
                )
            }
            Ok(answer) => return Ok(interpreter(answer.clone(), Vec::new())),
            Err(reason) => format!("it {reason}"),
        };
        Err(InterpreterError::Path { path: executable.display().to_string(), problem })
    }

    fn answer(&mut self, executable: &Path, directory: &Path) -> &Result<Answer, String> {
        // What a shim starts depends on the folder too.
        let key = (executable.to_owned(), directory.to_owned());
        let variables = &self.variables;
        self.answers.entry(key).or_insert_with(|| ask(executable, directory, variables))
    }
}

fn is_too_old(answer: &Answer) -> bool {
    (answer.numbers[0], answer.numbers[1]) < OLDEST
}

fn interpreter(answer: Answer, mut missing: Vec<String>) -> Interpreter {
    if (answer.numbers[0], answer.numbers[1]) < (3, 12) {
        missing.push(
            "no `sys.monitoring` before 3.12: checks force thread switches by `sys.settrace`, \
             which is slower and reaches only threads that `threading` starts"
                .to_owned(),
        );
    }
    if answer.implementation != "cpython" {
        missing.push(format!(
            "{} may have no `tracemalloc`: no `peak_allocated`",
            answer.implementation
        ));
    }
    Interpreter {
        path: answer.executable.display().to_string(),
        version: answer.version,
        implementation: answer.implementation,
        missing,
    }
}
