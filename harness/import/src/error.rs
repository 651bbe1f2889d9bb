//! Why a file can't be imported: where, what was expected, what was found.

use std::path::PathBuf;

/// Most characters of what is quoted.
const QUOTED: usize = 80;
/// Most characters of what a parser says.
const SAID: usize = 300;

/// Why there is no record.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// A file or folder can't be read.
    #[error("can't read `{}`: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// There is more than is read.
    #[error("`{name}` has more than {most}; import a part of it")]
    TooLarge {
        /// The file or folder.
        name: String,
        /// How much is read, as in `64 MiB`.
        most: String,
    },
    /// It is of no format that shows by its content.
    #[error("`{name}` is of no format that can be told by its content; name one of: {known}")]
    Unknown {
        /// The file or folder.
        name: String,
        /// The names of all formats.
        known: String,
    },
    /// It is not what its format says.
    #[error("`{name}` is not {format} output: {mistake}")]
    Content {
        /// The file or folder.
        name: String,
        /// The format's name.
        format: &'static str,
        /// What is wrong.
        mistake: Mistake,
    },
    /// The files hold no benchmark.
    #[error("`{0}` holds no benchmark")]
    Nothing(String),
}

/// What is wrong with a file's content.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: expected {expected}, found {found}")]
pub struct Mistake {
    /// Where: a line, or a JSON path.
    pub place: String,
    /// What should be there.
    pub expected: String,
    /// What is there.
    pub found: String,
}

impl Mistake {
    /// Something else than expected. `found` is quoted; of all three only the beginning, on one line.
    pub(crate) fn new(
        place: impl Into<String>,
        expected: impl Into<String>,
        found: impl AsRef<str>,
    ) -> Self {
        let found = format!("`{}`", one_line(found.as_ref(), QUOTED));
        Self { found, ..Self::missing(place, expected) }
    }

    /// Something that is not there.
    pub(crate) fn missing(place: impl Into<String>, expected: impl Into<String>) -> Self {
        // Both may quote the file.
        let [place, expected] = [place.into(), expected.into()].map(|text| one_line(&text, SAID));
        Self { place, expected, found: "nothing".to_owned() }
    }

    /// Something else in a line. `index` counts from 0.
    pub(crate) fn in_line(index: usize, expected: impl Into<String>, found: &str) -> Self {
        Self::new(format!("line {}", index + 1), expected, found)
    }

    /// What a parser of JSON says, with the line.
    pub(crate) fn json(error: &serde_json::Error) -> Self {
        let (line, column) = (error.line(), error.column());
        let text = error.to_string();
        let text = text.strip_suffix(&format!(" at line {line} column {column}")).unwrap_or(&text);
        let (found, expected) = match text.rsplit_once(", expected ") {
            Some((found, expected)) => (found, expected),
            None => (text, "JSON of that format"),
        };
        Self {
            place: format!("line {line}, column {column}"),
            expected: one_line(expected, SAID),
            found: one_line(found, SAID),
        }
    }

    /// The same mistake in a file of a folder.
    pub(crate) fn within(self, file: &str) -> Self {
        Self { place: one_line(&format!("{file}, {}", self.place), SAID), ..self }
    }
}

/// The beginning of a text without line breaks and control characters.
pub(crate) fn one_line(text: &str, most: usize) -> String {
    let safe = |letter: char| if letter.is_control() { ' ' } else { letter };
    let mut line: String = text.chars().take(most).map(safe).collect();
    if line.len() < text.len() && text.chars().count() > most {
        line.push('…');
    }
    line
}
