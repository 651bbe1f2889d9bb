//! What unit the counts of profilers have, which are more than the metrics of a case.

use crate::{MetricName, Unit, metrics};

/// Unit of `metric`: that of the built-in metric; else seconds for `time` and what ends in `_time`,
/// bytes for `allocated`, `freed`, `peak`, `memory` and what ends in `_bytes`, a plain count for the rest.
pub fn unit_of(metric: &MetricName) -> Unit {
    if let Some(known) = metrics::find(metric.as_str()) {
        return known.unit;
    }
    let unit = match metric.as_str() {
        "time" => Unit::SECONDS,
        "allocated" | "freed" | "peak" | "at_end" | "memory" => Unit::BYTES,
        name if name.ends_with("_time") => Unit::SECONDS,
        name if name.ends_with("_bytes") => Unit::BYTES,
        _ => Unit::COUNT,
    };
    Unit(unit.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_of_a_profiler_has_the_unit_its_name_says() {
        let unit = |name: &str| unit_of(&name.parse().unwrap()).0;
        assert_eq!(unit("cpu_time"), "s");
        assert_eq!(unit("time"), "s");
        assert_eq!(unit("sample_time"), "s");
        assert_eq!(unit("allocated"), "B");
        assert_eq!(unit("hits"), "1");
        assert_eq!(unit("bytecodes"), "1");
    }
}
