//! Relative changes, limits and probabilities as text, with a real minus sign and never `-0.0`.

use paceline_model::{Direction, Estimate, Gate, Metric, Unit};

use super::{Scale, difference, group};

/// From +1000 % on a change reads as a factor.
const LARGEST_PERCENT: f64 = 999.5;

/// A smaller change of an exact number reads as a difference.
const SMALLEST_SHARE: f64 = 0.000_5;

/// A change and its interval as text.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct ChangeText {
    /// As in `+13.4 %`, `×12.1`.
    pub(crate) change: String,
    /// As in `[+12.1, +14.8]`, in the unit of the change; empty when there is none.
    pub(crate) interval: String,
}

/// `estimate` as text: percent up to +999 %, beyond that the factor.
pub(crate) fn change(estimate: &Estimate) -> ChangeText {
    let percent = estimate.change * 100.0;
    let is_factor = percent >= LARGEST_PERCENT;
    let decimals = decimals(percent);
    let end = |end: f64| {
        if is_factor { factor(1.0 + end) } else { signed(end * 100.0, decimals) }
    };
    let interval = estimate
        .interval
        .map(|interval| format!("[{}, {}]", end(interval.low), end(interval.high)));
    let unit = if is_factor || !percent.is_finite() { "" } else { " %" };
    ChangeText {
        change: format!("{}{unit}", end(estimate.change)),
        interval: interval.unwrap_or_default(),
    }
}

/// The change of an exact number, as in `+13.4 %`; what percent would hide, as in `+4`.
pub(crate) fn exact_change(unit: &Unit, base: f64, head: f64) -> String {
    let change = (head - base) / base;
    if change.abs() < SMALLEST_SHARE && base.to_bits() != head.to_bits() {
        return difference(unit, base, head);
    }
    self::change(&Estimate { change, interval: None }).change
}

/// How many times as much, as in `×2.3`.
pub(crate) fn times(times: f64) -> String {
    if (0.995..99.95).contains(&times) { format!("×{times:.1}") } else { factor(times) }
}

/// A fraction as percent without a sign, as in `5 %`, `0.25 %`; three significant digits.
pub(crate) fn percent(fraction: f64) -> String {
    let percent = fraction * 100.0;
    let decimals = match percent.abs() {
        size if size >= 100.0 => 0,
        size if size >= 10.0 => 1,
        _ => 2,
    };
    let number = format!("{percent:.decimals$}");
    let short = if number.contains('.') {
        number.trim_end_matches('0').trim_end_matches('.')
    } else {
        &number
    };
    format!("{} %", group(short))
}

/// A fraction as percent with its sign, as in `+0.13 %`; three significant digits.
pub(crate) fn signed_percent(fraction: f64) -> String {
    let sign = if fraction < 0.0 { '−' } else { '+' };
    format!("{sign}{}", percent(fraction.abs()))
}

/// A fraction as percent with one decimal, as in `3.1 %`: for what is known no better.
pub(crate) fn short_percent(fraction: f64) -> String {
    format!("{:.1} %", fraction * 100.0)
}

/// The limit of a gate as the change that would cross it, as in `+5 % and +10 µs`.
pub(crate) fn limit(gate: &Gate, metric: &Metric) -> String {
    let sign = match metric.direction {
        Direction::LowerIsBetter => '+',
        Direction::HigherIsBetter => '−',
    };
    if let Some(share) = gate.must_improve {
        let better = if sign == '+' { '−' } else { '+' };
        return format!("{better}{} at least", percent(share));
    }
    let change = format!("{sign}{}", percent(gate.change));
    if gate.floor > 0.0 {
        let floor = Scale::new(&metric.unit, &[gate.floor]).text(gate.floor);
        format!("{change} and {sign}{floor}")
    } else {
        change
    }
}

/// A probability with two significant digits, as in `0.031`; `< 0.0001` below that.
pub(crate) fn p_value(probability: f64) -> String {
    if probability < 0.0001 {
        return "< 0.0001".to_owned();
    }
    let decimals = if probability < 0.01 { 4 } else { 3 };
    format!("= {probability:.decimals$}")
}

/// A limit of significance with two significant digits, as in `0.0083`.
pub(crate) fn significance(alpha: f64) -> String {
    let decimals = if alpha < 0.01 { 4 } else { 3 };
    let number = format!("{alpha:.decimals$}");
    number.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn decimals(percent: f64) -> usize {
    match percent.abs() {
        size if (0.005..0.05).contains(&size) => 2,
        // Almost everything is gone: −99.97 % is not −100 %.
        size if percent < 0.0 && (99.95..99.995).contains(&size) => 2,
        size if size >= 99.95 => 0,
        _ => 1,
    }
}

fn signed(percent: f64, decimals: usize) -> String {
    if !percent.is_finite() {
        return "n/a".to_owned();
    }
    let number = format!("{:.decimals$}", percent.abs());
    let is_zero = number.chars().all(|digit| matches!(digit, '0' | '.'));
    let sign = match (is_zero, percent < 0.0) {
        (true, _) => "",
        (false, true) => "−",
        (false, false) => "+",
    };
    format!("{sign}{}", group(&number))
}

fn factor(factor: f64) -> String {
    if !factor.is_finite() {
        return "n/a".to_owned();
    }
    let decimals = match factor.abs() {
        size if size >= 100.0 => 0,
        size if size >= 10.0 => 1,
        _ => 2,
    };
    let sign = if factor < 0.0 { "−" } else { "" };
    format!("×{sign}{}", group(&format!("{:.decimals$}", factor.abs())))
}
