//! What the suite asks for under `python-version:`.

use std::fmt;
use std::path::{Path, PathBuf};

use super::error::InterpreterError;

/// The oldest Python that the runner works on, as major and minor version.
pub(super) const OLDEST: (u32, u32) = (3, 10);

/// Which interpreter is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Request {
    /// Whichever is found first.
    Any,
    /// One whose version begins with these numbers.
    Version(Vec<u32>),
    /// This executable, or the one in this virtual environment.
    Path(PathBuf),
    /// The first executable of that name on the path.
    Name(String),
}

impl Request {
    /// Reads a request. Relative paths start at `directory`, `~` at `home`.
    pub(super) fn parse(
        text: Option<&str>,
        directory: &Path,
        home: Option<&str>,
    ) -> Result<Self, InterpreterError> {
        let Some(text) = text.map(str::trim) else { return Ok(Self::Any) };
        let refuse = |problem: &str| {
            Err(InterpreterError::Request { request: text.to_owned(), problem: problem.to_owned() })
        };
        if text.is_empty() {
            return refuse("is empty");
        }
        if text.starts_with(['<', '>', '=', '~', '^', '!', '*']) && !text.starts_with("~/") {
            return refuse("is a range or pattern");
        }
        let number = text.strip_prefix('c').unwrap_or(text);
        let number = number.strip_prefix("python").unwrap_or(number);
        if number.starts_with(|first: char| first.is_ascii_digit())
            && !directory.join(text).exists()
        {
            let Some(version) = version_numbers(number) else {
                return refuse("is not one to three numbers with dots between");
            };
            return match too_old(&version) {
                Some(problem) => refuse(&problem),
                None => Ok(Self::Version(version)),
            };
        }
        if let (Some(rest), Some(home)) = (text.strip_prefix("~/"), home) {
            return Ok(Self::Path(Path::new(home).join(rest)));
        }
        let path = directory.join(text);
        let is_path = text.contains('/') || path.exists();
        Ok(if is_path { Self::Path(path) } else { Self::Name(text.to_owned()) })
    }

    /// Whether an interpreter of that version is wanted; the numbers are major, minor and patch.
    pub(super) fn accepts(&self, version: [u32; 3]) -> bool {
        match self {
            Self::Version(wanted) => version.starts_with(wanted),
            Self::Any | Self::Path(_) | Self::Name(_) => true,
        }
    }
}

impl fmt::Display for Request {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => write!(formatter, "{}.{} or newer", OLDEST.0, OLDEST.1),
            Self::Version(numbers) => {
                let numbers: Vec<_> = numbers.iter().map(ToString::to_string).collect();
                formatter.write_str(&numbers.join("."))
            }
            Self::Path(path) => path.display().fmt(formatter),
            Self::Name(name) => formatter.write_str(name),
        }
    }
}

/// The numbers of `3`, `3.12` or `3.12.1`.
fn version_numbers(text: &str) -> Option<Vec<u32>> {
    let numbers: Result<Vec<u32>, _> = text.split('.').map(str::parse).collect();
    numbers.ok().filter(|numbers| numbers.len() <= 3)
}

/// Why no version that begins with these numbers will do.
fn too_old(version: &[u32]) -> Option<String> {
    let oldest = format!("is older than {}.{}, the oldest that paceline runs", OLDEST.0, OLDEST.1);
    match version {
        // YAML reads 3.10 without quotes as the number 3.1.
        [3, 1] => Some(format!("{oldest}; for 3.10 write it in quotes: `\"3.10\"`")),
        [major, ..] if *major < OLDEST.0 => Some(oldest),
        [major, minor, ..] if (*major, *minor) < OLDEST => Some(oldest),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Request, InterpreterError> {
        Request::parse(Some(text), Path::new("/suite"), Some("/home/me"))
    }

    #[test]
    fn a_version_may_be_written_in_several_ways() {
        for text in ["3.12", " 3.12 ", "python3.12", "cpython3.12"] {
            assert_eq!(parse(text).unwrap(), Request::Version(vec![3, 12]), "{text}");
        }
        assert_eq!(parse("3").unwrap(), Request::Version(vec![3]));
    }

    #[test]
    fn a_version_matches_as_a_prefix_by_numbers_not_by_digits() {
        let request = parse("3.1x").unwrap_err().to_string();
        assert!(request.contains("one to three numbers"), "{request}");
        let wanted = Request::Version(vec![3, 12, 1]);
        assert!(wanted.accepts([3, 12, 1]));
        assert!(!wanted.accepts([3, 12, 10]));
        assert!(!Request::Version(vec![3, 12]).accepts([3, 1, 2]));
    }

    #[test]
    fn a_path_is_relative_to_the_suite_or_to_the_home_folder() {
        assert_eq!(parse("../venv").unwrap(), Request::Path("/suite/../venv".into()));
        assert_eq!(
            parse("~/py/bin/python").unwrap(),
            Request::Path("/home/me/py/bin/python".into())
        );
        assert_eq!(parse("pypy3").unwrap(), Request::Name("pypy3".into()));
    }

    #[test]
    fn a_request_that_nothing_can_satisfy_is_refused_with_the_reason() {
        for (text, expected) in [
            ("", "is empty"),
            (">=3.11", "is a range"),
            ("3.1", "write it in quotes"),
            ("2.7", "older than 3.10"),
            ("3.9.18", "older than 3.10"),
            ("3.12.1.4", "one to three numbers"),
            ("3.99999999999", "one to three numbers"),
        ] {
            let message = parse(text).unwrap_err().to_string();
            assert!(message.contains(expected), "{text}: {message}");
        }
    }
}
