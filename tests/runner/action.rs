//! A composite action, as its `action.yml` says; refused where GitHub refuses it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::expression::{Scope, check, interpolate};
use super::places::{ACTION_OUTPUT, DEFAULT};
use super::step::{Of, Step, check_steps, scalar};

/// The action.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Action {
    name: String,
    description: String,
    #[serde(default)]
    author: String,
    #[serde(default)]
    branding: BTreeMap<String, String>,
    #[serde(default)]
    inputs: BTreeMap<String, Input>,
    #[serde(default)]
    outputs: BTreeMap<String, Output>,
    runs: Runs,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Input {
    description: String,
    #[serde(default)]
    required: bool,
    default: Option<Value>,
    #[serde(default)]
    deprecation_message: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Output {
    description: String,
    value: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Runs {
    using: String,
    steps: Vec<Step>,
}

impl Action {
    /// Reads `action.yml` of a folder.
    pub(super) fn read(folder: &Path) -> Result<Self, String> {
        let path = folder.join("action.yml");
        let text = fs::read_to_string(&path).map_err(|error| {
            format!("can't find `action.yml` under `{}`: {error}", path.display())
        })?;
        Self::from_yaml(&text)
    }

    /// The action that a text describes.
    pub(super) fn from_yaml(text: &str) -> Result<Self, String> {
        let action: Self = serde_yaml::from_str(text).map_err(|error| error.to_string())?;
        if action.runs.using != "composite" {
            return Err(format!("the action runs using `{}`", action.runs.using));
        }
        let Self { name, description, author, branding, inputs, outputs, runs } = &action;
        let is_known = |key: &String| matches!(key.as_str(), "icon" | "color");
        if !branding.keys().all(is_known) || author.contains("${{") {
            return Err("branding is icon and color; the author is a plain text".to_owned());
        }
        let described = inputs.values().map(|it| &it.description);
        let described = described.chain(outputs.values().map(|it| &it.description));
        if described.chain([name, description]).any(|text| text.trim().is_empty()) {
            return Err("the action, an input or an output has no description".to_owned());
        }
        for input in inputs.values() {
            check(&scalar(input.default.as_ref().unwrap_or_default())?, DEFAULT)?;
            if !input.deprecation_message.is_empty() && input.required {
                return Err("an input is required and deprecated".to_owned());
            }
        }
        for output in outputs.values() {
            check(&output.value, ACTION_OUTPUT)?;
        }
        check_steps(&runs.steps, Of::Action)?;
        Ok(action)
    }

    /// The inputs with their defaults, from what the caller gives.
    pub(super) fn inputs(
        &self,
        given: &BTreeMap<String, String>,
        caller: &Scope,
    ) -> Result<Map<String, Value>, String> {
        if let Some(name) = given.keys().find(|name| !self.inputs.contains_key(*name)) {
            // GitHub only warns of it, and lets required ones be absent.
            return Err(format!("unexpected input `{name}`"));
        }
        let mut values = Map::new();
        for (name, input) in &self.inputs {
            let value = match (given.get(name), &input.default) {
                (Some(value), _) => value.clone(),
                (None, Some(default)) => interpolate(&scalar(default)?, caller)?,
                (None, None) if input.required => {
                    return Err(format!("input `{name}` is required"));
                }
                (None, None) => String::new(),
            };
            values.insert(name.clone(), value.into());
        }
        Ok(values)
    }

    /// The outputs, once its steps have run.
    pub(super) fn outputs(&self, scope: &Scope) -> Result<BTreeMap<String, String>, String> {
        let value = |(name, output): (&String, &Output)| {
            Ok((name.clone(), interpolate(&output.value, scope)?))
        };
        self.outputs.iter().map(value).collect()
    }

    pub(super) fn steps(&self) -> &[Step] {
        &self.runs.steps
    }
}
