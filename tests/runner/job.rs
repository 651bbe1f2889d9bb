//! Runs the steps of a job one after the other, those of actions within it too.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::action::Action;
use super::done::{Done, Outcome};
use super::expression::{Scope, condition, interpolate};
use super::machine::Machine;
use super::step::{Of, Step, scalar};

/// An action that a step uses.
pub(crate) struct Use<'a> {
    /// `owner/name@revision`.
    pub(crate) action: &'a str,
    pub(crate) with: BTreeMap<String, String>,
    pub(crate) github: &'a Value,
    pub(crate) machine: &'a Machine,
}

/// What an action turns out to be.
pub(crate) enum Found {
    /// A composite one in this folder, to be run with these inputs.
    Action(PathBuf, BTreeMap<String, String>),
    /// One that is done already; these are its outputs, or why it failed.
    Done(Result<BTreeMap<String, String>, String>),
}

/// Where actions come from.
pub(crate) trait Actions {
    /// The action; fails where there is none of that name, or it is used wrongly.
    fn find(&self, asked: &Use<'_>) -> Result<Found, String>;
}

/// A job while it runs.
pub(crate) struct Job<'a> {
    pub(crate) machine: Machine,
    pub(super) actions: &'a dyn Actions,
    /// Variables for all further steps.
    pub(super) variables: BTreeMap<String, String>,
    pub(super) path: Vec<String>,
    pub(crate) steps: Vec<Done>,
    pub(crate) summary: String,
}

/// The step that uses an action.
pub(super) struct User<'a> {
    pub(super) uses: &'a str,
    pub(super) id: &'a str,
    pub(super) variables: BTreeMap<String, String>,
}

/// Whose steps run.
struct Frame {
    of: Of,
    /// Ids of the actions around them, each with a slash.
    prefix: String,
    /// Of the step that uses the action.
    variables: BTreeMap<String, String>,
}

impl<'a> Job<'a> {
    pub(super) fn new(actions: &'a dyn Actions, machine: Machine) -> Self {
        Self {
            machine,
            actions,
            variables: BTreeMap::new(),
            path: Vec::new(),
            steps: Vec::new(),
            summary: String::new(),
        }
    }

    /// Runs a job's own steps. Fails where GitHub would run nothing.
    pub(super) fn run(&mut self, steps: &[Step], scope: &mut Scope) -> Result<(), String> {
        let frame = Frame { of: Of::Job, prefix: String::new(), variables: BTreeMap::new() };
        self.run_steps(steps, scope, &frame)
    }

    /// Runs the action in a folder: its outputs, and whether it went well.
    pub(super) fn run_action(
        &mut self,
        folder: &Path,
        given: &BTreeMap<String, String>,
        caller: &Scope,
        by: User<'_>,
    ) -> Result<(BTreeMap<String, String>, bool), String> {
        let action = Action::read(folder)?;
        let mut scope = Scope::default();
        for name in ["github", "job", "runner", "strategy", "matrix"] {
            scope.set(name, caller.contexts.get(name).cloned().unwrap_or_else(|| json!({})));
        }
        let (repository, revision) = by.uses.split_once('@').unwrap_or_default();
        let github = &mut scope.contexts["github"];
        github["action_path"] = folder.display().to_string().into();
        github["action_repository"] = repository.into();
        github["action_ref"] = revision.into();
        scope.set("inputs", action.inputs(given, caller)?);
        let prefix = format!("{}/", by.id);
        let frame = Frame { of: Of::Action, prefix, variables: by.variables };
        self.run_steps(action.steps(), &mut scope, &frame)?;
        Ok((action.outputs(&scope)?, !scope.has_failed))
    }

    fn run_steps(
        &mut self,
        steps: &[Step],
        scope: &mut Scope,
        frame: &Frame,
    ) -> Result<(), String> {
        scope.set("steps", json!({}));
        for step in steps {
            let shown = format!("{}{}", frame.prefix, step.shown());
            self.run_step(step, scope, frame)
                .map_err(|error| format!("step `{shown}`: {error}"))?;
        }
        Ok(())
    }

    fn run_step(&mut self, step: &Step, scope: &mut Scope, frame: &Frame) -> Result<(), String> {
        let mut environment = self.variables.clone();
        environment.extend(frame.variables.clone());
        scope.set("env", json!(environment));
        for (name, value) in &step.env {
            environment.insert(name.clone(), interpolate(&scalar(value)?, scope)?);
        }
        scope.set("env", json!(environment));
        let holds = match &step.condition {
            Some(text) => condition(&scalar(text)?, scope)?,
            None => !scope.has_failed,
        };
        let mut done = Done {
            id: format!("{}{}", frame.prefix, step.shown()),
            outcome: Outcome::Skipped,
            log: String::new(),
            commands: Vec::new(),
            environment,
            outputs: BTreeMap::new(),
            problems: Vec::new(),
        };
        match &step.uses {
            // No process has it.
            _ if !holds => done.environment.clear(),
            Some(uses) => self.use_action(uses, step, scope, &mut done)?,
            None => self.run_script(step, scope, frame.of, &mut done)?,
        }
        let ignores = step.continue_on_error.as_ref().map(scalar).transpose()?.unwrap_or_default();
        let ignores = interpolate(&ignores, scope)? == "true";
        let conclusion = match done.outcome {
            Outcome::Failure if ignores => Outcome::Success,
            Outcome::Failure | Outcome::Success | Outcome::Skipped => done.outcome,
        };
        if let Some(id) = &step.id {
            scope.contexts["steps"][id] = json!({
                "outcome": done.outcome.word(), "conclusion": conclusion.word(),
                "outputs": done.outputs,
            });
        }
        scope.has_failed |= conclusion == Outcome::Failure;
        scope.contexts["job"]["status"] = Outcome::of(!scope.has_failed).word().into();
        self.steps.push(done);
        Ok(())
    }

    fn use_action(
        &mut self,
        uses: &str,
        step: &Step,
        scope: &Scope,
        done: &mut Done,
    ) -> Result<(), String> {
        let mut with = BTreeMap::new();
        for (name, value) in &step.with {
            with.insert(name.clone(), interpolate(&scalar(value)?, scope)?);
        }
        let found = match uses.strip_prefix("./") {
            Some(folder) => Found::Action(self.machine.workspace().join(folder), with),
            None => self.actions.find(&Use {
                action: uses,
                with,
                github: &scope.contexts["github"],
                machine: &self.machine,
            })?,
        };
        let is_success = match found {
            Found::Action(folder, with) => {
                let by = User { uses, id: &done.id, variables: done.environment.clone() };
                let (outputs, is_success) = self.run_action(&folder, &with, scope, by)?;
                done.outputs = outputs;
                is_success
            }
            Found::Done(Ok(outputs)) => {
                done.outputs = outputs;
                true
            }
            Found::Done(Err(error)) => {
                done.log = error;
                false
            }
        };
        done.outcome = Outcome::of(is_success);
        Ok(())
    }
}
