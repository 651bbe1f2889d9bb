//! `paceline baseline fetch` and `push`.

use clap::Args;

use super::Kept;
use crate::exit::Problem;
use crate::output;
use crate::world::World;

#[derive(Debug, Args)]
pub(super) struct ShareArguments {
    /// Name or URL of the remote
    #[arg(value_name = "REMOTE", default_value = "origin")]
    remote: String,
}

pub(super) fn fetch(arguments: &ShareArguments, kept: &Kept, world: &World) -> Result<(), Problem> {
    let remote = &arguments.remote;
    let shared = kept.place.shared()?.fetch(remote, &|| world.is_interrupted())?;
    output::tell(&format!("fetched {} from {remote}", records(shared.received)));
    Ok(())
}

pub(super) fn push(arguments: &ShareArguments, kept: &Kept, world: &World) -> Result<(), Problem> {
    let remote = &arguments.remote;
    let shared = kept.place.shared()?.push(remote, &|| world.is_interrupted())?;
    let fetched = match shared.received {
        0 => String::new(),
        some => format!(", and fetched {} from there", records(some)),
    };
    output::tell(&format!("pushed {} to {remote}{fetched}", records(shared.sent)));
    Ok(())
}

fn records(count: usize) -> String {
    match count {
        0 => "no new records".to_owned(),
        1 => "1 new record".to_owned(),
        more => format!("{more} new records"),
    }
}
