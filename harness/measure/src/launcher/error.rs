//! What can go wrong with the launcher itself. A workload that fails is not an error: see `Ending`.

use std::io;
use std::path::PathBuf;
use std::process::ExitStatus;

/// The launcher could not do its work.
#[derive(Debug, thiserror::Error)]
pub enum LauncherError {
    /// The launcher process could not be started.
    #[error("cannot start the launcher `{}`: {source}", executable.display())]
    Start {
        /// What was to be started.
        executable: PathBuf,
        /// Why it failed.
        source: io::Error,
    },
    /// The launcher process ended while it was needed.
    #[error(
        "the launcher process ended early ({0}); run it again, and look for an out-of-memory kill in `dmesg`"
    )]
    Ended(ExitStatus),
    /// The connection to the launcher process broke.
    #[error("lost the launcher process: {0}")]
    Lost(#[source] io::Error),
    /// The system refused what every process needs: another process, a pipe, memory.
    #[error(
        "the system refused to start another process: {0}; look at `ulimit -u` and `ulimit -n`"
    )]
    Refused(String),
    /// The user stopped the run. The process under way was killed with its whole group.
    #[error("cancelled")]
    Cancelled,
}
