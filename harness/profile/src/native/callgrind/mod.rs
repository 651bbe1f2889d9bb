//! Instructions, exactly: valgrind's callgrind around whole processes, and around one call of a Python
//! function.

mod format;
mod functions;
mod names;
mod position;
mod profiler;

#[cfg(test)]
pub(super) use format::parse;
pub(super) use functions::as_count;
pub(super) use profiler::Callgrind;
pub(crate) use profiler::read_dump;
