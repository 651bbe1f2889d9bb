//! Cases for the tests of this crate.

use std::collections::BTreeMap;

use paceline_model::{Body, Case, CaseId, Invocations, PythonChoice, ResultPolicy, metrics};

/// A command case with everything else at its simplest.
pub(crate) fn command(arguments: &[&str]) -> Case {
    let metrics = [metrics::WALL_TIME, metrics::CPU_TIME, metrics::PEAK_RSS];
    Case {
        id: CaseId { workload: "work".parse().unwrap(), parameters: BTreeMap::new() },
        body: Body::Command(arguments.iter().map(|&text| text.to_owned()).collect()),
        setup: None,
        teardown: None,
        build: None,
        check: None,
        python: PythonChoice::default(),
        environment: BTreeMap::new(),
        working_directory: "/".into(),
        timeout_seconds: 10.0,
        budget_seconds: 1.0,
        invocations: Invocations { least: 3, most: 5 },
        metrics: metrics.iter().map(|name| name.parse().unwrap()).collect(),
        custom_metrics: Vec::new(),
        gates: BTreeMap::new(),
        result: ResultPolicy::Compare,
        work: None,
        tags: Vec::new(),
        paths: Vec::new(),
        renamed_from: None,
    }
}
