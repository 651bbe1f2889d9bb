//! `paceline baseline`: lists, shows, saves, shares and drops stored records.

mod dated;
mod list;
mod prune;
mod save;
mod share;
mod show;

use std::path::Path;

use clap::{Args, Subcommand};
use paceline_git::Repository;

use crate::exit::{Outcome, Problem};
use crate::store::{Place, StoreArguments};
use crate::world::World;

#[derive(Debug, Args)]
pub(crate) struct BaselineArguments {
    #[command(flatten)]
    store: StoreArguments,
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// List the stored records
    List(list::ListArguments),
    /// Show the records of a commit
    Show(show::ShowArguments),
    /// Keep a record that `run --output` or `check --records` wrote
    Save(save::SaveArguments),
    /// Take over the records of a remote
    Fetch(share::ShareArguments),
    /// Give a remote the records that it lacks
    Push(share::ShareArguments),
    /// Drop old records; without --yes only say which
    Prune(prune::PruneArguments),
}

/// The store with the repository that it, or the current folder, is in.
struct Kept {
    place: Place,
    repository: Option<Repository>,
}

pub(crate) fn run(arguments: &BaselineArguments, world: &World) -> Result<Outcome, Problem> {
    let here = Path::new(".");
    let repository = Repository::discover(here)?;
    let place = Place::choose(&arguments.store, repository.as_ref(), here)?;
    let kept = Kept { place, repository };
    match &arguments.action {
        Action::List(arguments) => list::run(arguments, &kept, world),
        Action::Show(arguments) => show::run(arguments, &kept, world),
        Action::Save(arguments) => save::run(arguments, &kept),
        Action::Fetch(arguments) => share::fetch(arguments, &kept, world),
        Action::Push(arguments) => share::push(arguments, &kept, world),
        Action::Prune(arguments) => prune::run(arguments, &kept, world),
    }?;
    Ok(Outcome::Passed)
}
