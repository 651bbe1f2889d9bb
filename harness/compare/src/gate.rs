//! The default gates, and what a gate becomes when base is a stored record.

use paceline_model::{Design, Gate, GateSetting, Metric, MetricKind, metrics};

use paceline_model::CaseRules;

/// Times of another session differ by more than that without any cause in the code, so a gate
/// below it is widened when base is a stored record.
const STORED_TIME_CHANGE: f64 = 0.10;

/// The gate of a metric: the suite's, else the default of its name or kind.
///
/// Defaults: CPU time 2 %, wall time 5 %, peak memory 2 % and 512 KiB, Python's peak 0.1 %,
/// instructions and allocations 2 %, memory that stays 2 % and 64 bytes; custom metrics 5 %, exact ones
/// 0.1 %. What only repeats or explains these (bytecodes, calls, throughput, user and system time,
/// import time, faults, switches) is off.
pub(crate) fn gate_of(metric: &Metric, rules: &CaseRules, design: Design) -> GateSetting {
    let setting = rules.gates.get(&metric.name).copied().unwrap_or_else(|| default_gate(metric));
    match (setting, design, metric.kind) {
        (GateSetting::On(gate), Design::Stored, MetricKind::Timed) => {
            GateSetting::On(Gate { change: gate.change.max(STORED_TIME_CHANGE), ..gate })
        }
        (other, ..) => other,
    }
}

fn default_gate(metric: &Metric) -> GateSetting {
    let on = |change, floor| GateSetting::On(Gate { floor, ..Gate::on_change(change) });
    match (metric.name.as_str(), metric.kind) {
        // Counts are exact to the last digit, but what nobody feels should turn no build red.
        (metrics::CPU_TIME | metrics::INSTRUCTIONS | metrics::ALLOCATIONS, _) => on(0.02, 0.0),
        (metrics::WALL_TIME, _) => on(0.05, 0.0),
        (metrics::PEAK_RSS, _) => on(0.02, 512.0 * 1024.0),
        (metrics::PEAK_ALLOCATED, _) => on(0.001, 0.0),
        // From 0 the floor alone counts: whatever stays is a leak.
        (metrics::KEPT, _) => on(0.02, 64.0),
        (name, _) if metrics::find(name).is_some() => GateSetting::Off,
        (_, MetricKind::Exact) => on(0.001, 0.0),
        (_, MetricKind::Bounded | MetricKind::Timed) => on(0.05, 0.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use paceline_model::CaseId;
    use paceline_model::CaseRules;

    fn rules() -> CaseRules {
        let id = CaseId {
            workload: "w".parse().unwrap(),
            parameters: std::collections::BTreeMap::default(),
        };
        CaseRules::default_for(id)
    }

    #[test]
    fn a_time_gate_is_widened_for_a_stored_base_and_a_memory_gate_is_not() {
        let change = |name, design| match gate_of(&metrics::find(name).unwrap(), &rules(), design) {
            GateSetting::On(gate) => Some(gate.change),
            GateSetting::Off => None,
        };
        assert_eq!(change(metrics::CPU_TIME, Design::SideBySide), Some(0.02));
        assert_eq!(change(metrics::CPU_TIME, Design::Stored), Some(0.10));
        assert_eq!(change(metrics::PEAK_RSS, Design::Stored), Some(0.02));
        assert_eq!(change(metrics::THROUGHPUT, Design::SideBySide), None);
    }

    #[test]
    fn the_suite_overrides_the_default() {
        let metric = metrics::find(metrics::CPU_TIME).unwrap();
        let mut rules = rules();
        rules.gates.insert(metric.name.clone(), GateSetting::Off);
        assert_eq!(gate_of(&metric, &rules, Design::SideBySide), GateSetting::Off);
    }
}
