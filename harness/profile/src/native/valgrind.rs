//! What all tools of valgrind have in common.

use paceline_model::FOLDER;

use crate::profiler::{Availability, Tools};

/// Valgrind's version, as in `valgrind-3.19.0`, or that it is not there.
pub(super) fn version(tools: &mut Tools<'_>) -> Result<String, Availability> {
    let answer = tools.answer(&["valgrind", "--version"]);
    answer.filter(|version| version.starts_with("valgrind-")).ok_or_else(|| Availability::Missing {
        reason: "no `valgrind` in `PATH`".to_owned(),
        remedy: "apt-get install valgrind".to_owned(),
    })
}

/// The words before those of a program. `logs` begins the names of the logs.
pub(super) fn words(options: &[&str], logs: &str) -> Vec<String> {
    let log = format!("--log-file={FOLDER}/{logs}%p");
    let fixed = [
        "valgrind",
        // Not those of `.valgrindrc` in the project and `VALGRIND_OPTS`.
        "--command-line-only=yes",
        // No debugger, whose files in /tmp would outlive a killed process.
        "--vgdb=no",
        "--quiet",
        // Which `--quiet` turns off; it names the instruction that valgrind does not know.
        "--sigill-diagnostics=yes",
        log.as_str(),
    ];
    fixed.iter().chain(options).map(|word| (*word).to_owned()).collect()
}
