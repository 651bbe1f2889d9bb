//! Charts as SVG: each a small function from numbers to a drawing.

mod axis;
mod change;
mod course;
mod flame;
mod memory;
mod run;
mod spread;
mod svg;

pub(crate) use axis::Axis;
pub(crate) use change::{Change, change};
pub(crate) use course::{Course, course};
pub(crate) use flame::flame;
pub(crate) use memory::memory;
pub(crate) use run::{Invocation, Run, limits, run};
pub(crate) use spread::{spread, strips};
pub(crate) use svg::{Anchor, Svg, at, escaped};
