//! The entrance: sections in, requests out, and what came of them.

use paceline_model::CommitId;

use crate::annotation::{Annotation, Touched};
use crate::check::Check;
use crate::client::{ApiError, Client, Planned};
use crate::comment::{self, Key, Sticky};
use crate::place::{Place, place};
use crate::section::{Section, Stored, worst};
use crate::{CommentWhen, Event, Mark, PullRequestOf, Settings, Surroundings, Token};

/// What is to be told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Message {
    /// One per suite.
    pub sections: Vec<Section>,
    /// Remarks on lines, the most important first.
    pub annotations: Vec<Annotation>,
}

/// What came of it. Nothing here changes a verdict.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Page of the comment.
    pub comment_url: Option<String>,
    /// What could not be told, and why; one sentence each.
    pub notices: Vec<String>,
    /// With [`Settings::dry_run`]: what would have been sent, as text.
    pub planned: Vec<String>,
}

/// Publishes `message` as `settings` say, to where `event` says, within
/// [`Timing::total`](crate::Timing::total). Without a token there is only a notice.
pub fn publish(
    message: &Message,
    event: &Event,
    surroundings: &Surroundings,
    token: Option<&Token>,
    settings: &Settings,
) -> Outcome {
    let is_comment_wanted = match settings.comment {
        CommentWhen::Never => false,
        CommentWhen::Always => true,
        CommentWhen::OnPullRequest => match event.pull_request {
            PullRequestOf::Nothing | PullRequestOf::Commit => false,
            PullRequestOf::Number(_) | PullRequestOf::Branch { .. } => true,
        },
    };
    let is_wanted = is_comment_wanted || settings.mark != Mark::Nothing;
    if message.sections.is_empty() || !is_wanted {
        return Outcome::default();
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let done = runtime.map_err(|error| error.to_string()).and_then(|runtime| {
        let job = Job { message, event, surroundings, token, settings };
        runtime.block_on(job.run())
    });
    done.unwrap_or_else(|problem| Outcome {
        notices: vec![format!("nothing was published beside the summary of the job: {problem}")],
        ..Outcome::default()
    })
}

struct Job<'a> {
    message: &'a Message,
    event: &'a Event,
    surroundings: &'a Surroundings,
    token: Option<&'a Token>,
    settings: &'a Settings,
}

/// A [`Job`] that knows where to publish.
struct Placed<'a> {
    job: &'a Job<'a>,
    client: Client,
    repository: String,
    place: Place,
}

impl Job<'_> {
    async fn run(&self) -> Result<Outcome, String> {
        let surroundings = self.surroundings;
        let repository =
            surroundings.repository.as_ref().ok_or("`GITHUB_REPOSITORY` names no repository")?;
        let base = surroundings.api_url.as_deref().ok_or("`GITHUB_API_URL` is not set")?;
        if self.token.is_none() && !self.settings.dry_run {
            return Err(
                "there is no token; put one into `GITHUB_TOKEN`, or name its variable with \
                        `--token-env`"
                    .to_owned(),
            );
        }
        let Settings { timing, dry_run, .. } = self.settings;
        let client = Client::new(base, self.token, *timing, &surroundings.proxies, *dry_run)
            .map_err(|error| error.to_string())?;
        let repository = repository.route();
        let is_asked = self.settings.comment == CommentWhen::Always;
        let place = place(&client, &repository, self.event, is_asked)
            .await
            .map_err(|error| format!("the pull request can't be looked up: {error}"))?;
        let placed = Placed { job: self, client, repository, place };
        let mut outcome = Outcome::default();
        placed.comment(&mut outcome).await;
        placed.mark(&mut outcome).await;
        outcome.planned = placed.client.planned().iter().map(shown).collect();
        Ok(outcome)
    }
}

