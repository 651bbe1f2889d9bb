//! What an acceptance covers, metric by metric.

use paceline_model::{
    Acceptance, Direction, Estimate, Evidence, Gate, GateSetting, Interval, MetricComparison,
    Standing, Verdict, metrics,
};

use super::id;
use crate::accept::accept;

fn regressed(name: &str, change: f64, interval: Option<[f64; 2]>) -> MetricComparison {
    let interval = interval.map(|[low, high]| Interval { low, high, confidence: 0.95 });
    MetricComparison {
        metric: metrics::find(name).unwrap(),
        base: None,
        head: None,
        estimate: Some(Estimate { change, interval }),
        gate: GateSetting::On(Gate::on_change(0.02)),
        verdict: Verdict::Regressed,
        evidence: Evidence::default(),
        reason: String::new(),
    }
}

fn acceptance(metric: &str, change: f64) -> Acceptance {
    Acceptance {
        pattern: "w*".to_owned(),
        cases: vec![id("work")],
        metric: metric.parse().unwrap(),
        change,
        reason: "known".to_owned(),
        expires: None,
        source: "commit 1".to_owned(),
        standing: Standing::Added,
    }
}

fn verdict(metric: MetricComparison, accepted: &[Acceptance]) -> (Verdict, String) {
    let mut metrics = [metric];
    accept(&id("work"), &mut metrics, accepted);
    let [metric] = metrics;
    (metric.verdict, metric.reason)
}

#[test]
fn a_change_within_the_limit_is_accepted_and_one_beyond_is_not() {
    let of = |change: f64, limit: f64| {
        let metric = regressed(metrics::CPU_TIME, change, Some([change - 0.01, change + 0.01]));
        verdict(metric, &[acceptance(metrics::CPU_TIME, limit)]).0
    };
    assert_eq!(of(0.05, 0.08), Verdict::Accepted);
    assert_eq!(of(0.08, 0.08), Verdict::Accepted);
    // Though its interval reaches below.
    assert_eq!(of(0.085, 0.08), Verdict::Regressed);
}

#[test]
fn worse_is_less_where_more_is_better() {
    let of = |change: f64| {
        let metric = regressed(metrics::THROUGHPUT, change, Some([change - 0.01, change + 0.01]));
        assert_eq!(metric.metric.direction, Direction::HigherIsBetter);
        verdict(metric, &[acceptance(metrics::THROUGHPUT, 0.1)]).0
    };
    assert_eq!(of(-0.09), Verdict::Accepted);
    assert_eq!(of(-0.12), Verdict::Regressed);
}

#[test]
fn other_metrics_other_cases_and_gates_that_are_off_are_left_alone() {
    let wide = acceptance(metrics::CPU_TIME, 10.0);
    let metric = || regressed(metrics::CPU_TIME, 0.05, None);
    let elsewhere = Acceptance { cases: vec![id("other")], ..wide.clone() };
    assert_eq!(verdict(metric(), &[elsewhere]), (Verdict::Regressed, String::new()));
    let wall = acceptance(metrics::WALL_TIME, 10.0);
    assert_eq!(verdict(metric(), &[wall]).0, Verdict::Regressed);
    let ungated = MetricComparison { gate: GateSetting::Off, ..metric() };
    assert_eq!(verdict(ungated, std::slice::from_ref(&wide)).0, Verdict::Regressed);
    let better = MetricComparison { verdict: Verdict::Improved, ..metric() };
    assert_eq!(verdict(better, &[wide]).0, Verdict::Improved);
}

#[test]
fn the_first_that_covers_it_counts_and_a_refusal_is_told_once() {
    let [narrow, wide] = [0.01, 0.2].map(|limit| acceptance(metrics::CPU_TIME, limit));
    let metric = || regressed(metrics::CPU_TIME, 0.05, None);
    let (found, reason) = verdict(metric(), &[narrow.clone(), wide.clone()]);
    assert_eq!(
        (found, reason.as_str()),
        (Verdict::Accepted, "accepted up to 20 % by `commit 1`: known")
    );
    let expired = Acceptance { standing: Standing::Expired, ..wide };
    let (found, reason) = verdict(metric(), &[narrow, expired]);
    assert_eq!(found, Verdict::Regressed);
    assert_eq!(reason, "not accepted up to 1 % by `commit 1`: it is exceeded");
    let from_nothing = MetricComparison { estimate: None, ..metric() };
    let (found, _) = verdict(from_nothing, &[acceptance(metrics::CPU_TIME, 1.0)]);
    assert_eq!(found, Verdict::Regressed);
}
