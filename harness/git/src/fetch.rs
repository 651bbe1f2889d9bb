//! Gets commits that are not here from the remote, and nothing else: no reference, no setting and
//! no file of the user changes but git's own list of where a shallow history ends.

use std::path::Path;

use git2::Oid;

use crate::GitError;
use crate::command::git;

/// How much history comes along.
#[derive(Debug, Clone, Copy)]
pub(crate) enum History {
    /// All of it.
    Whole,
    /// None: the commit alone.
    None,
    /// So many commits more than are here.
    Deeper(u32),
}

/// The remote to ask: `origin`, or the only one.
pub(crate) fn remote(repository: &git2::Repository) -> Option<String> {
    let remotes = repository.remotes().ok()?;
    let names: Vec<_> = (0..remotes.len()).filter_map(|place| remotes.get(place).ok()?).collect();
    let chosen = match names.as_slice() {
        [only] => Some(only),
        several => several.iter().find(|name| **name == "origin"),
    };
    chosen.map(|name| (*name).to_owned())
}

/// Fetches `commits` from `remote` by their ids.
pub(crate) fn fetch(
    root: &Path,
    remote: &str,
    (commits, history): (&[Oid], History),
    is_cancelled: &dyn Fn() -> bool,
) -> Result<(), GitError> {
    let depth = match history {
        History::Whole => None,
        History::None => Some("--depth=1".to_owned()),
        History::Deeper(count) => Some(format!("--deepen={count}")),
    };
    let ids: Vec<_> = commits.iter().map(Oid::to_string).collect();
    let mut arguments = vec!["fetch", "--quiet", "--no-tags", "--no-write-fetch-head"];
    arguments.extend(["--no-recurse-submodules", "--refmap="]);
    arguments.extend(depth.as_deref());
    arguments.extend(["--", remote]);
    arguments.extend(ids.iter().map(String::as_str));
    git(root, &arguments, is_cancelled).map(drop)
}

/// Where the branch that `remote` calls `name` is now; its default branch where `name` is `None`.
/// Gives the branch's name and its tip; `None` where there is no such branch.
pub(crate) fn ask_for_branch(
    root: &Path,
    remote: &str,
    name: Option<&str>,
    is_cancelled: &dyn Fn() -> bool,
) -> Result<Option<(String, Oid)>, GitError> {
    let reference = name.map_or_else(|| "HEAD".to_owned(), |name| format!("refs/heads/{name}"));
    let arguments = ["ls-remote", "--quiet", "--symref", "--", remote, &reference];
    let answer = git(root, &arguments, is_cancelled)?;
    let symbolic = answer.lines().find_map(|line| {
        let target = line.strip_prefix("ref: refs/heads/")?;
        Some(target.split('\t').next().unwrap_or(target).to_owned())
    });
    let tip = answer.lines().find_map(|line| {
        // `refs/heads/x` also matches the end of a longer name.
        let (id, found) = line.split_once('\t')?;
        (found == reference).then(|| Oid::from_str(id).ok()).flatten()
    });
    let name = name.map(str::to_owned).or(symbolic);
    Ok(name.zip(tip))
}
