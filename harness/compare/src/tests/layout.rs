//! Times that are longer though the instructions are the same.

use paceline_model::{
    CaseComparison, CaseRecord, CaseRules, Gate, GateSetting, Profile, ProfilerOutcome,
    ProfilerRun, Rules, Verdict, metrics,
};

use super::{case, id, only, record, series};
use crate::compare;

/// A side: how much longer each clock is than 10 ms, and its counts of instructions.
struct Side {
    cpu: f64,
    wall: f64,
    instructions: [f64; 2],
}

const PLAIN: Side = Side { cpu: 0.0, wall: 0.0, instructions: [1e9; 2] };

impl Side {
    fn case(&self) -> CaseRecord {
        // 40 pairs with a little noise, which is another where the time is.
        let times = |longer: f64| -> Vec<f64> {
            let step = if longer > 0.0 { 41 } else { 37 };
            let noise = |pair: i32| f64::from(pair * step % 11) * 1e-4;
            (0..40).map(|pair| 0.01 * (1.0 + longer) * (1.0 + noise(pair))).collect()
        };
        let work = [self.cpu, self.wall].map(times);
        let rate: Vec<_> = work[1].iter().map(|time| 1.0 / time).collect();
        let all = vec![
            series(metrics::WALL_TIME, &work[1]),
            series(metrics::CPU_TIME, &work[0]),
            series(metrics::INSTRUCTIONS, &self.instructions),
            series(metrics::THROUGHPUT, &rate),
        ];
        case("work", all)
    }
}

fn judged(base: CaseRecord, head: CaseRecord, rules: &Rules) -> CaseComparison {
    only(compare(&record("one", vec![base]), &record("one", vec![head]), rules))
}

/// The case's verdict, then those of wall time, CPU time and throughput.
fn verdicts(head: &Side) -> [Verdict; 4] {
    let case = judged(PLAIN.case(), head.case(), &Rules::default());
    [case.verdict, case.metrics[0].verdict, case.metrics[1].verdict, case.metrics[3].verdict]
}

use Verdict::{Regressed, Suspect, Unchanged};

#[test]
fn the_same_instructions_that_take_longer_are_suspect() {
    let slower = Side { cpu: 0.1, wall: 0.1, ..PLAIN };
    let case = judged(PLAIN.case(), slower.case(), &Rules::default());
    assert_eq!(verdicts(&slower), [Suspect; 4]);
    for row in [&case.metrics[0], &case.metrics[1], &case.metrics[3]] {
        let reason = "the same number of instructions took longer: suspect layout (where code \
                      happens to lie), or caches";
        assert_eq!(row.reason, reason, "{}", row.metric.name);
    }
    assert_eq!(case.metrics[2].verdict, Unchanged);
    assert_eq!(case.notes.len(), 1);
    assert!(case.notes[0].contains("build with `align-code: true`"), "{:?}", case.notes);
    assert!(
        compare(
            &record("one", vec![PLAIN.case()]),
            &record("one", vec![slower.case()]),
            &Rules::default()
        )
        .has(Suspect)
    );
}

#[test]
fn instructions_may_differ_by_two_in_ten_thousand() {
    let with = |instructions| verdicts(&Side { cpu: 0.1, wall: 0.1, instructions });
    for same in [1.000_19e9, 0.999_81e9] {
        assert_eq!(with([same; 2]), [Suspect; 4], "{same}");
    }
    for another in [1.000_21e9, 0.999_79e9] {
        assert_eq!(with([another; 2]), [Regressed; 4], "{another}");
    }
    // Counts that do not repeat say nothing.
    assert_eq!(with([1e9, 1e9 + 1.0]), [Regressed; 4]);
}

#[test]
fn waiting_stays_a_regression() {
    // Wall time alone.
    let waiting = Side { wall: 0.1, ..PLAIN };
    assert_eq!(verdicts(&waiting), [Regressed, Regressed, Unchanged, Regressed]);
    // Wall time by far more than the processor explains.
    let both = Side { cpu: 0.05, wall: 0.2, ..PLAIN };
    assert_eq!(verdicts(&both), [Regressed, Regressed, Suspect, Regressed]);
    let processor = Side { cpu: 0.05, wall: 0.0, ..PLAIN };
    assert_eq!(verdicts(&processor), [Suspect, Unchanged, Suspect, Unchanged]);
}

#[test]
fn what_no_layout_explains_stays_a_regression_and_says_why() {
    assert_eq!(verdicts(&Side { cpu: 0.52, wall: 0.52, ..PLAIN }), [Suspect; 4]);
    let misses = Side { cpu: 0.7, wall: 0.7, ..PLAIN };
    assert_eq!(verdicts(&misses), [Regressed; 4]);
    let case = judged(PLAIN.case(), misses.case(), &Rules::default());
    assert!(case.metrics[1].reason.ends_with("look at caches and memory"), "{:?}", case.metrics[1]);
    assert_eq!(case.notes, [""; 0]);
}

#[test]
fn an_improvement_that_is_due_is_not_excused() {
    let gate = Gate { must_improve: Some(0.05), ..Gate::on_change(0.02) };
    let mut rules = CaseRules::default_for(id("work"));
    rules.gates.insert(metrics::CPU_TIME.parse().unwrap(), GateSetting::On(gate));
    let rules = Rules { cases: vec![rules], ..Rules::default() };
    let slower = Side { cpu: 0.1, wall: 0.1, ..PLAIN };
    let case = judged(PLAIN.case(), slower.case(), &rules);
    assert_eq!((case.verdict, case.metrics[1].verdict), (Regressed, Regressed));
    assert_eq!(case.metrics[1].reason, "not the improvement that is due");
}

#[test]
fn counts_of_unlike_tools_excuse_nothing() {
    let by = |side: &Side, tool: &str| {
        let ran = ProfilerOutcome::Ran { runs: 2, seconds: 1.0, slowdown: None, repeats: None };
        let (profiler, tool) = ("callgrind".to_owned(), tool.to_owned());
        let profilers = vec![ProfilerRun {
            profiler,
            tool,
            outcome: ran,
            counts: vec![metrics::INSTRUCTIONS.parse().unwrap()],
        }];
        CaseRecord { profile: Some(Profile { profilers, functions: vec![] }), ..side.case() }
    };
    let slower = Side { cpu: 0.1, wall: 0.1, ..PLAIN };
    let case = judged(by(&PLAIN, "3.19"), by(&slower, "3.22"), &Rules::default());
    assert_eq!(case.metrics[1].verdict, Regressed);
    let case = judged(by(&PLAIN, "3.19"), by(&slower, "3.19"), &Rules::default());
    assert_eq!(case.metrics[1].verdict, Suspect);
}

#[test]
fn the_remedy_of_an_interpreter_is_another() {
    let slower = Side { cpu: 0.1, wall: 0.1, ..PLAIN };
    let python =
        |side: &Side| CaseRecord { interpreter: Some("cpython 3.12.1".to_owned()), ..side.case() };
    let case = judged(python(&PLAIN), python(&slower), &Rules::default());
    assert_eq!(case.verdict, Suspect);
    assert!(case.notes[0].contains("in the same interpreter"), "{:?}", case.notes);
}
