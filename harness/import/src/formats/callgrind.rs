//! callgrind.out (<https://valgrind.org/docs/manual/cl-format.html>): the totals of every event. The
//! functions are read by `paceline profile`, which runs callgrind itself.

use paceline_model::{Direction, Metric, MetricKind, Parameters, Unit, metrics};

use crate::draft::{Again, CaseDraft, Draft};
use crate::error::Mistake;
use crate::measure::{built_in, custom};

/// Whether it says so in its first line, or has the header of the format.
pub(crate) fn shows(text: &str) -> bool {
    let head = || text.lines().take(30);
    text.starts_with("# callgrind format")
        || (head().any(|line| line.starts_with("events: "))
            && head().any(|line| line.starts_with("creator: ")))
}

pub(crate) fn read(text: &str) -> Result<Draft, Mistake> {
    let (mut command, mut events, mut totals) = ("", Vec::new(), None);
    for (index, line) in text.lines().enumerate() {
        match line.split_once(':').map(|(key, value)| (key, value.trim())) {
            Some(("cmd", value)) => command = value,
            Some(("events", value)) => events = value.split_whitespace().collect(),
            Some(("totals", value)) => {
                let counts: Option<Vec<u64>> =
                    value.split_whitespace().map(|count| count.parse().ok()).collect();
                let counts = counts.filter(|counts| counts.len() <= events.len());
                let expected =
                    || format!("at most {} whole numbers, as `events` says", events.len());
                totals = Some(counts.ok_or_else(|| Mistake::in_line(index, expected(), line))?);
            }
            Some(_) | None => {}
        }
    }
    // They stand at the end of the file: without a line break they may be cut.
    let Some(totals) = totals.filter(|_| text.ends_with('\n')) else {
        return Err(Mistake::missing("the end of the file", "a whole line with `totals:`"));
    };
    let mut draft = Draft::default();
    let mut case = CaseDraft::new(command, Parameters::new());
    for (event, count) in events.into_iter().zip(totals) {
        case.raw(metric(event), vec![vec![precise(count)]]);
    }
    draft.add(case, Again::OtherProcess)?;
    Ok(draft)
}

fn metric(event: &str) -> Metric {
    let own = || custom(event, Unit::COUNT, Direction::LowerIsBetter, MetricKind::Exact);
    if event == "Ir" { built_in(metrics::INSTRUCTIONS) } else { own() }
}

#[expect(clippy::cast_precision_loss, reason = "counts of a run, below 2^53")]
fn precise(count: u64) -> f64 {
    count as f64
}
