//! `paceline profile`: runs the profilers alone and shows what they found, of one side or of two.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use paceline_compare::Watch;
use paceline_measure::Sides;
use paceline_model::{
    Case, CaseId, Invocations, Plan, ProfilerChoice, ProfilerOutcome, Record, Rules,
};
use paceline_report as report;
use paceline_report::{Listing, Sort};

use super::verdict;
use crate::arguments::{Measuring, Printing};
use crate::artefacts::{self, case_of};
use crate::base::{Base, earlier, variants};
use crate::checkout::Checkout;
use crate::exit::{Outcome, Problem};
use crate::output;
use crate::pairs::{in_line, pair_up};
use crate::select::{Selection, select};
use crate::session::{Label, Session, head_only, load_all};
use crate::world::World;

#[derive(Debug, Args)]
pub(crate) struct ProfileArguments {
    #[command(flatten)]
    pub(crate) measuring: Measuring,
    /// What to compare with: a commit, or a variant such as `implementation=naive`; without it only
    /// what is here is profiled
    #[arg(long, value_name = "BASE")]
    pub(crate) base: Option<String>,
    /// The variant that is compared with --base, where that is a variant
    #[arg(long, value_name = "VARIANT", requires = "base")]
    pub(crate) head: Option<String>,
    /// What to show
    #[arg(long, value_name = "SIDE", default_value = "difference", requires = "base")]
    pub(crate) show: Shown,
    /// Sort by a metric, `total-` before it for that with everything called; by `name` or `file`; or
    /// by a word of pstats, as in `cumtime`
    #[arg(long, value_name = "ORDER")]
    pub(crate) sort: Option<Sort>,
    /// Functions to show
    #[arg(long, value_name = "NUMBER", default_value_t = 10)]
    pub(crate) top: usize,
    /// How many of them with their lines
    #[arg(long, value_name = "NUMBER", default_value_t = 3)]
    pub(crate) lines: usize,
    #[command(flatten)]
    pub(crate) printing: Printing,
    /// Write stacks, line tables and the profilers' own files of every case below this folder
    #[arg(long, value_name = "FOLDER")]
    pub(crate) profiles: Option<PathBuf>,
}

/// What of two sides is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Shown {
    /// Base alone.
    Base,
    /// Head alone.
    Head,
    /// What moved from base to head.
    Difference,
}

pub(crate) fn run(arguments: &ProfileArguments, world: &World) -> Result<Outcome, Problem> {
    verdict::one_document(&arguments.measuring.suites, &arguments.printing)?;
    let mut worst = Outcome::Passed;
    for plan in &load_all(&arguments.measuring.suites, world)? {
        worst = worst.max(profile(plan, arguments, world)?);
    }
    Ok(worst)
}

fn profile(plan: &Plan, arguments: &ProfileArguments, world: &World) -> Result<Outcome, Problem> {
    let selection = select(plan, &arguments.measuring)?;
    let mut session = Session::open(world, plan, &selection.cases, &arguments.measuring)?;
    let mut selection = session.discover(selection)?;
    for case in &mut selection.cases {
        *case = only_profiled(case);
    }
    session.is_unhurried = true;
    session.profiles.clone_from(&arguments.profiles);
    match &arguments.base {
        None => {
            let sides = head_only(&selection.cases);
            let labels = [Label::default(), session.here()];
            show(&sides, labels, &mut session, arguments, world)
        }
        Some(base) => beside(base, &selection, &mut session, arguments, world),
    }
}

fn beside(
    base: &str,
    selection: &Selection,
    session: &mut Session<'_>,
    arguments: &ProfileArguments,
    world: &World,
) -> Result<Outcome, Problem> {
    let base = match variants(base, arguments.head.as_deref(), &session.plan.cases)? {
        Some(variants) => variants,
        None => earlier(base, None, session)?,
    };
    match base {
        Base::Variants { base, head } => {
            let ids: Vec<_> = selection.cases.iter().map(|case| case.id.without(&head)).collect();
            let pairs = pair_up(&selection.cases, &ids, [&base, &head])?;
            let labels = [base, head].map(|variant| Label { variant, ..session.here() });
            show(&pairs.sides, labels, session, arguments, world)
        }
        Base::Commit(commit) => {
            let checkout = Checkout::create(session, &commit, &selection.cases)?;
            let (bases, heads) = checkout.asked_sides(&selection.cases, session)?;
            let labels = [checkout.label(), session.here()];
            show(&in_line(&bases.cases, &heads), labels, session, arguments, world)
        }
        Base::Stored(..) | Base::Missing(_) => Err(Problem::input(
            "`--base` is a commit or a variant here: a stored record can't be profiled",
        )),
    }
}

/// The case with nothing to time and nothing to judge: only its profilers.
fn only_profiled(case: &Case) -> Case {
    let profilers = match &case.profilers {
        // Whoever asks for profiles wants some.
        ProfilerChoice::None => ProfilerChoice::Default,
        asked @ (ProfilerChoice::Default | ProfilerChoice::Only(_) | ProfilerChoice::Also(_)) => {
            asked.clone()
        }
    };
    Case {
        profilers,
        check: None,
        metrics: Vec::new(),
        custom_metrics: Vec::new(),
        invocations: Invocations { least: 1, most: 1 },
        ..case.clone()
    }
}

fn show(
    sides: &[Sides<'_>],
    labels: [Label; 2],
    session: &mut Session<'_>,
    arguments: &ProfileArguments,
    world: &World,
) -> Result<Outcome, Problem> {
    let rules = Rules::default();
    let mut watch = Watch::new(&[], &rules);
    let records = session.measure(sides, labels, &rules, &mut watch)?;
    for sides in sides {
        output::print(&page(sides.id, &records, arguments, world)?)?;
    }
    let has_failed = records.iter().any(Record::has_failure);
    tell_failures(&records);
    Ok(if has_failed { Outcome::Failed } else { Outcome::Passed })
}

fn page(
    id: &CaseId,
    records: &[Record; 2],
    arguments: &ProfileArguments,
    world: &World,
) -> Result<String, Problem> {
    let style = report::Style { color: world.color, width: world.width };
    let listing =
        Listing { sort: arguments.sort.clone(), functions: arguments.top, lines: arguments.lines };
    let format = arguments.printing.format.into();
    let [base, head] = records;
    let shown = if arguments.base.is_none() { Shown::Head } else { arguments.show };
    let text = match shown {
        Shown::Difference => artefacts::difference(id, [base, head])
            .map(|difference| report::profile_difference(&difference, &listing, format, style)),
        Shown::Base => one(id, base).map(|one| report::profile(&one, &listing, format, style)),
        Shown::Head => one(id, head).map(|one| report::profile(&one, &listing, format, style)),
    };
    let Some(text) = text else {
        return Err(Problem::Environment(format!("{id}: no profiler ran on it")));
    };
    text.map_err(|error| Problem::Input(error.to_string()))
}

fn one(id: &CaseId, record: &Record) -> Option<paceline_model::SideProfile> {
    let case = case_of(record, id)?;
    case.profile.as_ref()?;
    Some(artefacts::side_profile(record, case, id))
}

/// Says which profilers failed: the tables do not have them.
fn tell_failures(records: &[Record; 2]) {
    for case in records.iter().flat_map(|record| &record.cases) {
        for run in case.profile.iter().flat_map(|profile| &profile.profilers) {
            if let ProfilerOutcome::Failed(reason) = &run.outcome {
                output::tell(&format!("{}: profiler `{}`: {reason}", case.id, run.profiler));
            }
        }
    }
}
