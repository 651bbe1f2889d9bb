//! Numbers as people read them.

use paceline_model::{Estimate, Gate, Interval, Unit, metrics};

use super::*;

fn unit(name: &str) -> Unit {
    Unit(name.to_owned())
}

fn text(name: &str, value: f64) -> String {
    Scale::new(&unit(name), &[value]).text(value)
}

fn changed(change: f64, interval: Option<(f64, f64)>) -> (String, String) {
    let interval = interval.map(|(low, high)| Interval { low, high, confidence: 0.95 });
    let text = super::change(&Estimate { change, interval });
    (text.change, text.interval)
}

#[test]
fn seconds_have_the_unit_that_fits() {
    let shown = [5e-10, 1.2e-8, 4.567e-5, 0.001_42, 0.0213, 0.9999, 1.5, 90.0, 119.9, 300.0]
        .map(|value| text(Unit::SECONDS, value));
    assert_eq!(
        shown,
        [
            "0.500 ns", "12.0 ns", "45.7 µs", "1.42 ms", "21.3 ms", "1.00 s", "1.50 s", "90.0 s",
            "2.00 min", "5.00 min"
        ]
    );
}

#[test]
fn rounding_never_shows_a_thousand_of_the_smaller_unit() {
    assert_eq!(text(Unit::SECONDS, 0.000_999_96), "1.00 ms");
    assert_eq!(text(Unit::PER_SECOND, 999_960.0), "1.00 M/s");
}

#[test]
fn bytes_counts_rates_and_own_units_read_well() {
    assert_eq!(text(Unit::BYTES, 512.0), "512 B");
    assert_eq!(text(Unit::BYTES, 1536.0), "1.50 KiB");
    assert_eq!(text(Unit::BYTES, 13_107_200.0), "12.5 MiB");
    assert_eq!(text(Unit::BYTES, 3.0 * 1024.0 * 1024.0 * 1024.0), "3.00 GiB");
    assert_eq!(text(Unit::COUNT, 998_001.0), "998,001");
    assert_eq!(text(Unit::COUNT, 25_705_390.0), "25.7 M");
    assert_eq!(text(Unit::COUNT, 1_234_567_890.0), "1.23 G");
    assert_eq!(text(Unit::COUNT, 12.5), "12.5");
    assert_eq!(text(Unit::COUNT, 1e18), "1.00e18");
    assert_eq!(text(Unit::PER_SECOND, 1_950_000.0), "1.95 M/s");
    assert_eq!(text(Unit::PER_SECOND, 12.0), "12 /s");
    assert_eq!(text("frames", 1234.0), "1,234 frames");
    assert_eq!(text("°C\u{202e}", 36.6), "36.6 °C\\u{202e}");
}

#[test]
fn zero_negative_and_broken_values_have_a_text() {
    assert_eq!(text(Unit::SECONDS, 0.0), "0 s");
    assert_eq!(text("K", -1.5), "−1.50 K");
    assert_eq!(text(Unit::SECONDS, f64::NAN), "n/a");
    assert_eq!(text("K", 1e-12), "1.00e-12 K");
}

#[test]
fn both_sides_of_a_row_have_one_unit() {
    let both = |name, base, head| {
        let (before, after) = pair(&unit(name), base, head);
        format!("{before} → {after}")
    };
    assert_eq!(both(Unit::SECONDS, 0.001_42, 0.000_38), "1.42 ms → 0.38 ms");
    assert_eq!(both(Unit::SECONDS, 0.001_42, 0.000_003_1), "1.42 ms → 0.0031 ms");
    assert_eq!(both(Unit::BYTES, 0.0, 2048.0), "0 KiB → 2.00 KiB");
    assert_eq!(both(Unit::SECONDS, 1.42, 0.000_31), "1.42 s → 310 µs");
    // Three digits would hide the difference.
    assert_eq!(both(Unit::SECONDS, 0.001_421, 0.001_424), "1.421 ms → 1.424 ms");
}

#[test]
fn a_change_is_signed_percent_with_its_interval() {
    let interval = Some((-0.13, -0.116));
    assert_eq!(changed(-0.123, interval), ("−12.3 %".into(), "[−13.0, −11.6]".into()));
    assert_eq!(changed(0.004, None), ("+0.4 %".into(), String::new()));
    assert_eq!(changed(9.99, None).0, "+999 %");
}

