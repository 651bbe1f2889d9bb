//! What is told in which order: the summary first, for it needs nobody's permission.

use paceline_model::{Consequence, Verdict};
use paceline_publish::{
    Annotation, Event, Mark, Message, Outcome as Told, Settings, StepError, Surroundings, Token,
    append_outputs, append_summary, notice, publish, remark_on_line,
};

use super::arguments::PublishArguments;
use super::documents::message;
use crate::exit::{Outcome, Problem};
use crate::output;
use crate::world::World;

/// Errors, and warnings, that a runner shows of one step.
const MOST_REMARKS: usize = 10;

pub(crate) fn run(arguments: &PublishArguments, world: &World) -> Result<Outcome, Problem> {
    let surroundings = Surroundings::from_variables(&world.variables);
    let mut notices = Vec::new();
    let event = event(&surroundings, &mut notices);
    let message = message(arguments, arguments.untrusted || event.is_of_other_run)?;
    let settings = arguments.settings();
    let token = token(arguments, world, &mut notices);
    if settings.dry_run {
        let told = publish(&message, &event, &surroundings, token.as_ref(), &settings);
        notices.extend(told.notices);
        output::print(&told.planned.join("\n"))?;
        for notice in &notices {
            output::tell(notice);
        }
        return Ok(Outcome::Passed);
    }
    if let Some(path) = &surroundings.summary_path {
        let texts: Vec<_> = message.sections.iter().map(|it| it.markdown.as_str()).collect();
        keep(append_summary(path, &texts.join("\n\n")), &mut notices);
    }
    if surroundings.is_runner {
        output::print(&remarks(&message.annotations, &settings))?;
    }
    let told = publish(&message, &event, &surroundings, token.as_ref(), &settings);
    if let Some(path) = &surroundings.output_path {
        keep(append_outputs(path, &outputs(&message, &told, arguments)), &mut notices);
    }
    notices.extend(told.notices);
    for text in &notices {
        if surroundings.is_runner {
            output::print(&notice(text))?;
        } else {
            output::tell(text);
        }
    }
    if let Some(url) = &told.comment_url {
        output::tell(&format!("told in {}", url.escape_debug()));
    }
    Ok(Outcome::Passed)
}

/// What the run is about; without an event, its commit.
fn event(surroundings: &Surroundings, notices: &mut Vec<String>) -> Event {
    let commit = surroundings.commit.as_ref();
    let Some(path) = &surroundings.event_path else { return Event::of_commit(commit.cloned()) };
    match Event::read(&surroundings.event_name, path, commit) {
        Ok(event) => event,
        Err(error) => {
            notices.push(error.to_string());
            // Whose documents these are is not known either.
            Event { is_of_other_run: true, ..Event::default() }
        }
    }
}

/// The token in the variable that the user names. A value that is none is never shown.
fn token(arguments: &PublishArguments, world: &World, notices: &mut Vec<String>) -> Option<Token> {
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
fn outputs(
    message: &Message,
    told: &Told,
    arguments: &PublishArguments,
) -> [(&'static str, String); 5] {
    let sections = message.sections.iter();
    let worst = sections.clone().map(|section| section.verdict).min();
    let consequence = sections.clone().map(|section| section.consequence).max();
    let regressions: u32 = sections.map(|section| section.regressions).sum();
    let reports: Vec<_> =
        arguments.documents.iter().map(|path| path.display().to_string()).collect();
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
