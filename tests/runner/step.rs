//! A step of a job or of a composite action, as it is written; refused where GitHub refuses it.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::Value;

use super::expression::{Place, check, check_condition, text};
use super::places::{ACTION_STEP, ACTION_STEP_IF, STEP, STEP_IF};

/// One step.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Step {
    pub(super) id: Option<String>,
    pub(super) name: Option<String>,
    #[serde(rename = "if")]
    pub(super) condition: Option<Value>,
    pub(super) uses: Option<String>,
    #[serde(default)]
    pub(super) with: BTreeMap<String, Value>,
    pub(super) run: Option<String>,
    pub(super) shell: Option<String>,
    pub(super) working_directory: Option<String>,
    #[serde(default)]
    pub(super) env: BTreeMap<String, Value>,
    pub(super) continue_on_error: Option<Value>,
    timeout_minutes: Option<Value>,
}

/// Whose steps they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    Job,
    Action,
}

/// Fails on steps that GitHub would refuse before anything runs.
pub(super) fn check_steps(steps: &[Step], of: Of) -> Result<(), String> {
    let mut ids = BTreeSet::new();
    for step in steps {
        step.check(of).map_err(|error| format!("step `{}`: {error}", step.shown()))?;
        if step.id.as_ref().is_some_and(|id| !ids.insert(id.to_lowercase())) {
            return Err(format!("two steps have the id `{}`", step.shown()));
        }
    }
    Ok(())
}

impl Step {
    /// Its id, else its name, else what it does: of an action's name only the last part.
    pub(super) fn shown(&self) -> &str {
        let uses = self.uses.as_deref().and_then(|it| it.split('@').next()?.rsplit('/').next());
        let own = [&self.id, &self.name].into_iter().flatten().next();
        own.map(String::as_str).or(uses).or(self.run.as_deref()).unwrap_or_default()
    }

    fn check(&self, of: Of) -> Result<(), String> {
        let (place, condition) = match of {
            Of::Job => (STEP, STEP_IF),
            Of::Action => (ACTION_STEP, ACTION_STEP_IF),
        };
        match (&self.run, &self.uses) {
            (Some(_), None) => self.check_run(of)?,
            (None, Some(uses)) => self.check_uses(uses)?,
            (None, None) => return Err("neither `run` nor `uses`".to_owned()),
            (Some(_), Some(_)) => return Err("both `run` and `uses`".to_owned()),
        }
        if of == Of::Action && self.timeout_minutes.is_some() {
            return Err("unexpected value `timeout-minutes`".to_owned());
        }
        if self.id.as_deref().is_some_and(|id| !is_id(id)) {
            return Err("the id is not valid".to_owned());
        }
        if let Some(text) = &self.condition {
            check_condition(&scalar(text)?, condition)?;
        }
        self.check_templates(place)
    }

    fn check_templates(&self, place: Place) -> Result<(), String> {
        let texts = [&self.name, &self.run, &self.working_directory];
        for text in texts.into_iter().flatten() {
            check(text, place)?;
        }
        let flags = [&self.continue_on_error, &self.timeout_minutes];
        let values = self.with.values().chain(self.env.values());
        for value in values.chain(flags.into_iter().flatten()) {
            check(&scalar(value)?, place)?;
        }
        Ok(())
    }

    fn check_run(&self, of: Of) -> Result<(), String> {
        if !self.with.is_empty() {
            return Err("`with` without `uses`".to_owned());
        }
        match self.shell.as_deref() {
            None if of == Of::Action => Err("required property is missing: shell".to_owned()),
            None | Some("bash" | "sh") => Ok(()),
            Some(other) => Err(format!("the shell `{other}` is not known here")),
        }
    }

    fn check_uses(&self, uses: &str) -> Result<(), String> {
        if self.shell.is_some() || self.working_directory.is_some() {
            return Err("`shell` and `working-directory` are for `run`".to_owned());
        }
        let is_local = uses.starts_with("./");
        let is_pinned = uses.split_once('@').is_some_and(|(name, at)| {
            name.split('/').count() >= 2 && !at.is_empty() && !uses.contains("${{")
        });
        if is_local || is_pinned { Ok(()) } else { Err(format!("`uses: {uses}` is no action")) }
    }
}

fn is_id(id: &str) -> bool {
    let is_rest = |byte: u8| byte.is_ascii_alphanumeric() || b"_-".contains(&byte);
    id.bytes().all(is_rest)
        && id.bytes().next().is_some_and(|it| it.is_ascii_alphabetic() || it == b'_')
}

/// A value where a text, a number or a truth value belongs.
pub(super) fn scalar(value: &Value) -> Result<String, String> {
    match value {
        Value::Array(_) | Value::Object(_) => Err(format!("`{value}` is no single value")),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Ok(text(value)),
    }
}
