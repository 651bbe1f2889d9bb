//! The only place that prints: reports to standard output or files, complaints to standard error.

use std::io::{ErrorKind, Write as _};
use std::path::Path;

use anstyle::{AnsiColor, Style};
use paceline_baseline::{Existing, write_atomically};

use crate::exit::Problem;

/// Prints a report on standard output. A reader that has seen enough (`| head`) is no error.
pub(crate) fn print(text: &str) -> Result<(), Problem> {
    print_bytes(text.as_bytes())
}

/// Prints bytes that need not be text, as [`print()`].
pub(crate) fn print_bytes(bytes: &[u8]) -> Result<(), Problem> {
    // Text was made with or without colours already; nothing is to be stripped here.
    let mut stream = std::io::stdout().lock();
    let written = stream.write_all(bytes).and_then(|()| stream.flush());
    match written {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other?),
    }
}

/// Writes a report to a file, whole or not at all, over what was there. A link is followed, and a
/// device or pipe is written into.
pub(crate) fn write(path: &Path, content: impl AsRef<[u8]>) -> Result<(), Problem> {
    let bytes = content.as_ref();
    match path.canonicalize() {
        Ok(target) if target.is_file() => Ok(write_atomically(&target, bytes, Existing::Replace)?),
        Ok(target) => std::fs::write(&target, bytes).map_err(|error| {
            Problem::Environment(format!("can't write `{}`: {error}", path.display()))
        }),
        Err(_missing) => Ok(write_atomically(path, bytes, Existing::Replace)?),
    }
}

/// Tells the user something beside the report.
pub(crate) fn tell(message: &str) {
    to_stderr(&format!("{message}\n"));
}

/// Tells why the command could not do its work.
pub(crate) fn complain(problem: &Problem) {
    let message = problem.to_string();
    if let Problem::Suite(_) = problem {
        to_stderr(&format!("{}\n", message.trim_end()));
        return;
    }
    // What it quotes may come from a hostile file.
    let is_harmless = |letter: &char| *letter == '\n' || !letter.is_control();
    let message: String = message.chars().filter(is_harmless).collect();
    let style = Style::new().fg_color(Some(AnsiColor::Red.into())).bold();
    to_stderr(&format!("{style}error{style:#}: {message}\n"));
}

fn to_stderr(text: &str) {
    // Nobody is left to be told when standard error is gone.
    drop(anstream::stderr().lock().write_all(text.as_bytes()));
}
