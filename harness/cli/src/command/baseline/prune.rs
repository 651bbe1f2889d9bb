//! `paceline baseline prune`: drops old records, after having said which.

use std::collections::BTreeSet;

use clap::Args;
use paceline_baseline::droppable;
use paceline_git::Repository;
use paceline_model::CommitId;
use paceline_report as report;

use super::Kept;
use super::dated::Commits;
use crate::exit::Problem;
use crate::output;
use crate::world::World;

#[derive(Debug, Args)]
pub(super) struct PruneArguments {
    /// Keep so many of the newest records of each suite and machine class; those of tagged commits
    /// and the newest of each week stay beside them
    #[arg(long, value_name = "NUMBER", default_value_t = 20)]
    keep: usize,
    /// Drop them
    #[arg(long)]
    yes: bool,
}

pub(super) fn run(arguments: &PruneArguments, kept: &Kept, world: &World) -> Result<(), Problem> {
    let store = kept.place.open()?;
    let keys = store.list()?;
    let mut commits = Commits::of(kept);
    let dated =
        keys.iter().map(|key| commits.dated(key, &*store)).collect::<Result<Vec<_>, _>>()?;
    let tagged = tagged(kept.repository.as_ref())?;
    let dropped = droppable(&dated, &tagged, arguments.keep);
    if tagged.is_empty() {
        output::tell("no commit here is tagged: if there are tags elsewhere, fetch them first");
    }
    if dropped.is_empty() {
        output::tell(&format!("nothing to drop of {} records in {}", keys.len(), store.name()));
        return Ok(());
    }
    let rows =
        dropped.iter().map(|key| commits.row(key, &*store)).collect::<Result<Vec<_>, _>>()?;
    output::print(&report::baselines(
        &rows,
        report::Style { color: world.color, width: world.width },
    ))?;
    let count = format!("{} of {} records in {}", dropped.len(), keys.len(), store.name());
    if arguments.yes {
        store.remove(&dropped)?;
        output::tell(&format!("dropped {count}{}", kept.place.how_to_share()));
    } else {
        output::tell(&format!("would drop {count}; drop them with `--yes`"));
    }
    Ok(())
}

fn tagged(repository: Option<&Repository>) -> Result<BTreeSet<CommitId>, Problem> {
    let Some(repository) = repository else { return Ok(BTreeSet::new()) };
    Ok(repository.tagged_commits()?.iter().filter_map(|id| id.parse().ok()).collect())
}
