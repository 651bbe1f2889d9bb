//! The regressions that the repository accepts, as far as they concern one comparison.

use std::path::{Path, PathBuf};

use paceline_git::{Commit, Repository};
use paceline_model::{Acceptance, Case, Standing};
use paceline_suite::{Accepted, load_accepted, parse_accepted, parse_accepted_trailer};

use crate::exit::Problem;
use crate::output;
use crate::select::{is_match, may_be_below};
use crate::session::Session;
use crate::tools::is_unasked;

/// The file, at the top of the repository or beside the suite.
pub(crate) const FILE: &str = "paceline-accepted.yaml";

/// What head accepts of `cases`: by the files of its working tree, and by the commits after base.
///
/// `base`: the commit that head is compared with, where there is one. Fails with every mistake in a
/// file at once; a trailer with a mistake can't be mended any more and is told.
pub(crate) fn accepted(
    base: Option<&str>,
    cases: &[Case],
    session: &Session<'_>,
) -> Result<Vec<Acceptance>, Problem> {
    let context = Context {
        base: base.and_then(|base| session.repository.as_ref()?.resolve(base).ok()),
        cases,
        session,
        today: today(),
    };
    let mut found = Vec::new();
    for file in files(session) {
        found.extend(context.of_file(&file)?);
    }
    found.extend(context.of_trailers()?);
    Ok(found)
}

/// The day in UTC, so that an entry ends everywhere at once.
fn today() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%d").to_string()
}

/// The files that are there.
fn files(session: &Session<'_>) -> Vec<PathBuf> {
    let top = session.repository.as_ref().map(Repository::root);
    let mut files: Vec<PathBuf> = Vec::new();
    for folder in top.into_iter().chain([session.plan.directory.as_path()]) {
        // A link would be another name of the same entries.
        if let Ok(file) = folder.join(FILE).canonicalize()
            && !files.contains(&file)
        {
            files.push(file);
        }
    }
    files
}

/// What decides over the standing of an entry.
struct Context<'a, 'w> {
    base: Option<Commit>,
    cases: &'a [Case],
    session: &'a Session<'w>,
    today: String,
}

impl Context<'_, '_> {
    fn of_file(&self, file: &Path) -> Result<Vec<Acceptance>, Problem> {
        let entries = load_accepted(file)
            .map_err(|errors| Problem::Suite(errors.render(true, self.session.width())))?;
        let name = self.name(file);
        let before = self.before(&name);
        let mut found = Vec::new();
        for entry in entries {
            let standing = standing(&entry, before.as_deref(), &self.today);
            let source = format!("{}:{}", name.display(), entry.line);
            found.extend(self.acceptance(entry, source, standing)?);
        }
        Ok(found)
    }

    /// The file as seen from the top of the repository.
    fn name(&self, file: &Path) -> PathBuf {
        let root = self.session.repository.as_ref().and_then(|one| one.root().canonicalize().ok());
        let inside = root.and_then(|root| Some(file.strip_prefix(root).ok()?.to_owned()));
        inside.unwrap_or_else(|| PathBuf::from(FILE))
    }

    /// The entries of base's copy; `None` where nobody can tell. One that can't be read has none.
    fn before(&self, name: &Path) -> Option<Vec<Accepted>> {
        let (base, repository) = (self.base.as_ref()?, self.session.repository.as_ref()?);
        let bytes = repository.file_at(base, name).ok()?.unwrap_or_default();
        let text = String::from_utf8(bytes).unwrap_or_default();
        Some(parse_accepted(name, text).unwrap_or_default())
    }

    fn of_trailers(&self) -> Result<Vec<Acceptance>, Problem> {
        let session = self.session;
        let (Some(repository), Some(base)) = (&session.repository, &self.base) else {
            return Ok(Vec::new());
        };
        let Some(head) = &session.revision.commit else { return Ok(Vec::new()) };
        let head = repository.resolve(head.as_str())?;
        let mut found = Vec::new();
        for (commit, value) in repository.trailers(base, &head, Acceptance::TRAILER)? {
            let source = format!("commit {}", commit.id.get(..10).unwrap_or(&commit.id));
            match parse_accepted_trailer(&value) {
                Ok(entry) => found.extend(self.acceptance(entry, source, Standing::Added)?),
                Err(error) => output::tell(&format!(
                    "warning: the trailer `{}` of {source} accepts nothing: {error}",
                    Acceptance::TRAILER
                )),
            }
        }
        Ok(found)
    }

    /// `entry` for this comparison; `None` where it is for another suite, or for cases that were
    /// left out.
    fn acceptance(
        &self,
        entry: Accepted,
        source: String,
        standing: Standing,
    ) -> Result<Option<Acceptance>, Problem> {
        let plan = self.session.plan;
        if entry.suite.as_ref().is_some_and(|suite| *suite != plan.suite) {
            return Ok(None);
        }
        let matched = |cases: &[Case]| -> Result<Vec<_>, Problem> {
            let mut ids = Vec::new();
            for case in cases {
                if is_match(&entry.case, &case.id)? {
                    ids.push(case.id.clone());
                }
            }
            Ok(ids)
        };
        let cases = matched(self.cases)?;
        let could_be = |family: &Case| {
            let is_asked =
                |case: &Case| case.tool.as_ref().is_some_and(|it| it.family == family.id);
            !self.cases.iter().any(is_asked) && may_be_below(&entry.case, family)
        };
        let is_left_out = !matched(&plan.cases)?.is_empty()
            || plan.cases.iter().filter(|case| is_unasked(case)).any(could_be);
        if cases.is_empty() && is_left_out {
            return Ok(None);
        }
        let Accepted { case: pattern, metric, change, reason, expires, .. } = entry;
        Ok(Some(Acceptance { pattern, cases, metric, change, reason, expires, source, standing }))
    }
}

/// Whether `entry` counts. `before`: what base's copy of the file has, where that is known.
fn standing(entry: &Accepted, before: Option<&[Accepted]>, today: &str) -> Standing {
    // Days in this form sort as text.
    if entry.expires.as_deref().is_some_and(|last| last < today) {
        return Standing::Expired;
    }
    match before {
        None => Standing::Unknown,
        Some(before) if before.iter().any(|one| one.is_same_as(entry)) => Standing::Inherited,
        Some(_) => Standing::Added,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(change: &str, expires: &str) -> Accepted {
        let text = format!(
            "accepted: [{{ case: w, metric: cpu_time, change: {change}, reason: r, expires: {expires} }}]"
        );
        parse_accepted(Path::new(FILE), text).unwrap().remove(0)
    }

    #[test]
    fn an_entry_counts_through_its_last_day_and_only_with_the_change_it_came_with() {
        let one = entry("+8%", "2026-11-22");
        assert_eq!(standing(&one, None, "2026-11-22"), Standing::Unknown);
        assert_eq!(standing(&one, None, "2026-11-23"), Standing::Expired);
        assert_eq!(standing(&one, Some(&[]), "2026-11-22"), Standing::Added);
        let prolonged = entry("8%", "2027-11-22");
        let before = std::slice::from_ref(&one);
        assert_eq!(standing(&prolonged, Some(before), "2026-11-22"), Standing::Inherited);
        let widened = entry("+9%", "2026-11-22");
        assert_eq!(standing(&widened, Some(before), "2026-11-22"), Standing::Added);
    }
}
