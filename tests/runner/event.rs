//! What happened in a repository, and whether a workflow is about it.

use serde_json::Value;

/// What happened.
#[derive(Debug, Clone)]
pub(crate) struct Event {
    pub(crate) name: &'static str,
    /// As it stands in the file of the event.
    pub(crate) payload: Value,
    /// The commit that runs are of.
    pub(crate) sha: String,
    /// As in `refs/heads/main`.
    pub(crate) reference: String,
    /// Branches of a pull request; else empty.
    pub(crate) base: String,
    pub(crate) head: String,
    /// Whether it is a pull request whose branch is in another repository.
    pub(crate) is_from_fork: bool,
}

impl Event {
    /// Whether a workflow with this `on` runs. Fails on filters that are not known here.
    pub(super) fn starts(&self, on: &Value) -> Result<bool, String> {
        match on {
            Value::String(name) => Ok(name == self.name),
            Value::Array(names) => Ok(names.iter().any(|name| name == self.name)),
            Value::Object(events) => match events.get(self.name) {
                None => Ok(false),
                Some(filters) => self.passes(filters),
            },
            Value::Null | Value::Bool(_) | Value::Number(_) => Err(format!("`on: {on}`")),
        }
    }

    fn passes(&self, filters: &Value) -> Result<bool, String> {
        let types: &[&str] = match self.name {
            "pull_request" | "pull_request_target" => &["opened", "synchronize", "reopened"],
            _all => &[],
        };
        let kind = self.payload["action"].as_str().unwrap_or_default();
        let Some(filters) = filters.as_object() else {
            // A schedule has times.
            let is_valid = filters.is_null() || filters.is_array() && self.name == "schedule";
            let passes = types.is_empty() || types.contains(&kind);
            return is_valid.then_some(passes).ok_or(format!("`{}: {filters}`", self.name));
        };
        let mut passes = filters.contains_key("types") || types.is_empty() || types.contains(&kind);
        for (name, wanted) in filters {
            let all = wanted.as_array();
            let has =
                |value: &str| all.map_or(wanted == value, |all| all.iter().any(|it| it == value));
            passes &= match name.as_str() {
                "types" => has(kind),
                "branches" => has(self.branch()),
                "workflows" => {
                    has(self.payload["workflow_run"]["name"].as_str().unwrap_or_default())
                }
                "inputs" if self.name == "workflow_dispatch" => true,
                other => return Err(format!("the filter `{other}` is not known here")),
            };
        }
        Ok(passes)
    }

    /// The branch that `branches` is about.
    fn branch(&self) -> &str {
        let branch = match self.name {
            "pull_request" | "pull_request_target" => &self.base,
            "workflow_run" => {
                return self.payload["workflow_run"]["head_branch"].as_str().unwrap_or_default();
            }
            "merge_group" => {
                return self.payload["merge_group"]["base_ref"]
                    .as_str()
                    .unwrap_or_default()
                    .trim_start_matches("refs/heads/");
            }
            _push => &self.reference,
        };
        branch.trim_start_matches("refs/heads/")
    }
}
