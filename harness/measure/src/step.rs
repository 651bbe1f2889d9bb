//! One untimed step of a case: a hook, a build, a check; and the process of a timed body.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::Path;
use std::rc::Rc;
use std::time::Duration;

use paceline_model::{
    Body, Case, Failure, FailureKind, Hook, Interpreter, Parameters, PythonTarget, Tool,
};

use crate::build::BuildSurroundings;
use crate::python::{Checkouts, FunctionReference, Job, Report, Surroundings, Task};
use crate::surroundings::variables;
use crate::tool::{Import, SharedRuns};
use crate::{Exit, LauncherError, Process, failure};

/// Bytes of standard output of a whole process that are kept for results and custom metrics.
const OUTPUT_LIMIT: usize = 1 << 20;
/// The padding of the variables is less than so many bytes: a page, whatever its place in it.
const MOST_PADDING: u32 = 4096;
/// Bytes of the end of standard error that are kept.
const ERROR_LIMIT: usize = 64 << 10;

/// Runs processes one after the other, each to its end, until one does not succeed; gives those
/// that ran.
pub(crate) type Runner<'r> = dyn FnMut(&[Process]) -> Result<Vec<Exit>, LauncherError> + 'r;

/// Runs one process to its end.
pub(crate) fn run_one(process: &Process, run: &mut Runner<'_>) -> Result<Exit, Stop> {
    let exits = run(std::slice::from_ref(process))?;
    exits.into_iter().next().ok_or(Stop::Aborted(LauncherError::Cancelled))
}

/// Why a step ended without its result.
#[derive(Debug)]
pub(crate) enum Stop {
    /// The case failed; others go on.
    Failed(Failure),
    /// The whole run ends: cancelled, or the launcher is gone.
    Aborted(LauncherError),
}

impl From<LauncherError> for Stop {
    fn from(error: LauncherError) -> Self {
        Self::Aborted(error)
    }
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

/// Everything that the processes of one side of a case have in common.
#[derive(Debug, Clone)]
pub(crate) struct Setting<'a> {
    pub(crate) case: &'a Case,
    /// Found when the case needs one.
    pub(crate) interpreter: Option<Interpreter>,
    pub(crate) variables: BTreeMap<String, String>,
    /// Where Python keeps compiled modules instead of the user's tree.
    pub(crate) compiled_modules: &'a Path,
    /// Reads what another tool writes, where one measures.
    pub(crate) import: Import,
    /// The runs of such a tool that cases share.
    pub(crate) shared: Rc<RefCell<SharedRuns>>,
}

impl<'a> Setting<'a> {
    /// The setting of a case that shares nothing and has no other tool.
    pub(crate) fn of(case: &'a Case, around: BuildSurroundings<'a>) -> Self {
        Self {
            case,
            interpreter: around.interpreter.cloned(),
            variables: variables(case, around.variables),
            compiled_modules: around.compiled_modules,
            import: |_format, _written| Err("nobody reads what tools write here".to_owned()),
            shared: Rc::default(),
        }
    }
}

