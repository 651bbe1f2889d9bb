//! A job on a pull request of the fake's repository.

use std::collections::BTreeMap;
use std::time::Duration;

use paceline_model::{Consequence, Policy, Verdict};
use paceline_publish::{
    Annotation, Event, Message, Outcome, Section, Settings, Surroundings, Timing, Token, publish,
};

use crate::fake::Github;

/// Head of pull request 7.
pub(crate) const HEAD: &str = "1111111111111111111111111111111111111111";
/// Token of an app, as every job is given.
pub(crate) const TOKEN: &str = "ghs_secret";
/// Times for a server on this machine.
pub(crate) const QUICK: Timing = Timing {
    total: Duration::from_secs(20),
    request: Duration::from_millis(700),
    pause: Duration::from_millis(4),
    longest_pause: Duration::from_secs(2),
    settle: Duration::from_millis(10),
};

/// A job with all that it is told.
pub(crate) struct Job {
    pub(crate) message: Message,
    pub(crate) event: Event,
    pub(crate) surroundings: Surroundings,
    pub(crate) token: Option<Token>,
    pub(crate) settings: Settings,
}

impl Job {
    /// A job that found the suite to have regressed, in run 10 of pull request 7.
    pub(crate) fn of(github: &Github, suite: &str) -> Self {
        let message = Message {
            sections: vec![section(suite, Verdict::Regressed, "1 of 2 cases regressed")],
            annotations: Vec::new(),
        };
        let settings =
            Settings { name: "default".to_owned(), timing: QUICK, ..Settings::default() };
        Self {
            message,
            event: event("pull_request", &pull_request(7, HEAD)),
            surroundings: surroundings(&github.url()),
            token: Some(Token::new(TOKEN).unwrap()),
            settings,
        }
    }

    /// Publishes; what was sent must be as GitHub describes it.
    pub(crate) fn publish(&self, github: &Github) -> Outcome {
        let Self { message, event, surroundings, token, settings } = self;
        let outcome = publish(message, event, surroundings, token.as_ref(), settings);
        assert_eq!(github.state().violations, Vec::<String>::new());
        assert!(!format!("{outcome:?}").contains("secret"), "{outcome:?}");
        outcome
    }
}

/// What the runner says.
pub(crate) fn surroundings(url: &str) -> Surroundings {
    let variables = [
        ("GITHUB_ACTIONS", "true"),
        ("GITHUB_API_URL", url),
        ("GITHUB_REPOSITORY", "octo/cat"),
        ("GITHUB_RUN_ID", "10"),
    ];
    let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    Surroundings::from_variables(&variables.iter().map(own).collect::<BTreeMap<_, _>>())
}

/// An event, as its file has it.
pub(crate) fn event(name: &str, json: &serde_json::Value) -> Event {
    Event::from_json(name, &json.to_string(), None).unwrap()
}

/// The file of the event of a pull request.
pub(crate) fn pull_request(number: u64, head: &str) -> serde_json::Value {
    serde_json::json!({ "pull_request": { "number": number, "head": { "sha": head } } })
}

/// A section with `text` as its headline.
pub(crate) fn section(suite: &str, verdict: Verdict, text: &str) -> Section {
    Section {
        suite: suite.parse().unwrap(),
        machine_class: "0123456789ab".parse().unwrap(),
        part: None,
        verdict,
        consequence: Policy::default().of(verdict),
        regressions: 1,
        headline: text.to_owned(),
        markdown: format!("### {text}\n\n| a | b |\n| - | - |\n| 1 | 2 |\n"),
    }
}

/// So many remarks on `src/a.py`, from line 1.
pub(crate) fn remarks(count: u32) -> Vec<Annotation> {
    let remark = |line| Annotation {
        path: "src/a.py".to_owned(),
        line,
        title: "slower".to_owned(),
        message: "put".to_owned(),
        consequence: Consequence::Fail,
    };
    (1..=count).map(remark).collect()
}

/// The only comment there is of ours.
pub(crate) fn only_comment(github: &Github) -> String {
    let state = github.state();
    let own: Vec<_> =
        state.comments.iter().filter(|it| it.author.as_deref() == Some(&state.author)).collect();
    assert_eq!(own.len(), 1, "{own:#?}");
    own[0].body.clone()
}
