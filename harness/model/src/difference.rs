//! Profiles as documents of their own: of one side of a case, and of two sides function by function.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    CaseId, Count, DocumentError, Function, FunctionProfile, LineProfile, Matching, MetricName,
    Parameters, ProfilerRun, Revision, SuiteName, document,
};

/// What profilers found on one side of a case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SideProfile {
    /// Always [`SideProfile::SCHEMA`].
    pub schema: String,
    /// The suite.
    pub suite: SuiteName,
    /// The case.
    pub case: CaseId,
    /// What ran.
    pub side: ProfiledSide,
    /// The functions in any order.
    pub functions: Vec<FunctionProfile>,
}

impl SideProfile {
    /// Name and version of the document's schema.
    pub const SCHEMA: &str = "paceline.profile/1";

    /// Reads a profile. Fails on anything that is not a profile of this version.
    pub fn from_json(json: &str) -> Result<Self, DocumentError> {
        document::parse(json, Self::SCHEMA)
    }

    /// The profile as indented JSON with a final line break.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }
}

/// The profiles of two sides of a case, function by function.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ProfileDifference {
    /// Always [`ProfileDifference::SCHEMA`].
    pub schema: String,
    /// The suite.
    pub suite: SuiteName,
    /// The case.
    pub case: CaseId,
    /// The side that is compared with.
    pub base: ProfiledSide,
    /// The side that is looked at.
    pub head: ProfiledSide,
    /// The functions of both sides in any order, also those that did not change.
    pub functions: Vec<FunctionDifference>,
}

impl ProfileDifference {
    /// Name and version of the document's schema.
    pub const SCHEMA: &str = "paceline.profile-difference/1";

    /// Reads a difference. Fails on anything that is not a difference of this version.
    pub fn from_json(json: &str) -> Result<Self, DocumentError> {
        document::parse(json, Self::SCHEMA)
    }

    /// The difference as indented JSON with a final line break.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }
}

/// What ran under profilers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ProfiledSide {
    /// The code.
    pub revision: Revision,
    /// The parameters that make it a variant.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub variant: Parameters,
    /// The profilers, in the order of their runs; also those that could not run.
    pub profilers: Vec<ProfilerRun>,
}

/// One function on two sides.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FunctionDifference {
    /// The function in head; in base where head has it no more.
    pub function: Function,
    /// The function in base where its place or name differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub former: Option<Function>,
    /// How the two were found to be one.
    pub matched: Matching,
    /// What it cost on either side, by metric.
    pub counts: BTreeMap<MetricName, Sides<Count>>,
    /// Its lines in the order of head; lines that are gone stand where they were.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<Sides<LineProfile>>,
}

/// Something that either side may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Sides<T> {
    /// Of base; `None` where base has nothing of the kind.
    pub base: Option<T>,
    /// Of head; `None` where head has nothing of the kind.
    pub head: Option<T>,
}
