//! A workflow, as its file says; refused where GitHub refuses it, or where nobody here knows what it
//! would do.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::expression::{Scope, check, check_condition, whole};
use super::places::{JOB, JOB_ENV, JOB_IF, STEP, WORKFLOW, WORKFLOW_ENV};
use super::step::{Of, Step, check_steps, scalar};

/// The workflow.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Workflow {
    pub(super) name: String,
    run_name: Option<String>,
    pub(super) on: Value,
    pub(super) permissions: Option<Value>,
    #[serde(default)]
    pub(super) env: BTreeMap<String, Value>,
    concurrency: Option<Value>,
    pub(super) jobs: BTreeMap<String, JobText>,
}

/// A job of it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct JobText {
    name: Option<String>,
    needs: Option<Value>,
    #[serde(rename = "if")]
    pub(super) condition: Option<Value>,
    runs_on: Value,
    pub(super) permissions: Option<Value>,
    concurrency: Option<Value>,
    timeout_minutes: Option<Value>,
    strategy: Option<Strategy>,
    #[serde(default)]
    pub(super) outputs: BTreeMap<String, Value>,
    #[serde(default)]
    pub(super) env: BTreeMap<String, Value>,
    pub(super) steps: Vec<Step>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Strategy {
    #[serde(default)]
    #[expect(dead_code, reason = "jobs run one after the other here")]
    fail_fast: Option<bool>,
    matrix: BTreeMap<String, Value>,
}

impl Workflow {
    /// The workflow that a text describes.
    pub(super) fn from_yaml(text: &str) -> Result<Self, String> {
        let workflow: Self = serde_yaml::from_str(text).map_err(|error| error.to_string())?;
        for text in workflow.run_name.iter().chain(group(workflow.concurrency.as_ref())?.iter()) {
            check(text, WORKFLOW)?;
        }
        for value in workflow.env.values() {
            check(&scalar(value)?, WORKFLOW_ENV)?;
        }
        for (name, job) in &workflow.jobs {
            job.check().map_err(|error| format!("job `{name}`: {error}"))?;
            if let Some(other) = job.needs().iter().find(|it| !workflow.jobs.contains_key(*it)) {
                return Err(format!("job `{name}` needs `{other}`, which is not there"));
            }
        }
        Ok(workflow)
    }
}

/// Texts of a concurrency group.
fn group(concurrency: Option<&Value>) -> Result<Vec<String>, String> {
    match concurrency {
        None => Ok(Vec::new()),
        Some(Value::Object(members)) => {
            let is_known = |key: &String| matches!(key.as_str(), "group" | "cancel-in-progress");
            if !members.keys().all(is_known) || !members.contains_key("group") {
                return Err("`concurrency` is `group` and `cancel-in-progress`".to_owned());
            }
            members.values().map(scalar).collect()
        }
        Some(text) => Ok(vec![scalar(text)?]),
    }
}

impl JobText {
    fn check(&self) -> Result<(), String> {
        let labels = ["ubuntu-24.04", "ubuntu-latest", "ubuntu-22.04", "self-hosted"];
        let is_label = |label: &Value| {
            label.as_str().is_some_and(|it| labels.contains(&it) || it.contains("${{"))
        };
        let all = self.runs_on.as_array();
        if !all.map_or(is_label(&self.runs_on), |all| all.iter().all(is_label)) {
            return Err(format!("no runner has the label `{}`", self.runs_on));
        }
        if let Some(text) = &self.condition {
            check_condition(&scalar(text)?, JOB_IF)?;
        }
        let texts = group(self.concurrency.as_ref())?;
        for text in texts.iter().chain(&self.name) {
            check(text, JOB)?;
        }
        let of_matrix = self.strategy.iter().flat_map(|it| it.matrix.values());
        for value in of_matrix.filter(|it| it.is_string()).chain(&self.timeout_minutes) {
            check(&scalar(value)?, JOB)?;
        }
        for value in self.env.values() {
            check(&scalar(value)?, JOB_ENV)?;
        }
        for value in self.outputs.values() {
            check(&scalar(value)?, STEP)?;
        }
        check_steps(&self.steps, Of::Job)
    }

    /// The jobs that must be over.
    pub(super) fn needs(&self) -> Vec<String> {
        match &self.needs {
            Some(Value::Array(all)) => {
                all.iter().filter_map(|it| it.as_str()).map(str::to_owned).collect()
            }
            Some(Value::String(one)) => vec![one.clone()],
            _none => Vec::new(),
        }
    }

    /// One `matrix` context for each time that it runs.
    pub(super) fn matrices(&self, scope: &Scope) -> Result<Vec<Map<String, Value>>, String> {
        let mut all = vec![Map::new()];
        let Some(strategy) = &self.strategy else { return Ok(all) };
        for (name, values) in &strategy.matrix {
            if matches!(name.as_str(), "include" | "exclude") {
                return Err(format!("`{name}` of a matrix is not known here"));
            }
            let values =
                values.as_str().map_or_else(|| Ok(values.clone()), |it| whole(it, scope))?;
            let values = values.as_array().ok_or_else(|| format!("matrix `{name}` is no list"))?;
            let with = |matrix: &Map<String, Value>, value: &Value| {
                let mut matrix = matrix.clone();
                matrix.insert(name.clone(), value.clone());
                matrix
            };
            all =
                all.iter().flat_map(|it| values.iter().map(move |value| with(it, value))).collect();
        }
        Ok(all)
    }
}
