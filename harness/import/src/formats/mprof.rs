//! mprof's `.dat` (`memory_profiler`): the memory of a process over time, of which the peak is kept.

use paceline_model::{Parameters, metrics};

use crate::draft::{Again, CaseDraft, Draft};
use crate::error::Mistake;
use crate::measure::{built_in, bytes};

/// Whether the first line is one of mprof.
pub(crate) fn shows(text: &str) -> bool {
    let first = text.lines().next().unwrap_or_default();
    first.starts_with("CMDLINE ") || first.starts_with("MEM ")
}

pub(crate) fn read(text: &str) -> Result<Draft, Mistake> {
    let mut command = "";
    let mut peak: Option<f64> = None;
    for (index, line) in text.lines().enumerate() {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        match word {
            "CMDLINE" => command = rest,
            "MEM" => {
                let value = memory(rest)
                    .ok_or_else(|| Mistake::in_line(index, "`MEM`, mebibytes and a time", line))?;
                peak = Some(peak.map_or(value, |peak| peak.max(value)));
            }
            // Marks of functions and child processes, whose memory is their own.
            "FUNC" | "CHLD" | "" => {}
            _ => {
                let expected = "a line with `CMDLINE`, `MEM`, `FUNC` or `CHLD`";
                return Err(Mistake::in_line(index, expected, line));
            }
        }
    }
    let Some(peak) = peak else { return Err(Mistake::missing("the file", "a line with `MEM`")) };
    let mut draft = Draft::default();
    let mut case = CaseDraft::new(command, Parameters::new());
    case.raw(built_in(metrics::PEAK_RSS), vec![vec![peak]]);
    case.note("its peak was sampled, so a short one may be missing".to_owned());
    draft.add(case, Again::OtherProcess)?;
    Ok(draft)
}

/// Bytes of `38.07 1795396189.97`.
fn memory(text: &str) -> Option<f64> {
    let (value, time) = text.split_once(' ')?;
    time.trim().parse::<f64>().ok()?;
    let value = bytes(value.parse().ok()?, "MiB")?;
    (value.is_finite() && value >= 0.0).then_some(value)
}
