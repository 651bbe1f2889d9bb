//! Cases for the tests of this crate.

use std::collections::BTreeMap;

use paceline_model::{Case, CaseId, Invocations, metrics};

/// A command case with everything else at its simplest.
pub(crate) fn command(arguments: &[&str]) -> Case {
    let metrics = [metrics::WALL_TIME, metrics::CPU_TIME, metrics::PEAK_RSS];
    let id = CaseId { workload: "work".parse().unwrap(), parameters: BTreeMap::new() };
    Case {
        timeout_seconds: 10.0,
        budget_seconds: 1.0,
        invocations: Invocations { least: 3, most: 5 },
        metrics: metrics.iter().map(|name| name.parse().unwrap()).collect(),
        ..Case::of_command(id, arguments.iter().map(|&text| text.to_owned()).collect())
    }
}
