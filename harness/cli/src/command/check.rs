//! `paceline check`: measures head, and base where it is a variant, and compares.

use std::path::Path;

use paceline_compare::{CaseRules, Rules, compare};
use paceline_measure::Sides;
use paceline_model::{Case, CaseId, Comparison, Parameters, Plan, Record};

use super::{again, verdict};
use crate::arguments::CheckArguments;
use crate::base::{Base, stored, variants};
use crate::exit::{Outcome, Problem};
use crate::output;
use crate::select::{Selection, select};
use crate::session::{Session, head_only, load_all};
use crate::world::World;

pub(crate) fn run(arguments: &CheckArguments, world: &World) -> Result<Outcome, Problem> {
    let suites = &arguments.measuring.suites;
    if suites.len() > 1 && (!arguments.output.is_empty() || arguments.records.is_some()) {
        return Err(Problem::input(
            "`--output` and `--records` take one suite; check them one by one",
        ));
    }
    verdict::one_document(suites, &arguments.printing)?;
    verdict::known_forms(&arguments.output)?;
    let mut worst = Outcome::Passed;
    for plan in &load_all(suites, world)? {
        let outcome = match check(plan, arguments, world) {
            Ok(outcome) => outcome,
            // The other suites still count.
            Err(problem @ Problem::NoVerdict(_)) => {
                output::complain(&problem);
                Outcome::NoVerdict
            }
            Err(problem) => return Err(problem),
        };
        worst = worst.max(outcome);
    }
    Ok(worst)
}

fn check(plan: &Plan, arguments: &CheckArguments, world: &World) -> Result<Outcome, Problem> {
    let variants = variants(&arguments.base, arguments.head.as_deref(), &plan.cases)?;
    let selection = select(plan, &arguments.measuring)?;
    if selection.cases.is_empty() {
        output::tell(&format!("suite {}: nothing that it depends on has changed", plan.suite));
        return Ok(Outcome::Passed);
    }
    let mut session = Session::open(world, plan, &selection.cases, &arguments.measuring)?;
    let base = match variants {
        Some(variants) => variants,
        None => stored(&arguments.base, plan, &session.store, &session.environment)?,
    };
    let (rules, [base, head]) = match base {
        Base::Variants { base, head } => {
            side_by_side(&selection.cases, [base, head], &mut session)?
        }
        Base::Stored(base) => against_stored(*base, &selection, &mut session)?,
    };
    if let Some(folder) = &arguments.records {
        write_records(folder, &base, &head)?;
    }
    let comparison: Comparison = compare(&base, &head, &rules);
    verdict::show(&comparison, &arguments.printing, &arguments.output, world)?;
    Ok(verdict::outcome(&comparison, &arguments.policy))
}

fn side_by_side(
    cases: &[Case],
    [base, head]: [Parameters; 2],
    session: &mut Session<'_>,
) -> Result<(Rules, [Record; 2]), Problem> {
    let ids: Vec<_> = cases.iter().map(|case| case.id.without(&head)).collect();
    let pairs = pair_up(cases, &ids, [&base, &head])?;
    if !pairs.outside.is_empty() {
        let names: Vec<_> = pairs.outside.iter().map(ToString::to_string).collect();
        output::tell(&format!("left out, being of neither variant: {}", names.join(", ")));
    }
    let rules = rules(&pairs.sides, &head, Vec::new());
    Ok((rules, session.measure(&pairs.sides, [base, head])?))
}

/// Measures head and compares it with a stored record. What looks slower is measured once more: the
/// machine may have been busy for a while, and nothing was measured beside it that would show it.
fn against_stored(
    base: Record,
    selection: &Selection,
    session: &mut Session<'_>,
) -> Result<(Rules, [Record; 2]), Problem> {
    let none = || [Parameters::new(), Parameters::new()];
    let sides = head_only(&selection.cases);
    let [_, mut head] = session.measure(&sides, none())?;
    let rules = rules(&sides, &Parameters::new(), selection.left_out.clone());
    let suspects = again::suspects(&compare(&base, &head, &rules));
    let again: Vec<_> =
        sides.into_iter().filter(|sides| suspects.iter().any(|one| one.id == *sides.id)).collect();
    if !again.is_empty() {
        let [_, second] = session.measure(&again, none())?;
        head = again::settle(&base, head, second, &rules);
    }
    Ok((rules, [base, head]))
}

fn rules(sides: &[Sides<'_>], variant: &Parameters, left_out: Vec<CaseId>) -> Rules {
    let cases = sides.iter().map(|sides| CaseRules::of(sides.head, variant)).collect();
    Rules { cases, left_out, ..Rules::default() }
}

/// The cases of two variants, side by side.
struct Pairs<'a> {
    sides: Vec<Sides<'a>>,
    /// Cases of neither variant.
    outside: Vec<&'a CaseId>,
}

/// Each case of head's variant with its counterpart; `ids` are those of `cases` without the
/// variant. A case that only one variant has is wrong input: it would vanish from the verdict.
fn pair_up<'a>(
    cases: &'a [Case],
    ids: &'a [CaseId],
    [base, head]: [&Parameters; 2],
) -> Result<Pairs<'a>, Problem> {
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
    if !lonely.is_empty() {
        return Err(Problem::Input(format!(
            "these cases have no counterpart in the other variant: {}; choose the others with \
             `--case`",
            lonely.join(", ")
        )));
    }
    let is_outside = |id: &&CaseId| !id.matches(base) && !id.matches(head);
    let outside = cases.iter().map(|case| &case.id).filter(is_outside).collect();
    Ok(Pairs { sides, outside })
}

fn write_records(folder: &Path, base: &Record, head: &Record) -> Result<(), Problem> {
    output::write(&folder.join("base.json"), &base.to_json()?)?;
    output::write(&folder.join("head.json"), &head.to_json()?)
}
