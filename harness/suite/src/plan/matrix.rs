//! Parameters to combinations: every value with every other, less `exclude`, plus `include`.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use paceline_model::{ParameterValue, Parameters};

use crate::fault::Fault;
use crate::file::Parameter;
use crate::wording::{did_you_mean, list, quote};
use crate::yaml::{Entries, Field, Spanned};

use super::budget::MOST_CASES;
use super::site::Site;
use super::template::Names;

/// Most parameters of a workload.
const MOST_PARAMETERS: usize = 32;

/// Most comparisons of combinations with `exclude` entries.
const MOST_COMPARISONS: usize = 2_000_000;

/// Parameters of a workload.
pub(super) struct Matrix {
    /// Which parameters there are.
    pub(super) names: Names,
    /// One entry per case, in the order of the file: the first parameter changes slowest.
    pub(super) combinations: Vec<Parameters>,
}

/// One parameter with its values.
struct Axis<'a> {
    name: &'a str,
    values: Vec<&'a ParameterValue>,
}

/// The combinations of a workload; one empty combination when it has no parameters.
pub(super) fn matrix(site: &Site<'_>) -> Matrix {
    let params = &site.own.params;
    let broken = Matrix { names: Names::Unknown, combinations: Vec::new() };
    if params.is_broken() {
        return broken;
    }
    let Some(given) = params.given().filter(|given| !given.value.0.is_empty()) else {
        return without_parameters(site);
    };
    if given.value.0.len() > MOST_PARAMETERS {
        let count = given.value.0.len();
        let message = format!("{count} parameters are too many, the limit is {MOST_PARAMETERS}");
        site.add(Fault::new(&given.span, message).help("read the values from a file"));
        return broken;
    }
    let axes: Vec<_> = given.value.iter().map(|(name, values)| axis(site, name, values)).collect();
    let Some(axes) = axes.into_iter().collect::<Option<Vec<_>>>() else {
        return broken;
    };
    let names: BTreeSet<String> = axes.iter().map(|axis| axis.name.to_owned()).collect();
    let combinations = combine(site, &axes, &given.span).unwrap_or_default();
    let mut kept = exclude(site, combinations, &names);
    include(site, &mut kept, &names);
    if kept.is_empty() && site.faults.is_empty() {
        site.add(Fault::new(&given.span, "no combination is left, `exclude` removes all of them"));
    }
    Matrix { names: Names::Known(names), combinations: kept }
}

fn without_parameters(site: &Site<'_>) -> Matrix {
    let spans = [("include", span(&site.own.include)), ("exclude", span(&site.own.exclude))];
    for (key, span) in spans {
        if let Some(span) = span {
            let fault =
                Fault::new(&span, format!("`{key}` needs parameters, this workload has none"));
            site.add(fault.help(format!("add `params:`, or remove `{key}:`")));
        }
    }
    Matrix { names: Names::None, combinations: vec![Parameters::new()] }
}

fn span<T>(field: &Field<T>) -> Option<Range<usize>> {
    field.given().map(|given| given.span.clone())
}

/// The values of a parameter; `None` after a mistake in them.
fn axis<'a>(
    site: &Site<'_>,
    name: &'a Spanned<String>,
    values: &'a Field<crate::file::Values>,
) -> Option<Axis<'a>> {
    if !is_identifier(&name.value) {
        let message =
            format!("the parameter name {} is not a Python identifier", quote(&name.value));
        site.add(
            Fault::new(&name.span, message).help("use letters, digits and `_`, no digit first"),
        );
        return None;
    }
    let items = values.value()?.items();
    if items.is_empty() {
        let message = format!("the parameter {} has no values", quote(&name.value));
        site.add(
            Fault::new(&name.span, message).help("give at least one, or remove the parameter"),
        );
        return None;
    }
    let mut seen: BTreeMap<String, &Range<usize>> = BTreeMap::new();
    for value in items.iter().filter_map(Field::given) {
        let text = value.value.0.to_string();
        if let Some(first) = seen.get(&text) {
            let message = format!("the value {} is given twice", quote(&text));
            let fault = Fault::new(&value.span, message).related(first, "first given here");
            site.add(fault.help("remove one of them"));
        }
        seen.entry(text).or_insert(&value.span);
    }
    let values = items.iter().map(|item| item.value().map(|parameter| &parameter.0));
    Some(Axis { name: &name.value, values: values.collect::<Option<_>>()? })
}