impl Placed<'_> {
    fn key(&self) -> Key {
        Key::new(&self.job.settings.name)
    }

    async fn comment(&self, outcome: &mut Outcome) {
        let settings = self.job.settings;
        if settings.comment == CommentWhen::Never {
            return;
        }
        let Some(number) = self.place.number else {
            if settings.comment == CommentWhen::Always {
                outcome.notices.push("no comment: there is no open pull request".to_owned());
            } else if self.job.event.is_of_other_run {
                let text =
                    "no comment: no open pull request has the commit of that run as its head";
                outcome.notices.push(text.to_owned());
            }
            return;
        };
        let key = self.key();
        let commit = self.place.commit.as_ref();
        let sticky = Sticky {
            repository: &self.repository,
            number,
            key: &key,
            commit,
            run_url: self.job.surroundings.run_url.as_deref(),
            author: settings.author.as_deref(),
        };
        let run = self.job.surroundings.run;
        let sections = &self.job.message.sections;
        let mine: Vec<Stored> = sections.iter().map(|it| it.stored(run, commit)).collect();
        match comment::publish(&self.client, &sticky, &mine).await {
            Ok(written) => outcome.comment_url = written.url,
            Err(error) => outcome.notices.push(told("comment", &error)),
        }
    }

    async fn mark(&self, outcome: &mut Outcome) {
        let mark = self.job.settings.mark;
        if mark == Mark::Nothing {
            return;
        }
        let worst = worst(&self.job.message.sections);
        let (Some(commit), Some(worst)) = (&self.place.commit, worst) else {
            outcome.notices.push("no check: the commit is not known".to_owned());
            return;
        };
        let check = self.made(commit, worst, outcome).await;
        let (what, done) = match mark {
            Mark::Nothing | Mark::Status => {
                ("commit status", check.publish_status(&self.client).await)
            }
            Mark::Check => ("check", check.publish(&self.client).await),
            Mark::CheckOrStatus => match check.publish(&self.client).await {
                // Tokens of users may set statuses, but make no checks.
                Err(ApiError::Denied { .. }) => {
                    ("commit status", check.publish_status(&self.client).await)
                }
                other => ("check", other),
            },
        };
        if let Err(error) = done {
            outcome.notices.push(told(what, &error));
        }
    }

    async fn made<'a>(
        &'a self,
        commit: &'a CommitId,
        worst: &Section,
        outcome: &mut Outcome,
    ) -> Check<'a> {
        let key = self.key();
        let name = match key.as_str() {
            "default" => "paceline".to_owned(),
            key => format!("paceline/{key}"),
        };
        let (run, attempt) = self.job.surroundings.run;
        let sections = &self.job.message.sections;
        let texts: Vec<_> = sections.iter().map(|section| section.markdown.as_str()).collect();
        Check {
            repository: &self.repository,
            commit,
            external_id: format!("{name}:{run}:{attempt}"),
            name,
            verdict: worst.verdict,
            consequence: worst.consequence,
            title: title(sections, worst),
            summary: texts.join("\n\n"),
            run_url: self.job.surroundings.run_url.as_deref(),
            annotations: match self.job.settings.mark {
                Mark::Check | Mark::CheckOrStatus => self.touched(outcome).await,
                Mark::Status | Mark::Nothing => Vec::new(),
            },
        }
    }

    /// The remarks on lines that the pull request touches: the host shows others badly, and a reader
    /// would look for a change where there is none.
    async fn touched(&self, outcome: &mut Outcome) -> Vec<Annotation> {
        let all = &self.job.message.annotations;
        let Some(number) = self.place.number.filter(|_| !all.is_empty()) else {
            return Vec::new();
        };
        if !self.client.is_connected() {
            return all.clone();
        }
        match Touched::of(&self.client, &self.repository, number).await {
            Ok(touched) => all.iter().filter(|it| touched.has(it)).cloned().collect(),
            Err(error) => {
                outcome.notices.push(told("remarks on lines", &error));
                Vec::new()
            }
        }
    }
}

/// The headline of the worst suite, and how many others there are.
fn title(sections: &[Section], worst: &Section) -> String {
    match sections.len() {
        1 => worst.headline.clone(),
        count => format!("{}: {} (of {count} suites)", worst.suite, worst.headline),
    }
}

fn told(what: &str, error: &ApiError) -> String {
    match error {
        ApiError::Denied { .. } => format!(
            "no {what}: {error}. The token may not write here, as in pull requests from forks; the \
             report is in the summary of the job"
        ),
        ApiError::Refused { .. }
        | ApiError::Limited { .. }
        | ApiError::Unavailable(_)
        | ApiError::Uncertain(_)
        | ApiError::TimedOut => {
            format!("no {what}: {error}. The report is in the summary of the job")
        }
    }
}

/// A planned request as text, with its body as indented JSON.
fn shown(planned: &Planned) -> String {
    let body = planned.body.as_ref().map(|body| format!("{body:#}\n")).unwrap_or_default();
    format!("{} {}\n{body}", planned.method.name(), planned.route)
}
