//! How counts are shown: scaled for people, per element where a bench tells its throughput.

use std::sync::atomic::{AtomicU64, Ordering};

use criterion::Throughput;
use criterion::measurement::ValueFormatter;

/// What stands for a count of zero, which criterion refuses.
const NOTHING: f64 = 1e-9;
/// By how much counts are spread, relatively.
const SPREAD: f64 = 1e-12;
/// Sizes of the spread, in turn.
const SIZES: u64 = 7;

static TURN: AtomicU64 = AtomicU64::new(0);

/// Less than this is shown as nothing: what stands for zero, over the iterations.
const SMALL: f64 = 1e-6;

/// A count as criterion takes it: spread by a billionth of a count in a thousand, so that a reader who
/// rounds the sum of a sample has the count again.
///
/// Criterion divides by the deviation of the samples. Where all of them are the same, its second run
/// compares with p = NaN, and drawing that panics (0.8.2, `t_test` of the plotters).
#[expect(clippy::cast_precision_loss, reason = "counts of a sample, below 2^53")]
pub(crate) fn to_f64(count: u64) -> f64 {
    let size = TURN.fetch_add(1, Ordering::Relaxed) % SIZES;
    let plain = if count == 0 { NOTHING } else { count as f64 };
    plain * (1.0 + size as f64 * SPREAD)
}

/// An amount of elements as a number, at least 1.
#[expect(clippy::cast_precision_loss, reason = "elements of an iteration, below 2^53")]
fn amount_of(elements: u64) -> f64 {
    elements.max(1) as f64
}

/// How values of one measurement are written.
#[derive(Debug)]
pub(crate) struct Formatter {
    /// The unit in files: the name that `paceline import` gives the metric.
    pub(crate) machine: &'static str,
    /// Units for people, the smallest first, each with what it holds of the smallest.
    pub(crate) scales: [(f64, &'static str); 4],
    /// Units of a value per element, per byte, per bit.
    pub(crate) rates: [&'static str; 3],
}

impl ValueFormatter for Formatter {
    fn scale_values(&self, typical: f64, values: &mut [f64]) -> &'static str {
        let fits = |scale: &&(f64, &'static str)| typical >= scale.0;
        let (factor, unit) = self.scales.iter().rev().find(fits).unwrap_or(&self.scales[0]);
        for value in values {
            *value = if *value < SMALL { 0.0 } else { *value / factor };
        }
        unit
    }

    fn scale_throughputs(
        &self,
        _typical: f64,
        throughput: &Throughput,
        values: &mut [f64],
    ) -> &'static str {
        let (amount, unit) = match *throughput {
            Throughput::Elements(amount)
            | Throughput::ElementsAndBytes { elements: amount, .. } => (amount, self.rates[0]),
            Throughput::Bytes(amount) | Throughput::BytesDecimal(amount) => (amount, self.rates[1]),
            Throughput::Bits(amount) => (amount, self.rates[2]),
        };
        let amount = amount_of(amount);
        for value in values {
            *value = if *value < SMALL { 0.0 } else { *value / amount };
        }
        unit
    }

    fn scale_for_machines(&self, _values: &mut [f64]) -> &'static str {
        self.machine
    }
}
