//! How much tasks wait for processors, memory and disks: the kernel's pressure stall information.
//!
//! Source: the Linux kernel's document "PSI - Pressure Stall Information".

use paceline_model::{MachineState, Pressure};

use super::autogroup;
use super::source::Source;

/// Who waits for whom now. Averages of the last ten seconds and the last minute, so ask before
/// measuring rather than after.
///
/// Everything is `None` on other systems than Linux, and on kernels that do not count it.
pub fn state() -> MachineState {
    state_of(&Source::here())
}

fn state_of(source: &Source<'_>) -> MachineState {
    let pressure = |what: &str| parse(&source.text(&format!("proc/pressure/{what}"))?);
    MachineState {
        cpu_pressure: pressure("cpu"),
        memory_pressure: pressure("memory"),
        io_pressure: pressure("io"),
        autogroup: autogroup::is_on(source),
    }
}

/// The line of time in which at least one task waited: `some avg10=1.02 avg60=… avg300=… total=…`,
/// in percent.
fn parse(text: &str) -> Option<Pressure> {
    let line = text.lines().find_map(|line| line.strip_prefix("some "))?;
    let average = |name: &str| -> Option<f64> {
        let value = line.split_ascii_whitespace().find_map(|field| field.strip_prefix(name))?;
        let percent = value.parse::<f64>().ok().filter(|percent| percent.is_finite())?;
        // Two decimals of percent are all there are.
        Some((percent * 100.0).round() / 10_000.0)
    };
    Some(Pressure { ten_seconds: average("avg10=")?, one_minute: average("avg60=")? })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::environment::source::machine;

    const CPU: &str = "\
some avg10=16.96 avg60=7.50 avg300=17.99 total=2861624266
full avg10=0.00 avg60=0.00 avg300=0.00 total=0
";

    fn state_with(files: &[(&str, &str)]) -> MachineState {
        let folder = machine(files);
        state_of(&Source { root: folder.path().to_owned(), variables: &BTreeMap::new() })
    }

    #[test]
    fn the_share_of_time_in_which_something_waited_is_read() {
        let pressure = Pressure { ten_seconds: 0.1696, one_minute: 0.075 };
        assert_eq!(parse(CPU), Some(pressure));
        let state = state_with(&[
            ("proc/pressure/cpu", CPU),
            ("proc/pressure/io", "some avg10=100.00 avg60=0.00 avg300=0.00 total=1\n"),
            ("proc/sys/kernel/sched_autogroup_enabled", "1\n"),
        ]);
        assert_eq!(state.cpu_pressure, Some(pressure));
        assert_eq!(state.memory_pressure, None);
        assert_eq!(state.io_pressure.map(|pressure| pressure.ten_seconds), Some(1.0));
        assert_eq!(state.autogroup, Some(true));
    }

    #[test]
    fn a_kernel_that_does_not_count_it_gives_no_number() {
        assert_eq!(state_with(&[]), MachineState::default());
        for odd in ["", "full avg10=1.00 avg60=1.00", "some avg10=x avg60=1", "some avg10=NaN"] {
            assert_eq!(parse(odd), None, "{odd}");
        }
    }
}
