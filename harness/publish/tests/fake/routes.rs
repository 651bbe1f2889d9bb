//! What each request does, and GitHub's reply to it.

use serde_json::{Value, json};

use super::spec::{GITHUB, Operation};
use super::state::{Comment, Pull, State};

/// Longest comment, in characters.
const LONGEST_COMMENT: usize = 65_536;

/// A reply: status, body, whether further pages follow.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Option<Value>,
    pub(crate) has_next: bool,
}

impl Answer {
    fn new(status: u16, body: Value) -> Self {
        Self { status, body: Some(body), has_next: false }
    }

    fn missing() -> Self {
        Self::new(404, json!({ "message": "Not Found", "documentation_url": "https://docs" }))
    }
}

/// A request with what its path and query say.
pub(crate) struct Asked<'a> {
    pub(crate) method: &'a str,
    pub(crate) operation: &'a Operation<'a>,
    pub(crate) query: &'a [(String, String)],
    pub(crate) body: &'a Value,
}

impl Asked<'_> {
    fn path(&self, name: &str) -> &str {
        let find = self.operation.parameters.iter().find(|(known, _)| known == name);
        find.map(|(_, value)| value.as_str()).unwrap_or_default()
    }

    fn number(&self, name: &str) -> u64 {
        self.path(name).parse().unwrap_or_default()
    }

    fn query(&self, name: &str) -> Option<&str> {
        let find = self.query.iter().find(|(known, _)| known == name);
        find.map(|(_, value)| value.as_str())
    }
}

/// Does what a request asks for.
pub(crate) fn answer(state: &mut State, asked: &Asked<'_>) -> Answer {
    let template = asked.operation.template;
    if template == "/user" {
        return user(state);
    }
    if (asked.path("owner"), asked.path("repo")) != ("octo", "cat") {
        return Answer::missing();
    }
    let template = template.trim_start_matches("/repos/{owner}/{repo}");
    match template.split('/').nth(1) {
        Some("issues") => comments(state, template, asked),
        Some("pulls") => pulls(state, template, asked),
        _commits => checks(state, template, asked),
    }
}

fn comments(state: &mut State, template: &str, asked: &Asked<'_>) -> Answer {
    let issue = asked.number("issue_number");
    match (asked.method, template) {
        ("GET", "/issues/{issue_number}/comments") => {
            let comments = state.comments.iter().filter(|comment| comment.issue == issue);
            page(comments.map(comment).collect(), asked)
        }
        ("POST", "/issues/{issue_number}/comments") => {
            let text = asked.body["body"].as_str().unwrap_or_default();
            if let Some(refused) = too_long(text) {
                return refused;
            }
            let author = Some(state.author.clone());
            let new = Comment { id: state.next(), issue, author, body: text.to_owned() };
            state.comments.push(new.clone());
            Answer::new(201, comment(&new))
        }
        _one => one_comment(state, asked.method, asked.number("comment_id"), asked.body),
    }
}

fn checks(state: &mut State, template: &str, asked: &Asked<'_>) -> Answer {
    match (asked.method, template) {
        ("POST", "/check-runs") => {
            let mut check = asked.body.clone();
            check["id"] = json!(state.next());
            state.checks.push(check.clone());
            Answer::new(201, check_run(&check))
        }
        ("PATCH", "/check-runs/{check_run_id}") => {
            let id = asked.number("check_run_id");
            let Some(check) = state.checks.iter_mut().find(|check| check["id"] == id) else {
                return Answer::missing();
            };
            // GitHub appends what comes later.
            let new = asked.body["output"]["annotations"].as_array().cloned().unwrap_or_default();
            check["output"]["annotations"].as_array_mut().unwrap().extend(new);
            Answer::new(200, check_run(check))
        }
        ("GET", "/commits/{ref}/check-runs") => {
            let is_asked = |check: &&Value| {
                check["head_sha"] == asked.path("ref")
                    && asked.query("check_name").is_none_or(|name| check["name"] == name)
            };
            let runs: Vec<_> = state.checks.iter().filter(is_asked).map(check_run).collect();
            Answer::new(200, json!({ "total_count": runs.len(), "check_runs": runs }))
        }
        ("POST", "/statuses/{sha}") => {
            state.statuses.push(asked.body.clone());
            let mut status = GITHUB.example("status");
            for field in ["state", "context", "description"] {
                status[field] = asked.body[field].clone();
            }
            Answer::new(201, status)
        }
        ("GET", "/commits/{commit_sha}/pulls") => {
            let is_asked = |pull: &&Pull| pull.sha == asked.path("commit_sha");
            page(state.pulls.iter().filter(is_asked).map(simple_pull).collect(), asked)
        }
        _other => Answer::missing(),
    }
}

