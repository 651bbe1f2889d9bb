//! Values with units: which unit fits, and how many digits are worth showing.

use paceline_model::Unit;

use crate::text;

/// Significant digits of the largest value of a row.
const DIGITS: i32 = 3;
/// From here on a value is written with a power of ten.
const HUGE: f64 = 1e15;
/// Below this, in the unit that was chosen, too.
const TINY: f64 = 1e-5;
/// Two values further apart than this get a unit each: in a shared one the smaller is unreadable.
const SHARED_RANGE: f64 = 1000.0;
/// Widest unit of the user's own, in columns.
const UNIT_COLUMNS: usize = 16;

const SECONDS: [(f64, &str); 5] =
    [(60.0, "min"), (1.0, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns")];
const BYTES: [(f64, &str); 4] =
    [(1_073_741_824.0, "GiB"), (1_048_576.0, "MiB"), (1024.0, "KiB"), (1.0, "B")];
const COUNTS: [(f64, &str); 4] = [(1e12, "T"), (1e9, "G"), (1e6, "M"), (1.0, "")];
const RATES: [(f64, &str); 4] = [(1e9, "G/s"), (1e6, "M/s"), (1e3, "k/s"), (1.0, "/s")];

/// How the values of one row are written: one unit, one number of decimals.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Scale {
    factor: f64,
    decimals: usize,
    unit: String,
}

impl Scale {
    /// The scale that shows the largest of `values` with three significant digits.
    pub(crate) fn new(unit: &Unit, values: &[f64]) -> Self {
        let finite = || values.iter().copied().filter(|value| value.is_finite());
        let largest = rounded(finite().fold(0.0, |largest, value| value.abs().max(largest)));
        let (factor, name) = match unit.0.as_str() {
            // Ninety seconds read better than one and a half minutes.
            Unit::SECONDS if largest < 120.0 => fitting(&SECONDS[1..], largest),
            Unit::SECONDS => fitting(&SECONDS, largest),
            Unit::BYTES => fitting(&BYTES, largest),
            Unit::PER_SECOND => fitting(&RATES, largest),
            Unit::COUNT if largest < HUGE => fitting(&COUNTS, largest),
            Unit::COUNT => (1.0, ""),
            own => (1.0, own),
        };
        let is_count = is_plain(factor) && unit.0 != Unit::SECONDS;
        let is_whole = is_count && finite().all(|value| value.fract() == 0.0);
        let decimals = if is_whole { 0 } else { decimals(largest / factor, DIGITS) };
        Self { factor, decimals, unit: text::elide(&text::visible(name), UNIT_COLUMNS) }
    }

    /// The value with its unit, as in `1.42 ms`.
    pub(crate) fn text(&self, value: f64) -> String {
        let number = self.number(value);
        if self.unit.is_empty() || !value.is_finite() {
            number
        } else {
            format!("{number} {}", self.unit)
        }
    }

    /// The value without its unit, as in `1.42`.
    pub(crate) fn number(&self, value: f64) -> String {
        let scaled = value / self.factor;
        if !scaled.is_finite() {
            return "n/a".to_owned();
        }
        if scaled == 0.0 {
            return "0".to_owned();
        }
        let sign = if scaled < 0.0 { "−" } else { "" };
        let size = scaled.abs();
        if !(TINY..HUGE).contains(&size) {
            return format!("{sign}{size:.2e}");
        }
        // The smaller of two sides keeps two digits: `0.0031 ms`, not `0.00 ms`. A whole number
        // needs none.
        let least = if size.fract() == 0.0 { 0 } else { decimals(size, 2) };
        let decimals = self.decimals.max(least);
        format!("{sign}{}", group(&format!("{size:.decimals$}")))
    }

    /// The unit alone; empty for a count.
    pub(crate) fn unit(&self) -> &str {
        &self.unit
    }

    /// How large the unit is, as in 1024 for `KiB`.
    pub(crate) fn unit_size(&self) -> f64 {
        self.factor
    }

    /// The same with as many decimals as it takes to tell neighbours among `values` apart, six more at
    /// most.
    pub(crate) fn telling(self, values: &[f64]) -> Self {
        let mut scale = self;
        for _ in 0..6 {
            let has_twins = values.windows(2).any(|two| scale.text(two[0]) == scale.text(two[1]));
            if !has_twins {
                break;
            }
            scale = scale.finer();
        }
        scale
    }

    fn finer(&self) -> Self {
        Self { decimals: self.decimals + 1, ..self.clone() }
    }
}

/// Base and head of one row, in the same unit with the same decimals.
pub(crate) fn pair(unit: &Unit, base: f64, head: f64) -> (String, String) {
    let (small, large) = (base.abs().min(head.abs()), base.abs().max(head.abs()));
    if small > 0.0 && large / small > SHARED_RANGE {
        return (Scale::new(unit, &[base]).text(base), Scale::new(unit, &[head]).text(head));
    }
    let scale = Scale::new(unit, &[base, head]);
    let texts = |scale: &Scale| (scale.text(base), scale.text(head));
    let shown = texts(&scale);
    if shown.0 != shown.1 || small.to_bits() == large.to_bits() {
        return shown;
    }
    // A digit more where three do not show that the sides differ, if it does.
    let finer = texts(&scale.finer());
    if finer.0 == finer.1 { shown } else { finer }
}

/// `value` with every digit where it is a whole count, else as [`Scale`] writes it alone.
pub(crate) fn exact(unit: &Unit, value: f64) -> String {
    if unit.0 == Unit::COUNT && value.fract() == 0.0 && value.abs() < HUGE {
        let sign = if value < 0.0 { "−" } else { "" };
        return format!("{sign}{}", group(&format!("{:.0}", value.abs())));
    }
    Scale::new(unit, &[value]).text(value)
}

/// What `head` has more than `base`, signed and with its unit, as in `+102,312`, `−1.50 KiB`.
pub(crate) fn difference(unit: &Unit, base: f64, head: f64) -> String {
    let difference = head - base;
    let plus = if difference > 0.0 { "+" } else { "" };
    format!("{plus}{}", exact(unit, difference))
}

/// Puts a comma between thousands of a plain decimal number without sign.
pub(crate) fn group(number: &str) -> String {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let mut grouped = String::with_capacity(number.len() + number.len() / 3);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if !fraction.is_empty() {
        grouped.push('.');
        grouped.push_str(fraction);
    }
    grouped
}

/// `value` with three significant digits, so that 999.9 µs counts as 1 ms.
fn rounded(value: f64) -> f64 {
    format!("{value:.2e}").parse().unwrap_or(value)
}

/// Whether values with this factor stand as they were measured. Factors are written out above, so
/// equal ones have equal bits.
fn is_plain(factor: f64) -> bool {
    factor.to_bits() == 1.0_f64.to_bits()
}

impl Scale {
    /// One unit and one number of decimals for a whole column, as in `0.004` beside `12.300`.
    pub(crate) fn column(unit: &Unit, values: &[f64]) -> Self {
        let scale = Self::new(unit, values);
        let is_whole = is_plain(scale.factor) && scale.decimals == 0;
        let decimals = match unit.0.as_str() {
            _ if is_whole => 0,
            Unit::BYTES => 1,
            _ => 3,
        };
        Self { decimals, ..scale }
    }

    /// The value with exactly the scale's decimals and without its unit; `~0` for what would read as
    /// nothing and is not.
    pub(crate) fn cell(&self, value: f64) -> String {
        let scaled = value / self.factor;
        if value == 0.0 || !scaled.is_finite() || scaled.abs() >= HUGE {
            return self.number(value);
        }
        let number = format!("{:.*}", self.decimals, scaled.abs());
        if number.bytes().all(|digit| matches!(digit, b'0' | b'.')) {
            return "~0".to_owned();
        }
        let sign = if scaled < 0.0 { "−" } else { "" };
        format!("{sign}{}", group(&number))
    }
}

fn fitting<'a>(units: &[(f64, &'a str)], largest: f64) -> (f64, &'a str) {
    // Zero has no size: it is written in the plain unit.
    let plain = units.iter().find(|unit| is_plain(unit.0));
    let smallest = units.last();
    let found = units.iter().find(|unit| largest >= unit.0);
    let chosen = if largest == 0.0 { plain } else { found.or(smallest) };
    chosen.copied().unwrap_or((1.0, ""))
}

/// Decimals that show `digits` significant digits of `size`, from 0 to 9.
fn decimals(size: f64, digits: i32) -> usize {
    if size == 0.0 {
        return 0;
    }
    let magnitude = format!("{size:e}");
    let exponent: i32 = magnitude
        .split_once('e')
        .and_then(|(_, exponent)| exponent.parse().ok())
        .unwrap_or_default();
    usize::try_from((digits - 1 - exponent).clamp(0, 9)).unwrap_or_default()
}
