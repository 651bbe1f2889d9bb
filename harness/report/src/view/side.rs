//! What was measured: one side of a comparison, or the revision of a record.

use paceline_model::{Parameters, Revision, SideSummary};

use crate::number;
use crate::text;

/// One side, ready to show.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SideView {
    /// The variant as `name=value` pairs; empty for a whole revision.
    pub(crate) variant: String,
    /// The first ten digits of the commit; empty outside git.
    pub(crate) commit: String,
    /// First line of the commit's message; may be empty.
    pub(crate) subject: String,
    /// `with uncommitted changes`, or empty.
    pub(crate) state: &'static str,
    /// When it was measured.
    pub(crate) moment: String,
}

impl SideView {
    pub(crate) fn new(side: &SideSummary) -> Self {
        Self::of_revision(&side.revision, &side.variant, &side.started)
    }

    pub(crate) fn of_revision(revision: &Revision, variant: &Parameters, started: &str) -> Self {
        let variant: Vec<_> =
            variant.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let subject = revision.subject.as_deref().unwrap_or_default();
        Self {
            variant: text::visible(&variant.join(",")),
            commit: revision.commit.as_ref().map_or_else(String::new, |id| id.short().to_owned()),
            subject: text::elide(text::visible(subject).trim(), 100),
            state: if revision.dirty { "with uncommitted changes" } else { "" },
            moment: number::moment(started),
        }
    }
}
