//! Which benchmarks a tool has: builds what it is, asks it, and has it run once.

use paceline_model::{
    Benchmark, Body, Case, CaseId, Failure, FailureKind, Framework, Metric, Parameters, Side, Tool,
    ToolKind, WorkloadName, metrics as built_in,
};

use super::cargo::{Executable, executable};
use super::framework::{Driver, driver};
use super::run::{Import, no_program, place_of};
use super::values::metrics;
use crate::build::{BUILD_SECONDS, Build, BuildSurroundings, Builds};
use crate::lane::Lane;
use crate::step::{Runner, Setting, Stop, nanoseconds, run_one};
use crate::{Exit, LauncherError, Process, failure};

/// Most bytes of a list of benchmarks, or of what Cargo says, that are read.
const LARGEST: usize = 64 << 20;
/// Most benchmarks of one workload.
const MOST: usize = 10_000;

/// A benchmark that a tool has on one side.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// As the import of its format names it.
    pub own: CaseId,
    /// The name by which the tool is asked for it; that of `own` where it never is.
    pub name: String,
    /// What it measures.
    pub metrics: Vec<Metric>,
    /// What an invocation of its case runs.
    pub body: Body,
    /// The rest of what its case needs to know.
    pub benchmark: Benchmark,
}

/// The surroundings of asking.
#[derive(Debug, Clone, Copy)]
pub struct Asking<'a> {
    /// Interpreter, variables and folders.
    pub around: BuildSurroundings<'a>,
    /// Reads what tools write.
    pub import: Import,
    /// The benchmarks that the other side has: they need not run to be known.
    pub known: &'a [Found],
}

/// The benchmarks of the tool of `case`, in the tool's order; nothing for a case without a tool.
///
/// - Builds what it needs, unless the same build ran in the same folder already.
/// - A benchmark that nobody knows yet is run once, to learn what it measures.
/// - The inner failure: the tool can't be built or asked, or has no benchmark.
/// - Fails when it is cancelled or the launcher is gone.
pub fn ask(
    case: &Case,
    asking: Asking<'_>,
    builds: &mut Builds,
    run: &mut Runner<'_>,
) -> Result<Result<Vec<Found>, Failure>, LauncherError> {
    let mut setting = Setting::of(case, asking.around);
    setting.import = asking.import;
    match found(&setting, asking.known, builds, run) {
        Ok(found) => Ok(Ok(found)),
        Err(Stop::Failed(failure)) => Ok(Err(failure)),
        Err(Stop::Aborted(error)) => Err(error),
    }
}

fn found(
    setting: &Setting<'_>,
    known: &[Found],
    builds: &mut Builds,
    run: &mut Runner<'_>,
) -> Result<Vec<Found>, Stop> {
    let Some(tool) = &setting.case.tool else { return Ok(Vec::new()) };
    builds.run(setting, run)?;
    let found = match &tool.kind {
        ToolKind::Body => of_body(setting, run)?,
        ToolKind::Executable { framework, filter } => {
            let asked = Asked::new(setting, *framework, run)?;
            asked.found(filter.as_deref(), known, run)?
        }
    };
    if found.is_empty() {
        return Err(nothing(tool).into());
    }
    Ok(found)
}

fn nothing(tool: &Tool) -> Failure {
    let message = match &tool.kind {
        ToolKind::Executable { filter: Some(filter), .. } => {
            format!("it has no benchmark that its filter `{filter}` takes; change `filter`")
        }
        ToolKind::Executable { filter: None, .. } => format!(
            "it lists no benchmark; is it written with {}, and does its target have `harness = \
             false` where that asks for it?",
            tool.format
        ),
        ToolKind::Body => format!("it ran, and what it wrote as {} has no benchmark", tool.format),
    };
    Failure { kind: FailureKind::Output, message, detail: String::new() }
}

/// The benchmarks of a body that measures all of them in one run, by such a run.
fn of_body(setting: &Setting<'_>, run: &mut Runner<'_>) -> Result<Vec<Found>, Stop> {
    let case = setting.case;
    let place = place_of(case);
    let mut lane = Lane::new(&case.id, Side::Head, setting.clone());
    let ran = lane.between_hooks(1, run, |lane, run| {
        let process = lane.setting.whole_process(1).ok_or_else(no_program)?;
        lane.setting.run_tool(process, &place, run)
    })?;
    let found = ran.cases.iter().take(MOST).map(|one| Found {
        own: one.id.clone(),
        name: one.id.to_string(),
        metrics: metrics(one),
        body: case.body.clone(),
        benchmark: Benchmark {
            own: one.id.clone(),
            output: place.clone(),
            directory: case.working_directory.clone(),
            is_shared: true,
            counted: None,
            sampled: None,
        },
    });
    Ok(found.collect())
}

