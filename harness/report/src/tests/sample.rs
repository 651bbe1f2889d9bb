//! Comparisons and records to report on, built by hand.

use paceline_model::{
    CanarySummary, CaseComparison, CaseId, Comparison, CpuInfo, Design, Effort, Environment,
    Estimate, Evidence, Failure, FailureKind, Gate, GateSetting, Interpreter, Interval, LoadInfo,
    Metric, MetricComparison, ParameterValue, Parameters, Revision, SideSummary, Summary, Verdict,
    metrics,
};

pub(super) fn id(workload: &str, parameters: &[(&str, &str)]) -> CaseId {
    CaseId { workload: workload.parse().unwrap(), parameters: parameters_of(parameters) }
}

pub(super) fn parameters_of(parameters: &[(&str, &str)]) -> Parameters {
    parameters
        .iter()
        .map(|(name, value)| {
            let number = value.parse().map(ParameterValue::Integer);
            ((*name).to_owned(), number.unwrap_or_else(|_| ParameterValue::Text((*value).into())))
        })
        .collect()
}

pub(super) fn environment() -> Environment {
    let python = Interpreter {
        path: "/usr/bin/python3.12".into(),
        version: "3.12.1".into(),
        implementation: "cpython".into(),
        missing: vec![],
    };
    Environment {
        system: "linux".into(),
        architecture: "x86_64".into(),
        cpu: CpuInfo { model: Some("AMD EPYC 7B13".into()), cores: 4, ..CpuInfo::default() },
        kernel: Some("6.18.0".into()),
        virtualization: Some("kvm".into()),
        load: LoadInfo { one_minute: Some(0.42), steal: Some(0.003) },
        interpreters: [("default".to_owned(), python)].into(),
        ..Environment::default()
    }
}

pub(super) fn side(digit: char, subject: &str) -> SideSummary {
    let commit = std::iter::repeat_n(digit, 6).chain("0a1b2c3d4e".chars().cycle()).take(40);
    let environment = environment();
    SideSummary {
        revision: Revision {
            commit: Some(commit.collect::<String>().parse().unwrap()),
            dirty: false,
            subject: Some(subject.to_owned()),
        },
        variant: Parameters::new(),
        shard: None,
        started: "2026-11-22T10:04:31Z".into(),
        duration_seconds: 130.4,
        seed: 42,
        machine_class: environment.machine_class(),
        environment,
    }
}

pub(super) fn summary(median: f64, count: u32) -> Summary {
    let deviation = median * 0.03;
    Summary {
        count,
        mean: median * 1.006,
        median,
        minimum: median * 0.97,
        maximum: median * 1.14,
        standard_deviation: (count > 1).then_some(deviation),
        mean_interval: (count > 1).then_some(Interval {
            low: median * 0.993,
            high: median * 1.019,
            confidence: 0.95,
        }),
    }
}

/// A metric of 24 pairs, gated at 5 %, with an interval of `half` to both sides.
pub(super) fn metric(
    metric: Metric,
    verdict: Verdict,
    values: (f64, f64),
    half: f64,
) -> MetricComparison {
    let (base, head) = values;
    let change = (head - base) / base;
    let interval = Interval { low: change - half, high: change + half, confidence: 0.95 };
    MetricComparison {
        metric,
        base: Some(summary(base, 24)),
        head: Some(summary(head, 24)),
        estimate: Some(Estimate { change, interval: (half > 0.0).then_some(interval) }),
        gate: GateSetting::On(Gate::on_change(0.05)),
        verdict,
        evidence: Evidence {
            method: "sign-flip betting on pairs".into(),
            count: 24,
            p_value: Some(0.000_04),
            alpha: Some(0.05 / 6.0),
            noise: Some(0.021),
            bound: Some(Interval {
                low: change - 2.0 * half,
                high: change + 2.0 * half,
                confidence: 0.99,
            }),
            ..Evidence::default()
        },
        reason: String::new(),
    }
}

pub(super) fn built_in(name: &str) -> Metric {
    metrics::find(name).unwrap()
}

pub(super) fn wall(verdict: Verdict, values: (f64, f64), half: f64) -> MetricComparison {
    metric(built_in(metrics::WALL_TIME), verdict, values, half)
}