#[test]
fn an_exact_count_shows_what_changed_however_little() {
    let count = unit(Unit::COUNT);
    assert_eq!(exact_change(&count, 25_705_390.0, 25_705_394.0), "+4");
    assert_eq!(exact_change(&count, 25_705_390.0, 25_702_390.0), "−3,000");
    assert_eq!(exact_change(&unit(Unit::BYTES), 3_309_568.0, 3_309_584.0), "+16 B");
    assert_eq!(exact_change(&count, 25_705_390.0, 42_160_377.0), "+64.0 %");
    assert_eq!(exact_change(&count, 7.0, 7.0), "0.0 %");
    assert_eq!(exact(&count, 25_705_390.0), "25,705,390");
    assert_eq!(exact(&count, -0.5), "−0.500");
    assert_eq!(difference(&count, 0.0, 102_312.0), "+102,312");
    let pair = pair(&count, 13_800_412.0, 42_160_377.0);
    assert_eq!(pair, ("13.8 M".to_owned(), "42.2 M".to_owned()));
}

#[test]
fn a_column_has_one_unit_and_hides_no_small_value() {
    let scale = Scale::column(&unit(Unit::SECONDS), &[0.012_3, 0.000_000_4, 0.0]);
    let cells = [0.012_3, 0.000_04, 0.000_000_4, 0.0, -0.001].map(|value| scale.cell(value));
    assert_eq!(cells, ["12.300", "0.040", "~0", "0", "−1.000"]);
    assert_eq!(scale.unit(), "ms");
    let scale = Scale::column(&unit(Unit::COUNT), &[1234.0, 5.0]);
    assert_eq!([1234.0, 5.0].map(|value| scale.cell(value)), ["1,234", "5"]);
}

#[test]
fn a_slowdown_is_a_factor() {
    assert_eq!(
        [1.0, 2.34, 45.2, 1100.0, 0.5].map(times),
        ["×1.0", "×2.3", "×45.2", "×1,100", "×0.50"]
    );
}

#[test]
fn no_change_is_ever_minus_zero() {
    for change in [0.0, -0.0, 1e-9, -1e-9, -0.000_049] {
        assert_eq!(changed(change, Some((-0.000_4, 0.000_4))).0, "0.0 %", "{change}");
    }
    assert_eq!(changed(0.001, Some((-0.000_4, 0.002))).1, "[0.0, +0.2]");
    assert_eq!(changed(-0.000_3, None).0, "−0.03 %");
}

#[test]
fn a_huge_change_is_a_factor_and_almost_nothing_is_not_nothing() {
    let interval = Some((10.8, 11.3));
    assert_eq!(changed(11.1, interval), ("×12.1".into(), "[×11.8, ×12.3]".into()));
    assert_eq!(changed(1233.0, None).0, "×1,234");
    assert_eq!(changed(-0.9997, None).0, "−99.97 %");
    assert_eq!(changed(-1.0, None).0, "−100 %");
    assert_eq!(changed(f64::INFINITY, None).0, "n/a");
}

#[test]
fn a_limit_names_the_direction_that_is_worse() {
    let gate = Gate { floor: 0.000_01, ..Gate::on_change(0.05) };
    let wall = metrics::find(metrics::WALL_TIME).unwrap();
    let rate = metrics::find(metrics::THROUGHPUT).unwrap();
    assert_eq!(limit(&gate, &wall), "+5 % and +10.0 µs");
    assert_eq!(limit(&Gate::on_change(0.025), &rate), "−2.5 %");
    let due = Gate { must_improve: Some(0.1), ..Gate::on_change(0.02) };
    assert_eq!(limit(&due, &rate), "+10 % at least");
}

#[test]
fn probabilities_keep_two_digits() {
    assert_eq!(p_value(0.000_04), "< 0.0001");
    assert_eq!(p_value(0.0312), "= 0.031");
    assert_eq!(significance(0.05 / 6.0), "0.0083");
    assert_eq!(significance(0.05), "0.05");
}

#[test]
fn times_of_a_run_are_read_at_a_glance() {
    assert_eq!(moment("2026-11-22T10:04:31Z"), "2026-11-22 10:04 UTC");
    assert_eq!(moment("2026-11-22T12:04:31+02:00"), "2026-11-22 10:04 UTC");
    assert_eq!(moment("now\u{1b}[2J"), "now\\u{1b}[2J");
    assert_eq!(
        [4.21, 59.96, 130.4, 3599.7, 7500.0, f64::NAN].map(duration),
        ["4.2 s", "1 min 0 s", "2 min 10 s", "1 h 0 min", "2 h 5 min", "unknown time"]
    );
}
