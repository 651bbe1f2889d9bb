//! The profilers for machine code.

use super::callgrind::Callgrind;
use super::counters::Counters;
use super::dhat::Dhat;
use super::memory::Memory;
use super::perf::Perf;
use crate::profiler::Profiler;

/// Those that run when the suite names none.
pub(crate) fn defaults() -> Vec<Box<dyn Profiler>> {
    vec![Box::new(Memory), Box::new(Callgrind)]
}

/// Those that run only when the suite names them.
pub(crate) fn optional() -> Vec<Box<dyn Profiler>> {
    vec![Box::new(Dhat), Box::new(Perf), Box::new(Counters)]
}