pub(super) fn memory(verdict: Verdict, values: (f64, f64), half: f64) -> MetricComparison {
    metric(built_in(metrics::PEAK_RSS), verdict, values, half)
}

pub(super) fn ungated(mut metric: MetricComparison) -> MetricComparison {
    metric.gate = GateSetting::Off;
    metric
}

pub(super) fn case(id: CaseId, verdict: Verdict, metrics: Vec<MetricComparison>) -> CaseComparison {
    CaseComparison {
        id,
        verdict,
        consequence: None,
        reason: String::new(),
        base_failure: None,
        head_failure: None,
        base_check: None,
        head_check: None,
        tags: vec!["cache".to_owned(), "two words".to_owned()],
        effort: Some(Effort { pairs: 24, seconds: 8.3 }),
        metrics,
        blame: vec![],
        profilers: vec![],
        hot_functions: None,
        notes: vec![],
    }
}

pub(super) fn comparison(cases: Vec<CaseComparison>) -> Comparison {
    Comparison {
        schema: Comparison::SCHEMA.into(),
        suite: "lru-cache".parse().unwrap(),
        design: Design::SideBySide,
        base: side('3', "Use a dict for lookups"),
        head: side('8', "Evict entries in batches"),
        base_reason: Some("the merge base of HEAD with `origin/main`".into()),
        suite_file: Some("bench/suite.yaml".into()),
        cases,
        growth: vec![],
        canary: Some(CanarySummary { pairs: 3, ..CanarySummary::default() }),
        likely: vec![],
        notes: vec![],
    }
}

pub(super) fn crash() -> Failure {
    Failure {
        kind: FailureKind::Crash,
        message: "ended with exit status 1".into(),
        detail: "Traceback (most recent call last):\n  File \"cache.py\", line 12, in get\n\
                 \x1b[1;31mKeyError\x1b[0m: 'x'\x1b]0;owned\x07\x1b[2J\n"
            .into(),
    }
}

/// One case of every kind.
pub(super) fn everything() -> Comparison {
    use Verdict::{
        Failed, Improved, Inconclusive, New, NotComparable, Regressed, Removed, Unchanged,
    };
    let cpu = |values| metric(built_in(metrics::CPU_TIME), Unchanged, values, 0.011);
    let rate =
        |verdict, values| ungated(metric(built_in(metrics::THROUGHPUT), verdict, values, 0.012));
    let capacity = |capacity| id("put-get", &[("capacity", capacity)]);

    let mut undecided = wall(Inconclusive, (0.0213, 0.0221), 0.06);
    undecided.evidence.detectable_change = Some(0.083);
    let mut fresh = wall(New, (1.0, 0.000_812), 0.0);
    (fresh.base, fresh.estimate) = (None, None);
    let mut gone = wall(Removed, (0.004_41, 1.0), 0.0);
    (gone.head, gone.estimate) = (None, None);

    let mut failed = case(id("evict", &[]), Failed, vec![]);
    failed.head_failure = Some(crash());
    let mut foreign = case(id("load", &[]), NotComparable, vec![]);
    foreign.reason = "base ran on Python `3.11.7`, head on `3.12.1`".into();
    comparison(vec![
        case(
            capacity("16"),
            Unchanged,
            vec![
                wall(Unchanged, (0.000_352, 0.000_353), 0.008),
                memory(Unchanged, (12_902_400.0, 12_910_592.0), 0.004),
                rate(Unchanged, (2_840_909.0, 2_832_861.0)),
            ],
        ),
        case(
            capacity("128"),
            Regressed,
            vec![
                wall(Regressed, (0.001_42, 0.001_61), 0.0135),
                cpu((0.001_40, 0.001_42)),
                memory(Unchanged, (13_107_200.0, 13_115_392.0), 0.004),
                rate(Regressed, (704_225.0, 621_118.0)),
            ],
        ),
        case(
            capacity("4096"),
            Improved,
            vec![
                wall(Improved, (0.0142, 0.003_81), 0.0065),
                memory(Unchanged, (18_874_368.0, 18_878_464.0), 0.004),
            ],
        ),
        case(id("scan", &[]), Inconclusive, vec![undecided]),
        failed,
        foreign,
        case(id("peek", &[]), New, vec![fresh]),
        case(id("dump", &[]), Removed, vec![gone]),
    ])
}
