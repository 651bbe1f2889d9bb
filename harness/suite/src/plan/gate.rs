//! Which metrics are gated, and by which limits.

use std::collections::BTreeMap;

use paceline_model::{CustomMetric, CustomProfiler, Gate, GateSetting, MetricName, Unit, metrics};

use crate::fault::Fault;
use crate::file::{Duration, GateForm, GateMapping, Limit, Workload};
use crate::wording::{did_you_mean, list, quote};
use crate::yaml::{Field, Spanned};

use super::metric::{built_in_names, custom_names};
use super::site::Site;
use super::tool::has_tool;

/// The gates of a workload: those of the defaults, replaced by its own metric by metric.
///
/// What the suite's own profilers count is shown only, where the suite has no gate for it.
pub(super) fn gates(
    site: &Site<'_>,
    custom: &[CustomMetric],
    profilers: &[CustomProfiler],
) -> BTreeMap<MetricName, GateSetting> {
    let counted = profilers.iter().flat_map(|profiler| &profiler.metrics);
    let counted: Vec<_> = counted.cloned().collect();
    let mut gates: BTreeMap<_, _> =
        counted.iter().map(|name| (name.clone(), GateSetting::Off)).collect();
    for layer in [site.defaults, site.own] {
        let entries = layer.gate.value().into_iter().flat_map(crate::yaml::Entries::iter);
        for (name, form) in entries {
            let found = find(custom, &counted, &name.value).or_else(|| of_tool(site, &name.value));
            let Some((metric, unit)) = found else {
                check_name(site, layer, name);
                continue;
            };
            if let Some(setting) = setting(site, form, &unit) {
                gates.insert(metric, setting);
            }
        }
    }
    gates
}

/// Name and unit of a metric that the workload has.
fn find(custom: &[CustomMetric], counted: &[MetricName], name: &str) -> Option<(MetricName, Unit)> {
    let mut custom = custom.iter().map(|custom| &custom.metric);
    let metric =
        metrics::find(name).or_else(|| custom.find(|metric| metric.name.as_str() == name).cloned());
    let counted = || counted.iter().find(|counted| counted.as_str() == name).cloned();
    let count = || Some((counted()?, Unit(Unit::COUNT.to_owned())));
    metric.map(|metric| (metric.name, metric.unit)).or_else(count)
}

/// Name and unit of a metric that another tool may have: which ones those are is known when it ran.
fn of_tool(site: &Site<'_>, name: &str) -> Option<(MetricName, Unit)> {
    let name = name.parse().ok().filter(|_| has_tool(site.own))?;
    Some((name, Unit(Unit::COUNT.to_owned())))
}

/// Adds a fault for a gate of a metric that the workload does not have.
///
/// A gate of the defaults may belong to the custom metric of another workload; those that belong
/// to none are found by [`check_defaults`].
fn check_name(site: &Site<'_>, layer: &Workload, name: &Spanned<String>) {
    let is_broken_metric = custom_names(site).any(|custom| custom == name.value)
        || site.pick(|workload| &workload.custom_metrics).is_broken();
    if !std::ptr::eq(layer, site.own) || is_broken_metric {
        return;
    }
    let custom: Vec<String> = custom_names(site).map(str::to_owned).collect();
    let fault = unknown(name, &custom);
    let is_counted = site.custom_profilers.metric_names().contains(&name.value);
    site.add(if is_counted {
        fault.help("name the profiler that counts it in this workload's `profilers`")
    } else {
        fault
    });
}

/// Adds a fault for each gate of the defaults that no workload has a metric for.
pub(super) fn check_defaults<'a>(
    faults: &crate::fault::Faults,
    defaults: &'a Workload,
    workloads: impl Iterator<Item = &'a Workload>,
    counted: &[String],
) {
    let layers: Vec<_> = workloads.chain([defaults]).collect();
    // A tool may have any metric.
    if layers.iter().any(|workload| workload.custom_metrics.is_broken() || has_tool(workload)) {
        return;
    }
    let metrics = layers.iter().filter_map(|workload| workload.custom_metrics.value());
    let custom: Vec<String> = metrics
        .flat_map(|entries| entries.names().map(str::to_owned))
        .chain(counted.iter().cloned())
        .collect();
    for (name, _) in defaults.gate.value().into_iter().flat_map(crate::yaml::Entries::iter) {
        if metrics::find(&name.value).is_none() && !custom.contains(&name.value) {
            faults.add(unknown(name, &custom));
        }
    }
}

