//! A folder of Python modules, and profilers run in it as `measure` runs them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

use paceline_model::{Attachment, Body, Case, Interpreter, PythonBody, PythonTarget, Traces};
use serde_json::json;

use crate::profiler::{Availability, Profiler, Reading, Target, Tools};
use crate::python::profiler::PythonProfiler;
use crate::scope::Scope;

/// The program of `measure`'s runner, and its parts around the one of a profiler.
const START: &str = "import sys\nfor part in sys.argv[2:]:\n    exec(part)\n";
const BEFORE: [&str; 3] = [
    include_str!("../../../../measure/src/python/runner/channel.py"),
    include_str!("../../../../measure/src/python/runner/lookup.py"),
    include_str!("../../../../measure/src/python/runner/failure.py"),
];
const AFTER: &str = include_str!("../../../../measure/src/python/runner/main.py");

static FOUND: LazyLock<Vec<Interpreter>> = LazyLock::new(find_interpreters);

/// Interpreters of this machine from `version` on, in order; one at least.
pub(super) fn interpreters(version: (u32, u32)) -> Vec<Interpreter> {
    let is_new = |found: &&Interpreter| minor(&found.version) >= version;
    let found: Vec<_> = FOUND.iter().filter(is_new).cloned().collect();
    assert!(!found.is_empty(), "these tests need Python {}.{} or newer", version.0, version.1);
    found
}

/// The newest of them.
pub(super) fn newest() -> Interpreter {
    interpreters((3, 12)).pop().unwrap()
}

fn minor(version: &str) -> (u32, u32) {
    let mut parts = version.split('.').map(|part| part.parse().unwrap());
    (parts.next().unwrap(), parts.next().unwrap())
}

/// One of each of 3.11 to 3.14, from `PATH` and from pyenv.
fn find_interpreters() -> Vec<Interpreter> {
    let variables: BTreeMap<String, String> = std::env::vars().collect();
    let search_path = variables.get("PATH").cloned().unwrap_or_default();
    let home = variables.get("HOME").cloned().unwrap_or_default();
    let root = variables.get("PYENV_ROOT").cloned().unwrap_or_else(|| format!("{home}/.pyenv"));
    let versions = std::fs::read_dir(Path::new(&root).join("versions"));
    let of_pyenv =
        versions.into_iter().flatten().flatten().map(|entry| entry.path().join("bin/python"));
    let on_path = search_path.split(':').flat_map(|folder| {
        ["python3.11", "python3.12", "python3.13", "python3.14", "python3"]
            .map(|name| Path::new(folder).join(name))
    });
    let mut found = BTreeMap::new();
    for path in on_path.chain(of_pyenv).filter(|path| path.is_file()) {
        if let Some(version) = version(&path).filter(|version| minor(version) >= (3, 11)) {
            found.entry(minor(&version)).or_insert_with(|| interpreter(&path, &version));
        }
    }
    found.into_values().collect()
}

fn version(path: &PathBuf) -> Option<String> {
    let program = "import sys; assert sys.implementation.name == 'cpython'; \
                   print('%d.%d.%d' % sys.version_info[:3])";
    let output = Command::new(path).args(["-c", program]).output().ok()?;
    output.status.success().then(|| String::from_utf8(output.stdout).unwrap().trim().to_owned())
}

pub(super) fn interpreter(path: &Path, version: &str) -> Interpreter {
    Interpreter {
        path: path.to_string_lossy().into_owned(),
        version: version.to_owned(),
        implementation: "cpython".to_owned(),
        missing: Vec::new(),
    }
}

/// A case that runs this.
pub(super) fn case(target: PythonTarget) -> Case {
    let id =
        paceline_model::CaseId { workload: "work".parse().unwrap(), parameters: BTreeMap::new() };
    let body = Body::Python(PythonBody { target, arguments: Vec::new() });
    Case { body, ..Case::of_command(id, Vec::new()) }
}

pub(super) fn function(name: &str) -> PythonTarget {
    PythonTarget::Function { module: "work".to_owned(), function: name.to_owned() }
}

/// A project with the module `work`.
pub(super) struct Bench {
    folder: tempfile::TempDir,
}

impl Bench {
    pub(super) fn new(source: &str) -> Self {
        let bench = Self { folder: tempfile::tempdir().unwrap() };
        bench.write("work.py", source);
        bench
    }

