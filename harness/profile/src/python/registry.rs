//! The profilers of Python, in the order of their worth.

use paceline_model::Nature;

use super::packages::{Package, Part};
use super::profiler::{Needs, PythonProfiler};
use super::py_spy::PySpy;
use super::reading::Expected;
use super::source::{self, Form};
use crate::profiler::Profiler;

/// Those that run when the suite names none: nothing has to be installed for them.
pub(crate) fn defaults() -> Vec<Box<dyn Profiler>> {
    boxed([calls(), bytecodes(), lines(), stacks(), tracemalloc()])
}

/// Those that run only when the suite names them.
pub(crate) fn optional() -> Vec<Box<dyn Profiler>> {
    let mut profilers = boxed([line_memory(), line_profiler(), memray(), memory_profiler()]);
    profilers.push(Box::new(PySpy));
    profilers
}

fn boxed<const N: usize>(profilers: [PythonProfiler; N]) -> Vec<Box<dyn Profiler>> {
    profilers.into_iter().map(|profiler| Box::new(profiler) as Box<dyn Profiler>).collect()
}

/// How often each function is called, and what it takes: cProfile.
pub(super) fn calls() -> PythonProfiler {
    PythonProfiler {
        name: "calls",
        source: source::CALLS,
        form: Form::Collector,
        needs: Needs::Nothing,
        expected: Expected { totals: &["calls"], weight: "calls" },
        artefacts: &["calls.prof"],
        nature: Nature::Counts,
        slowdown: 3.0,
        start_seconds: 0.2,
    }
}

/// Instructions of Python's virtual machine by function.
pub(super) fn bytecodes() -> PythonProfiler {
    PythonProfiler {
        name: "bytecodes",
        source: source::BYTECODES,
        needs: Needs::Monitoring,
        expected: Expected { totals: &["bytecodes"], weight: "bytecodes" },
        artefacts: &[],
        slowdown: 15.0,
        ..calls()
    }
}

/// How often each line runs.
pub(super) fn lines() -> PythonProfiler {
    PythonProfiler {
        name: "lines",
        source: source::LINES,
        needs: Needs::Monitoring,
        expected: Expected { totals: &[], weight: "hits" },
        artefacts: &[],
        slowdown: 6.0,
        ..calls()
    }
}

/// Every call stack, with the number of its calls.
pub(super) fn stacks() -> PythonProfiler {
    PythonProfiler {
        name: "stacks",
        source: source::STACKS,
        expected: Expected { totals: &[], weight: "calls" },
        artefacts: &[],
        slowdown: 10.0,
        ..calls()
    }
}

/// What an iteration leaves allocated, and what it keeps for good.
pub(super) fn tracemalloc() -> PythonProfiler {
    PythonProfiler {
        name: "tracemalloc",
        source: source::TRACEMALLOC,
        form: Form::Mode,
        expected: Expected { totals: &["kept"], weight: "allocated" },
        artefacts: &[],
        // Of up to twelve calls together.
        slowdown: 100.0,
        start_seconds: 1.0,
        ..calls()
    }
}

/// Memory before and after each line, and over time.
pub(super) fn line_memory() -> PythonProfiler {
    PythonProfiler {
        name: "line-memory",
        source: source::LINE_MEMORY,
        form: Form::FunctionCollector,
        needs: Needs::Monitoring,
        expected: Expected { totals: &[], weight: "allocated" },
        artefacts: &["memory.json"],
        // Of three calls together: a line takes some 20 µs.
        slowdown: 400.0,
        start_seconds: 0.5,
        ..calls()
    }
}

/// Time of each line, by the package `line_profiler`.
pub(super) fn line_profiler() -> PythonProfiler {
    PythonProfiler {
        name: "line-profiler",
        source: source::LINE_PROFILER,
        form: Form::FunctionCollector,
        needs: Needs::Package(Package {
            name: "line_profiler",
            version: "5.1.0",
            part: Part::Module("line_profiler"),
        }),
        expected: Expected { totals: &[], weight: "time" },
        artefacts: &[],
        nature: Nature::Samples,
        slowdown: 6.0,
        start_seconds: 0.5,
    }
}

/// Every allocation, also of C code, by the package `memray`.
pub(super) fn memray() -> PythonProfiler {
    PythonProfiler {
        name: "memray",
        source: source::MEMRAY,
        needs: Needs::Package(Package {
            name: "memray",
            version: "1.20.0",
            part: Part::Module("memray"),
        }),
        expected: Expected { totals: &["allocations"], weight: "allocated" },
        artefacts: &["memray.bin", "memray.json"],
        slowdown: 5.0,
        start_seconds: 2.0,
        ..line_profiler()
    }
}

/// Resident memory after each line, by the package `memory_profiler`.
pub(super) fn memory_profiler() -> PythonProfiler {
    PythonProfiler {
        name: "memory-profiler",
        source: source::MEMORY_PROFILER,
        needs: Needs::Package(Package {
            name: "memory_profiler",
            version: "0.61.0",
            part: Part::Module("memory_profiler"),
        }),
        expected: Expected { totals: &[], weight: "allocated" },
        artefacts: &[],
        slowdown: 1200.0,
        ..line_profiler()
    }
}