fn unknown(name: &Spanned<String>, custom: &[String]) -> Fault {
    let names = [built_in_names(), custom.to_vec()].concat();
    let meant = did_you_mean(&name.value, &names);
    let message = format!("the gate is of an unknown metric {}{meant}", quote(&name.value));
    let fault = Fault::new(&name.span, message);
    if meant.is_empty() { fault.help(format!("the metrics are {}", list(names))) } else { fault }
}

fn setting(site: &Site<'_>, form: &Field<GateForm>, unit: &Unit) -> Option<GateSetting> {
    let given = form.given()?;
    match &given.value {
        GateForm::Scalar(Limit::Off) => Some(GateSetting::Off),
        GateForm::Scalar(Limit::Change(percent)) => {
            Some(GateSetting::On(Gate::on_change(percent.0)))
        }
        GateForm::Mapping(GateMapping { change, floor, must_improve }) => {
            let change = match (change.given(), must_improve.given()) {
                (Some(change), _) => Some(change.value.0),
                // What the improvement is told apart from, where the suite does not say.
                (None, Some(_)) => Some(FINENESS),
                (None, None) if change.is_absent() && must_improve.is_absent() => {
                    let fault = Fault::new(&given.span, "the gate lacks `change`");
                    site.add(fault.help("write it as in `change: 5%`, or `must-improve: 10%`"));
                    None
                }
                (None, None) => None,
            };
            let floor = match floor.given() {
                None => 0.0,
                Some(text) => in_unit(&text.value, &unit.0)
                    .map_err(|error| site.add(Fault::of_text(&text.span, &error)))
                    .ok()?,
            };
            if let Some(percent) = must_improve.given().filter(|percent| percent.value.0 >= 1.0) {
                let fault = Fault::new(&percent.span, "nothing gets better by 100% or more");
                site.add(fault.help("write a smaller one, as in `must-improve: 10%`"));
            }
            let must_improve = must_improve.given().map(|percent| percent.value.0);
            Some(GateSetting::On(Gate { change: change?, floor, must_improve }))
        }
    }
}

/// Smallest change that matters for a gate that only asks for an improvement.
const FINENESS: f64 = 0.02;

const SECONDS: [(&str, f64); 4] = [("s", 1.0), ("ms", 1e-3), ("us", 1e-6), ("ns", 1e-9)];
const BYTES: [(&str, f64); 4] =
    [("B", 1.0), ("KiB", 1024.0), ("MiB", 1_048_576.0), ("GiB", 1_073_741_824.0)];

/// The amount `text` as a number of `unit`s. The error's second line is its help.
fn in_unit(text: &str, unit: &str) -> Result<f64, String> {
    if let Some(seconds) = factor(&SECONDS, unit) {
        return text.parse::<Duration>().map(|duration| duration.0 / seconds);
    }
    if let Some(bytes) = factor(&BYTES, unit) {
        return parse_bytes(text).map(|amount| amount / bytes);
    }
    let number = text.parse::<f64>().ok().filter(|number| number.is_finite() && *number >= 0.0);
    number.ok_or_else(|| {
        format!(
            "{} is not a number\nthe metric's unit is {}, write the number alone",
            quote(text),
            quote(unit)
        )
    })
}

fn factor(table: &[(&str, f64)], unit: &str) -> Option<f64> {
    table.iter().find(|(known, _)| *known == unit).map(|(_, factor)| *factor)
}

fn parse_bytes(text: &str) -> Result<f64, String> {
    let digits = text.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let unit = unit.trim_start();
    let number: f64 = number.parse().map_err(|_error| {
        format!("{} is not an amount of memory\nwrite it as in `512KiB`", quote(text))
    })?;
    if let Some(bytes) = factor(&BYTES, unit) {
        return Ok(number * bytes);
    }
    Err(if unit.is_empty() {
        format!(
            "the amount `{number}` has no unit\ngive one of `B`, `KiB`, `MiB`, `GiB`, as in `{number}KiB`"
        )
    } else {
        format!("unknown unit {}\nuse one of `B`, `KiB`, `MiB`, `GiB`", quote(unit))
    })
}
