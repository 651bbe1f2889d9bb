//! The entrance for profiles: a document and a listing in, a finished text out.

use paceline_model::{ProfileDifference, SideProfile};

use crate::listing::Listing;
use crate::render::{Format, Style};
use crate::view::ProfileView;
use crate::{markdown, terminal};

/// Why a profile can't be shown.
#[derive(Debug)]
pub enum ProfileError {
    /// It is to be sorted by what no profiler counted.
    Sort {
        /// What was asked for.
        asked: String,
        /// What there is.
        known: Vec<String>,
    },
    /// It can't be written as JSON.
    Json(serde_json::Error),
}

impl std::fmt::Display for ProfileError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sort { asked, known } => {
                let known: Vec<_> = known.iter().map(|name| format!("`{name}`")).collect();
                let known = known.join(", ");
                write!(formatter, "no profiler counted `{asked}`; sort by one of {known}")
            }
            Self::Json(error) => write!(formatter, "the profile can't be written as JSON: {error}"),
        }
    }
}

impl std::error::Error for ProfileError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Sort { .. } => None,
            Self::Json(error) => Some(error),
        }
    }
}

/// The functions of one side of a case as a table, ending with a line break; [`Format::Json`] is the
/// whole document. Fails when it is to be sorted by what there is not.
pub fn profile(
    profile: &SideProfile,
    listing: &Listing,
    format: Format,
    style: Style,
) -> Result<String, ProfileError> {
    let view = ProfileView::of_side(profile, listing)?;
    rendered(&view, format, style, || profile.to_json())
}

/// What moved between two sides of a case, function by function, ending with a line break;
/// [`Format::Json`] is the whole document. Fails when it is to be sorted by what there is not.
pub fn profile_difference(
    difference: &ProfileDifference,
    listing: &Listing,
    format: Format,
    style: Style,
) -> Result<String, ProfileError> {
    let view = ProfileView::of_difference(difference, listing)?;
    rendered(&view, format, style, || difference.to_json())
}

fn rendered(
    view: &ProfileView,
    format: Format,
    style: Style,
    json: impl FnOnce() -> Result<String, serde_json::Error>,
) -> Result<String, ProfileError> {
    match format {
        Format::Terminal => Ok(terminal::profile(view, style)),
        Format::Markdown => Ok(markdown::profile(view)),
        Format::Json => json().map_err(ProfileError::Json),
    }
}
