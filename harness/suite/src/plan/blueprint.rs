//! A workload to its cases.

use std::collections::{BTreeMap, BTreeSet};

use globset::GlobBuilder;
use paceline_model::{
    Case, CaseId, Invocations, ParameterValue, Parameters, PythonChoice, ResultPolicy, Tool,
    WorkloadName,
};

use crate::fault::Fault;
use crate::file::{Duration, InvocationRange, Work};
use crate::wording::{did_you_mean, quote};
use crate::yaml::{Entries, Field, Spanned};

use super::body::{BodyTemplate, body};
use super::growth::growth;
use super::hook::{CheckTemplate, HookTemplate, Hooks};
use super::matrix::{Matrix, matrix};
use super::policy::policy;
use super::profilers::profilers;
use super::site::Site;
use super::template::Names;
use super::tool::{counted, tool, usual_gates};
use super::{folder, gate, metric};

/// A workload whose parameters are not filled in yet.
pub(super) struct Blueprint {
    /// One entry per case.
    pub(super) combinations: Vec<Parameters>,
    /// What all cases have in common.
    common: Case,
    body: BodyTemplate,
    setup: Option<HookTemplate>,
    teardown: Option<HookTemplate>,
    check: Option<CheckTemplate>,
    work: Option<Work>,
}

impl Blueprint {
    /// Checks a workload. `None` when a mistake leaves nothing to run; the faults say which.
    pub(super) fn new(site: &Site<'_>, workload: WorkloadName) -> Option<Self> {
        let folders = folder::python_path(site);
        let Matrix { names, combinations } = matrix(site);
        let hooks = Hooks { site: *site, folders: folders.as_deref(), names: &names };
        let setup = hooks.hook(site.pick(|workload| &workload.setup));
        let teardown = hooks.hook(site.pick(|workload| &workload.teardown));
        let check = hooks.check();
        let body = body(site, folders.as_deref(), &names);
        let work = work(site, &names, &combinations);
        let is_function = body.as_ref().map(BodyTemplate::is_function);
        let id = CaseId { workload, parameters: Parameters::new() };
        let tool = tool(site, &id, body.as_ref());
        let has_tool = tool.is_some();
        let custom_metrics = if has_tool { Vec::new() } else { metric::custom(site, is_function) };
        let metrics = metric::built_in(site, is_function);
        let usual = tool.as_ref().and_then(|plan| plan.invocations).unwrap_or(USUAL_INVOCATIONS);
        let profilers = profilers(site);
        let custom_profilers = site.custom_profilers.named(site, &profilers, folders.as_deref());
        let mut gates = gate::gates(site, &custom_metrics, &custom_profilers);
        usual_gates(tool.as_ref().map(|plan| &plan.tool), &mut gates);
        let common = Case {
            id,
            body: paceline_model::Body::Command(Vec::new()),
            tool: tool.as_ref().map(|plan| plan.tool.clone()),
            setup: None,
            teardown: None,
            build: tool.as_ref().and_then(|plan| plan.build.clone()).or_else(|| hooks.build()),
            align_code: hooks.align_code(),
            check: None,
            python: PythonChoice {
                request: folder::python_version(site),
                path: folders.clone().unwrap_or_default(),
                environment: folder::environment(site),
            },
            environment: environment(site),
            working_directory: folder::working_directory(site),
            timeout_seconds: site.pick_or(|workload| &workload.timeout, Duration(60.0)).0,
            budget_seconds: site.pick_or(|workload| &workload.budget, Duration(30.0)).0,
            invocations: site.pick_or(|workload| &workload.invocations, InvocationRange(usual)).0,
            metrics: if has_tool { counted(metrics) } else { metrics },
            profilers,
            custom_profilers,
            root: site.directory.to_owned(),
            other_root: None,
            gates,
            custom_metrics,
            result: site.pick_or(|workload| &workload.result, ResultPolicy::default()),
            policy: policy(site),
            growth: growth(site, &names, &combinations),
            work: None,
            tags: tags(site),
            paths: paths(site),
            renamed_from: site.own.renamed_from.value().cloned(),
        };
        Some(Self { combinations, common, body: body?, setup, teardown, check, work })
    }

