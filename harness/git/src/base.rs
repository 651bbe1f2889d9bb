//! The commit that head is compared with when nobody names one.

use git2::{ErrorCode, ObjectType, Oid};

use crate::fetch::{History, ask_for_branch, fetch, remote};
use crate::repository::subject;
use crate::{Commit, GitError, Repository};

/// How many commits more are fetched, round by round, while a shallow history does not tell the
/// merge base.
const ROUNDS: [u32; 3] = [64, 448, 3584];
/// Names that a default branch has where nothing tells.
const USUAL_NAMES: [&str; 2] = ["main", "master"];

/// The commit that head is compared with, and why that one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DefaultBase {
    /// It; it is here, fetched if need be.
    pub commit: Commit,
    /// What it is, as in "the merge base of HEAD with `origin/main`".
    pub reason: String,
}

/// What is known about what is built.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Build {
    /// The branch into which the pull request goes; `None` where none is built.
    pub target: Option<String>,
    /// Full id of the merge of the pull request into its target, or of the head that was merged,
    /// where the CI system says that it checks out the merge.
    pub merge: Option<String>,
    /// Whether something is not committed.
    pub is_dirty: bool,
}

/// A branch to compare with.
struct Branch {
    /// As people write it, as in `origin/main`.
    name: String,
    tip: Oid,
}

impl Repository {
    /// What HEAD is compared with where nobody says.
    ///
    /// - Where CI checked out the merge of a pull request: what it was merged into, which the merge
    ///   itself names, however shallow the history is.
    /// - Else the merge base with the pull request's target, or with the default branch.
    /// - Where HEAD lies on that branch: its first parent, or HEAD where something is not committed.
    ///
    /// A commit that is not here is fetched, at most once, and a shallow history is deepened in at
    /// most three rounds. That leaves everything as it is but git's list of where a shallow history
    /// ends. `is_cancelled` is asked while the network is waited for.
    pub fn default_base(
        &self,
        build: &Build,
        is_cancelled: &dyn Fn() -> bool,
    ) -> Result<DefaultBase, GitError> {
        let repository = self.reopen()?;
        let head = repository
            .head()
            .and_then(|reference| reference.peel_to_commit())
            .map_err(|error| self.failure("read HEAD", error))?;
        let parents = raw_parents(&head);
        if let [merged_into, merged] = parents[..]
            && is_merge_checkout(&repository, [head.id(), merged], build)
        {
            let target = build.target.as_deref().unwrap_or_default();
            let branch = if target.is_empty() { String::new() } else { format!(" of `{target}`") };
            let reason = format!("the commit{branch} that the pull request is merged into");
            return self.because(merged_into, reason, is_cancelled);
        }
        let branch = self.compared_branch(&repository, build.target.as_deref(), is_cancelled)?;
        let base = self.merge_base(head.id(), &branch, is_cancelled)?;
        let name = &branch.name;
        if base != head.id() {
            let reason = format!("the merge base of HEAD with `{name}`");
            return self.because(base, reason, is_cancelled);
        }
        if build.is_dirty {
            let reason = format!("HEAD, which is on `{name}`, without what is not committed");
            return self.because(base, reason, is_cancelled);
        }
        let Some(parent) = parents.first() else {
            return Err(self.no_base(format!("HEAD is the first commit of `{name}`")));
        };
        let reason = format!("the first parent of HEAD, which is on `{name}`");
        self.because(*parent, reason, is_cancelled)
    }

    /// The commit that `revision` names. One that is given by its full id and is not here is
    /// fetched, alone and once, where there is a remote.
    pub fn resolve_or_fetch(
        &self,
        revision: &str,
        is_cancelled: &dyn Fn() -> bool,
    ) -> Result<Commit, GitError> {
        match self.resolve(revision) {
            Err(unknown @ GitError::UnknownRevision { .. }) => {
                let repository = self.reopen()?;
                match (Oid::from_str(revision), remote(&repository)) {
                    (Ok(id), Some(_remote)) if revision.len() == id.to_string().len() => {
                        self.bring(id, is_cancelled)
                    }
                    _ => Err(unknown),
                }
            }
            other => other,
        }
    }

