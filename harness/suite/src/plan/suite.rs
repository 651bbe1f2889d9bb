//! The whole suite to its plan.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use paceline_model::{Plan, WorkloadName};

use crate::fault::{Fault, Faults};
use crate::file::{SuiteFile, Workload};
use crate::wording::quote;
use crate::yaml::{Field, Spanned};

use super::blueprint::Blueprint;
use super::budget::Budget;
use super::custom_profiler::CustomProfilers;
use super::folder;
use super::gate;
use super::module::Modules;
use super::policy::policy;
use super::site::Site;

/// Longest parameter in bytes, quotes included: what a placeholder may grow to.
const LONGEST_PARAMETER: usize = 1000;

/// Expands a suite. What is wrong is added to `faults`; the plan counts only when there are none.
///
/// - `file`: the suite file as the user named it.
/// - `directory`: its folder, absolute.
pub(crate) fn plan(
    suite: &Spanned<SuiteFile>,
    file: PathBuf,
    directory: &Path,
    faults: &Faults,
) -> Option<Plan> {
    let missing = |key: &str, help: &str| {
        let start = suite.span.start..suite.span.start;
        faults.add(Fault::new(&start, format!("the suite lacks `{key}`")).help(help));
    };
    if suite.value.suite.is_absent() {
        missing("suite", "name it at the top, as in `suite: my-suite`");
    }
    if suite.value.workloads.is_absent() {
        missing("workloads", "add `workloads:` with a workload below it");
    }
    let workloads = suite.value.workloads.given()?;
    if workloads.value.0.is_empty() {
        faults.add(Fault::new(&workloads.span, "the suite has no workloads"));
    }
    let none = Workload::default();
    let defaults = suite.value.defaults.given();
    let modules = Modules::default();
    let custom_profilers = CustomProfilers::new(faults, &suite.value.custom_profilers);
    let shared_site = Site {
        faults,
        modules: &modules,
        custom_profilers: &custom_profilers,
        directory,
        name: &Spanned { value: String::new(), span: 0..0, size: suite.size },
        own: &none,
        defaults: defaults.map_or(&none, |given| &given.value),
    };
    gate::check_defaults(
        faults,
        shared_site.defaults,
        workloads.value.iter().filter_map(|(_, workload)| workload.value()),
        &custom_profilers.metric_names(),
    );
    check_renames(faults, &workloads.value.0);
    let shared = defaults.map_or(0, |given| given.size.memory());
    let cases = expand(&shared_site, &workloads.value.0, shared);
    Some(Plan {
        suite: suite.value.suite.value()?.clone(),
        file,
        directory: directory.to_owned(),
        cases,
        policy: policy(&shared_site),
        harness: folder::harness(&shared_site, &suite.value.harness),
        missing_baseline: suite.value.missing_baseline.value().copied().unwrap_or_default(),
    })
}

fn expand(
    site: &Site<'_>,
    workloads: &[(Spanned<String>, Field<Workload>)],
    shared: usize,
) -> Vec<paceline_model::Case> {
    let budget = Budget::new(site.faults);
    let mut cases = Vec::new();
    for (name, workload) in workloads {
        if site.faults.is_full() {
            break;
        }
        let parsed = name.value.parse::<WorkloadName>();
        let parsed = parsed.map_err(|error| site.add(Fault::new(&name.span, error.to_string())));
        let (Ok(parsed), Some(own)) = (parsed, workload.given()) else { continue };
        let site = Site { name, own: &own.value, ..*site };
        // Before anything is copied. The values of parameters are spread over the cases.
        let params = own.value.params.given().map_or(0, |given| given.size.memory());
        let bytes = shared.saturating_add(own.size.memory().saturating_sub(params));
        if !budget.fits(bytes, &name.span) {
            break;
        }
        let Some(blueprint) = Blueprint::new(&site, parsed) else { continue };
        let filled = blueprint.placeholders().saturating_mul(LONGEST_PARAMETER);
        let count = blueprint.combinations.len();
        if !budget.spend(count, bytes.saturating_add(filled), &name.span) {
            break;
        }
        cases.extend(blueprint.combinations.iter().map(|parameters| blueprint.case(parameters)));
    }
    cases
}

/// A former name must be free, and the former name of one workload only.
fn check_renames(faults: &Faults, workloads: &[(Spanned<String>, Field<Workload>)]) {
    let current: BTreeMap<&str, &Range<usize>> =
        workloads.iter().map(|(name, _)| (name.value.as_str(), &name.span)).collect();
    let mut former: BTreeMap<&str, &Range<usize>> = BTreeMap::new();
    for (_, workload) in workloads {
        let Some(given) = workload.value().and_then(|workload| workload.renamed_from.given())
        else {
            continue;
        };
        let name = given.value.as_str();
        if let Some(other) = current.get(name) {
            let message = format!("{} is the name of a workload of this suite", quote(name));
            faults.add(
                Fault::new(&given.span, message)
                    .related(other, "this one")
                    .help("`renamed-from` is a name that is no longer in use"),
            );
        }
        if let Some(first) = former.insert(name, &given.span) {
            let message = format!("two workloads can't both be renamed from {}", quote(name));
            faults.add(Fault::new(&given.span, message).related(first, "the other one"));
        }
    }
}