    /// The case of these parameters.
    pub(super) fn case(&self, parameters: &Parameters) -> Case {
        let fill = |hook: &HookTemplate| hook.fill(parameters);
        let work = match &self.work {
            None => None,
            Some(Work::Number(number)) => Some(*number),
            Some(Work::Parameter(name)) => parameters.get(name).and_then(as_number),
        };
        let id = CaseId { parameters: parameters.clone(), ..self.common.id.clone() };
        let tool = self.common.tool.clone().map(|tool| Tool { family: id.clone(), ..tool });
        Case {
            id,
            tool,
            body: self.body.fill(parameters),
            setup: self.setup.as_ref().map(fill),
            teardown: self.teardown.as_ref().map(fill),
            check: self.check.as_ref().map(|check| check.fill(parameters)),
            work,
            ..self.common.clone()
        }
    }

    /// Number of places where a parameter is written into a text.
    pub(super) fn placeholders(&self) -> usize {
        let hooks =
            [self.setup.as_ref(), self.teardown.as_ref(), self.check.as_ref().map(|c| &c.hook)];
        let in_hooks: usize = hooks.into_iter().flatten().map(HookTemplate::placeholders).sum();
        self.body.placeholders() + in_hooks
    }
}

/// Longest glob in bytes: longer ones cost much memory.
const LONGEST_GLOB: usize = 1000;
const USUAL_INVOCATIONS: Invocations = Invocations { least: 15, most: 1000 };

fn environment(site: &Site<'_>) -> BTreeMap<String, Option<String>> {
    let mut environment = BTreeMap::new();
    for layer in [site.defaults, site.own] {
        for (name, value) in layer.env.value().into_iter().flat_map(Entries::iter) {
            if name.value.is_empty() || name.value.contains(['=', '\0']) {
                let message = format!("{} can't name an environment variable", quote(&name.value));
                site.add(Fault::new(&name.span, message));
            }
            if let Some(value) = value.value() {
                environment.insert(name.value.clone(), value.0.clone());
            }
        }
    }
    environment
}

/// The labels of the defaults, then the workload's own, each once.
fn tags(site: &Site<'_>) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    let mut seen = BTreeSet::new();
    for layer in [site.defaults, site.own] {
        let items = layer.tags.value().map(Vec::as_slice).unwrap_or_default();
        for tag in items.iter().filter_map(Field::given) {
            if tag.value.0.trim().is_empty() {
                site.add(Fault::new(&tag.span, "a tag is empty"));
            }
            if seen.insert(&tag.value.0) {
                tags.push(tag.value.0.clone());
            }
        }
    }
    tags
}

fn paths(site: &Site<'_>) -> Vec<String> {
    let items = site.pick(|workload| &workload.paths).value();
    let items = items.map(Vec::as_slice).unwrap_or_default();
    items.iter().filter_map(Field::given).map(|glob| path_glob(site, glob)).collect()
}

fn path_glob(site: &Site<'_>, glob: &Spanned<String>) -> String {
    let text = &glob.value;
    let problem = if text.len() > LONGEST_GLOB {
        Some(format!("it is longer than {LONGEST_GLOB} bytes"))
    } else {
        let built = GlobBuilder::new(text).literal_separator(true).build();
        built.err().map(|error| error.kind().to_string())
    };
    if let Some(problem) = problem {
        let message = format!("{} is not a glob: {problem}", quote(text));
        site.add(Fault::new(&glob.span, message).help("write it as in `src/**/*.py`"));
    }
    text.clone()
}

/// The operations of an iteration; a named parameter must be a positive number in every case.
fn work(site: &Site<'_>, names: &Names, combinations: &[Parameters]) -> Option<Work> {
    let given = site.own.work.given()?;
    let Work::Parameter(name) = &given.value else {
        return Some(given.value.clone());
    };
    let is_unknown = match names {
        Names::Unknown => return None,
        Names::None => true,
        Names::Known(names) => !names.contains(name),
    };
    if is_unknown {
        let known = combinations.first().into_iter().flat_map(BTreeMap::keys).map(String::as_str);
        let message = format!(
            "{} is no parameter of this workload{}",
            quote(name),
            did_you_mean(name, known)
        );
        site.add(
            Fault::new(&given.span, message)
                .help("`work` is a positive number, or the name of a parameter"),
        );
        return None;
    }
    let values = combinations.iter().filter_map(|parameters| parameters.get(name));
    if let Some(bad) = values.into_iter().find(|value| as_number(value).is_none()) {
        let bad = quote(&bad.to_string());
        let message = format!("the parameter {} is not always a positive number", quote(name));
        site.add(Fault::new(&given.span, message).label(format!("it can be {bad}")));
    }
    Some(given.value.clone())
}

/// A positive number of operations.
fn as_number(value: &ParameterValue) -> Option<f64> {
    value.as_number().filter(|number| *number > 0.0)
}
