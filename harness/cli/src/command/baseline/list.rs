//! `paceline baseline list`.

use clap::Args;
use paceline_model::SuiteName;
use paceline_report as report;

use super::Kept;
use super::dated::Commits;
use crate::exit::Problem;
use crate::output;
use crate::world::World;

#[derive(Debug, Args)]
pub(super) struct ListArguments {
    /// Only records of this suite
    #[arg(long, value_name = "NAME")]
    suite: Option<SuiteName>,
}

pub(super) fn run(arguments: &ListArguments, kept: &Kept, world: &World) -> Result<(), Problem> {
    let store = kept.place.open()?;
    let mut keys = store.list()?;
    keys.retain(|key| arguments.suite.as_ref().is_none_or(|suite| *suite == key.suite));
    if keys.is_empty() {
        output::tell(&format!("no records in {}", store.name()));
        return Ok(());
    }
    let mut commits = Commits::of(kept);
    let mut rows =
        keys.iter().map(|key| commits.row(key, &*store)).collect::<Result<Vec<_>, _>>()?;
    // Newest first within each suite.
    rows.sort_by(|a, b| a.suite.cmp(&b.suite).then_with(|| b.day.cmp(&a.day)));
    output::print(&report::baselines(
        &rows,
        report::Style { color: world.color, width: world.width },
    ))
}
