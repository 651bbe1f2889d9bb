//! Which metrics are recorded.

use std::collections::BTreeSet;
use std::ops::Range;

use paceline_model::{CustomMetric, Extract, Metric, MetricKind, MetricName, Unit, metrics};
use regex::Regex;

use crate::fault::Fault;
use crate::file::CustomMetricFile;
use crate::wording::{did_you_mean, list, quote};
use crate::yaml::{Entries, Field, Spanned};

use super::site::Site;

/// Largest compiled regular expression, in bytes.
const LARGEST_REGEX: usize = 1 << 20;

/// The built-in metrics of a workload, in order.
///
/// - `is_function`: whether it is a Python function; `None` after a mistake in its body.
pub(super) fn built_in(site: &Site<'_>, is_function: Option<bool>) -> Vec<MetricName> {
    let field = site.pick(|workload| &workload.metrics);
    let Some(given) = field.given() else {
        return defaults(site, is_function);
    };
    if given.value.is_empty() {
        site.add(Fault::new(&given.span, "the list of metrics is empty").help(known_metrics()));
    }
    let mut seen: Vec<(MetricName, Range<usize>)> = Vec::new();
    for item in given.value.iter().filter_map(Field::given) {
        let Some(name) = known(site, item) else { continue };
        check_possible(site, item, is_function);
        match seen.iter().find(|(seen, _)| *seen == name) {
            None => seen.push((name, item.span.clone())),
            Some((_, first)) => site.add(
                Fault::new(&item.span, format!("metric {} is listed twice", quote(&item.value)))
                    .related(first, "first listed here")
                    .help("remove one of them"),
            ),
        }
    }
    seen.into_iter().map(|(name, _)| name).collect()
}

fn defaults(site: &Site<'_>, is_function: Option<bool>) -> Vec<MetricName> {
    let allocated = (is_function == Some(true)).then_some(metrics::PEAK_ALLOCATED);
    let throughput = (!site.own.work.is_absent()).then_some(metrics::THROUGHPUT);
    [metrics::WALL_TIME, metrics::CPU_TIME, metrics::PEAK_RSS]
        .into_iter()
        .chain(allocated)
        .chain(throughput)
        .filter_map(metrics::find)
        .map(|metric| metric.name)
        .collect()
}

fn known(site: &Site<'_>, item: &Spanned<String>) -> Option<MetricName> {
    if let Some(metric) = metrics::find(&item.value) {
        return Some(metric.name);
    }
    let names = built_in_names();
    let meant = did_you_mean(&item.value, names.iter().map(String::as_str));
    let fault = Fault::new(&item.span, format!("unknown metric {}{meant}", quote(&item.value)));
    let is_custom = custom_names(site).any(|name| name == item.value);
    site.add(match (is_custom, meant.is_empty()) {
        (true, _) => fault.help("a custom metric is always recorded, leave it out here"),
        (false, true) => fault.help(known_metrics()),
        (false, false) => fault,
    });
    None
}

fn known_metrics() -> String {
    format!("the metrics are {}", list(built_in_names().iter().map(String::as_str)))
}

pub(super) fn built_in_names() -> Vec<String> {
    metrics::built_in().map(|metric| metric.name.to_string()).collect()
}

/// Names under `custom-metrics` that hold for the workload.
pub(super) fn custom_names<'a>(site: &Site<'a>) -> impl Iterator<Item = &'a str> {
    let entries = site.pick(|workload| &workload.custom_metrics).value();
    entries.into_iter().flat_map(Entries::names)
}

fn check_possible(site: &Site<'_>, item: &Spanned<String>, is_function: Option<bool>) {
    let reason = match item.value.as_str() {
        metrics::PEAK_ALLOCATED if is_function == Some(false) => {
            "it traces the memory of a Python function, and this workload is none"
        }
        metrics::IMPORT_TIME if is_function == Some(false) => {
            "it times the import of a Python function's module, and this workload has none"
        }
        metrics::THROUGHPUT if site.own.work.is_absent() => {
            "it needs `work`, the operations of one iteration"
        }
        _ => return,
    };
    let name = quote(&site.name.value);
    let metric = quote(&item.value);
    let message = format!("workload {name} can't have the metric {metric}: {reason}");
    let mut fault = Fault::new(&item.span, message);
    if site.own.metrics.is_absent() {
        fault = fault.related(&site.name.span, "needed by this workload");
        fault = fault.help("give this workload `metrics:` of its own");
    }
    site.add(fault);
}

