//! Our numbers beside those of scipy and of textbooks.

#![expect(clippy::unwrap_used, reason = "a fixture that can't be read is a failed test")]

use paceline_stats::{
    RankTest, Sides, Summary, hodges_lehmann, hodges_lehmann_shift, median, multiplicity, quantile,
    rank_sum, signed_rank, student_test,
};
use serde::Deserialize;

#[derive(Deserialize)]
struct Reference {
    one_sample: Vec<OneSample>,
    two_samples: Vec<TwoSamples>,
    p_values: Vec<f64>,
    benjamini_hochberg: Vec<f64>,
}

#[derive(Deserialize)]
struct OneSample {
    name: String,
    values: Vec<f64>,
    mean: f64,
    median: f64,
    standard_deviation: f64,
    median_absolute_deviation: f64,
    quantiles: Vec<(f64, f64)>,
    mean_intervals: Vec<(f64, f64, f64)>,
    hodges_lehmann: f64,
    signed_rank: Outcome,
    /// Centre, statistic, p value of a mean above it, and of one below it.
    student: Vec<[f64; 4]>,
}

#[derive(Deserialize)]
struct TwoSamples {
    base: String,
    head: String,
    hodges_lehmann_shift: f64,
    rank_sum: Outcome,
}

#[derive(Deserialize)]
struct Outcome {
    statistic: f64,
    p_value: f64,
    is_exact: bool,
}

fn reference() -> Reference {
    serde_json::from_str(include_str!("fixtures/reference.json")).unwrap()
}

/// Fails unless `found` is `expected` to twelve digits.
#[track_caller]
fn assert_agrees(found: f64, expected: f64, what: &str) {
    assert!(is_close(found, expected, 1e-12), "{what}: {found}, expected {expected}");
}

fn is_close(found: f64, expected: f64, relative_error: f64) -> bool {
    (found - expected).abs() <= relative_error * expected.abs()
}

#[track_caller]
fn assert_same_outcome(found: RankTest, expected: &Outcome, what: &str) {
    assert_eq!(found.is_exact, expected.is_exact, "{what}");
    assert_agrees(found.statistic, expected.statistic, what);
    // The normal tail of statrs has ten digits.
    let relative_error = if found.is_exact { 1e-12 } else { 1e-9 };
    let is_same = is_close(found.p_value, expected.p_value, relative_error);
    assert!(is_same, "{what}: {found:?}, expected {}", expected.p_value);
}

#[test]
fn summaries_are_those_of_numpy_and_scipy() {
    for sample in reference().one_sample {
        let summary = Summary::of(&sample.values).unwrap();
        assert_eq!(summary.count, sample.values.len());
        assert_agrees(summary.mean, sample.mean, &sample.name);
        assert_agrees(summary.median, sample.median, &sample.name);
        assert_agrees(median(&sample.values).unwrap(), sample.median, &sample.name);
        let deviation = summary.standard_deviation.unwrap();
        assert_agrees(deviation, sample.standard_deviation, &sample.name);
        let distance = summary.median_absolute_deviation;
        assert_agrees(distance, sample.median_absolute_deviation, &sample.name);
        for (probability, expected) in sample.quantiles {
            let found = quantile(&sample.values, probability).unwrap();
            assert_agrees(found, expected, &sample.name);
        }
    }
}

#[test]
fn intervals_of_the_mean_are_those_of_scipy() {
    for sample in reference().one_sample {
        let summary = Summary::of(&sample.values).unwrap();
        for (confidence, low, high) in sample.mean_intervals {
            let interval = summary.mean_interval(confidence).unwrap();
            let tolerance = 1e-11 * (high - low) + 4.0 * f64::EPSILON * high.abs();
            assert!((interval.low - low).abs() < tolerance, "{}: {interval:?}", sample.name);
            assert!((interval.high - high).abs() < tolerance, "{}: {interval:?}", sample.name);
        }
    }
}

