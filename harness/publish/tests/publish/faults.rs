//! Every way to fail, each with its documented end: never a hang, a second comment, a lost verdict.

use std::time::{Duration, Instant};

use crate::fake::{Damage, Fault, Github};
use crate::fixture::{Job, only_comment};

/// How a fault ends.
enum End {
    /// The comment is there, and nobody needs to know.
    Told,
    /// There is no comment, and one notice that contains this.
    Notice(&'static str),
    /// There is a comment, though nobody could make sure, and one notice that contains this.
    Doubt(&'static str),
}

type Row = (&'static str, Fault, End);

const ALWAYS: usize = usize::MAX;
const COMMENTS: &str = "/issues/7/comments";

fn fault(method: &'static str, times: usize, damage: Damage) -> Fault {
    Fault { method, path: COMMENTS, times, damage }
}

fn limit(status: u16, name: &'static str, value: &str) -> Damage {
    Damage::refusal(status, "API rate limit exceeded").with(name, value)
}

fn permissions() -> Vec<Row> {
    let integration = || Damage::refusal(403, "Resource not accessible by integration");
    let required = ("x-accepted-github-permissions", "issues=write; pull_requests=write");
    vec![
        (
            "read-only token",
            fault("POST", ALWAYS, integration().with(required.0, required.1)),
            End::Notice("(403: Resource not"),
        ),
        (
            "no access at all",
            fault("GET", ALWAYS, integration()),
            End::Notice("may not write here"),
        ),
        (
            "hidden repository",
            fault("", ALWAYS, Damage::refusal(404, "Not Found")),
            End::Notice("(404: Not Found)"),
        ),
        (
            "bad token",
            fault("", ALWAYS, Damage::refusal(401, "Bad credentials ghs_secret")),
            End::Notice("(401: Bad credentials ***)"),
        ),
        (
            "gone",
            fault("POST", ALWAYS, Damage::refusal(410, "Issues are disabled")),
            End::Notice("(410"),
        ),
        ("legal reasons", fault("GET", ALWAYS, Damage::refusal(451, "DMCA")), End::Notice("(451")),
        (
            "locked pull request",
            fault(
                "POST",
                ALWAYS,
                Damage::refusal(403, "Unable to create comment because issue is locked."),
            ),
            End::Notice("locked"),
        ),
        (
            "validation",
            fault("POST", ALWAYS, Damage::refusal(422, "Validation Failed")),
            End::Notice("refused (422"),
        ),
        (
            "bad request",
            fault("POST", ALWAYS, Damage::refusal(400, "Problems parsing JSON")),
            End::Notice("refused (400"),
        ),
    ]
}

fn limits() -> Vec<Row> {
    let secondary = || Damage::refusal(403, "You have exceeded a secondary rate limit");
    vec![
        ("429 with a short pause", fault("POST", 1, limit(429, "retry-after", "1")), End::Told),
        ("403 with a short pause", fault("POST", 2, limit(403, "retry-after", "0")), End::Told),
        ("429 while reading", fault("GET", 2, limit(429, "retry-after", "0")), End::Told),
        (
            "429 for ever",
            fault("POST", ALWAYS, limit(429, "retry-after", "0")),
            End::Notice("rate limit"),
        ),
        (
            "a pause of an hour",
            fault("POST", ALWAYS, limit(403, "retry-after", "3600")),
            End::Notice("rate limit"),
        ),
        (
            "an absurd pause",
            fault("POST", ALWAYS, limit(429, "retry-after", "soon")),
            End::Notice("rate limit"),
        ),
        (
            "primary limit",
            fault("GET", ALWAYS, limit(403, "x-ratelimit-remaining", "0")),
            End::Notice("rate limit"),
        ),
        (
            "primary limit as 429",
            fault("GET", ALWAYS, limit(429, "x-ratelimit-remaining", "0")),
            End::Notice("rate limit"),
        ),
        (
            "secondary limit without a pause",
            fault("POST", ALWAYS, secondary()),
            End::Notice("secondary rate limit"),
        ),
    ]
}

fn trouble() -> Vec<Row> {
    vec![
        ("500 once, nothing done", fault("POST", 1, Damage::refusal(500, "")), End::Told),
        ("502 once, nothing done", fault("POST", 1, Damage::refusal(502, "")), End::Told),
        ("503 twice, nothing done", fault("POST", 2, Damage::refusal(503, "")), End::Told),
        ("500 once, done", fault("POST", 1, Damage::After(500)), End::Told),
        ("502 once, done", fault("POST", 1, Damage::After(502)), End::Told),
        ("504 always, done", fault("POST", ALWAYS, Damage::After(504)), End::Told),
        (
            "503 always",
            fault("POST", ALWAYS, Damage::refusal(503, "")),
            End::Notice("no clear answer"),
        ),
        ("502 while reading, twice", fault("GET", 2, Damage::refusal(502, "<html>")), End::Told),
        (
            "500 while reading, always",
            fault("GET", ALWAYS, Damage::refusal(500, "")),
            End::Notice("no usable answer (500"),
        ),
        ("408 while reading", fault("GET", 1, Damage::refusal(408, "")), End::Told),
    ]
}

fn connections() -> Vec<Row> {
    vec![
        ("reset before", fault("POST", 1, Damage::Reset), End::Told),
        ("reset after it was done", fault("POST", 1, Damage::ResetAfter), End::Told),
        ("reset for ever", fault("", ALWAYS, Damage::Reset), End::Notice("no usable answer")),
        ("silent once", fault("POST", 1, Damage::Silent), End::Told),
        ("silent for ever", fault("", ALWAYS, Damage::Silent), End::Notice("no reply in time")),
        ("slow", fault("", ALWAYS, Damage::Slow(100)), End::Told),
        ("too slow, done", fault("POST", 1, Damage::Slow(1500)), End::Told),
        ("half a list", fault("GET", 1, Damage::Truncated), End::Told),
        ("half a reply", fault("POST", 1, Damage::Truncated), End::Told),
        ("a page of HTML for a list", fault("GET", 2, Damage::Html), End::Told),
        ("a page of HTML for ever", fault("GET", ALWAYS, Damage::Html), End::Notice("no JSON")),
        ("a page of HTML for a reply", fault("POST", 1, Damage::Html), End::Told),
        ("broken JSON", fault("POST", 1, Damage::Garbage), End::Told),
        ("JSON of another shape", fault("POST", 1, Damage::OtherShape), End::Told),
        (
            "a list of another shape",
            fault("GET", ALWAYS, Damage::OtherShape),
            End::Notice("not as expected"),
        ),
        ("a list that lags behind", fault("GET", 2, Damage::Stale), End::Told),
        ("a list that always lags behind", fault("GET", ALWAYS, Damage::Stale), End::Told),
        (
            "a circle of redirects",
            fault(
                "GET",
                ALWAYS,
                Damage::refusal(302, "").with("location", "/repos/octo/cat/issues/7/comments"),
            ),
            End::Notice("without end"),
        ),
        (
            "a redirect to nowhere",
            fault("GET", ALWAYS, Damage::refusal(307, "")),
            End::Notice("refused (307"),
        ),
        (
            "a redirect to another host",
            fault(
                "POST",
                ALWAYS,
                Damage::refusal(308, "").with("location", "https://evil.example/"),
            ),
            End::Notice("gets no token"),
        ),
    ]
}

/// Faults that come when the comment is there already.
fn updates() -> Vec<Row> {
    let one = |times, damage| Fault { method: "PATCH", path: "/issues/comments/", times, damage };
    vec![
        ("update: 502, nothing done", one(1, Damage::refusal(502, "")), End::Told),
        ("update: 502, done", one(1, Damage::After(502)), End::Told),
        ("update: reset", one(2, Damage::Reset), End::Told),
        ("update: half a reply", one(1, Damage::Truncated), End::Told),
        ("update: deleted meanwhile", one(1, Damage::refusal(404, "Not Found")), End::Told),
        (
            "update: not allowed",
            one(ALWAYS, Damage::refusal(403, "Resource not")),
            End::Doubt("not allowed (403"),
        ),
        (
            "update: 500 always",
            one(ALWAYS, Damage::refusal(500, "")),
            End::Doubt("no usable answer (500"),
        ),
    ]
}

fn check(rows: Vec<Row>, is_update: bool) {
    for (name, fault, end) in rows {
        let github = Github::start();
        if is_update {
            Job::of(&github, "before").publish(&github);
        }
        github.state().faults = vec![fault];
        let started = Instant::now();
        let outcome = Job::of(&github, "lru").publish(&github);
        assert!(started.elapsed() < Duration::from_secs(25), "{name}: {:?}", started.elapsed());
        // One that is made and deleted again is too many: everybody watching the pull request got it.
        let writes = github.state().writes();
        let is_second = |write: &&String| write.starts_with("DELETE");
        assert_eq!(writes.iter().find(is_second), None, "{name}: a second comment was made");
        match end {
            End::Told => {
                assert_eq!(outcome.notices, Vec::<String>::new(), "{name}");
                assert!(only_comment(&github).contains("`lru` on"), "{name}");
            }
            End::Notice(text) => {
                assert_eq!(outcome.notices.len(), 1, "{name}: {outcome:?}");
                assert!(outcome.notices[0].contains(text), "{name}: {outcome:?}");
                assert!(github.state().comments.is_empty(), "{name}");
            }
            End::Doubt(text) => {
                assert_eq!(outcome.notices.len(), 1, "{name}: {outcome:?}");
                assert!(outcome.notices[0].contains(text), "{name}: {outcome:?}");
                only_comment(&github);
            }
        }
    }
}

#[test]
fn a_token_without_permission_costs_the_comment_and_nothing_else() {
    check(permissions(), false);
}

#[test]
fn limits_are_respected_as_far_as_a_build_can_wait() {
    check(limits(), false);
}

#[test]
fn trouble_of_the_host_makes_no_second_comment() {
    check(trouble(), false);
}

#[test]
fn trouble_of_the_connection_makes_no_second_comment() {
    check(connections(), false);
}

#[test]
fn trouble_while_updating_leaves_one_comment() {
    check(updates(), true);
}

#[test]
fn the_table_has_more_than_forty_rows() {
    let tables = [permissions(), limits(), trouble(), connections(), updates()];
    assert!(tables.iter().map(Vec::len).sum::<usize>() > 40);
}
