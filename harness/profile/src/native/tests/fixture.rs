//! Recorded files, programs built for a test, and profilers put around them.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use paceline_model::{
    Attachment, Body, Case, CaseId, FOLDER, FunctionProfile, Instrument, Interpreter, LineProfile,
    Traces,
};

use crate::native::{defaults, optional};
use crate::profiler::{Availability, Profiler, ReadError, Reading, Target, Tools};
use crate::scope::Scope;

/// The profiler of that name.
pub(super) fn profiler(name: &str) -> Box<dyn Profiler> {
    let all = defaults().into_iter().chain(optional());
    all.into_iter().find(|profiler| profiler.name() == name).unwrap()
}

pub(super) fn case(body: Body) -> Case {
    let id = CaseId { workload: "planted".parse().unwrap(), parameters: BTreeMap::new() };
    Case { body, ..Case::of_command(id, Vec::new()) }
}

/// What the profiler puts around the case on this machine.
pub(super) fn instrument(
    name: &str,
    body: Body,
    interpreter: Option<&Interpreter>,
) -> Box<Instrument> {
    let case = case(body);
    match profiler(name).availability(&Target { case: &case, interpreter }, &mut tools()) {
        Availability::Ready(instrument) => instrument,
        other @ (Availability::OtherKind | Availability::Missing { .. }) => {
            panic!("these tests need {name}: {other:?}")
        }
    }
}

/// The tools of this machine.
pub(super) fn tools() -> Tools<'static> {
    Tools::new(|words| {
        let output = Command::new(words[0]).args(&words[1..]).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
    })
}

/// Traces of these files.
pub(super) fn traces(files: &[(&str, &[u8])]) -> Traces {
    let files = files.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec())).collect();
    Traces { files, ..Traces::default() }
}

pub(super) fn scope(root: &Path) -> Scope {
    Scope::new(root, root)
}

/// A folder with the project's sources and a program built of them.
pub(super) struct Project {
    folder: tempfile::TempDir,
}

impl Project {
    /// The C program `planted` of that source, built with debug information and these options.
    pub(super) fn of_c(source: &str, options: &[&str]) -> Self {
        let project = Self::empty();
        std::fs::write(project.path().join("planted.c"), source).unwrap();
        let words = ["-g", "-O1", "-fno-inline", "-o", "planted", "planted.c"];
        project.build("cc", &[&words, options].concat());
        project
    }

    /// The Rust program `planted` of that source.
    pub(super) fn of_rust(source: &str, options: &[&str]) -> Self {
        let project = Self::empty();
        std::fs::write(project.path().join("planted.rs"), source).unwrap();
        project.build("rustc", &[&["-g", "-O", "-o", "planted", "planted.rs"], options].concat());
        project
    }

    pub(super) fn empty() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }

    fn build(&self, compiler: &str, words: &[&str]) {
        let built = Command::new(compiler).args(words).current_dir(self.path()).output().unwrap();
        assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    }

    /// The reading of a profiler around these words.
    pub(super) fn profile(&self, name: &str, words: &[&str]) -> Reading {
        self.attempt(name, words).unwrap()
    }

    /// The same, when it may fail.
    pub(super) fn attempt(&self, name: &str, words: &[&str]) -> Result<Reading, ReadError> {
        let body = Body::Command(words.iter().map(|word| (*word).to_owned()).collect());
        let instrument = instrument(name, body, None);
        let Attachment::Process(prefix) = &instrument.attachment else {
            panic!("not for a process: {instrument:?}")
        };
        let prefix: Vec<_> = prefix.iter().map(String::as_str).collect();
        let traces = self.run(&[&prefix, words].concat());
        profiler(name).read(&traces, &scope(self.path()))
    }

    /// What a process of these words leaves in an empty folder.
    pub(super) fn run(&self, words: &[&str]) -> Traces {
        let folder = tempfile::tempdir().unwrap();
        let name = folder.path().to_string_lossy();
        let words: Vec<_> = words.iter().map(|word| word.replace(FOLDER, &name)).collect();
        let output = Command::new(&words[0])
            .args(&words[1..])
            .current_dir(self.path())
            .env("PYTHONHASHSEED", "0")
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .stdin(Stdio::null())
            .output()
            .unwrap();
        collect(folder.path(), &output)
    }
}

fn collect(folder: &Path, output: &Output) -> Traces {
    let files = folder.read_dir().unwrap().map(|entry| {
        let entry = entry.unwrap();
        let name = entry.file_name().to_string_lossy().into_owned();
        (name, std::fs::read(entry.path()).unwrap())
    });
    Traces {
        files: files.collect(),
        error: String::from_utf8_lossy(&output.stderr).into_owned(),
        ..Traces::default()
    }
}

/// The one function of that name.
pub(super) fn function<'a>(reading: &'a Reading, name: &str) -> &'a FunctionProfile {
    let mut found = reading.functions.iter().filter(|profile| profile.function.name == name);
    let first = found.next().unwrap_or_else(|| panic!("no `{name}`"));
    assert!(found.next().is_none(), "two of `{name}`");
    first
}

/// Own and total of a count that is a whole number.
pub(super) fn count(profile: &FunctionProfile, metric: &str) -> (u64, Option<u64>) {
    let count = profile.counts[&metric.parse().unwrap()];
    (whole(count.own), count.total.map(whole))
}

pub(super) fn total(reading: &Reading, metric: &str) -> u64 {
    whole(reading.totals[&metric.parse().unwrap()])
}

/// The line that costs most, in full.
pub(super) fn heaviest_line<'a>(profile: &'a FunctionProfile, metric: &str) -> &'a LineProfile {
    let metric = metric.parse().unwrap();
    let cost = |line: &LineProfile| line.counts[&metric];
    profile.lines.iter().max_by(|one, other| cost(one).total_cmp(&cost(other))).unwrap()
}

fn whole(number: f64) -> u64 {
    number.to_string().parse().unwrap()
}