#[test]
fn the_t_test_is_the_one_of_scipy() {
    for sample in reference().one_sample {
        for [centre, statistic, p_above, p_below] in sample.student {
            let found = student_test(&sample.values, centre).unwrap();
            let what = format!("{} around {centre}: {found:?}", sample.name);
            // Of the mean and the centre, the digits that they share are lost in both programs.
            let error = sample.standard_deviation
                / f64::from(u32::try_from(sample.values.len()).unwrap()).sqrt();
            let lost = 4.0 * f64::EPSILON * centre.abs() / error;
            let distance = (found.statistic - statistic).abs();
            assert!(distance <= lost + 1e-11 * statistic.abs(), "{what}, expected {statistic}");
            for (found, expected) in [(found.p_above, p_above), (found.p_below, p_below)] {
                let distance = (found - expected).abs();
                assert!(distance <= 1e-10 * expected + lost, "{what}, expected {expected}");
            }
        }
    }
}

#[test]
fn the_signed_rank_test_is_the_one_of_scipy() {
    for sample in reference().one_sample {
        let found = signed_rank(&sample.values).unwrap();
        assert_same_outcome(found, &sample.signed_rank, &sample.name);
        let centre = hodges_lehmann(&sample.values).unwrap();
        assert_agrees(centre, sample.hodges_lehmann, &sample.name);
    }
}

#[test]
fn the_rank_sum_test_is_the_one_of_scipy() {
    let reference = reference();
    let find = |name: &str| {
        &reference.one_sample.iter().find(|sample| sample.name == name).unwrap().values
    };
    for pair in &reference.two_samples {
        let sides = Sides { base: find(&pair.base), head: find(&pair.head) };
        let what = format!("{} and {}", pair.base, pair.head);
        assert_same_outcome(rank_sum(sides).unwrap(), &pair.rank_sum, &what);
        let shift = hodges_lehmann_shift(sides).unwrap();
        assert_agrees(shift, pair.hodges_lehmann_shift, &what);
    }
}

#[test]
fn adjusted_p_values_are_those_of_scipy() {
    let reference = reference();
    let adjusted = multiplicity::benjamini_hochberg(&reference.p_values).unwrap();
    for (found, expected) in adjusted.iter().zip(reference.benjamini_hochberg) {
        assert_agrees(*found, expected, "Benjamini-Hochberg");
    }
}

#[test]
fn darwins_maize_gives_the_published_p_value() {
    // Heights of cross-fertilised less self-fertilised plants in eighths of an inch: Darwin
    // (1876), in Fisher (1935), "The design of experiments", section 17.
    let differences =
        [49.0, -67.0, 8.0, 16.0, 6.0, 23.0, 28.0, 41.0, 14.0, 29.0, 56.0, 24.0, 75.0, 60.0, -48.0];
    let outcome = signed_rank(&differences).unwrap();
    assert_agrees(outcome.statistic, 24.0, "smaller rank sum");
    assert_agrees(outcome.p_value, 1352.0 / 32768.0, "p value");
}

#[test]
fn hollander_and_wolfes_examples_give_the_published_answers() {
    // Hollander & Wolfe (1973), table 3.1, depression scale before and after a tranquilliser:
    // one-sided p 0.0195, estimate -0.46; the examples of R's `wilcox.test` as well.
    let before = [1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30];
    #[expect(clippy::approx_constant, reason = "3.14 is a score of a patient")]
    let after = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];
    let change: Vec<f64> = before.iter().zip(after).map(|(before, after)| after - before).collect();
    let outcome = signed_rank(&change).unwrap();
    assert!(outcome.is_exact);
    assert_agrees(outcome.p_value, 0.039_062_5, "depression, p value");
    assert!((hodges_lehmann(&change).unwrap() + 0.46).abs() < 1e-9);

    // Table 4.1, permeability of the human chorioamnion at term and at 12 to 26 weeks: W = 35,
    // one-sided p 0.1272.
    let term = [0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
    let early = [1.15, 0.88, 0.90, 0.74, 1.21];
    let outcome = rank_sum(Sides { base: &early, head: &term }).unwrap();
    assert_agrees(outcome.statistic, 35.0, "permeability, statistic");
    assert!((outcome.p_value - 2.0 * 0.1272).abs() < 1e-4, "{outcome:?}");
}