fn is_identifier(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

fn combine(site: &Site<'_>, axes: &[Axis<'_>], span: &Range<usize>) -> Option<Vec<Parameters>> {
    let mut lengths = axes.iter().map(|axis| axis.values.len());
    let count = lengths.try_fold(1_usize, usize::checked_mul);
    if count.is_none_or(|count| count > MOST_CASES) {
        let lengths: Vec<_> = axes.iter().map(|axis| axis.values.len().to_string()).collect();
        let message = format!(
            "these parameters have {} combinations, the limit is {MOST_CASES}",
            lengths.join(" × ")
        );
        site.add(
            Fault::new(span, message)
                .help("use fewer values, or list combinations under `include:`"),
        );
        return None;
    }
    let mut combinations = vec![Parameters::new()];
    for axis in axes {
        combinations = combinations
            .iter()
            .flat_map(|combination| {
                axis.values.iter().map(|value| with(combination, axis.name, value))
            })
            .collect();
    }
    Some(combinations)
}

fn with(combination: &Parameters, name: &str, value: &ParameterValue) -> Parameters {
    let mut combination = combination.clone();
    combination.insert(name.to_owned(), value.clone());
    combination
}

fn exclude(site: &Site<'_>, all: Vec<Parameters>, names: &BTreeSet<String>) -> Vec<Parameters> {
    let Some(excluded) = site.own.exclude.given() else {
        return all;
    };
    if excluded.value.len().saturating_mul(all.len()) > MOST_COMPARISONS {
        let message = format!(
            "{} exclusions of {} combinations are too many",
            excluded.value.len(),
            all.len()
        );
        site.add(
            Fault::new(&excluded.span, message)
                .help("list the combinations you want under `include:`"),
        );
        return Vec::new();
    }
    let texts: Vec<BTreeMap<&str, String>> = all.iter().map(texts).collect();
    let mut removed = vec![false; all.len()];
    for entry in excluded.value.iter().filter_map(Field::given) {
        let Some(wanted) = combination(site, entry, names) else { continue };
        let wanted = self::texts(&wanted);
        let matching: Vec<usize> = (0..all.len())
            .filter(|index| wanted.iter().all(|(name, text)| texts[*index].get(name) == Some(text)))
            .collect();
        if matching.is_empty() && !all.is_empty() {
            let fault = Fault::new(&entry.span, "this matches no combination");
            site.add(fault.help("compare its values with those under `params:`"));
        }
        for index in matching {
            removed[index] = true;
        }
    }
    all.into_iter().zip(removed).filter(|(_, removed)| !removed).map(|(kept, _)| kept).collect()
}

// Values are compared as text, as everywhere: a command line can't tell `1` from `"1"`.
fn texts(parameters: &Parameters) -> BTreeMap<&str, String> {
    parameters.iter().map(|(name, value)| (name.as_str(), value.to_string())).collect()
}

fn include(site: &Site<'_>, kept: &mut Vec<Parameters>, names: &BTreeSet<String>) {
    let Some(included) = site.own.include.given() else { return };
    let key = |parameters: &Parameters| -> Vec<String> {
        parameters.values().map(ToString::to_string).collect()
    };
    let mut seen: BTreeSet<Vec<String>> = kept.iter().map(key).collect();
    for entry in included.value.iter().filter_map(Field::given) {
        let Some(parameters) = combination(site, entry, names) else { continue };
        let missing: Vec<&str> = names
            .iter()
            .filter(|name| !parameters.contains_key(*name))
            .map(String::as_str)
            .collect();
        if !missing.is_empty() {
            let message = format!("this combination lacks {}", list(missing));
            site.add(
                Fault::new(&entry.span, message)
                    .help("an included combination gives every parameter"),
            );
        } else if seen.insert(key(&parameters)) {
            kept.push(parameters);
        } else {
            let fault = Fault::new(&entry.span, "this combination is there already");
            site.add(fault.help("remove it, or exclude the other one"));
        }
    }
}

/// The parameters of an entry of `include` or `exclude`; `None` after a mistake in it.
fn combination(
    site: &Site<'_>,
    entry: &Spanned<Entries<Parameter>>,
    names: &BTreeSet<String>,
) -> Option<Parameters> {
    let mut parameters = Parameters::new();
    let mut is_good = true;
    for (name, value) in entry.value.iter() {
        if !names.contains(&name.value) {
            let known = names.iter().map(String::as_str);
            let meant = did_you_mean(&name.value, known.clone());
            let fault =
                Fault::new(&name.span, format!("unknown parameter {}{meant}", quote(&name.value)));
            site.add(fault.help(format!("the parameters are {}", list(known))));
            is_good = false;
        }
        match value.value() {
            Some(Parameter(value)) => {
                parameters.insert(name.value.clone(), value.clone());
            }
            None => is_good = false,
        }
    }
    is_good.then_some(parameters)
}
