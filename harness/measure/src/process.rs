//! One process to run and how it ended: the language between the schedule and the launcher.

use std::collections::BTreeMap;
use std::path::PathBuf;

/// A process to start: its arguments, surroundings and limits.
///
/// It gets exactly these variables, an empty standard input and a process group of its own.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Process {
    /// Program and arguments. A program without `/` is looked up in the `PATH` of `environment`.
    pub arguments: Vec<String>,
    /// All variables it gets.
    pub environment: BTreeMap<String, String>,
    /// Folder it starts in, absolute.
    pub directory: PathBuf,
    /// Longest run, in nanoseconds; then the whole process group is killed.
    pub timeout_nanoseconds: u64,
    /// How many bytes of standard output are kept. More is read, counted and thrown away.
    pub output_limit: usize,
    /// How many bytes of the *end* of standard error are kept.
    pub error_limit: usize,
    /// Whether its stack, heap and libraries lie at the same addresses in every run, and so do
    /// those of processes that it starts.
    ///
    /// For processes that count: what they do may depend on addresses (hashes of pointers, the
    /// order of sets, alignment of buffers), and a count has to repeat. Not for those that are
    /// timed: one placement is one luck, the same in every run. On Linux only, and only where the
    /// system allows it: Docker's default seccomp profile does not. Then addresses stay random.
    pub fixed_addresses: bool,
    /// Whether it removes what others made: it runs although the user cancelled, as long as that is
    /// less than ten seconds ago.
    pub cleans_up: bool,
}

/// How a process ended and what it cost.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Exit {
    /// How it ended.
    pub ending: Ending,
    /// When it was started, in seconds on the system's monotonic clock.
    pub started_seconds: f64,
    /// Time of processors that the hypervisor gave to other guests meanwhile, in seconds; of processes
    /// that ran back to back, that of all of them. `None` where the system does not tell.
    #[serde(skip)]
    pub stolen_seconds: Option<f64>,
    /// From just before the start until it was reaped, monotonic clock, in seconds.
    pub wall_seconds: f64,
    /// User time of it and of the children it waited for, in seconds.
    pub user_seconds: f64,
    /// System time of it and of the children it waited for, in seconds.
    pub system_seconds: f64,
    /// Largest resident set of it or of any child it waited for, in bytes. A program that needs
    /// less than 1.5 MiB may be told as needing up to that: see the launcher.
    pub peak_rss_bytes: u64,
    /// Page faults without disk reads.
    pub minor_faults: u64,
    /// Page faults with disk reads.
    pub major_faults: u64,
    /// Times it gave up the processor.
    pub voluntary_switches: u64,
    /// Times the processor was taken away.
    pub involuntary_switches: u64,
    /// Standard output: its first `output_limit` bytes.
    pub output: Captured,
    /// Standard error: its last `error_limit` bytes.
    pub error: Captured,
    /// Processes that it left behind and that were killed.
    pub left_behind: u32,
}

impl Exit {
    /// Whether it ended by itself with status 0.
    pub fn is_success(&self) -> bool {
        self.ending == Ending::Exited(0)
    }
}

/// How a process ended.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Ending {
    /// By itself, with this status.
    Exited(i32),
    /// By this signal.
    Signaled(i32),
    /// Killed after its timeout.
    TimedOut,
    /// It could not be started; the text says why (no such program, not executable, no folder).
    NotStarted(String),
}

/// What a process wrote to one stream, up to a bound.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Captured {
    /// The bytes kept.
    pub bytes: Vec<u8>,
    /// How many it wrote in all.
    pub total: u64,
}

impl Captured {
    /// Whether some of it was thrown away.
    pub fn is_cut(&self) -> bool {
        self.total > self.bytes.len() as u64
    }

    /// The bytes kept as text, what is not UTF-8 replaced.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}
