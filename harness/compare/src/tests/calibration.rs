//! Calibrations of simulated cases whose noise is known.

use paceline_model::{BudgetProposal, Case, CaseRecord, Gate, GateProposal, GateSetting, metrics};

use super::{CaseStatus, Failure, FailureKind, Verdict, case, id, series};
use crate::{Twins, calibrate, pair_noise};

fn planned(gates: &[(&str, GateSetting)]) -> Case {
    let name = |name: &str| metrics::find(name).unwrap().name;
    Case {
        budget_seconds: 5.0,
        metrics: vec![name(metrics::WALL_TIME), name(metrics::CPU_TIME)],
        gates: gates.iter().map(|(metric, gate)| (name(metric), *gate)).collect(),
        ..Case::of_command(id("w"), vec!["true".to_owned()])
    }
}

/// Both sides of a case of 30 pairs whose log ratios have that robust deviation exactly: half of
/// the pairs lie on each side of nothing.
fn sides(noise: f64, pair_seconds: f64) -> [CaseRecord; 2] {
    let step = noise / 1.4826;
    let head: Vec<f64> =
        (0..30).map(|n| if n % 2 == 0 { step.exp() } else { (-step).exp() }).collect();
    let side = |values: &[f64]| {
        let clocks = [metrics::WALL_TIME, metrics::CPU_TIME].map(|name| series(name, values));
        let spent_seconds = 30.0 * pair_seconds;
        CaseRecord { spent_seconds, ..case("w", clocks.to_vec()) }
    };
    [side(&[1.0; 30]), side(&head)]
}

fn calibrated(case: &Case, [base, head]: &[CaseRecord; 2]) -> paceline_model::CaseCalibration {
    calibrate(&[Twins { case, base, head }]).remove(0)
}

#[test]
fn the_noise_of_pairs_is_found_and_zero_has_none() {
    let [base, head] = sides(0.03, 0.1);
    let noise = pair_noise(&base, &head, metrics::CPU_TIME).unwrap();
    assert!((noise - 0.03).abs() < 1e-12, "{noise}");
    assert_eq!(pair_noise(&base, &head, metrics::PEAK_RSS), None);
    let idle = case("w", vec![series(metrics::CPU_TIME, &[0.0; 30])]);
    assert_eq!(pair_noise(&idle, &head, metrics::CPU_TIME), None);
}

#[test]
fn a_quiet_case_keeps_its_gates_and_its_budget() {
    let found = calibrated(&planned(&[]), &sides(0.02, 0.1));
    assert_eq!(found.pairs, 30);
    assert!((found.pair_seconds - 0.1).abs() < 1e-12);
    let proposals: Vec<_> = found.metrics.iter().map(|one| (one.proposal, one.pairs)).collect();
    assert_eq!(proposals, [(GateProposal::Keep, Some(16)), (GateProposal::Keep, Some(44))]);
    assert_eq!(found.budget, BudgetProposal { present: 5.0, proposed: None });
}

#[test]
fn a_noisy_case_gets_a_wider_gate_and_a_longer_budget() {
    let found = calibrated(&planned(&[]), &sides(0.2, 0.1));
    let proposals: Vec<_> = found.metrics.iter().map(|one| (one.proposal, one.pairs)).collect();
    // 5 % of wall time in 565 pairs; 2 % of CPU time would take 3,377, 5 % take as many.
    let widened = (GateProposal::Widen(0.05), Some(565));
    assert_eq!(proposals, [(GateProposal::Keep, Some(565)), widened]);
    assert_eq!(found.budget.proposed, Some(90.0));
}

#[test]
fn a_case_that_takes_seconds_is_out_of_reach_and_gets_no_budget() {
    let found = calibrated(&planned(&[]), &sides(0.02, 10.0));
    assert!(found.metrics.iter().all(|one| one.proposal == GateProposal::OutOfReach));
    assert_eq!(found.budget.proposed, None);
}

#[test]
fn what_is_not_gated_is_shown_and_asks_for_nothing() {
    let off = [(metrics::CPU_TIME, GateSetting::Off)];
    let found = calibrated(&planned(&off), &sides(0.2, 0.1));
    assert!(found.metrics[1].noise.is_some());
    assert_eq!((found.metrics[1].proposal, found.metrics[1].pairs), (GateProposal::Keep, None));
}

#[test]
fn a_floor_counts_by_its_share_of_the_level() {
    let gate = Gate { floor: 0.1, ..Gate::on_change(0.01) };
    let found =
        calibrated(&planned(&[(metrics::CPU_TIME, GateSetting::On(gate))]), &sides(0.2, 0.1));
    // The floor is 10 % of values around 1, which is decided in time.
    assert_eq!(found.metrics[1].proposal, GateProposal::Keep);
    assert_eq!(found.metrics[1].pairs, Some(156));
}

#[test]
fn few_invocations_are_noted() {
    let mut case = planned(&[]);
    case.invocations.most = 20;
    let notes = calibrated(&case, &sides(0.02, 0.1)).notes;
    assert_eq!(notes, ["`invocations` ends it after 20 pairs, and a verdict takes about 44"]);
}

#[test]
fn noise_from_few_pairs_is_noted() {
    let [mut base, head] = sides(0.02, 0.1);
    base.invocations.truncate(9);
    let notes = calibrated(&planned(&[]), &[base, head]).notes;
    assert_eq!(notes[0], "9 pairs say little about the noise; give them time with `--budget`");
}

#[test]
fn a_case_that_differs_from_itself_is_told_and_gets_no_proposal() {
    let [base, mut head] = sides(0.02, 0.1);
    for value in head.series[1].values.iter_mut().flatten() {
        *value *= 1.5;
    }
    let found = calibrated(&planned(&[]), &[base, head]);
    assert_eq!(found.metrics[0].difference, None);
    assert_eq!(found.metrics[1].difference, Some(Verdict::Regressed));
    assert_eq!(found.metrics[1].pairs, None);
}

#[test]
fn an_improvement_that_is_due_is_no_difference() {
    let gate = Gate { must_improve: Some(0.1), ..Gate::on_change(0.02) };
    let due = planned(&[(metrics::CPU_TIME, GateSetting::On(gate))]);
    assert_eq!(calibrated(&due, &sides(0.02, 0.1)).metrics[1].difference, None);
}

#[test]
fn a_case_that_failed_has_no_metrics() {
    let [base, mut head] = sides(0.02, 0.1);
    let failure =
        Failure { kind: FailureKind::Crash, message: "boom".to_owned(), detail: String::new() };
    head.status = CaseStatus::Failed(failure.clone());
    let found = calibrated(&planned(&[]), &[base, head]);
    assert_eq!((found.failure, found.metrics), (Some(failure), Vec::new()));
}
