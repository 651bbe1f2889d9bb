//! The two entrances: files that earlier commands wrote, and what `check` has just found.

use std::path::PathBuf;

use paceline_model::{Comparison, Rules};

use super::arguments::{PublishArguments, TellingArguments};
use super::documents::{Document, message, read};
use super::telling::Scene;
use crate::exit::{Outcome, Problem};
use crate::output;
use crate::policy::judge;
use crate::world::World;

/// `paceline publish`. All files are read before anything is told.
pub(crate) fn run(arguments: &PublishArguments, world: &World) -> Result<Outcome, Problem> {
    let scene = Scene::of(world, output::print);
    let is_untrusted = arguments.untrusted || scene.is_of_other_run();
    let mut documents = read(&arguments.documents, is_untrusted)?;
    if arguments.policy.fail_on.is_some() {
        for document in &mut documents {
            judge(&mut document.comparison, &Rules::default(), &arguments.policy);
        }
    }
    let message = message(&documents, arguments.telling.part.as_ref(), is_untrusted)?;
    scene.tell(&message, &arguments.documents, &arguments.telling)?;
    Ok(Outcome::Passed)
}

/// What `check --publish` does at its end with all that it compared. `files`: what it wrote.
///
/// Says on standard error what went wrong: nothing here changes how the command ends.
pub(crate) fn publish_checked(
    comparisons: Vec<Comparison>,
    files: &[PathBuf],
    arguments: &TellingArguments,
    world: &World,
) {
    if comparisons.is_empty() {
        return output::tell("nothing was compared, so nothing is published");
    }
    // Standard output is the report's, which may be JSON; runners read commands from both.
    let scene = Scene::of(world, |text| {
        if !text.is_empty() {
            output::tell(text.trim_end());
        }
        Ok(())
    });
    let is_untrusted = scene.is_of_other_run();
    let document = |comparison: Comparison| Document {
        name: format!("suite {}", comparison.suite),
        comparison,
    };
    let documents: Vec<_> = comparisons.into_iter().map(document).collect();
    let told = message(&documents, arguments.part.as_ref(), is_untrusted)
        .and_then(|message| scene.tell(&message, files, arguments));
    if let Err(problem) = told {
        output::tell(&format!("not published: {problem}"));
    }
}
