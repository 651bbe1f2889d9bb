//! `paceline run`: measures the working tree; shows, writes or saves the record.

use std::collections::BTreeMap;

use paceline_baseline::{Existing, FolderStore};
use paceline_report as report;

use crate::arguments::RunArguments;
use crate::exit::{Outcome, Problem};
use crate::output;
use crate::select::select;
use crate::session::{Session, head_only, load};
use crate::world::World;

pub(crate) fn run(arguments: &RunArguments, world: &World) -> Result<Outcome, Problem> {
    let suites = &arguments.measuring.suites;
    if arguments.output.is_some() && suites.len() > 1 {
        return Err(Problem::input("`--output` takes one suite; run them one by one"));
    }
    let plans = suites.iter().map(|path| load(path, world)).collect::<Result<Vec<_>, _>>()?;
    let mut worst = Outcome::Passed;
    for plan in &plans {
        let selection = select(plan, &arguments.measuring)?;
        if arguments.save && !selection.left_out.is_empty() {
            return Err(Problem::input(
                "a baseline holds the whole suite; leave out `--case`, `--tag` and \
                 `--changed-since` with `--save`",
            ));
        }
        let mut session = Session::open(world, plan, &selection.cases, &arguments.measuring)?;
        let [_, record] =
            session.measure(&head_only(&selection.cases), [BTreeMap::new(), BTreeMap::new()])?;
        if let Some(path) = &arguments.output {
            output::write(path, &record.to_json()?)?;
        }
        let style = report::Style { color: world.color, width: world.width };
        output::print(&report::record(&record, arguments.printing.format.into(), style)?)?;
        if record.has_failure() {
            worst = worst.max(Outcome::Failed);
        }
        if arguments.save {
            save(&session.store, &record, arguments)?;
        }
    }
    Ok(worst)
}

fn save(
    store: &FolderStore,
    record: &paceline_model::Record,
    arguments: &RunArguments,
) -> Result<(), Problem> {
    let existing = if arguments.replace { Existing::Replace } else { Existing::Keep };
    let path = store.save(record, existing)?;
    output::tell(&format!("saved as baseline in {}", path.display()));
    Ok(())
}
