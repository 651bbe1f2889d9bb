//! The order of invocations: pairs of adjacent processes, a coin for the order within each pair,
//! round-robin over the cases until each is decided or the time is spent.

use crate::LauncherError;
use crate::entry::Entry;
use crate::event::Event;
use crate::judge::Judge;
use crate::step::Runner;

/// Times all cases: one pair of each that is not done, then the next round, so that the pairs of
/// every case are spread over the whole run.
///
/// A case that is decided early leaves its time to those that are not.
pub(crate) fn time_all(
    entries: &mut [Entry<'_>],
    run_start: f64,
    run: &mut Runner<'_>,
    judge: &mut Judge<'_>,
    tell: &mut dyn FnMut(Event<'_>),
) -> Result<(), LauncherError> {
    let open = entries.iter().filter(|entry| !entry.is_done()).count();
    let budget_seconds: f64 = entries.iter().map(Entry::budget_seconds).sum();
    tell(Event::Timing { cases: open, budget_seconds });
    loop {
        let mut has_run = false;
        for index in 0..entries.len() {
            let left_over = left_over_seconds(entries);
            let entry = &mut entries[index];
            if !entry.may_go_on(left_over) {
                continue;
            }
            has_run = true;
            entry.run_pairs(run_start, run, judge, tell)?;
            let spent_seconds = entries.iter().map(|entry| entry.spent_seconds).sum();
            entries[index].tell_progress(spent_seconds, tell);
        }
        if !has_run {
            break;
        }
    }
    for entry in entries.iter().filter(|entry| !entry.is_done()) {
        entry.tell_end(tell);
    }
    Ok(())
}

/// The time that decided cases gave back and no other has used yet, in seconds.
fn left_over_seconds(entries: &[Entry<'_>]) -> f64 {
    let of = |entry: &Entry<'_>| {
        let left = entry.budget_seconds() - entry.spent_seconds;
        // What an open case has left is its own.
        if entry.is_done() { left } else { left.min(0.0) }
    };
    entries.iter().map(of).sum()
}

/// Warms both sides up and gives them equal loops: as many iterations as the slower side needs, so that
/// what got many times slower does not take many times its budget.
pub(crate) fn warm_up(
    entry: &mut Entry<'_>,
    run: &mut Runner<'_>,
    tell: &mut dyn FnMut(Event<'_>),
) -> Result<(), LauncherError> {
    entry.on_each_lane(tell, |lane, tell| {
        tell(Event::Preparing { case: lane.id, side: lane.side, step: "warming up" });
        lane.warm_up(run)
    })?;
    let iterations = entry.lanes().filter_map(|lane| lane.iterations).min();
    for lane in entry.lanes() {
        lane.iterations = iterations;
    }
    Ok(())
}
