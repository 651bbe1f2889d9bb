//! How the cost of a workload may grow, checked against its parameters.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use paceline_model::{Growth, LEAST_SIZES, Order, ParameterValue, Parameters};

use crate::fault::Fault;
use crate::wording::{did_you_mean, list, quote};
use crate::yaml::Spanned;

use super::site::Site;
use super::template::Names;

/// The growth of a workload, if it has one without a mistake.
pub(super) fn growth(
    site: &Site<'_>,
    names: &Names,
    combinations: &[Parameters],
) -> Option<Growth> {
    let given = site.own.growth.given()?;
    let missing = [
        ("parameter", given.value.parameter.is_absent()),
        ("expect", given.value.expect.is_absent()),
    ];
    for (key, _) in missing.into_iter().filter(|(_, is_absent)| *is_absent) {
        let fault = Fault::new(&given.span, format!("`growth` lacks `{key}`"));
        site.add(fault.help("write it as in `growth: { parameter: n, expect: O(n) }`"));
    }
    let expect = given.value.expect.given().and_then(|text| order(site, text));
    let parameter = given.value.parameter.given()?;
    let sizes = Sizes { site, parameter, combinations };
    if sizes.is_known(names) && sizes.are_positive() {
        sizes.check_count(&given.span);
    }
    Some(Growth { parameter: parameter.value.clone(), expect: expect? })
}

fn order(site: &Site<'_>, given: &Spanned<String>) -> Option<Order> {
    let parsed = given.value.parse();
    parsed
        .map_err(|_unknown| {
            let known = || Order::ALL.map(Order::text);
            let meant = did_you_mean(&given.value, known());
            let message = format!("unknown order {}{meant}", quote(&given.value));
            let help = format!("the orders are {}", list(known()));
            site.add(Fault::new(&given.span, message).help(help));
        })
        .ok()
}

/// The values of the parameter that is the size.
struct Sizes<'a> {
    site: &'a Site<'a>,
    parameter: &'a Spanned<String>,
    combinations: &'a [Parameters],
}

impl Sizes<'_> {
    fn is_known(&self, names: &Names) -> bool {
        let name = &self.parameter.value;
        let is_unknown = match names {
            // The parameters have a mistake of their own.
            Names::Unknown => return false,
            Names::None => true,
            Names::Known(names) => !names.contains(name),
        };
        if is_unknown {
            let first = self.combinations.first();
            let known = || first.into_iter().flat_map(BTreeMap::keys).map(String::as_str);
            let meant = did_you_mean(name, known());
            let message = format!("{} is no parameter of this workload{meant}", quote(name));
            let fault = Fault::new(&self.parameter.span, message);
            self.site.add(match known().next() {
                None => fault.help("give the sizes under `params:`"),
                Some(_) => fault.help(format!("the parameters are {}", list(known()))),
            });
        }
        !is_unknown
    }

    fn are_positive(&self) -> bool {
        let name = &self.parameter.value;
        let values = self.combinations.iter().filter_map(|parameters| parameters.get(name));
        let bad = values.into_iter().find(|value| value.as_number().is_none_or(|size| size <= 0.0));
        if let Some(bad) = bad {
            let message = format!("the size {} is not always a positive number", quote(name));
            let label = format!("it can be {}", quote(&bad.to_string()));
            self.site.add(Fault::new(&self.parameter.span, message).label(label));
        }
        bad.is_none()
    }

    /// Each combination of the other parameters needs its sizes: a fault for the first that lacks some.
    fn check_count(&self, span: &Range<usize>) {
        let mut groups: BTreeMap<String, BTreeSet<u64>> = BTreeMap::new();
        for parameters in self.combinations {
            let mut others = parameters.clone();
            let size = others.remove(&self.parameter.value);
            let size = size.as_ref().and_then(ParameterValue::as_number);
            groups.entry(text(&others)).or_default().extend(size.map(f64::to_bits));
        }
        let Some((group, sizes)) = groups.iter().find(|(_, sizes)| sizes.len() < LEAST_SIZES)
        else {
            return;
        };
        let name = quote(&self.parameter.value);
        let of = if group.is_empty() { String::new() } else { format!(" with {}", quote(group)) };
        let count = sizes.len();
        let sizes = if count == 1 { "1 size".to_owned() } else { format!("{count} sizes") };
        let message = format!("growth needs at least {LEAST_SIZES} sizes, {name} has {sizes}{of}");
        let fault = Fault::new(span, message);
        self.site.add(fault.help("give more, each twice the one before as a rule"));
    }
}

/// As in `kind=a, strict=true`.
fn text(parameters: &Parameters) -> String {
    let parts = parameters.iter().map(|(name, value)| format!("{name}={value}"));
    parts.collect::<Vec<_>>().join(", ")
}
