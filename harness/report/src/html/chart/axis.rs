//! From values to places in a drawing, and which values are written beside it.

/// A range of values laid out along a stretch of a drawing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Axis {
    low: f64,
    high: f64,
    start: f64,
    end: f64,
}

impl Axis {
    /// An axis that holds all finite `values`, from `start` to `end` of the drawing, with a little room
    /// at both ends. `None` where no value is finite.
    pub(crate) fn around(
        values: impl Iterator<Item = f64>,
        [start, end]: [f64; 2],
    ) -> Option<Self> {
        let finite = values.filter(|value| value.is_finite());
        let (low, high) = finite.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
            (low.min(value), high.max(value))
        });
        if low > high {
            return None;
        }
        let room = if high > low { (high - low) * 0.06 } else { high.abs().max(1.0) * 0.05 };
        let floor = if low >= 0.0 { 0.0 } else { f64::NEG_INFINITY };
        Some(Self { low: (low - room).max(floor), high: high + room, start, end })
    }

    /// An axis of exactly this range.
    pub(crate) fn exactly([low, high]: [f64; 2], [start, end]: [f64; 2]) -> Self {
        Self { low, high, start, end }
    }

    /// Where a value stands; values outside stand at the ends.
    pub(crate) fn place(&self, value: f64) -> f64 {
        let span = self.high - self.low;
        let share = if span > 0.0 { (value - self.low) / span } else { 0.5 };
        self.start + share.clamp(0.0, 1.0) * (self.end - self.start)
    }

    /// Values along the axis, about `count` of them, that are round in a unit of that size.
    pub(crate) fn ticks(&self, count: u32, unit: f64) -> Vec<f64> {
        let (low, high) = (self.low / unit, self.high / unit);
        let span = high - low;
        let rough = span / f64::from(count.max(1));
        if rough <= 0.0 || !rough.is_finite() {
            return vec![self.low];
        }
        let power = 10_f64.powf(rough.log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0].map(|digit| digit * power);
        let step = step.into_iter().find(|step| *step >= rough).unwrap_or(10.0 * power);
        let first = (low / step).ceil();
        let ticks = (0..=count.saturating_mul(2)).map(|place| (first + f64::from(place)) * step);
        ticks.take_while(|tick| *tick <= high).map(|tick| tick * unit).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_inside() {
        let axis = Axis::exactly([0.013, 0.047], [0.0, 100.0]);
        let shown: Vec<_> = axis.ticks(4, 1.0).iter().map(|tick| format!("{tick:.3}")).collect();
        assert_eq!(shown, ["0.020", "0.030", "0.040"]);
    }

    #[test]
    fn ticks_are_round_in_their_unit() {
        let axis = Axis::exactly([0.0, 5_000.0], [0.0, 100.0]);
        let shown: Vec<_> = axis.ticks(4, 1024.0).iter().map(|tick| format!("{tick:.0}")).collect();
        assert_eq!(shown, ["0", "2048", "4096"]);
    }

    #[test]
    fn equal_values_stand_in_the_middle() {
        let axis = Axis::around([3.0, 3.0].into_iter(), [0.0, 100.0]).unwrap();
        assert!((axis.place(3.0) - 50.0).abs() < 1e-9);
        assert_eq!(Axis::around([f64::NAN].into_iter(), [0.0, 1.0]), None);
    }

    #[test]
    fn what_lies_outside_stands_at_the_end() {
        let axis = Axis::exactly([0.0, 1.0], [10.0, 20.0]);
        assert_eq!(
            [axis.place(-5.0), axis.place(9.0)].map(f64::to_bits),
            [10.0_f64, 20.0].map(f64::to_bits)
        );
    }
}