impl Setting<'_> {
    /// The process of a body that is timed as a whole; `None` for a Python function.
    ///
    /// Of a benchmark of another tool, a `hash_seed` of 0 gives the process that does the same in
    /// every run, where there is one.
    pub(crate) fn whole_process(&self, hash_seed: u32) -> Option<Process> {
        let benchmark = self.case.tool.as_ref().and_then(Tool::benchmark);
        let counted = benchmark.filter(|_| hash_seed == 0).and_then(|one| one.counted.clone());
        let arguments = counted.map_or_else(|| self.arguments(), Some)?;
        let process = self.process(arguments, hash_seed);
        Some(match benchmark.filter(|benchmark| !benchmark.is_shared) {
            Some(one) => self.in_package(process, &one.directory, &one.output),
            None => process,
        })
    }

    /// Program and arguments of the body; `None` for a Python function.
    fn arguments(&self) -> Option<Vec<String>> {
        Some(match &self.case.body {
            Body::Command(arguments) => arguments.clone(),
            Body::Shell(line) => vec!["/bin/sh".to_owned(), "-c".to_owned(), line.clone()],
            Body::Python(body) => {
                let interpreter = self.interpreter.as_ref()?.path.clone();
                let target = match &body.target {
                    PythonTarget::Function { .. } => return None,
                    PythonTarget::Module(module) => vec!["-m".to_owned(), module.clone()],
                    PythonTarget::Script(path) => vec![path.to_string_lossy().into_owned()],
                };
                [vec![interpreter], target, body.arguments.clone()].concat()
            }
        })
    }

    pub(crate) fn process(&self, arguments: Vec<String>, hash_seed: u32) -> Process {
        Process {
            arguments,
            environment: self.environment(hash_seed),
            directory: self.case.working_directory.clone(),
            timeout_nanoseconds: nanoseconds(self.case.timeout_seconds),
            output_limit: OUTPUT_LIMIT,
            error_limit: ERROR_LIMIT,
            fixed_addresses: hash_seed == 0,
            cleans_up: false,
        }
    }

    /// The variables of one process. Python parts get the module path and a hash seed, which is
    /// equal within a pair and differs between pairs; so does the room that variables take, which
    /// decides where a program's stack starts and can change its speed by percents.
    ///
    /// A `hash_seed` of 0 is for counts, which have to repeat: no padding.
    fn environment(&self, hash_seed: u32) -> BTreeMap<String, String> {
        let mut variables = self.variables.clone();
        let padding = hash_seed % MOST_PADDING;
        if padding > 0 {
            variables.insert("PACELINE_PADDING".to_owned(), "x".repeat(padding as usize));
        }
        if self.interpreter.is_some() {
            let own = |name: &str| !self.case.environment.contains_key(name);
            if own("PYTHONHASHSEED") {
                variables.insert("PYTHONHASHSEED".to_owned(), hash_seed.to_string());
            }
            if own("PYTHONPYCACHEPREFIX") {
                let folder = self.compiled_modules.to_string_lossy().into_owned();
                variables.insert("PYTHONPYCACHEPREFIX".to_owned(), folder);
            }
            if own("PYTHONPATH") && !self.case.python.path.is_empty() {
                let folders: Vec<_> =
                    self.case.python.path.iter().map(|folder| folder.to_string_lossy()).collect();
                variables.insert("PYTHONPATH".to_owned(), folders.join(":"));
            }
        }
        variables
    }

    /// Runs a Python function of the case in an interpreter of its own.
    ///
    /// The exit is given beside the report, since it has the process's own figures.
    pub(crate) fn run_job(
        &self,
        job: &Job,
        hash_seed: u32,
        run: &mut Runner<'_>,
    ) -> Result<(Report, Exit), Stop> {
        let Some(process) = self.job_process(job, hash_seed) else {
            return Err(Stop::Failed(Failure {
                kind: FailureKind::Start,
                message: "no Python interpreter was looked for".to_owned(),
                detail: String::new(),
            }));
        };
        let exit = run_one(&process, run)?;
        Ok((Report::parse(&exit)?, exit))
    }

    /// The process of a job; `None` without an interpreter.
    pub(crate) fn job_process(&self, job: &Job, hash_seed: u32) -> Option<Process> {
        let interpreter = self.interpreter.as_ref()?;
        let mut environment = self.environment(hash_seed);
        // The runner puts the folders on `sys.path` itself.
        if !self.case.environment.contains_key("PYTHONPATH") {
            environment.remove("PYTHONPATH");
        }
        let surroundings = Surroundings {
            environment,
            directory: self.case.working_directory.clone(),
            timeout: Duration::from_nanos(nanoseconds(self.case.timeout_seconds)),
            fixed_addresses: hash_seed == 0,
        };
        Some(job.process(interpreter, surroundings))
    }

    /// A job for a function of this case, with nothing around it.
    pub(crate) fn job(&self, function: FunctionReference, task: Task) -> Job {
        Job {
            task,
            function,
            setup: None,
            teardown: None,
            parameters: self.case.id.parameters.clone(),
            path: self.case.python.path.clone(),
            // One seed for all, since the results of different invocations are compared.
            seed: 0,
            checkouts: self
                .case
                .other_root
                .as_ref()
                .map(|other| Checkouts { own: self.case.root.clone(), other: other.clone() }),
        }
    }

    /// Runs the tear-down in a process of its own, also after the user cancelled.
    pub(crate) fn tear_down(
        &self,
        hook: &Hook,
        hash_seed: u32,
        run: &mut Runner<'_>,
    ) -> Result<(), Stop> {
        let run = &mut |processes: &[Process]| {
            let processes: Vec<_> = processes
                .iter()
                .map(|process| Process { cleans_up: true, ..process.clone() })
                .collect();
            run(&processes)
        };
        self.run_hook("the tear-down", hook, hash_seed, run)
    }

    /// Runs a hook in a process of its own.
    pub(crate) fn run_hook(
        &self,
        what: &str,
        hook: &Hook,
        hash_seed: u32,
        run: &mut Runner<'_>,
    ) -> Result<(), Stop> {
        match hook {
            Hook::Command(arguments) => {
                let timeout_seconds = self.case.timeout_seconds;
                let kind = FailureKind::Hook;
                self.run_command(Step { what, kind, arguments, timeout_seconds }, run)
            }
            Hook::Python { module, function } => {
                let job = self.job(reference(module, function), Task::Hook);
                self.run_job(&job, hash_seed, run)?;
                Ok(())
            }
        }
    }

    /// Runs a command of the case, untimed, and fails unless it ends with status 0.
    pub(crate) fn run_command(&self, step: Step<'_>, run: &mut Runner<'_>) -> Result<(), Stop> {
        let process = Process {
            timeout_nanoseconds: nanoseconds(step.timeout_seconds),
            ..self.process(step.arguments.to_vec(), 0)
        };
        let exit = run_one(&process, run)?;
        match failure::of_exit(step.what, step.kind, &exit, step.timeout_seconds) {
            Some(failure) => Err(Stop::Failed(failure)),
            None => Ok(()),
        }
    }
}

/// A command beside the measurement.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Step<'a> {
    /// Its part, as in "the build".
    pub(crate) what: &'a str,
    /// The kind of failure when it ends badly.
    pub(crate) kind: FailureKind,
    pub(crate) arguments: &'a [String],
    pub(crate) timeout_seconds: f64,
}

/// A Python function by its two names.
pub(crate) fn reference(module: &str, function: &str) -> FunctionReference {
    FunctionReference { module: module.to_owned(), function: function.to_owned() }
}

/// The parameters of a check: the case's, then the check's own.
pub(crate) fn check_parameters(case: &Case, own: &Parameters) -> Parameters {
    let mut parameters = case.id.parameters.clone();
    parameters.extend(own.clone());
    parameters
}

pub(crate) fn nanoseconds(seconds: f64) -> u64 {
    let duration = Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX);
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}
