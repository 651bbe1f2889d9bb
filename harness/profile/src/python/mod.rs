//! Profilers that run inside of the workload's interpreter, by nothing but its standard library or
//! a package that is installed there; and `py-spy`, which looks at it from outside.

mod document;
mod packages;
mod profiler;
mod py_spy;
mod reading;
mod registry;
mod source;
mod tree;

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "counts are exact, and so are their tests")]
mod tests;

pub(crate) use profiler::absence;
pub(crate) use registry::{defaults, optional};
