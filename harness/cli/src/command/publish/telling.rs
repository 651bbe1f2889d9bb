//! What is told in which order: the summary first, for it needs nobody's permission.

use std::path::PathBuf;

use paceline_model::{Consequence, Verdict};
use paceline_publish::{
    Annotation, Event, Mark, Message, Outcome as Told, Settings, StepError, Surroundings, Token,
    append_outputs, append_summary, notice, publish, remark_on_line,
};

use super::arguments::TellingArguments;
use crate::exit::Problem;
use crate::output;
use crate::world::World;

/// Errors, and warnings, that a runner shows of one step.
const MOST_REMARKS: usize = 10;

/// Where it is told from.
pub(super) struct Scene<'a> {
    world: &'a World,
    surroundings: Surroundings,
    event: Event,
    /// Why the event is not known, if so.
    problem: Option<String>,
    /// Writes commands for the runner, and requests that are only shown.
    say: fn(&str) -> Result<(), Problem>,
}

impl<'a> Scene<'a> {
    pub(super) fn of(world: &'a World, say: fn(&str) -> Result<(), Problem>) -> Self {
        let surroundings = Surroundings::from_variables(&world.variables);
        let (event, problem) = event(&surroundings);
        Self { world, surroundings, event, problem, say }
    }

    /// Whether what is published was made by another run, which may have been a stranger's.
    pub(super) fn is_of_other_run(&self) -> bool {
        self.event.is_of_other_run
    }

    /// Tells `message`. Fails only where standard output does. `files`: where the reports are.
    pub(super) fn tell(
        self,
        message: &Message,
        files: &[PathBuf],
        arguments: &TellingArguments,
    ) -> Result<(), Problem> {
        let Self { world, surroundings, event, problem, say } = self;
        let mut notices: Vec<_> = problem.into_iter().collect();
        let settings = arguments.settings();
        let token = token(arguments, world, &mut notices);
        if settings.dry_run {
            let told = publish(message, &event, &surroundings, token.as_ref(), &settings);
            notices.extend(told.notices);
            say(&told.planned.join("\n"))?;
            for notice in &notices {
                output::tell(notice);
            }
            return Ok(());
        }
        if let Some(path) = &surroundings.summary_path {
            let texts: Vec<_> = message.sections.iter().map(|it| it.markdown.as_str()).collect();
            keep(append_summary(path, &texts.join("\n\n")), &mut notices);
        }
        if surroundings.is_runner {
            say(&remarks(&message.annotations, &settings))?;
        }
        let told = publish(message, &event, &surroundings, token.as_ref(), &settings);
        if let Some(path) = &surroundings.output_path {
            keep(append_outputs(path, &outputs(message, &told, files)), &mut notices);
        }
        notices.extend(told.notices);
        for text in &notices {
            if surroundings.is_runner {
                say(&notice(text))?;
            } else {
                output::tell(text);
            }
        }
        if let Some(url) = &told.comment_url {
            output::tell(&format!("told in {}", url.escape_debug()));
        }
        Ok(())
    }
}

/// What the run is about; without an event, its commit. The second is why it is not known.
fn event(surroundings: &Surroundings) -> (Event, Option<String>) {
    let commit = surroundings.commit.as_ref();
    let Some(path) = &surroundings.event_path else {
        return (Event::of_commit(commit.cloned()), None);
    };
    match Event::read(&surroundings.event_name, path, commit) {
        Ok(event) => (event, None),
        // Whose documents these are is not known either.
        Err(error) => {
            (Event { is_of_other_run: true, ..Event::default() }, Some(error.to_string()))
        }
    }
}

/// The token in the variable that the user names. A value that is none is never shown.
fn token(arguments: &TellingArguments, world: &World, notices: &mut Vec<String>) -> Option<Token> {
    let text = world.variables.get(&arguments.token_env).filter(|text| !text.is_empty())?;
    let token = Token::new(text);
    if let Err(error) = &token {
        notices.push(format!("`{}`: {error}", arguments.token_env.escape_debug()));
    }
    token.ok()
}

/// Remarks on lines as commands, unless a check shows them.
fn remarks(annotations: &[Annotation], settings: &Settings) -> String {
    match settings.mark {
        Mark::Check | Mark::CheckOrStatus => String::new(),
        Mark::Nothing | Mark::Status => {
            annotations.iter().take(MOST_REMARKS).map(remark_on_line).collect()
        }
    }
}

/// The step's outputs.
fn outputs(message: &Message, told: &Told, files: &[PathBuf]) -> [(&'static str, String); 5] {
    let sections = message.sections.iter();
    let worst = sections.clone().map(|section| section.verdict).min();
    let consequence = sections.clone().map(|section| section.consequence).max();
    let regressions: u32 = sections.map(|section| section.regressions).sum();
    let reports: Vec<_> = files.iter().map(|path| path.display().to_string()).collect();
    [
        ("verdict", worst.unwrap_or(Verdict::Inconclusive).word().to_owned()),
        ("outcome", consequence.unwrap_or(Consequence::Pass).word().to_owned()),
        ("regressions", regressions.to_string()),
        ("report", reports.join("\n")),
        ("comment-url", told.comment_url.clone().unwrap_or_default()),
    ]
}

/// A file of the runner that can't be written is a notice: the verdict stands elsewhere.
fn keep(done: Result<(), StepError>, notices: &mut Vec<String>) {
    if let Err(error) = done {
        notices.push(error.to_string());
    }
}
