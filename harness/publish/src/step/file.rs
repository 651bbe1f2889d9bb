//! The runner's files: always appended to, since other steps write there as well.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::output::output;
use crate::comment::cut;

/// Largest summary of a step. Of a larger one the runner takes nothing at all.
const LARGEST_SUMMARY: u64 = 1 << 20;

/// A file of the runner that can't be written.
#[derive(Debug, thiserror::Error)]
#[error("can't append to `{}`: {source}", path.display())]
pub struct StepError {
    /// The file.
    pub path: PathBuf,
    /// What the system says.
    pub source: std::io::Error,
}

/// Appends Markdown to the summary of the job, cut where the whole file would be larger than 1 MiB.
pub fn append_summary(path: &Path, markdown: &str) -> Result<(), StepError> {
    let used = std::fs::metadata(path).map_or(0, |file| file.len());
    // Two line breaks around what others wrote.
    let room = LARGEST_SUMMARY.saturating_sub(used + 3);
    let room = usize::try_from(room).unwrap_or_default();
    let notice = "**The rest is left out: a summary is at most 1 MiB.** The JSON report has all.";
    match cut(markdown, room, notice).as_str() {
        "" => Ok(()),
        text => append(path, &format!("\n{text}\n")),
    }
}

/// Appends outputs of the step, by name and value.
pub fn append_outputs(path: &Path, outputs: &[(&str, String)]) -> Result<(), StepError> {
    append(path, &outputs.iter().map(|(name, value)| output(name, value)).collect::<String>())
}

fn append(path: &Path, text: &str) -> Result<(), StepError> {
    let fail = |source| StepError { path: path.to_owned(), source };
    let mut file = OpenOptions::new().create(true).append(true).open(path).map_err(fail)?;
    file.write_all(text.as_bytes()).map_err(fail)
}
