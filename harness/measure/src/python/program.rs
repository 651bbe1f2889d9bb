//! The Python source of the runner, in the parts that a task needs.

use super::Task;

const CHANNEL: &str = include_str!("runner/channel.py");
const LOOKUP: &str = include_str!("runner/lookup.py");
const FAILURE: &str = include_str!("runner/failure.py");
const DIGEST: &str = include_str!("runner/digest.py");
const TIME: &str = include_str!("runner/time_mode.py");
const MEMORY: &str = include_str!("runner/memory_mode.py");
const SWITCHES: &str = include_str!("runner/switches.py");
const CHECK: &str = include_str!("runner/check_mode.py");
const HOOK: &str = include_str!("runner/hook_mode.py");
/// Has the modules compiled that profilers import.
pub(crate) const PRIME: &str = include_str!("runner/prime.py");
/// A mode that profiles nothing.
pub(crate) const PLAIN_MODE: &str = include_str!("runner/plain_mode.py");
const MAIN: &str = include_str!("runner/main.py");

/// The program for `-c`, which runs the parts that follow the configuration as arguments.
///
/// One after the other, since compiling all at once would take 1.4 MB more, which the workload's
/// own peak of memory could hide behind.
pub(super) const START: &str = "import sys\nfor part in sys.argv[2:]:\n    exec(part)\n";

/// The parts for `task`, in order. Those that it has no use for are left out, since every
/// interpreter compiles them anew.
pub(super) fn parts(task: &Task) -> Vec<&str> {
    let mode: &[&str] = match task {
        Task::Time(_) => &[DIGEST, TIME],
        Task::Memory => &[MEMORY],
        Task::Check(_) => &[SWITCHES, CHECK],
        Task::Profile(profiling) => &[&profiling.source],
        Task::Hook => &[HOOK],
    };
    [&[CHANNEL, LOOKUP, FAILURE], mode, &[MAIN]].concat()
}
