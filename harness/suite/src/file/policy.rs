//! Policies: what verdicts do to the build.

use paceline_model::Consequence;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::yaml::Field;

/// What verdicts do to the build beside `failed` and `regressed`, which fail it.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default, expecting = "a mapping")]
#[schemars(rename = "Policy")]
pub(crate) struct PolicyFile {
    /// The values do not decide. Default: `pass`.
    pub(crate) inconclusive: Field<Consequence>,
    /// Base does not have the case. Default: `pass`.
    pub(crate) new: Field<Consequence>,
    /// Head does not have the case. Default: `fail`.
    pub(crate) removed: Field<Consequence>,
    /// Slower than a record of another session, and not confirmed. Default: `pass`.
    pub(crate) suspect: Field<Consequence>,
    /// The sides can't be compared. Default: `fail`.
    pub(crate) not_comparable: Field<Consequence>,
}
