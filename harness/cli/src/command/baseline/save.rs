//! `paceline baseline save`: a record from a file into the store.

use std::path::PathBuf;

use clap::Args;
use paceline_baseline::{Existing, read_record};
use paceline_compare::compare;
use paceline_model::{Record, Verdict};

use super::Kept;
use crate::exit::Problem;
use crate::output;

#[derive(Debug, Args)]
pub(super) struct SaveArguments {
    /// A record, as `run --output` or `check --records` wrote it
    #[arg(value_name = "FILE")]
    record: PathBuf,
    /// For head's record of a check: base's, so that one that regressed is refused
    #[arg(long, value_name = "FILE")]
    base: Option<PathBuf>,
    /// Write over a record of the same commit and machine class
    #[arg(long)]
    replace: bool,
}

pub(super) fn run(arguments: &SaveArguments, kept: &Kept) -> Result<(), Problem> {
    let record = read_record(&arguments.record)?;
    may_stand(&record, arguments)?;
    let existing = if arguments.replace { Existing::Replace } else { Existing::Keep };
    let saved = kept.place.open()?.save(&record, existing)?;
    let share = kept.place.how_to_share();
    output::tell(&format!("saved as baseline in {}{share}", saved.place));
    Ok(())
}

/// Refuses a record that was judged and found worse than its base.
fn may_stand(record: &Record, arguments: &SaveArguments) -> Result<(), Problem> {
    let Some(rules) = &record.rules else { return Ok(()) };
    let Some(base) = &arguments.base else {
        return Err(Problem::Input(format!(
            "`{}` was judged beside a base, and one that regressed becomes no baseline; name base's \
             record with `--base FILE`",
            arguments.record.display()
        )));
    };
    let comparison = compare(&read_record(base)?, record, rules);
    if comparison.has(Verdict::Regressed) || comparison.has(Verdict::Failed) {
        return Err(Problem::Input(format!(
            "no baseline: `{}` regressed or failed beside `{}`",
            arguments.record.display(),
            base.display()
        )));
    }
    Ok(())
}