/// The metrics that are read from the workload's output, in the order of the file.
pub(super) fn custom(site: &Site<'_>, is_function: Option<bool>) -> Vec<CustomMetric> {
    let Some(entries) = site.pick(|workload| &workload.custom_metrics).value() else {
        return Vec::new();
    };
    let built_in: BTreeSet<String> = built_in_names().into_iter().collect();
    let metric = |(name, file): &(Spanned<String>, Field<CustomMetricFile>)| {
        if built_in.contains(&name.value) {
            let message = format!("{} is a built-in metric", quote(&name.value));
            site.add(Fault::new(&name.span, message).help("choose another name"));
        }
        let parsed = name.value.parse::<MetricName>();
        let parsed = parsed.map_err(|error| site.add(Fault::new(&name.span, error.to_string())));
        custom_metric(site, parsed.ok()?, file.given()?, is_function)
    };
    entries.iter().filter_map(metric).collect()
}

fn custom_metric(
    site: &Site<'_>,
    name: MetricName,
    given: &Spanned<CustomMetricFile>,
    is_function: Option<bool>,
) -> Option<CustomMetric> {
    let file = &given.value;
    for (key, is_absent) in
        [("unit", file.unit.is_absent()), ("direction", file.direction.is_absent())]
    {
        if is_absent {
            let message = format!("metric {} lacks `{key}`", quote(name.as_str()));
            let help = if key == "unit" {
                "write it as in `unit: ms`"
            } else {
                "write `direction: lower-is-better` or `direction: higher-is-better`"
            };
            site.add(Fault::new(&given.span, message).help(help));
        }
    }
    let extract = extract(site, &name, given, is_function);
    let unit = file.unit.given()?;
    if unit.value.0.trim().is_empty() || unit.value.0.chars().count() > 20 {
        site.add(Fault::new(&unit.span, "a unit has 1 to 20 characters"));
    }
    let metric = Metric {
        name,
        unit: Unit(unit.value.0.clone()),
        direction: *file.direction.value()?,
        kind: file.kind.value().copied().unwrap_or(MetricKind::Timed),
    };
    Some(CustomMetric { metric, extract: extract? })
}

fn extract(
    site: &Site<'_>,
    name: &MetricName,
    given: &Spanned<CustomMetricFile>,
    is_function: Option<bool>,
) -> Option<Extract> {
    let CustomMetricFile { json, regex, .. } = &given.value;
    if json.is_absent() == regex.is_absent() {
        let message =
            format!("metric {} needs exactly one of `json` and `regex`", quote(name.as_str()));
        site.add(Fault::new(&given.span, message));
        return None;
    }
    if let Some(pointer) = json.given() {
        if !(pointer.value.is_empty() || pointer.value.starts_with('/')) {
            let message =
                format!("the JSON Pointer {} does not start with `/`", quote(&pointer.value));
            let path = pointer.value.replace('.', "/");
            site.add(
                Fault::new(&pointer.span, message)
                    .help(format!("write {}", quote(&format!("/{path}")))),
            );
        }
        return Some(Extract::JsonPointer(pointer.value.clone()));
    }
    let expression = regex.given()?;
    check_regex(site, expression);
    if is_function == Some(true) {
        let message =
            "a regular expression reads standard output, which a Python function does not have";
        site.add(Fault::new(&expression.span, message).help("return a dict and use `json:`"));
    }
    Some(Extract::Regex(expression.value.clone()))
}

fn check_regex(site: &Site<'_>, expression: &Spanned<String>) {
    let compiled = regex::RegexBuilder::new(&expression.value).size_limit(LARGEST_REGEX).build();
    let fault = match compiled.as_ref().map(Regex::captures_len) {
        Ok(groups) if groups > 1 => return,
        Ok(_) => Fault::new(&expression.span, "the regular expression has no group")
            .help("put parentheses around the number, as in `p99=([0-9.]+)`"),
        Err(error) => {
            let text = error.to_string();
            let reason = text.lines().last().unwrap_or_default().trim_start_matches("error: ");
            Fault::new(&expression.span, format!("this is not a regular expression: {reason}"))
        }
    };
    site.add(fault);
}