    fn because(
        &self,
        id: Oid,
        reason: String,
        is_cancelled: &dyn Fn() -> bool,
    ) -> Result<DefaultBase, GitError> {
        let commit = self.bring(id, is_cancelled)?;
        Ok(DefaultBase { commit, reason })
    }

    /// The commit of that id, fetched if it is not here.
    fn bring(&self, id: Oid, is_cancelled: &dyn Fn() -> bool) -> Result<Commit, GitError> {
        let repository = self.reopen()?;
        if !is_here(&repository, id) {
            let Some(remote) = remote(&repository) else {
                return Err(
                    self.no_base(format!("commit `{id}` is not here, and no remote is known"))
                );
            };
            let history = if repository.is_shallow() { History::None } else { History::Whole };
            fetch(self.root(), &remote, (&[id], history), is_cancelled)?;
        }
        let repository = self.reopen()?;
        let commit =
            repository.find_commit(id).map_err(|error| self.failure("read a commit", error))?;
        Ok(Commit { id: id.to_string(), subject: subject(&commit) })
    }

    /// The target of the pull request, else the default branch: as the remote has it, as it is
    /// here, or as the remote says when it is asked.
    fn compared_branch(
        &self,
        repository: &git2::Repository,
        target: Option<&str>,
        is_cancelled: &dyn Fn() -> bool,
    ) -> Result<Branch, GitError> {
        let remote = remote(repository);
        let known = match target {
            Some(target) => known_branch(repository, remote.as_deref(), &[target]),
            None => remote
                .as_deref()
                .and_then(|remote| default_of(repository, remote))
                .or_else(|| known_branch(repository, remote.as_deref(), &USUAL_NAMES)),
        };
        if let Some(branch) = known {
            return Ok(branch);
        }
        let asked = match &remote {
            Some(remote) => ask_for_branch(self.root(), remote, target, is_cancelled)?
                .map(|(name, tip)| Branch { name: format!("{remote}/{name}"), tip }),
            None => None,
        };
        asked.ok_or_else(|| {
            self.no_base(match target {
                Some(target) => format!("there is no branch `{target}`"),
                None => "there is no branch `main` or `master`, and no remote that names its \
                         default branch"
                    .to_owned(),
            })
        })
    }

    /// The merge base, of as much history as it takes to be sure of it.
    fn merge_base(
        &self,
        head: Oid,
        branch: &Branch,
        is_cancelled: &dyn Fn() -> bool,
    ) -> Result<Oid, GitError> {
        let mut repository = self.reopen()?;
        if !is_here(&repository, branch.tip) && !repository.is_shallow() {
            self.bring(branch.tip, is_cancelled)?;
            repository = self.reopen()?;
        }
        let mut rounds = ROUNDS.into_iter();
        loop {
            match known_merge_base(&repository, head, branch.tip) {
                Ok(Some(base)) => return Ok(base),
                Ok(None) => {}
                Err(error) => return Err(self.failure("find the merge base", error)),
            }
            if !repository.is_shallow() {
                return Err(self.no_base(format!("HEAD and `{}` share no commit", branch.name)));
            }
            let (Some(count), Some(remote)) = (rounds.next(), remote(&repository)) else {
                return Err(self.no_base(format!(
                    "the history of this shallow clone does not reach the merge base of HEAD with \
                     `{}`; fetch all of it (`git fetch --unshallow`, or `fetch-depth: 0` of \
                     actions/checkout)",
                    branch.name
                )));
            };
            let deeper = (&[head, branch.tip][..], History::Deeper(count));
            fetch(self.root(), &remote, deeper, is_cancelled)?;
            repository = self.reopen()?;
        }
    }

