//! The top level of a suite file.

use paceline_model::{MissingBaseline, SuiteName};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;

use crate::yaml::{Entries, Field};

use super::{Argument, CustomProfilerFile, OneOrMore, Workload};

/// Keys of a workload that `defaults` can't have, since they are a workload's own.
pub(crate) const WORKLOAD_ONLY: [&str; 17] = [
    "description",
    "python",
    "args",
    "command",
    "shell",
    "parse",
    "criterion",
    "divan",
    "libtest",
    "gungraun",
    "tango",
    "params",
    "include",
    "exclude",
    "growth",
    "work",
    "renamed-from",
];

/// A paceline suite: workloads to measure, and how they are judged.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default, expecting = "a mapping")]
#[schemars(rename = "Suite", extend("required" = ["suite", "workloads"]))]
pub(crate) struct SuiteFile {
    /// Name of the suite: letters, digits, `.`, `_` and `-`, at most 80. Records are kept under it.
    #[schemars(extend("pattern" = "^[A-Za-z0-9_][A-Za-z0-9._-]{0,79}$"))]
    pub(crate) suite: Field<SuiteName>,
    /// What the suite is about, for people.
    pub(crate) description: Field<String>,
    /// What `check --stored` does without a baseline of base. Default: `measure-base`.
    pub(crate) missing_baseline: Field<MissingBaseline>,
    /// Files and folders of the benchmark itself, relative to the suite's folder. Where two commits
    /// are compared, base runs head's, so that a new benchmark runs on old code. Default: none.
    pub(crate) harness: Field<OneOrMore<Argument>>,
    /// Profilers by name: programs and Python objects of your own. One runs where `profilers` names it.
    pub(crate) custom_profilers: Field<Entries<CustomProfilerFile>>,
    /// What all workloads share: the keys of a workload except its body, its parameters, `growth`,
    /// `work`, `description` and `renamed-from`. A workload's own key wins; `env`, `gate` and `policy`
    /// are merged key by key, `tags` are joined.
    #[schemars(schema_with = "defaults_schema")]
    pub(crate) defaults: Field<Workload>,
    /// The workloads by name. A name has 1 to 200 characters.
    #[schemars(extend("minProperties" = 1))]
    pub(crate) workloads: Field<Entries<Workload>>,
}

fn defaults_schema(generator: &mut SchemaGenerator) -> Schema {
    let mut schema = Workload::json_schema(generator);
    schema.remove("oneOf");
    schema.remove("description");
    if let Some(properties) = schema.get_mut("properties").and_then(|found| found.as_object_mut()) {
        properties.retain(|key, _| !WORKLOAD_ONLY.contains(&key.as_str()));
    }
    schema
}