    pub(super) fn write(&self, file: &str, source: &str) {
        let path = self.folder.path().join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, source).unwrap();
    }

    /// What a profiler reads of one call of `work:name`.
    pub(super) fn function(
        &self,
        profiler: &PythonProfiler,
        name: &str,
        python: &Interpreter,
    ) -> Reading {
        let case = case(function(name));
        let Attachment::Function { source, options, .. } = attachment(profiler, &case, python)
        else {
            panic!("{} is not for functions", profiler.name)
        };
        let files = tempfile::tempdir().unwrap();
        let config = json!({
            "module": "work", "function": name, "setup": null, "teardown": null, "params": {},
            "path": [self.folder.path()], "seed": 7, "mode": "profile",
            "folder": files.path(), "options": options,
        });
        let mut command = self.command(python);
        command
            .args(["-c", START, &config.to_string()])
            .args(BEFORE)
            .args([source.as_str(), AFTER]);
        let output = command.output().unwrap();
        self.read(profiler, files.path(), &output)
    }

    /// What a profiler reads of a script or module and its arguments, and how the process ended.
    pub(super) fn script(
        &self,
        profiler: &PythonProfiler,
        words: &[&str],
        python: &Interpreter,
    ) -> (Reading, Output) {
        let case = case(PythonTarget::Script("work.py".into()));
        let Attachment::Script { source, options } = attachment(profiler, &case, python) else {
            panic!("{} is not for scripts", profiler.name)
        };
        let files = tempfile::tempdir().unwrap();
        let mut command = self.command(python);
        command.args(["-c", &source]).arg(files.path()).arg(options.to_string()).args(words);
        let output = command.output().unwrap();
        (self.read(profiler, files.path(), &output), output)
    }

    fn command(&self, python: &Interpreter) -> Command {
        let mut command = Command::new(&python.path);
        command.current_dir(self.folder.path()).env("PYTHONHASHSEED", "0");
        command.env("PYTHONWARNINGS", "error").env("PYTHONDONTWRITEBYTECODE", "1");
        command
    }

    fn read(&self, profiler: &PythonProfiler, files: &Path, output: &Output) -> Reading {
        let mut traces = Traces::default();
        for entry in std::fs::read_dir(files).unwrap() {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            traces.files.insert(name, std::fs::read(entry.path()).unwrap());
        }
        let scope = Scope::new(self.folder.path(), self.folder.path());
        profiler.read(&traces, &scope).unwrap_or_else(|error| {
            let said = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes));
            panic!("{error}\n{}\n{}", said[0], said[1])
        })
    }
}

fn attachment(profiler: &PythonProfiler, case: &Case, python: &Interpreter) -> Attachment {
    let target = Target { case, interpreter: Some(python) };
    let mut tools = Tools::new(|_| Some("1.0".to_owned()));
    match profiler.availability(&target, &mut tools) {
        Availability::Ready(instrument) => instrument.attachment,
        other @ (Availability::OtherKind | Availability::Missing { .. }) => panic!("{other:?}"),
    }
}

/// Own counts of a metric by function, those of files that are not the project's left out.
pub(super) fn own(reading: &Reading, metric: &str) -> BTreeMap<String, f64> {
    let name = metric.parse().unwrap();
    let project = reading.functions.iter().filter(|found| found.function.file == "work.py");
    project
        .filter_map(|found| Some((found.function.name.clone(), found.counts.get(&name)?.own)))
        .collect()
}

/// A metric of the project's lines, with their texts.
pub(super) fn by_line(reading: &Reading, metric: &str) -> Vec<(String, f64)> {
    let name = metric.parse().unwrap();
    let lines = reading.functions.iter().flat_map(|found| &found.lines);
    let mut lines: Vec<_> = lines
        .filter_map(|line| Some((line.line, line.text.clone(), *line.counts.get(&name)?)))
        .collect();
    lines.sort_by_key(|line| line.0);
    lines.into_iter().map(|(_, text, count)| (text, count)).collect()
}

/// The entries with names of their own.
pub(super) fn named<const N: usize>(entries: [(&str, f64); N]) -> BTreeMap<String, f64> {
    entries.into_iter().map(|(name, count)| (name.to_owned(), count)).collect()
}