    /// The repository with what was fetched in the meantime.
    fn reopen(&self) -> Result<git2::Repository, GitError> {
        git2::Repository::open(self.root())
            .map_err(|error| self.failure("open the repository", error))
    }

    fn failure(&self, action: &'static str, error: git2::Error) -> GitError {
        GitError::new(action, self.root(), error)
    }

    fn no_base(&self, reason: String) -> GitError {
        GitError::NoBase { path: self.root().to_owned(), reason }
    }
}

/// Whether HEAD is the merge of a pull request that CI made: by what CI says, or by the reference
/// that actions/checkout fetches it to.
fn is_merge_checkout(
    repository: &git2::Repository,
    [head, merged]: [Oid; 2],
    build: &Build,
) -> bool {
    let said = build.merge.as_deref().and_then(|id| Oid::from_str(id).ok());
    if said.is_some_and(|said| said == head || said == merged) {
        return true;
    }
    let Ok(references) = repository.references_glob("refs/remotes/pull/*/merge") else {
        return false;
    };
    references.flatten().any(|reference| reference.target() == Some(head))
}

/// The parents as the commit itself names them. Those that git shows end where a history is shallow.
fn raw_parents(commit: &git2::Commit<'_>) -> Vec<Oid> {
    let header = String::from_utf8_lossy(commit.raw_header_bytes());
    let parents = header.lines().filter_map(|line| line.strip_prefix("parent "));
    parents.filter_map(|id| Oid::from_str(id).ok()).collect()
}

fn is_here(repository: &git2::Repository, commit: Oid) -> bool {
    repository.find_object(commit, Some(ObjectType::Commit)).is_ok()
}

/// The first of `names` that is a branch, as the remote has it, else here.
fn known_branch(
    repository: &git2::Repository,
    remote: Option<&str>,
    names: &[&str],
) -> Option<Branch> {
    let there = names.iter().filter_map(|name| {
        let name = format!("{}/{name}", remote?);
        let tip = tip(repository, &format!("refs/remotes/{name}"))?;
        Some(Branch { name, tip })
    });
    let here = names.iter().filter_map(|name| {
        let tip = tip(repository, &format!("refs/heads/{name}"))?;
        Some(Branch { name: (*name).to_owned(), tip })
    });
    there.chain(here).next()
}

/// The default branch of `remote`, as `git clone` wrote it down.
fn default_of(repository: &git2::Repository, remote: &str) -> Option<Branch> {
    let reference = repository.find_reference(&format!("refs/remotes/{remote}/HEAD")).ok()?;
    let target = reference.symbolic_target().ok()??.to_owned();
    let name = target.strip_prefix("refs/remotes/")?.to_owned();
    Some(Branch { tip: tip(repository, &target)?, name })
}

fn tip(repository: &git2::Repository, reference: &str) -> Option<Oid> {
    let commit = repository.find_reference(reference).ok()?.peel_to_commit().ok()?;
    Some(commit.id())
}

/// The merge base, if the history that is here tells it for certain.
///
/// A shallow history can show an older one: it is certain when no commit that is newer than it, on
/// either side, has parents that are not here.
fn known_merge_base(
    repository: &git2::Repository,
    head: Oid,
    tip: Oid,
) -> Result<Option<Oid>, git2::Error> {
    if !is_here(repository, tip) {
        return Ok(None);
    }
    let base = match repository.merge_base(head, tip) {
        Ok(base) => base,
        Err(error) if error.code() == ErrorCode::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    if !repository.is_shallow() {
        return Ok(Some(base));
    }
    let mut walk = repository.revwalk()?;
    walk.push(head)?;
    walk.push(tip)?;
    walk.hide(base)?;
    for id in walk {
        let commit = repository.find_commit(id?)?;
        if raw_parents(&commit).len() > commit.parent_count() {
            return Ok(None);
        }
    }
    Ok(Some(base))
}
