//! Which profilers a workload gets.

use std::ops::Range;

use paceline_model::{PROFILERS, ProfilerChoice};

use crate::fault::Fault;
use crate::wording::{did_you_mean, list, quote};
use crate::yaml::Field;

use super::site::Site;

const DEFAULT: &str = "default";
const NONE: &str = "none";
/// Words in the list of profilers that name none.
pub(super) const RESERVED: [&str; 2] = [DEFAULT, NONE];

/// The profilers of a workload, each known and named once.
pub(super) fn profilers(site: &Site<'_>) -> ProfilerChoice {
    let field = site.pick(|workload| &workload.profilers);
    let Some(given) = field.given() else { return ProfilerChoice::Default };
    let items: Vec<_> = given.value.items().iter().filter_map(Field::given).collect();
    if items.is_empty() {
        let fault = Fault::new(&given.span, "the list of profilers is empty");
        site.add(fault.help("write `none` for no profiler"));
    }
    let mut with_defaults = false;
    let mut with_none = false;
    let mut seen: Vec<(&str, Range<usize>)> = Vec::new();
    for item in items {
        let name = item.value.0.as_str();
        if let Some((_, first)) = seen.iter().find(|(seen, _)| *seen == name) {
            let fault = Fault::new(&item.span, format!("profiler {} is listed twice", quote(name)));
            site.add(fault.related(first, "first listed here").help("remove one of them"));
            continue;
        }
        seen.push((name, item.span.clone()));
        match name {
            DEFAULT => with_defaults = true,
            NONE => with_none = true,
            _other => check_known(site, name, &item.span),
        }
    }
    if with_none && seen.len() > 1 {
        let fault = Fault::new(&given.span, "`none` stands beside other profilers");
        site.add(fault.help("leave out `none`, or the others"));
    }
    let names = seen.iter().map(|(name, _)| *name).filter(|name| !RESERVED.contains(name));
    let names: Vec<_> = names.map(str::to_owned).collect();
    match (with_none, with_defaults, names.is_empty()) {
        (true, ..) => ProfilerChoice::None,
        (false, true, true) => ProfilerChoice::Default,
        (false, true, false) => ProfilerChoice::Also(names),
        (false, false, _) => ProfilerChoice::Only(names),
    }
}

fn check_known(site: &Site<'_>, name: &str, span: &Range<usize>) {
    let own = || site.custom_profilers.names();
    let known = || RESERVED.into_iter().chain(PROFILERS).chain(own());
    if known().any(|one| one == name) {
        return;
    }
    let meant = did_you_mean(name, known());
    let fault = Fault::new(span, format!("unknown profiler {}{meant}", quote(name)));
    site.add(if meant.is_empty() {
        fault.help(format!("there are {}", list(known())))
    } else {
        fault
    });
}
