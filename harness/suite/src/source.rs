//! The text of a suite file: read within limits, and its lines and columns.

use std::fs::File;
use std::io::{self, Read};
use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::wording::quote;
use crate::{Diagnostic, SuiteErrors};

/// Largest suite file, in bytes. Checked before anything is parsed.
const LARGEST_FILE: u64 = 4 << 20;

/// A suite file and its text.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    /// The file as the user named it.
    pub(crate) file: PathBuf,
    /// Its text without a byte order mark.
    pub(crate) text: String,
}

impl Source {
    /// Reads the suite at `path`: a file, or a folder that holds `suite.yaml`.
    pub(crate) fn read(path: &Path) -> Result<Self, SuiteErrors> {
        Self::read_file(&suite_file(path)?, "suite file")
    }

    /// Reads the file at `path`, which messages call `what`.
    pub(crate) fn read_file(path: &Path, what: &str) -> Result<Self, SuiteErrors> {
        let file = path.to_owned();
        let metadata = file.metadata().map_err(|error| unreadable(&file, what, &error))?;
        if !metadata.is_file() {
            return Err(SuiteErrors::of_file(&file, &format!("the {what} is not a regular file")));
        }
        if metadata.len() > LARGEST_FILE {
            let size = format!("{:.1} MiB", to_mebibytes(metadata.len()));
            let message = format!("the {what} has {size}, the limit is {} MiB", LARGEST_FILE >> 20);
            let help = "split it, or let a workload read its data from a file";
            return Err(Diagnostic::of_file(&file, message).with_help(help).into());
        }
        let mut bytes = Vec::new();
        File::open(&file)
            .and_then(|opened| opened.take(LARGEST_FILE).read_to_end(&mut bytes))
            .map_err(|error| unreadable(&file, what, &error))?;
        let text = decode(bytes, &file, what)?;
        Ok(Self { file, text })
    }

    /// Line and column of a byte, both from 1; columns count characters.
    pub(crate) fn position(&self, byte: usize) -> (usize, usize) {
        let before = &self.text[..byte.min(self.text.len())];
        let line = before.matches('\n').count() + 1;
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        (line, before[line_start..].chars().count() + 1)
    }

    /// The bytes of the whole lines that `span` touches.
    pub(crate) fn lines(&self, span: &Range<usize>) -> Range<usize> {
        let start = self.text[..span.start].rfind('\n').map_or(0, |newline| newline + 1);
        let rest = &self.text[span.end..];
        start..span.end + rest.find('\n').unwrap_or(rest.len())
    }

    /// The part of `span` on its first line, without white space at the end.
    pub(crate) fn first_line(&self, span: &Range<usize>) -> Range<usize> {
        let text = &self.text[span.clone()];
        let line = text.split('\n').next().unwrap_or_default();
        span.start..span.start + line.trim_end().len()
    }
}

#[expect(clippy::cast_precision_loss, reason = "shown with one digit")]
fn to_mebibytes(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}

fn suite_file(path: &Path) -> Result<PathBuf, SuiteErrors> {
    if !path.is_dir() {
        return Ok(path.to_owned());
    }
    let file = path.join("suite.yaml");
    if file.exists() {
        return Ok(file);
    }
    let diagnostic = Diagnostic::of_file(path, "this folder holds no `suite.yaml`".to_owned());
    let other = path.join("suite.yml");
    let help = if other.exists() {
        "rename `suite.yml` to `suite.yaml`, or name the file itself".to_owned()
    } else {
        "write one, or name another file or folder".to_owned()
    };
    Err(diagnostic.with_help(help).into())
}

fn unreadable(file: &Path, what: &str, error: &io::Error) -> SuiteErrors {
    if error.kind() == io::ErrorKind::NotFound {
        let diagnostic = Diagnostic::of_file(file, "the suite file does not exist".to_owned());
        return diagnostic
            .with_help("name a suite file, or a folder that holds `suite.yaml`")
            .into();
    }
    SuiteErrors::of_file(file, &format!("the {what} can't be read: {error}"))
}

fn decode(bytes: Vec<u8>, file: &Path, what: &str) -> Result<String, SuiteErrors> {
    let mut text = String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let line = error.as_bytes()[..valid].split(|byte| *byte == b'\n').count();
        let message =
            format!("the {what} is not UTF-8 text: line {line}, byte {} of the file", valid + 1);
        let help = "a suite is text; save it in the encoding UTF-8";
        SuiteErrors::from(Diagnostic::of_file(file, message).with_help(help))
    })?;
    if text.starts_with('\u{feff}') {
        text.drain(..'\u{feff}'.len_utf8());
    }
    let is_binary = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{85}');
    if let Some((byte, character)) = text.char_indices().find(|(_, c)| is_binary(*c)) {
        let line = text[..byte].matches('\n').count() + 1;
        let shown = quote(&character.to_string());
        let message = format!("the {what} has the control character {shown} on line {line}");
        let help = "a suite is text; inside double quotes such a character is written as an escape";
        return Err(Diagnostic::of_file(file, message).with_help(help).into());
    }
    Ok(text)
}
