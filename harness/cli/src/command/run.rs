//! `paceline run`: measures the working tree; shows, writes or saves the record.

use paceline_baseline::{Existing, StoreError, objection_to};
use paceline_compare::Watch;
use paceline_model::{Plan, Rules};
use paceline_report as report;

use super::verdict;
use crate::arguments::RunArguments;
use crate::exit::{Outcome, Problem};
use crate::output;
use crate::select::{nothing_to_do, select};
use crate::session::{Label, Session, head_only, load_all};
use crate::world::World;

pub(crate) fn run(arguments: &RunArguments, world: &World) -> Result<Outcome, Problem> {
    let suites = &arguments.measuring.suites;
    if arguments.output.is_some() && suites.len() > 1 {
        return Err(Problem::input("`--output` takes one suite; run them one by one"));
    }
    verdict::one_document(suites, &arguments.printing)?;
    let mut worst = Outcome::Passed;
    for plan in &load_all(suites, world)? {
        worst = worst.max(run_suite(plan, arguments, world)?);
    }
    Ok(worst)
}

fn run_suite(plan: &Plan, arguments: &RunArguments, world: &World) -> Result<Outcome, Problem> {
    let selection = select(plan, &arguments.measuring)?;
    if arguments.save && selection.is_narrowed {
        return Err(Problem::input(
            "a baseline holds the whole suite, or a shard of it; leave out `--case`, `--tag` and `--changed-since` \
             with `--save`",
        ));
    }
    if selection.cases.is_empty() {
        output::tell(&nothing_to_do(plan, &arguments.measuring));
    }
    let mut session = Session::open(world, plan, &selection.cases, &arguments.measuring)?;
    let existing = if arguments.replace { Existing::Replace } else { Existing::Keep };
    if arguments.save {
        may_save(&session, existing)?;
    }
    let selection = session.discover(selection)?;
    let labels = [Label::default(), session.here()];
    let rules = Rules::default();
    let mut watch = Watch::new(&[], &rules);
    let [_, record] = session.measure(&head_only(&selection.cases), labels, &rules, &mut watch)?;
    // Kept before it is shown: a closed terminal must not lose it.
    if let Some(path) = &arguments.output {
        output::write(path, &record.to_json()?)?;
    }
    if arguments.save && record.has_failure() {
        output::tell("not saved as a baseline: a case failed");
    } else if arguments.save {
        let saved = session.store.save(&record, existing)?;
        output::tell(&format!(
            "saved as baseline in {}{}",
            saved.place,
            session.place.how_to_share()
        ));
    }
    let style = report::Style { color: world.color, width: world.width };
    output::print(&report::record(&record, arguments.printing.format.into(), style)?)?;
    Ok(if record.has_failure() { Outcome::Failed } else { Outcome::Passed })
}

/// Refuses, before anything is measured, what could not be saved afterwards.
fn may_save(session: &Session<'_>, existing: Existing) -> Result<(), Problem> {
    if let Some(reason) = objection_to(&session.revision) {
        return Err(StoreError::Refused { reason }.into());
    }
    if let (Existing::Keep, Some(commit)) = (existing, &session.revision.commit)
        && session.store.contains(&session.key(commit.clone()))?
    {
        return Err(StoreError::Exists { place: session.store.name() }.into());
    }
    Ok(())
}
