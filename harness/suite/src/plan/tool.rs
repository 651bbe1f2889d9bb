//! Workloads whose benchmarks another tool knows: how they are built and asked.

use std::collections::BTreeMap;

use paceline_model::{
    CaseId, Framework, GateSetting, Invocations, Member, MetricName, Tool, ToolKind, metrics,
};

use crate::fault::Fault;
use crate::file::{Argument, OneOrMore, RustBenchmarksFile, Workload};
use crate::wording::{list, quote};
use crate::yaml::{Field, Spanned};

use super::body::BodyTemplate;
use super::site::Site;

/// Metrics that can be asked for beside those of the tool: their profilers run on its own.
const COUNTED: [&str; 2] = [metrics::INSTRUCTIONS, metrics::ALLOCATIONS];
/// Metrics of the tool itself, as far as it has them.
const OWN: [&str; 2] = [metrics::WALL_TIME, metrics::THROUGHPUT];

/// What Gungraun makes of its counts.
const ESTIMATE: &str = "estimated_cycles";

/// What a workload of another tool is planned with.
pub(super) struct ToolPlan {
    pub(super) tool: Tool,
    /// The build of its executable.
    pub(super) build: Option<Vec<String>>,
    /// Where the suite does not say.
    pub(super) invocations: Option<Invocations>,
}

/// The key of each framework.
pub(super) fn keys(workload: &Workload) -> [(Framework, &Field<RustBenchmarksFile>); 5] {
    Framework::ALL.map(|framework| {
        let field = match framework {
            Framework::Criterion => &workload.criterion,
            Framework::Divan => &workload.divan,
            Framework::Libtest => &workload.libtest,
            Framework::Gungraun => &workload.gungraun,
            Framework::Tango => &workload.tango,
        };
        (framework, field)
    })
}

/// The framework whose key the workload has.
pub(super) fn framework<'a>(
    site: &Site<'a>,
) -> Option<(Framework, &'a Spanned<RustBenchmarksFile>)> {
    keys(site.own).into_iter().find_map(|(framework, field)| Some((framework, field.given()?)))
}

/// Whether another tool measures the workload.
pub(super) fn has_tool(workload: &Workload) -> bool {
    !workload.parse.is_absent() || keys(workload).iter().any(|(_, field)| !field.is_absent())
}

/// The gates that a tool's own metrics have where the suite has none.
///
/// Gungraun's estimate of cycles follows from its counts and, unlike these, differs a little from run to
/// run.
pub(super) fn usual_gates(tool: Option<&Tool>, gates: &mut BTreeMap<MetricName, GateSetting>) {
    let is_gungraun = tool.is_some_and(|tool| tool.format == Framework::Gungraun.name());
    if let Some(cycles) = ESTIMATE.parse().ok().filter(|_| is_gungraun) {
        gates.entry(cycles).or_insert(GateSetting::Off);
    }
}

/// The tool of a workload, where it has one.
pub(super) fn tool(
    site: &Site<'_>,
    family: &CaseId,
    body: Option<&BodyTemplate>,
) -> Option<ToolPlan> {
    let parse = site.own.parse.given();
    let plan = |kind, format: &str, build, invocations| ToolPlan {
        tool: Tool {
            kind,
            format: format.to_owned(),
            family: family.clone(),
            member: Member::Unasked,
        },
        build,
        invocations,
    };
    if let Some((framework, given)) = framework(site) {
        if let Some(parse) = parse {
            let message =
                format!("`parse` is for commands, this workload has `{}`", framework.name());
            site.add(Fault::new(&parse.span, message).help("leave it out"));
        }
        check_keys(site, framework.name());
        if let Some(own) = site.own.build.given() {
            let message = format!("`{}` is built by Cargo", framework.name());
            let help =
                "leave `build` out; what it needs beforehand can be done by Cargo's build script";
            site.add(Fault::new(&own.span, message).help(help));
        }
        let filter = given.value.filter.value().map(|filter| filter.0.clone());
        if let (Framework::Tango, Some(filter)) = (framework, given.value.filter.given()) {
            let message = "Tango lists all of its benchmarks, there is no `filter`";
            let help = "choose some with `--case` on the command line";
            site.add(Fault::new(&filter.span, message).help(help));
        }
        // Its counts are exact: two show that they repeat.
        let invocations = match framework {
            Framework::Gungraun => Some(Invocations { least: 2, most: 10 }),
            Framework::Criterion | Framework::Divan | Framework::Libtest | Framework::Tango => None,
        };
        let build = cargo(site, given);
        let kind = ToolKind::Executable { framework, filter };
        return Some(plan(kind, framework.name(), Some(build), invocations));
    }
    let parse = parse?;
    check_keys(site, "parse");
    if body.is_some_and(BodyTemplate::is_function) {
        let message = "`parse` reads what a program writes, and this is a Python function";
        site.add(Fault::new(&parse.span, message).help("use `command:`, or a Python module"));
    }
    Some(plan(ToolKind::Body, &parse.value.0, None, None))
}

/// Adds a fault for each key that means nothing beside another tool's own measurement.
fn check_keys(site: &Site<'_>, key: &str) {
    let own = site.own;
    let spans = [
        ("work", own.work.given().map(|given| &given.span)),
        ("custom-metrics", own.custom_metrics.given().map(|given| &given.span)),
        ("growth", own.growth.given().map(|given| &given.span)),
    ];
    for (other, span) in spans {
        let Some(span) = span else { continue };
        let message = format!("`{other}` can't stand beside `{key}`: the tool measures by itself");
        site.add(Fault::new(span, message).help(format!("leave `{other}` out")));
    }
    let listed = own.metrics.value().map(Vec::as_slice).unwrap_or_default();
    for item in listed.iter().filter_map(Field::given) {
        let name = item.value.as_str();
        if metrics::find(name).is_some() && ![COUNTED, OWN].concat().contains(&name) {
            let message = format!("the metric {} can't stand beside `{key}`", quote(name));
            let help = format!("the tool's own are always recorded; add {} at most", list(COUNTED));
            site.add(Fault::new(&item.span, message).help(help));
        }
    }
}

/// What is left of the metrics that are asked for: those that profilers count.
pub(super) fn counted(asked: Vec<MetricName>) -> Vec<MetricName> {
    asked.into_iter().filter(|name| COUNTED.contains(&name.as_str())).collect()
}

/// The command that builds the bench target and says where its executable is.
fn cargo(site: &Site<'_>, given: &Spanned<RustBenchmarksFile>) -> Vec<String> {
    let file = &given.value;
    if file.bench.is_absent() {
        let fault = Fault::new(&given.span, "`bench` is missing, the name of the bench target");
        site.add(fault.help("write it as in `{ bench: hot }` for `benches/hot.rs`"));
    }
    let mut words: Vec<String> =
        ["cargo", "bench", "--no-run", "--message-format=json-render-diagnostics"]
            .map(str::to_owned)
            .into();
    // In one word with its value, which then is no option whatever it starts with.
    let mut add = |option: &str, value: Option<&Argument>| {
        words.extend(value.map(|value| format!("--{option}={}", value.0)));
    };
    add("package", file.package.value());
    add("bench", file.bench.value());
    let features = file.features.value().map(OneOrMore::items).unwrap_or_default();
    for feature in features {
        add("features", feature.value());
    }
    words
}
