//! `paceline check`: measures head, and base where it is a variant, and compares.

use std::path::Path;

use paceline_compare::{CaseRules, Rules, compare};
use paceline_measure::Sides;
use paceline_model::{
    Case, CaseId, Comparison, GateSetting, MetricComparison, MetricKind, Parameters, Plan, Record,
    Verdict,
};

use super::verdict;
use crate::arguments::CheckArguments;
use crate::base::{Base, stored, variants};
use crate::exit::{Outcome, Problem};
use crate::output;
use crate::select::{Selection, select};
use crate::session::{Session, head_only, load};
use crate::world::World;

pub(crate) fn run(arguments: &CheckArguments, world: &World) -> Result<Outcome, Problem> {
    let suites = &arguments.measuring.suites;
    if suites.len() > 1 && (!arguments.output.is_empty() || arguments.records.is_some()) {
        return Err(Problem::input(
            "`--output` and `--records` take one suite; check them one by one",
        ));
    }
    verdict::known_forms(&arguments.output)?;
    let plans = suites.iter().map(|path| load(path, world)).collect::<Result<Vec<_>, _>>()?;
    let mut worst = Outcome::Passed;
    for plan in &plans {
        let comparison = check(plan, arguments, world)?;
        verdict::show(&comparison, &arguments.printing, &arguments.output, world)?;
        worst = worst.max(verdict::outcome(&comparison, &arguments.policy));
    }
    Ok(worst)
}

fn check(plan: &Plan, arguments: &CheckArguments, world: &World) -> Result<Comparison, Problem> {
    let selection = select(plan, &arguments.measuring)?;
    let mut session = Session::open(world, plan, &selection.cases, &arguments.measuring)?;
    let base = match variants(&arguments.base, arguments.head.as_deref(), &selection.cases)? {
        Some(variants) => variants,
        None => stored(&arguments.base, plan, &session.store, &session.environment)?,
    };
    let (rules, [base, head]) = match base {
        Base::Variants { base, head } => {
            let ids: Vec<_> = selection.cases.iter().map(|case| case.id.without(&head)).collect();
            let sides = pair_up(&selection.cases, &ids, [&base, &head])?;
            let rules = rules(&sides, &head, Vec::new());
            (rules, session.measure(&sides, [base, head])?)
        }
        Base::Stored(base) => against_stored(*base, selection, &mut session)?,
    };
    if let Some(folder) = &arguments.records {
        write_records(folder, &base, &head)?;
    }
    Ok(compare(&base, &head, &rules))
}

/// Measures head and compares it with a stored record. What looks slower is measured once more: the
/// machine may have been busy for a while, and nothing was measured beside it that would show it.
fn against_stored(
    base: Record,
    selection: Selection,
    session: &mut Session<'_>,
) -> Result<(Rules, [Record; 2]), Problem> {
    let none = || [Parameters::new(), Parameters::new()];
    let sides = head_only(&selection.cases);
    let [_, mut head] = session.measure(&sides, none())?;
    let rules = rules(&sides, &Parameters::new(), selection.left_out);
    let suspected = suspects(&base, &head, &rules);
    let again: Vec<_> = sides.into_iter().filter(|sides| suspected.contains(sides.id)).collect();
    if !again.is_empty() {
        let [_, second] = session.measure(&again, none())?;
        let confirmed = suspects(&base, &second, &rules);
        head.duration_seconds += second.duration_seconds;
        replace_unconfirmed(&mut head, second, &confirmed);
    }
    Ok((rules, [base, head]))
}

/// Cases that regressed by values that other work on the machine can change.
fn suspects(base: &Record, head: &Record, rules: &Rules) -> Vec<CaseId> {
    let is_suspect = |row: &MetricComparison| {
        let is_gated = row.gate != GateSetting::Off;
        is_gated && row.verdict == Verdict::Regressed && row.metric.kind == MetricKind::Timed
    };
    let cases = compare(base, head, rules).cases;
    let regressed = cases.iter().filter(|case| case.verdict == Verdict::Regressed);
    regressed
        .filter(|case| case.metrics.iter().any(is_suspect))
        .map(|case| case.id.clone())
        .collect()
}

/// Takes the second measurement of every case that it does not confirm.
fn replace_unconfirmed(head: &mut Record, second: Record, confirmed: &[CaseId]) {
    for mut case in second.cases {
        if confirmed.contains(&case.id) {
            continue;
        }
        case.notes.push(
            "a first measurement looked slower, this second one does not; the machine was busy"
                .to_owned(),
        );
        if let Some(first) = head.cases.iter_mut().find(|first| first.id == case.id) {
            *first = case;
        }
    }
}

fn rules(sides: &[Sides<'_>], variant: &Parameters, left_out: Vec<CaseId>) -> Rules {
    let cases = sides.iter().map(|sides| CaseRules::of(sides.head, variant)).collect();
    Rules { cases, left_out, ..Rules::default() }
}

/// Each case of head's variant with its counterpart; `ids` are those of `cases` without the
/// variant. A case that only one variant has is wrong input: it would vanish from the verdict.
fn pair_up<'a>(
    cases: &'a [Case],
    ids: &'a [CaseId],
    [base, head]: [&Parameters; 2],
) -> Result<Vec<Sides<'a>>, Problem> {
    let of = |variant: &Parameters| {
        let of_variant = cases.iter().zip(ids).filter(|(case, _)| case.id.matches(variant));
        of_variant.collect::<Vec<_>>()
    };
    let (mut bases, heads) = (of(base), of(head));
    let mut sides = Vec::new();
    let mut lonely = Vec::new();
    for (head, id) in heads {
        match bases.iter().position(|(_, other)| *other == id) {
            Some(index) => sides.push(Sides { id, base: Some(bases.remove(index).0), head }),
            None => lonely.push(head.id.to_string()),
        }
    }
    lonely.extend(bases.iter().map(|(case, _)| case.id.to_string()));
    if lonely.is_empty() {
        return Ok(sides);
    }
    Err(Problem::Input(format!(
        "these cases have no counterpart in the other variant: {}; choose the others with `--case`",
        lonely.join(", ")
    )))
}

fn write_records(folder: &Path, base: &Record, head: &Record) -> Result<(), Problem> {
    output::write(&folder.join("base.json"), &base.to_json()?)?;
    output::write(&folder.join("head.json"), &head.to_json()?)
}
