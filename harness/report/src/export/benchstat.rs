//! Text for benchstat (<https://go.dev/design/14313-benchmark-format>): one line per invocation.

use std::fmt::Write as _;

use paceline_model::{Record, Series, metrics};

/// One line per invocation that gave a wall time, with what else it gave. White space in names becomes
/// `_`.
pub fn benchstat(record: &Record) -> String {
    let mut text = String::new();
    for case in &record.cases {
        let Some(times) = case.series(metrics::WALL_TIME) else { continue };
        let white = |letter: char| if letter.is_whitespace() { '_' } else { letter };
        let id: String = case.id.to_string().chars().map(white).collect();
        for (place, time) in times.per_invocation().into_iter().enumerate() {
            let nanoseconds = time * 1e9;
            write!(text, "Benchmark{id} {} {nanoseconds} ns/op", case.iterations)
                .expect("a string takes any text");
            for (metric, unit) in
                [(metrics::PEAK_ALLOCATED, "peak-B"), (metrics::ALLOCATIONS, "allocs/op")]
            {
                let value = case.series(metric).map(Series::per_invocation);
                if let Some(value) = value.and_then(|values| values.get(place).copied()) {
                    write!(text, " {value} {unit}").expect("a string takes any text");
                }
            }
            text.push('\n');
        }
    }
    text
}
