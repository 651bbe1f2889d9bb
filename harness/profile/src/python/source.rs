//! The Python source of each profiler, put together for a function or for a script.

const DOCUMENT: &str = include_str!("collect/document.py");
const FUNCTION_MODE: &str = include_str!("collect/function_mode.py");
const SCRIPT_MODE: &str = include_str!("collect/script_mode.py");

pub(super) const CALLS: &str = include_str!("collect/calls.py");
pub(super) const STACKS: &str = include_str!("collect/stacks.py");
pub(super) const LINES: &str = include_str!("collect/lines.py");
pub(super) const BYTECODES: &str = include_str!("collect/bytecodes.py");
pub(super) const TRACEMALLOC: &str = concat!(
    include_str!("collect/owners.py"),
    include_str!("collect/stack_tree.py"),
    include_str!("collect/tracemalloc.py")
);
pub(super) const LINE_MEMORY: &str = include_str!("collect/line_memory.py");
pub(super) const LINE_PROFILER: &str = include_str!("collect/line_profiler.py");
pub(super) const MEMRAY: &str = concat!(
    include_str!("collect/owners.py"),
    include_str!("collect/stack_tree.py"),
    include_str!("collect/memray.py")
);
pub(super) const MEMORY_PROFILER: &str = include_str!("collect/memory_profiler.py");

/// Where the source of a profiler fits in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// It is a collector with a window, for functions and scripts.
    Collector,
    /// It is a collector, for functions only.
    FunctionCollector,
    /// It defines a mode of its own, for functions only.
    Mode,
}

/// Source of the runner's mode for functions.
pub(super) fn of_function(source: &str, form: Form) -> String {
    match form {
        Form::Collector | Form::FunctionCollector => [DOCUMENT, source, FUNCTION_MODE].concat(),
        Form::Mode => [DOCUMENT, source].concat(),
    }
}

/// The program for scripts and modules; `None` for what is for functions only.
pub(super) fn of_script(source: &str, form: Form) -> Option<String> {
    match form {
        Form::Collector => Some([DOCUMENT, source, SCRIPT_MODE].concat()),
        Form::FunctionCollector | Form::Mode => None,
    }
}
