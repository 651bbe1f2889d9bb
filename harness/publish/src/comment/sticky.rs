//! Finds, writes and keeps the one comment, though other jobs do so at the same moment.
//!
//! The host can't compare and swap, so this writes and then looks again, until a look shows exactly one
//! comment that says what it should. Of several the oldest stays: every job knows which one that is.

use paceline_model::CommitId;
use serde::Deserialize;
use serde_json::json;

use super::body::{Frame, body, merged};
use super::marks::Key;
use crate::client::{ApiError, Client, Method, Reply};
use crate::section::Stored;

/// How often the comment is written at most.
const ROUNDS: u32 = 6;
/// Who comments with the token that every job is given.
const BOT: &str = "github-actions[bot]";

/// Which comment is written.
#[derive(Debug, Clone)]
pub(crate) struct Sticky<'a> {
    /// Route of the repository, as in `/repos/owner/name`.
    pub(crate) repository: &'a str,
    pub(crate) number: u64,
    pub(crate) key: &'a Key,
    pub(crate) commit: Option<&'a CommitId>,
    pub(crate) run_url: Option<&'a str>,
    /// Whose comments are ours, where that is told.
    pub(crate) author: Option<&'a str>,
}

/// The comment as it is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Written {
    /// Its page; `None` where that is not known.
    pub(crate) url: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
struct Comment {
    id: u64,
    body: Option<String>,
    html_url: Option<String>,
    /// Accounts that were deleted leave comments of nobody.
    user: Option<User>,
}

#[derive(Debug, Clone, Deserialize)]
struct User {
    login: Option<String>,
}

impl Comment {
    fn text(&self) -> &str {
        self.body.as_deref().unwrap_or_default()
    }

    fn author(&self) -> Option<&str> {
        self.user.as_ref()?.login.as_deref()
    }
}

/// Brings the comment to say what `mine` say, beside the sections of other jobs.
///
/// Sends nothing where it does already.
pub(crate) async fn publish(
    client: &Client,
    sticky: &Sticky<'_>,
    mine: &[Stored],
) -> Result<Written, ApiError> {
    let mut author = author(client, sticky.author).await;
    // The list may not show at once what was just written.
    let mut created: Option<u64> = None;
    let mut doubt = None;
    for round in 1..=ROUNDS {
        let own = own(client, sticky, &author, created).await?;
        let bodies: Vec<_> = own.iter().map(Comment::text).collect();
        let sections = merged(&bodies, mine);
        let frame = Frame { key: sticky.key, commit: sticky.commit, run_url: sticky.run_url };
        let text = body(&sections, &frame);
        match own.split_first() {
            Some((oldest, [])) if oldest.text().trim_end() == text.trim_end() => {
                return Ok(Written { url: oldest.html_url.clone() });
            }
            Some((oldest, younger)) => change(client, sticky, oldest, younger, &text).await?,
            None => match create(client, sticky, &text).await {
                Ok(Some(comment)) => {
                    author = comment.author().map_or(author, str::to_owned);
                    created = Some(comment.id);
                }
                Ok(None) => {}
                // It may be there: the next look tells.
                Err(error @ ApiError::Uncertain(_)) => doubt = Some(error),
                Err(error) => return Err(error),
            },
        }
        if client.is_dry() {
            return Ok(Written { url: None });
        }
        client.pause(client.settle(round)).await?;
    }
    let contended = || ApiError::Unavailable("other jobs keep on rewriting the comment".to_owned());
    Err(doubt.unwrap_or_else(contended))
}

/// The login whose comments are ours. A token of a user knows; one of an app may not ask.
async fn author(client: &Client, told: Option<&str>) -> String {
    #[derive(Deserialize)]
    struct Me {
        login: Option<String>,
    }
    if let Some(told) = told {
        return told.to_owned();
    }
    if client.is_of_installation() || !client.is_connected() {
        return BOT.to_owned();
    }
    let me = client.get("/user").await.and_then(|reply| reply.json::<Me>());
    me.ok().and_then(|me| me.login).unwrap_or_else(|| BOT.to_owned())
}

/// Our comments, the oldest first.
async fn own(
    client: &Client,
    sticky: &Sticky<'_>,
    author: &str,
    created: Option<u64>,
) -> Result<Vec<Comment>, ApiError> {
    if !client.is_connected() {
        return Ok(Vec::new());
    }
    let route = format!("{}/issues/{}/comments", sticky.repository, sticky.number);
    let mut all = client.list(&route, Reply::json::<Vec<Comment>>).await?;
    if let Some(id) = created.filter(|id| all.iter().all(|comment| comment.id != *id)) {
        match client.get(&comment_route(sticky, id)).await {
            Ok(reply) => all.push(reply.json()?),
            Err(error) if error.is_missing() => {}
            Err(error) => return Err(error),
        }
    }
    let is_own = |comment: &Comment| {
        // Anybody can write the mark, so it does not suffice.
        comment.author().is_some_and(|login| login.eq_ignore_ascii_case(author))
            && sticky.key.marks(comment.text())
    };
    all.retain(is_own);
    all.sort_by_key(|comment| comment.id);
    Ok(all)
}

/// Adds the comment. `None` where that is only planned, or where the reply tells nothing.
async fn create(
    client: &Client,
    sticky: &Sticky<'_>,
    text: &str,
) -> Result<Option<Comment>, ApiError> {
    let route = format!("{}/issues/{}/comments", sticky.repository, sticky.number);
    let reply = client.add(Method::Post, &route, json!({ "body": text })).await?;
    Ok(reply.and_then(|reply| reply.json().ok()))
}

/// Writes the text into the oldest comment and deletes the others, whose sections are in the text.
async fn change(
    client: &Client,
    sticky: &Sticky<'_>,
    oldest: &Comment,
    younger: &[Comment],
    text: &str,
) -> Result<(), ApiError> {
    let gone = |error: ApiError| if error.is_missing() { Ok(None) } else { Err(error) };
    if oldest.text().trim_end() != text.trim_end() {
        let body = Some(json!({ "body": text }));
        let route = comment_route(sticky, oldest.id);
        match client.change(Method::Patch, &route, body).await {
            Ok(_written) => {}
            // Somebody deleted it: the next look shows what is left. A 403 is another matter.
            Err(error) if error.is_missing() => return Ok(()),
            Err(error) => return Err(error),
        }
    }
    for comment in younger {
        let route = comment_route(sticky, comment.id);
        client.change(Method::Delete, &route, None).await.or_else(gone)?;
    }
    Ok(())
}

fn comment_route(sticky: &Sticky<'_>, id: u64) -> String {
    format!("{}/issues/comments/{id}", sticky.repository)
}
