//! Reading documents that carry a schema version.

use serde::Deserialize;
use serde::de::DeserializeOwned;

/// Why a stored document can't be used.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// Not JSON, or not of the expected shape.
    #[error("not a valid {expected} document: {source}")]
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
