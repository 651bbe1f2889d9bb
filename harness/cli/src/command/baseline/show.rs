//! `paceline baseline show`.

use clap::Args;
use paceline_baseline::Key;
use paceline_model::{MachineClass, SuiteName};
use paceline_report as report;

use super::Kept;
use crate::arguments::{Format, Printing};
use crate::exit::Problem;
use crate::output;
use crate::world::World;

#[derive(Debug, Args)]
pub(super) struct ShowArguments {
    /// The commit: a branch, a tag, the beginning of an id
    #[arg(value_name = "REVISION", default_value = "HEAD")]
    revision: String,
    /// Only records of this suite
    #[arg(long, value_name = "NAME")]
    suite: Option<SuiteName>,
    /// Only records of this machine class
    #[arg(long, value_name = "CLASS")]
    class: Option<MachineClass>,
    #[command(flatten)]
    printing: Printing,
}

pub(super) fn run(arguments: &ShowArguments, kept: &Kept, world: &World) -> Result<(), Problem> {
    let store = kept.place.open()?;
    // The commit need not be here, its record may be.
    let resolved = kept.repository.as_ref().map(|found| found.resolve(&arguments.revision));
    let wanted = match resolved {
        Some(Ok(commit)) => commit.id,
        Some(Err(_)) | None => arguments.revision.clone(),
    };
    let mut keys = store.list()?;
    keys.retain(|key| arguments.names(key, &wanted));
    let format = arguments.printing.format;
    match keys.len() {
        0 => {
            return Err(Problem::Input(format!(
                "`{}` has no record of `{}`; `paceline baseline list` shows what there is",
                store.name(),
                arguments.revision
            )));
        }
        several if several > 1 && format == Format::Json => {
            return Err(Problem::Input(format!(
                "`{}` has {several} records of `{}`, and `--format json` takes one; choose with \
             `--suite` and `--class`",
                store.name(),
                arguments.revision
            )));
        }
        _any => {}
    }
    let style = report::Style { color: world.color, width: world.width };
    for key in &keys {
        output::print(&report::record(&store.read(key)?, format.into(), style)?)?;
    }
    Ok(())
}

impl ShowArguments {
    fn names(&self, key: &Key, commit: &str) -> bool {
        /// Fewer digits name nothing for certain.
        const LEAST_DIGITS: usize = 4;
        commit.len() >= LEAST_DIGITS
            && key.commit.as_str().starts_with(commit)
            && self.suite.as_ref().is_none_or(|suite| *suite == key.suite)
            && self.class.as_ref().is_none_or(|class| *class == key.class)
    }
}
