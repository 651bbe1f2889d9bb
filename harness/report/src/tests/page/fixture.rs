//! A comparison with its records, profiles and history, built by hand.

use std::collections::BTreeMap;

use paceline_model::{
    CallFrame, CallNode, CallTree, CaseId, CaseRecord, Comparison, History, InvocationRecord,
    MemoryCourse, MemoryCurve, Origin, Position, Record, Revision, Series, Sides, metrics,
};

use crate::html::{CaseProfile, Page, page};
use crate::tests::functions::of_both_sides;
use crate::tests::sample::{built_in, environment};

/// The page of a comparison alone.
pub(super) fn alone(comparison: &Comparison) -> String {
    page(&Page { comparison, records: None, profiles: &[], history: &[] }).unwrap()
}

/// The page of a comparison with its records, profiles of every case, and a history.
pub(super) fn full(comparison: &Comparison, history: &[History]) -> String {
    let ids: Vec<_> = comparison.cases.iter().map(|case| &case.id).collect();
    let records = [1.0, 1.1].map(|factor| record(&ids, factor));
    let profiles: Vec<_> = ids.iter().copied().map(profile).collect();
    page(&Page {
        comparison,
        records: Some([&records[0], &records[1]]),
        profiles: &profiles,
        history,
    })
    .unwrap()
}

pub(super) fn record(ids: &[&CaseId], factor: f64) -> Record {
    let invocations: Vec<_> = (0..6)
        .map(|pair| InvocationRecord {
            pair,
            position: Position::First,
            started_seconds: 0.1,
            stolen_seconds: None,
        })
        .collect();
    let case = |id: &CaseId| CaseRecord {
        invocations: invocations.clone(),
        series: vec![Series {
            metric: built_in(metrics::WALL_TIME),
            values: [1.0, 1.1, 1.05, 1.2, 1.02, 9.0].map(|value| vec![value * factor]).to_vec(),
            invocations: vec![],
            spreads: vec![],
        }],
        spent_seconds: 1.0,
        ..CaseRecord::unmeasured(id.clone())
    };
    Record {
        schema: Record::SCHEMA.to_owned(),
        suite: "lru-cache".parse().unwrap(),
        revision: Revision::default(),
        variant: BTreeMap::new(),
        shard: None,
        run: "one".to_owned(),
        started: "2026-11-22T10:04:31Z".to_owned(),
        duration_seconds: 3.0,
        seed: 7,
        environment: environment(),
        rules: None,
        cases: ids.iter().copied().map(case).collect(),
    }
}

/// What profilers saw of a case.
pub(super) fn profile(id: &CaseId) -> CaseProfile {
    let course = |peak| MemoryCourse { peak: (0.5, peak), points: vec![(0.0, 1e6), (1.0, 2e6)] };
    CaseProfile {
        case: id.clone(),
        trees: vec![tree(["all", "put", "evict"])],
        difference: Some(of_both_sides()),
        memory: vec![MemoryCurve {
            profiler: "memory".to_owned(),
            sides: Sides { base: Some(course(8e6)), head: Some(course(4e6)) },
        }],
    }
}

pub(super) fn tree(names: [&str; 3]) -> CallTree {
    let frame = |name: &str| CallFrame {
        file: "lru.py".to_owned(),
        name: name.to_owned(),
        line: 18,
        origin: Origin::Project,
        former: Some("<b>old</b> (lru.py:3)".to_owned()),
    };
    let node = |parent, frame, base, head| CallNode { parent, frame, base, head };
    CallTree {
        profiler: "calls".to_owned(),
        metric: "calls".parse().unwrap(),
        repeats: Some(true),
        has_base: true,
        has_head: true,
        frames: names.map(frame).to_vec(),
        nodes: vec![
            node(None, 0, 0.0, 0.0),
            node(Some(0), 1, 3.0, 4.0),
            node(Some(1), 2, 0.0, 2.5),
        ],
    }
}
