//! One run of another tool, and reading what it wrote.

use std::io;
use std::path::Path;

use paceline_model::{Body, Case, CaseRecord, Failure, FailureKind, OUTPUT, OutputPlace};

use crate::measured::Moment;
use crate::step::{Runner, Setting, Stop, run_one};
use crate::{Process, failure};

/// Most bytes of standard output that are read as what a tool measured.
const LARGEST: usize = 64 << 20;

/// The variable by which Cargo tells programs where their package is.
const PACKAGE: &str = "CARGO_MANIFEST_DIR";
/// The variable that tells Cargo where to build.
const TARGET: &str = "CARGO_TARGET_DIR";

/// Reads what a tool wrote, by the name of its format: the benchmarks as the tool names them.
///
/// Nothing where there is none. Fails with a sentence for people where it is not of that format.
pub type Import = fn(&str, Written<'_>) -> Result<Vec<CaseRecord>, String>;

/// What a tool wrote.
#[derive(Debug, Clone, Copy)]
pub enum Written<'a> {
    /// On standard output.
    Bytes(&'a [u8]),
    /// To this file or folder.
    Path(&'a Path),
}

/// What one run of a tool gave.
pub(super) struct ToolRun {
    pub(super) moment: Moment,
    /// The benchmarks as the tool names them.
    pub(super) cases: Vec<CaseRecord>,
}

/// Where the body of a case leaves what it measures.
pub(super) fn place_of(case: &Case) -> OutputPlace {
    let has_place = match &case.body {
        Body::Python(body) => body.arguments.iter().any(|word| word.contains(OUTPUT)),
        Body::Command(words) => words.iter().any(|word| word.contains(OUTPUT)),
        Body::Shell(line) => line.contains(OUTPUT),
    };
    if has_place { OutputPlace::Argument } else { OutputPlace::Standard }
}

impl Setting<'_> {
    /// `process` as Cargo starts benchmarks, in the folder of their package. What it writes beside
    /// measuring goes where all of paceline's goes.
    pub(crate) fn in_package(
        &self,
        mut process: Process,
        package: &Path,
        place: &OutputPlace,
    ) -> Process {
        let variables = &mut process.environment;
        if let OutputPlace::Variable(name) = place {
            let folder = self.compiled_modules.to_string_lossy().into_owned();
            variables.insert(name.clone(), folder);
        }
        variables.insert(PACKAGE.to_owned(), package.to_string_lossy().into_owned());
        // Of the build, and not the same on both sides.
        variables.remove(TARGET);
        Process { directory: package.to_owned(), ..process }
    }

    /// Runs `process`, a whole process of this case's tool, and reads what it left in `place`.
    pub(super) fn run_tool(
        &self,
        process: Process,
        place: &OutputPlace,
        run: &mut Runner<'_>,
    ) -> Result<ToolRun, Stop> {
        let prefix = tempfile::Builder::new().prefix("paceline-tool-").tempdir();
        let folder = prefix.map_err(|error| lost(&error))?;
        let file = folder.path().join("output");
        let process = directed(process, place, folder.path(), &file);
        let exit = run_one(&process, run)?;
        let timeout = self.case.timeout_seconds;
        if let Some(failure) = failure::of_exit("the tool", FailureKind::Crash, &exit, timeout) {
            return Err(Stop::Failed(failure));
        }
        let written = match place {
            OutputPlace::Standard if exit.output.is_cut() => {
                let most = LARGEST >> 20;
                let problem = format!("it prints more than {most} MiB, which are not read");
                return Err(unreadable(problem, &exit.error.text()));
            }
            OutputPlace::Standard => Written::Bytes(&exit.output.bytes),
            OutputPlace::Argument if !file.exists() => {
                let problem =
                    format!("it ended well and did not write the file that `{OUTPUT}` stands for");
                return Err(unreadable(problem, &exit.error.text()));
            }
            OutputPlace::Argument => Written::Path(&file),
            OutputPlace::Variable(_) => Written::Path(folder.path()),
        };
        let format = self.case.tool.as_ref().map_or("", |tool| tool.format.as_str());
        let cases = (self.import)(format, written)
            .map_err(|problem| unreadable(problem, &exit.error.text()))?;
        if cases.is_empty() {
            let problem = format!("it ran, and {} no benchmark", empty(place));
            return Err(unreadable(problem, &exit.error.text()));
        }
        Ok(ToolRun { moment: Moment::of(&exit), cases })
    }
}

/// The process with the place for its output.
fn directed(mut process: Process, place: &OutputPlace, folder: &Path, file: &Path) -> Process {
    match place {
        OutputPlace::Standard => process.output_limit = LARGEST,
        OutputPlace::Argument => {
            let path = file.to_string_lossy();
            for word in &mut process.arguments {
                *word = word.replace(OUTPUT, &path);
            }
        }
        OutputPlace::Variable(name) => {
            process.environment.insert(name.clone(), folder.to_string_lossy().into_owned());
        }
    }
    process
}

/// Where nothing is, as the subject of what it has.
fn empty(place: &OutputPlace) -> String {
    match place {
        OutputPlace::Standard => "what it printed has".to_owned(),
        OutputPlace::Argument => format!("the file that `{OUTPUT}` stands for has"),
        OutputPlace::Variable(name) => format!(
            "the folder that its variable `{name}` names, unless the code sets another one, has"
        ),
    }
}

fn unreadable(problem: String, error: &str) -> Stop {
    let detail = crate::extract::tail(error);
    Stop::Failed(Failure { kind: FailureKind::Output, message: problem, detail })
}

fn lost(error: &io::Error) -> Failure {
    Failure {
        kind: FailureKind::Output,
        message: format!("the folder for the tool's output: {error}"),
        detail: String::new(),
    }
}

pub(super) fn no_program() -> Failure {
    Failure {
        kind: FailureKind::Start,
        message: "its tool is no program".to_owned(),
        detail: String::new(),
    }
}
