//! All profilers, and which of them a case gets.

use paceline_model::{
    CustomProfiler, Instrument, Nature, ProfilerChoice, ProfilerOutcome, ProfilerRun,
};

use crate::profiler::{Availability, Profiler, Target, Tools};
use crate::{custom, native, python};

/// What a case gets.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Selection {
    /// What to put around it, the most important first.
    pub instruments: Vec<Instrument>,
    /// Those that could be used if something were there that is not, with the reason.
    pub missing: Vec<ProfilerRun>,
}

/// A profiler that the suite asks for and that can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnusableProfiler {
    /// Nobody knows it.
    #[error("there is no profiler `{name}`; there are {}", known.join(", "))]
    Unknown {
        /// As the suite has it.
        name: String,
        /// All there are.
        known: Vec<&'static str>,
    },
    /// It is for other kinds of workloads.
    #[error("profiler `{name}` is not for this kind of workload; leave it out of `profilers`")]
    OtherKind {
        /// As the suite has it.
        name: String,
    },
    /// Something is not there.
    #[error("profiler `{name}` can't be used: {reason}; {remedy}")]
    Missing {
        /// As the suite has it.
        name: String,
        /// What is not there.
        reason: String,
        /// How to get it.
        remedy: String,
    },
}

/// The profilers for `target`.
///
/// - `choice`: what the suite asks for. Those that it names have to be usable.
/// - `metrics`: names of metrics that the suite asks for; they ask for the profilers that give them.
pub fn select(
    target: &Target<'_>,
    choice: &ProfilerChoice,
    metrics: &[&str],
    tools: &mut Tools<'_>,
) -> Result<Selection, UnusableProfiler> {
    let (with_defaults, mut named) = match choice {
        ProfilerChoice::None => (false, Vec::new()),
        ProfilerChoice::Default => (true, Vec::new()),
        ProfilerChoice::Only(names) => (false, names.clone()),
        ProfilerChoice::Also(names) => (true, names.clone()),
    };
    named.extend(givers(metrics).filter(|giver| !named.contains(giver)).collect::<Vec<_>>());
    let known = all();
    let own = &target.case.custom_profilers;
    let is_known = |name: &String| {
        known.iter().any(|one| one.name() == name) || own.iter().any(|one| one.name == *name)
    };
    if let Some(name) = named.iter().find(|name| !is_known(name)) {
        let known = known.iter().map(|one| one.name()).collect();
        return Err(UnusableProfiler::Unknown { name: name.clone(), known });
    }
    let mut selection = Selection::default();
    let defaults = defaults().len();
    for (place, profiler) in known.iter().enumerate() {
        let is_named = named.iter().any(|name| name == profiler.name());
        let is_default = with_defaults && place < defaults;
        if !is_named && !is_default {
            continue;
        }
        let name = profiler.name().to_owned();
        match (fitting(profiler.availability(target, tools), target), is_named) {
            (Availability::Ready(instrument), _) => {
                let is_demanded = instrument.is_demanded || is_named;
                selection.instruments.push(Instrument { is_demanded, ..*instrument });
            }
            (Availability::OtherKind, true) => return Err(UnusableProfiler::OtherKind { name }),
            (Availability::OtherKind, false) => {}
            (Availability::Missing { reason, remedy }, true) => {
                return Err(UnusableProfiler::Missing { name, reason, remedy });
            }
            (Availability::Missing { reason, remedy }, false) => {
                let outcome = ProfilerOutcome::LeftOut(format!("{reason}; {remedy}"));
                selection.missing.push(ProfilerRun {
                    profiler: name,
                    tool: String::new(),
                    outcome,
                    counts: Vec::new(),
                });
            }
        }
    }
    for custom in own.iter().filter(|custom| named.contains(&custom.name)) {
        selection.instruments.push(demanded(custom, target, tools)?);
    }
    Ok(selection)
}

/// A benchmark of another tool has processes for some profilers only.
fn fitting(availability: Availability, target: &Target<'_>) -> Availability {
    let fits = |instrument: &Instrument| {
        target.case.tool.as_ref().is_none_or(|tool| tool.fits(instrument.nature))
    };
    let fits_none = target
        .case
        .tool
        .as_ref()
        .is_some_and(|tool| !tool.fits(Nature::Counts) && !tool.fits(Nature::Samples));
    match availability {
        Availability::Ready(instrument) if !fits(&instrument) => Availability::OtherKind,
        // Whatever is missing, it would not help.
        Availability::Missing { .. } if fits_none => Availability::OtherKind,
        other @ (Availability::Ready(_)
        | Availability::OtherKind
        | Availability::Missing { .. }) => other,
    }
}

/// A profiler of the suite; they are never there without being named.
fn demanded(
    custom: &CustomProfiler,
    target: &Target<'_>,
    tools: &mut Tools<'_>,
) -> Result<Instrument, UnusableProfiler> {
    let name = custom.name.clone();
    match fitting(custom::availability(custom, target, tools), target) {
        Availability::Ready(instrument) => Ok(Instrument { is_demanded: true, ..*instrument }),
        Availability::OtherKind => Err(UnusableProfiler::OtherKind { name }),
        Availability::Missing { reason, remedy } => {
            Err(UnusableProfiler::Missing { name, reason, remedy })
        }
    }
}

/// The profilers that give one of `metrics`, the first that does for each.
fn givers(metrics: &[&str]) -> impl Iterator<Item = String> {
    let giver = |metric: &str| all().into_iter().find(|one| one.metrics().contains(&metric));
    let names: Vec<_> =
        metrics.iter().filter_map(|metric| Some(giver(metric)?.name().to_owned())).collect();
    names.into_iter()
}

/// The profiler of that name.
pub(crate) fn find(name: &str) -> Option<Box<dyn Profiler>> {
    all().into_iter().find(|profiler| profiler.name() == name)
}

/// Those that run where a suite names none, the most important first.
pub(crate) fn defaults() -> Vec<Box<dyn Profiler>> {
    // Cheap and of the project's own functions first, the dear count of machine instructions last.
    python::defaults().into_iter().chain(native::defaults()).collect()
}

/// All of them, the default ones first.
pub(crate) fn all() -> Vec<Box<dyn Profiler>> {
    let optional = python::optional().into_iter().chain(native::optional());
    defaults().into_iter().chain(optional).collect()
}