/// An executable of a framework that was built.
struct Asked<'s, 'a> {
    setting: &'s Setting<'a>,
    driver: Driver,
    executable: Executable,
}

impl<'s, 'a> Asked<'s, 'a> {
    /// Has Cargo, which built it, say where it is.
    fn new(
        setting: &'s Setting<'a>,
        framework: Framework,
        run: &mut Runner<'_>,
    ) -> Result<Self, Stop> {
        let build = Build::of(setting.case, &setting.variables).ok_or_else(no_program)?;
        let of_build = Setting { variables: build.variables, ..setting.clone() };
        let process = Process {
            timeout_nanoseconds: nanoseconds(BUILD_SECONDS),
            output_limit: LARGEST,
            ..of_build.process(build.arguments, 0)
        };
        let exit = run_one(&process, run)?;
        succeeded("the build", FailureKind::Build, &exit, BUILD_SECONDS)?;
        let executable = executable(&exit.output.text())?;
        Ok(Self { setting, driver: driver(framework), executable })
    }

    /// Its benchmarks, those of which nothing is known by a run of each.
    fn found(
        &self,
        filter: Option<&str>,
        known: &[Found],
        run: &mut Runner<'_>,
    ) -> Result<Vec<Found>, Stop> {
        let mut found: Vec<Found> = Vec::new();
        for name in self.names(filter, run)? {
            if found.iter().any(|one| one.name == name) || found.len() == MOST {
                continue;
            }
            let known = known.iter().find(|known| known.name == name);
            let (own, metrics) = match known {
                Some(known) => (known.own.clone(), known.metrics.clone()),
                None => self.first_run(&name, run)?,
            };
            let body = Body::Command(self.words((self.driver.timed)(&name)));
            let benchmark = self.benchmark(&name, own.clone());
            found.push(Found { own, name, metrics, body, benchmark });
        }
        Ok(found)
    }

    fn names(&self, filter: Option<&str>, run: &mut Runner<'_>) -> Result<Vec<String>, Stop> {
        let mut process = self.process((self.driver.list)(filter));
        process.output_limit = LARGEST;
        let variable = self.driver.list_variable;
        process.environment.extend(variable.map(|(name, value)| (name.into(), value.into())));
        let exit = run_one(&process, run)?;
        let timeout = self.setting.case.timeout_seconds;
        succeeded("the list of benchmarks", FailureKind::Start, &exit, timeout)?;
        Ok((self.driver.names)(&exit.output.text()))
    }

    /// What a benchmark is called and measures. One that fails is known by its name, and fails again.
    fn first_run(&self, name: &str, run: &mut Runner<'_>) -> Result<(CaseId, Vec<Metric>), Stop> {
        let process = self.process((self.driver.timed)(name));
        let case = self.setting.case;
        let mut lane = Lane::new(&case.id, Side::Head, self.setting.clone());
        let ran = lane.between_hooks(1, run, |lane, run| {
            lane.setting.run_tool(process, &self.driver.output, run)
        });
        match ran {
            Ok(ran) => match ran.cases.first() {
                Some(case) => Ok((case.id.clone(), metrics(case))),
                None => Ok(unknown(name)),
            },
            Err(Stop::Failed(_)) => Ok(unknown(name)),
            Err(aborted) => Err(aborted),
        }
    }

    fn benchmark(&self, name: &str, own: CaseId) -> Benchmark {
        let words = |arguments: fn(&str) -> Vec<String>| self.words(arguments(name));
        Benchmark {
            own,
            output: self.driver.output.clone(),
            directory: self.executable.package.clone(),
            is_shared: false,
            counted: self.driver.counted.map(words),
            sampled: self.driver.sampled.map(words),
        }
    }

    fn process(&self, arguments: Vec<String>) -> Process {
        let process = self.setting.process(self.words(arguments), 1);
        self.setting.in_package(process, &self.executable.package, &self.driver.output)
    }

    fn words(&self, arguments: Vec<String>) -> Vec<String> {
        [vec![self.executable.path.to_string_lossy().into_owned()], arguments].concat()
    }
}

fn succeeded(
    what: &str,
    kind: FailureKind,
    exit: &Exit,
    timeout_seconds: f64,
) -> Result<(), Failure> {
    failure::of_exit(what, kind, exit, timeout_seconds).map_or(Ok(()), Err)
}

/// What is called as the tool calls it, and taken to measure time.
fn unknown(name: &str) -> (CaseId, Vec<Metric>) {
    let id = CaseId { workload: WorkloadName::made_of(name), parameters: Parameters::new() };
    (id, built_in::find(built_in::WALL_TIME).into_iter().collect())
}
