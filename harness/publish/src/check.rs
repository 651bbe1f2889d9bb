//! The check run and the commit status: the verdict beside a commit.

use paceline_model::{CommitId, Consequence, Verdict};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::annotation::Annotation;
use crate::client::{ApiError, Client, Method};
use crate::comment::cut;
use crate::place::encoded;

/// Most bytes of a check's text; the host takes 65,535 characters.
const LONGEST: usize = 60_000;
/// Most characters of a status's description.
const LONGEST_DESCRIPTION: usize = 140;
/// Most remarks in one request.
const REMARKS: usize = 50;
/// Most remarks of one check.
const MOST_REMARKS: usize = 200;
/// How often the check is made anew, where nobody knows whether it was made.
const ATTEMPTS: u32 = 3;

/// What stands beside the commit.
#[derive(Debug, Clone)]
pub(crate) struct Check<'a> {
    /// Route of the repository.
    pub(crate) repository: &'a str,
    pub(crate) commit: &'a CommitId,
    /// Its name: the same in every run.
    pub(crate) name: String,
    /// What tells this run's check from those of other runs.
    pub(crate) external_id: String,
    pub(crate) verdict: Verdict,
    pub(crate) consequence: Consequence,
    /// In one sentence.
    pub(crate) title: String,
    pub(crate) summary: String,
    pub(crate) run_url: Option<&'a str>,
    pub(crate) annotations: Vec<Annotation>,
}

#[derive(Debug, Deserialize)]
struct CheckRun {
    id: u64,
    external_id: Option<String>,
}

#[derive(Debug, Deserialize)]
struct CheckRuns {
    check_runs: Vec<CheckRun>,
}

impl Check<'_> {
    /// Fails where the build fails. What passes is a success where it compared something and found it good.
    fn conclusion(&self) -> &'static str {
        match (self.consequence, self.verdict) {
            (Consequence::Fail, _) => "failure",
            (Consequence::Warn, _)
            | (
                Consequence::Pass,
                Verdict::Failed
                | Verdict::Regressed
                | Verdict::Suspect
                | Verdict::NotComparable
                | Verdict::Removed
                | Verdict::Inconclusive,
            ) => "neutral",
            (
                Consequence::Pass,
                Verdict::New | Verdict::Accepted | Verdict::Improved | Verdict::Unchanged,
            ) => "success",
        }
    }

    fn output(&self, annotations: &[Annotation]) -> Value {
        let notice = "**The rest is left out.** All of it is in the summary of the job.";
        let remark = |it: &Annotation| {
            let level = match it.consequence {
                Consequence::Fail => "failure",
                Consequence::Warn | Consequence::Pass => "warning",
            };
            json!({
                "path": it.path, "start_line": it.line, "end_line": it.line,
                "annotation_level": level, "title": it.title, "message": it.message,
            })
        };
        json!({
            "title": self.title,
            "summary": cut(&self.summary, LONGEST, notice),
            "annotations": annotations.iter().map(remark).collect::<Vec<_>>(),
        })
    }

    /// Makes the check, with all its remarks.
    pub(crate) async fn publish(&self, client: &Client) -> Result<(), ApiError> {
        let most = self.annotations.len().min(MOST_REMARKS);
        let mut parts = self.annotations[..most].chunks(REMARKS);
        let first = parts.next().unwrap_or_default();
        let mut request = json!({
            "name": self.name,
            "head_sha": self.commit.as_str(),
            "external_id": self.external_id,
            "status": "completed",
            "conclusion": self.conclusion(),
            "output": self.output(first),
        });
        if let Some(url) = self.run_url {
            request["details_url"] = json!(url);
        }
        let Some(id) = self.create(client, &request).await? else {
            // Only planned: the host would give the number.
            return self.annotate(client, "{check_run_id}", parts).await;
        };
        self.annotate(client, &id.to_string(), parts).await
    }

    async fn annotate(
        &self,
        client: &Client,
        id: &str,
        parts: std::slice::Chunks<'_, Annotation>,
    ) -> Result<(), ApiError> {
        let route = format!("{}/check-runs/{id}", self.repository);
        for part in parts {
            // The host appends remarks, so that twice would be twice.
            let body = json!({ "output": self.output(part) });
            client.add(Method::Patch, &route, body).await?;
        }
        Ok(())
    }

    /// The number of the check, made once though a reply is lost.
    async fn create(&self, client: &Client, request: &Value) -> Result<Option<u64>, ApiError> {
        let route = format!("{}/check-runs", self.repository);
        let mut doubt = ApiError::TimedOut;
        for attempt in 1..=ATTEMPTS {
            match client.add(Method::Post, &route, request.clone()).await {
                Ok(None) => return Ok(None),
                Ok(Some(reply)) => return Ok(Some(reply.json::<CheckRun>()?.id)),
                Err(error @ ApiError::Uncertain(_)) => doubt = error,
                Err(error) => return Err(error),
            }
            client.pause(client.backoff(attempt)).await?;
            if let Some(id) = self.find(client).await? {
                return Ok(Some(id));
            }
        }
        Err(doubt)
    }

    async fn find(&self, client: &Client) -> Result<Option<u64>, ApiError> {
        let name = encoded(&self.name);
        let route = format!(
            "{}/commits/{}/check-runs?check_name={name}&filter=all",
            self.repository, self.commit
        );
        let runs = client.list(&route, |reply| Ok(reply.json::<CheckRuns>()?.check_runs)).await?;
        let is_own = |run: &&CheckRun| run.external_id.as_deref() == Some(&self.external_id);
        Ok(runs.iter().find(is_own).map(|run| run.id))
    }

    /// Sets the commit status of the same name: of several the last one counts, so twice does no harm.
    pub(crate) async fn publish_status(&self, client: &Client) -> Result<(), ApiError> {
        let state = match self.conclusion() {
            "neutral" => "success",
            other => other,
        };
        let description: String = self.title.chars().take(LONGEST_DESCRIPTION).collect();
        let mut request =
            json!({ "state": state, "context": self.name, "description": description });
        if let Some(url) = self.run_url {
            request["target_url"] = json!(url);
        }
        let route = format!("{}/statuses/{}", self.repository, self.commit);
        client.change(Method::Post, &route, Some(request)).await?;
        Ok(())
    }
}
