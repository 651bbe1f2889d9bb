//! Reading documents that carry a schema version.

use serde::Deserialize;
use serde::de::DeserializeOwned;

/// Why a stored document can't be used.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// Not JSON, or not of the expected shape.
    #[error("not a valid {expected} document: {}", in_a_line(source))]
    Invalid {
        /// The schema that was expected.
        expected: &'static str,
        /// What the parser says, with line and column.
        source: serde_json::Error,
    },
    /// Another kind of document, or another version.
    #[error("its schema is `{}`, this paceline reads `{expected}`", found.escape_debug())]
    Schema {
        /// The schema that was expected.
        expected: &'static str,
        /// The schema that the document names.
        found: String,
    },
}

/// What the parser says. It quotes what it read, which may be written to look like lines of ours, or
/// like commands to the runner of a CI job.
fn in_a_line(error: &serde_json::Error) -> String {
    let harmless = |letter: char| if letter.is_control() { ' ' } else { letter };
    error.to_string().chars().map(harmless).collect()
}

#[derive(Deserialize)]
struct Header {
    schema: String,
}

/// Reads `json` as a `T` after its `schema` field agreed with `expected`.
pub(crate) fn parse<T: DeserializeOwned>(
    json: &str,
    expected: &'static str,
) -> Result<T, DocumentError> {
    let invalid = |source| DocumentError::Invalid { expected, source };
    let header: Header = serde_json::from_str(json).map_err(invalid)?;
    if header.schema != expected {
        return Err(DocumentError::Schema { expected, found: header.schema });
    }
    serde_json::from_str(json).map_err(invalid)
}

#[cfg(test)]
mod tests {
    use crate::Comparison;

    #[test]
    fn what_an_error_quotes_stays_in_its_line() {
        let json = format!(
            r#"{{"schema":"{}","suite":"s","design":"a\n::error::b\u001b[31m"}}"#,
            Comparison::SCHEMA
        );
        let error = Comparison::from_json(&json).unwrap_err().to_string();
        assert!(error.contains("`a ::error::b [31m`"), "{error}");
    }
}
