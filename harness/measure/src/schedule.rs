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

/// How many times longer than needed a loop of the slower side may take, so that the faster side's is
/// not too short.
const MOST_STRETCH: u64 = 4;

/// Warms both sides up and gives them equal loops: as many iterations as the faster side needs, unless
/// that is too much for the slower one.
pub(crate) fn warm_up(
    entry: &mut Entry<'_>,
    run: &mut Runner<'_>,
    tell: &mut dyn FnMut(Event<'_>),
) -> Result<(), LauncherError> {
    entry.on_each_lane(tell, |lane, tell| {
        tell(Event::Preparing { case: lane.id, side: lane.side, step: "warming up" });
        lane.warm_up(run)
    })?;
    let needed: Vec<_> = entry.lanes().filter_map(|lane| lane.iterations).collect();
    let iterations = common_iterations(&needed);
    for lane in entry.lanes() {
        lane.iterations = iterations;
    }
    Ok(())
}

/// The iterations of both sides, by what each would need alone.
fn common_iterations(needed: &[u64]) -> Option<u64> {
    let (fewest, most) = (needed.iter().min()?, needed.iter().max()?);
    Some(*most.min(&fewest.saturating_mul(MOST_STRETCH)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_sides_get_the_iterations_of_the_faster_one_within_reason() {
        let common = common_iterations;
        assert_eq!(common(&[100, 104]), Some(104));
        assert_eq!(common(&[104, 30]), Some(104));
        // What got 90 times slower must not take 90 times the budget.
        assert_eq!(common(&[351, 4]), Some(16));
        assert_eq!(common(&[4, 351]), Some(16));
        assert_eq!(common(&[7]), Some(7));
        assert_eq!(common(&[]), None);
    }
}
