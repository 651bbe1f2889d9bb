//! `paceline doctor`: it measures for real, undoes what it tries, and says it in both forms.

use std::fs;

use paceline_model::Diagnosis;

use crate::sandbox::{Sandbox, top};

const DOCTOR: [&str; 4] = ["doctor", "--quiet", "--budget", "1s"];

#[test]
fn a_diagnosis_has_noise_costs_and_trials_and_fits_its_schema() {
    let sandbox = Sandbox::new();
    let run = sandbox.run(&[&DOCTOR[..], &["--format", "json"]].concat()).expect(0);
    let printed = sandbox.run(&["schema", "diagnosis"]).expect(0).stdout;
    let committed = fs::read_to_string(top().join("docs/diagnosis.schema.json")).unwrap();
    assert!(
        committed == printed,
        "docs/diagnosis.schema.json is not what `paceline schema` prints"
    );
    let schema = serde_json::from_str(&printed).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    assert!(validator.is_valid(&serde_json::from_str(&run.stdout).unwrap()));

    let diagnosis = Diagnosis::from_json(&run.stdout).unwrap();
    let noise = &diagnosis.noise;
    assert!(noise.pairs >= 8 && noise.pair_seconds > 2.0 * noise.program_seconds * 0.9);
    // It works for that long, and is no quieter than a clock can tell.
    assert!(noise.program_seconds > 0.003, "{noise:?}");
    assert!(noise.cpu_time.is_some_and(|noise| noise > 0.0), "{noise:?}");
    assert_eq!(diagnosis.costs.len(), 4);
    for pair in diagnosis.costs.chunks(2) {
        let [small, large] = pair else { panic!("two slowdowns for each clock") };
        assert!(small.change < large.change && small.find.pairs >= large.find.pairs);
        assert!(small.find.pairs >= small.exclude.pairs);
    }
    for trial in [&diagnosis.scheduling.real_time, &diagnosis.scheduling.autogroup] {
        assert!(trial.allowed || !trial.detail.is_empty(), "{trial:?}");
    }
}

#[test]
fn the_text_fits_80_columns_without_colour_and_nothing_stays_changed() {
    let own = || fs::read_to_string("/proc/self/autogroup").ok();
    let before = own();
    let sandbox = Sandbox::new();
    let run = sandbox.run(&DOCTOR).expect(0);
    assert_eq!(own(), before);
    for part in [
        "Noise of a pair: ",
        "to exclude it",
        "The machine",
        "Scheduling that is allowed here",
        "paceline asks for none of it by itself",
    ] {
        assert!(run.stdout.contains(part), "{part} is missing in\n{}", run.stdout);
    }
    let wide = run.stdout.lines().find(|line| line.chars().count() > 80);
    assert_eq!(wide, None);
    assert!(!run.stdout.contains('\u{1b}'));
    assert_eq!(run.stderr, "");
}

#[test]
fn what_can_not_be_measured_is_4_and_a_wrong_budget_2() {
    let sandbox = Sandbox::new();
    sandbox.run(&["doctor", "--budget", "5"]).expect(2);
    let output = sandbox.command(&DOCTOR).env("TMPDIR", "/nonexistent").output().unwrap();
    assert_eq!(output.status.code(), Some(4), "{}", String::from_utf8_lossy(&output.stderr));
}