fn pulls(state: &State, template: &str, asked: &Asked<'_>) -> Answer {
    let number = asked.number("pull_number");
    match template {
        "/pulls" => {
            let is_asked = |pull: &&Pull| {
                asked.query("state").is_none_or(|state| pull.state == state)
                    && asked.query("head").is_none_or(|head| pull.head == head)
            };
            page(state.pulls.iter().filter(is_asked).map(simple_pull).collect(), asked)
        }
        "/pulls/{pull_number}" => {
            let found = state.pulls.iter().find(|pull| pull.number == number);
            found.map_or_else(Answer::missing, |pull| {
                Answer::new(200, filled(GITHUB.example("pull-request"), pull))
            })
        }
        _files => {
            let file = |(name, patch): (&String, &String)| {
                let mut file = GITHUB.example("diff-entry-items")[0].clone();
                file["filename"] = json!(name);
                file["patch"] = json!(patch);
                file
            };
            page(state.files.iter().map(file).collect(), asked)
        }
    }
}

fn user(state: &State) -> Answer {
    match &state.user {
        Some(login) => {
            let name = "private-user-response-with-public-profile-information";
            let mut user = GITHUB.example(name);
            user["login"] = json!(login);
            Answer::new(200, user)
        }
        None => Answer::new(
            403,
            json!({ "message": "Resource not accessible by integration", "documentation_url": "" }),
        ),
    }
}

fn one_comment(state: &mut State, method: &str, id: u64, body: &Value) -> Answer {
    let Some(place) = state.comments.iter().position(|comment| comment.id == id) else {
        return Answer::missing();
    };
    match method {
        "DELETE" => {
            state.comments.remove(place);
            Answer { status: 204, body: None, has_next: false }
        }
        "PATCH" => {
            let text = body["body"].as_str().unwrap_or_default();
            if let Some(refused) = too_long(text) {
                return refused;
            }
            text.clone_into(&mut state.comments[place].body);
            Answer::new(200, comment(&state.comments[place]))
        }
        _get => Answer::new(200, comment(&state.comments[place])),
    }
}

fn too_long(text: &str) -> Option<Answer> {
    // In no description: only the reply tells.
    let problem = json!({
        "message": "Validation Failed", "documentation_url": "https://docs",
        "errors": [{ "resource": "IssueComment", "code": "unprocessable", "field": "data",
            "message": "Body is too long (maximum is 65536 characters)" }],
    });
    (text.chars().count() > LONGEST_COMMENT).then(|| Answer::new(422, problem))
}

fn comment(comment: &Comment) -> Value {
    let mut shown = GITHUB.example("issue-comment");
    shown["id"] = json!(comment.id);
    shown["body"] = json!(comment.body);
    shown["html_url"] = json!(format!("https://github.example/c/{}", comment.id));
    match &comment.author {
        Some(login) => shown["user"]["login"] = json!(login),
        None => shown["user"] = Value::Null,
    }
    shown
}

fn check_run(check: &Value) -> Value {
    let mut shown = GITHUB.example("check-run");
    for field in ["id", "name", "external_id", "status", "conclusion", "head_sha"] {
        shown[field] = check[field].clone();
    }
    shown
}

fn simple_pull(pull: &Pull) -> Value {
    filled(GITHUB.example("pull-request-simple-items")[0].clone(), pull)
}

fn filled(mut shown: Value, pull: &Pull) -> Value {
    // Their own example lacks what their own schema demands of a team.
    shown["requested_teams"] = json!([]);
    shown["number"] = json!(pull.number);
    shown["state"] = json!(pull.state);
    shown["head"]["sha"] = json!(pull.sha);
    shown["head"]["label"] = json!(pull.head);
    shown
}

/// The page of a list that is asked for: 30 entries unless the query says otherwise, at most 100.
fn page(all: Vec<Value>, asked: &Asked<'_>) -> Answer {
    let number = |name: &str, default: usize| {
        asked.query(name).and_then(|value| value.parse().ok()).unwrap_or(default)
    };
    let size = number("per_page", 30).clamp(1, 100);
    let start = (number("page", 1).max(1) - 1) * size;
    let has_next = all.len() > start + size;
    let entries: Vec<_> = all.into_iter().skip(start).take(size).collect();
    Answer { status: 200, body: Some(Value::Array(entries)), has_next }
}
