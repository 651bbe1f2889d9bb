//! All profilers of all cases, within the time that timing took.

use std::collections::BTreeMap;

use paceline_model::{Instrument, MetricName, Side, Traces};
use rand::SeedableRng as _;
use rand_pcg::Pcg64Mcg;

use super::attach::fits;
use super::station::Station;
use crate::LauncherError;
use crate::entry::Entry;
use crate::event::Event;
use crate::run::Request;
use crate::step::Runner;

/// Most pairs of counts that do not repeat, and so need statistics.
const MOST_PAIRS: u32 = 40;

/// Reads what one profiled process left, and gives what it counted.
///
/// Fails with a sentence for people when there is nothing to read.
pub type Reader<'r> = dyn FnMut(Traced<'_>) -> Result<Tally, String> + 'r;

/// What one profiled process left.
#[derive(Debug, Clone, Copy)]
pub struct Traced<'a> {
    /// Place of the case in the request.
    pub case: usize,
    /// The side.
    pub side: Side,
    /// What was put around it.
    pub instrument: &'a Instrument,
    /// Its files.
    pub traces: &'a Traces,
}

/// What one profiled process counted.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tally {
    /// Counts of the whole iteration or process, by metric.
    pub totals: BTreeMap<MetricName, f64>,
    /// Whether everything it counted, totals or not, is what the first process of that side counted.
    pub repeats: bool,
}

/// Runs the profilers of all cases: the first of each case, then the second of each.
///
/// One that would take longer than is left of the time that timing took is left out, unless the suite
/// asks for it by name. Counts that did not repeat are taken again, pair by pair, in what is left then.
pub(crate) fn profile_all(
    entries: &mut [Entry<'_>],
    (request, run_start): (Request<'_>, f64),
    run: &mut Runner<'_>,
    read: &mut Reader<'_>,
    tell: &mut dyn FnMut(Event<'_>),
) -> Result<(), LauncherError> {
    let timed = entries.iter().map(|entry| entry.spent_seconds).sum();
    let mut left: f64 = request.profile_seconds.unwrap_or(timed);
    // Other coins than those of the pairs that are timed.
    let mut coins = Pcg64Mcg::seed_from_u64(!request.seed);
    let mut stations = stations(entries, request, run_start);
    for station in &mut stations {
        let entry = &mut entries[station.case];
        let due = station.predicted_seconds(entry, run)?;
        if !station.instrument.is_demanded && due > left {
            station.leave_out();
            continue;
        }
        for _ in 0..station.least_runs() {
            let name = &station.instrument.profiler;
            tell(Event::Profiling { case: entry.head.id, profiler: name });
            station.run_pair(entry, &mut coins, run, read)?;
        }
        left -= station.seconds();
    }
    let has_time = |station: &Station<'_>, left: f64| station.seconds_of_pair() <= left;
    // Where time does not matter nobody wants a verdict.
    let mut is_going_on = left.is_finite();
    while is_going_on {
        is_going_on = false;
        for station in &mut stations {
            let entry = &mut entries[station.case];
            if station.pairs() < MOST_PAIRS
                && station.needs_statistics(entry)
                && has_time(station, left)
            {
                left -= station.seconds_of_pair();
                station.run_pair(entry, &mut coins, run, read)?;
                is_going_on = true;
            }
        }
    }
    for station in stations {
        station.conclude(entries, tell)?;
    }
    Ok(())
}

/// One for each profiler of each case, the first profilers first.
fn stations<'a>(entries: &[Entry<'_>], request: Request<'a>, run_start: f64) -> Vec<Station<'a>> {
    let mut stations = Vec::new();
    for (case, entry) in entries.iter().enumerate().filter(|(_, entry)| !entry.has_failed()) {
        let instruments: &[Instrument] =
            request.instruments.get(case).map_or(&[], |instruments| instruments);
        let fitting = instruments.iter().enumerate().filter(|(_, one)| fits(&entry.head, one));
        stations.extend(fitting.map(|(rank, one)| (rank, Station::new(case, one, run_start))));
    }
    stations.sort_by_key(|(rank, _)| *rank);
    stations.into_iter().map(|(_, station)| station).collect()
}
