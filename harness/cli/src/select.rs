//! Which cases of a suite a command is about.

use std::path::{Path, PathBuf};

use globset::{Glob, GlobSet, GlobSetBuilder, escape};
use paceline_git::Repository;
use paceline_model::{Case, CaseId, Plan, ProfilerChoice, SuiteName, WorkloadName};

use crate::arguments::Measuring;
use crate::exit::Problem;
use crate::shard::Shard;
use crate::tools::is_unasked;

/// The chosen cases of a plan, and the ids, former ones too, of those left out on purpose.
#[derive(Default)]
pub(crate) struct Selection {
    /// In the order of the suite.
    pub(crate) cases: Vec<Case>,
    /// In the order of the suite.
    pub(crate) left_out: Vec<CaseId>,
    /// Workloads of other tools that were left out before they were asked for their benchmarks.
    pub(crate) left_out_families: Vec<CaseId>,
    /// Whether any were left out of what this machine's shard has.
    pub(crate) is_narrowed: bool,
}

/// Chooses by `--shard`, `--case`, `--tag` and `--changed-since`; all of them must agree. `--budget` takes the
/// place of the suite's.
pub(crate) fn select(plan: &Plan, arguments: &Measuring) -> Result<Selection, Problem> {
    let names = globs(&arguments.cases)?;
    let profilers = arguments.profilers.as_ref().map(|names| chosen(names));
    let changed = changed_files(plan, arguments)?;
    let mut selection = Selection::default();
    let parts = parts(plan, arguments.shard);
    for (case, is_ours) in plan.cases.iter().zip(parts) {
        let is_chosen = is_named(case, arguments, &names)
            && is_tagged(case, &arguments.tags)
            && is_affected(case, plan, changed.as_deref())?;
        selection.is_narrowed |=
            is_ours && (!is_chosen || (is_unasked(case) && !arguments.cases.is_empty()));
        if is_chosen && is_ours {
            let budget_seconds = arguments.budget.unwrap_or(case.budget_seconds);
            let profilers = profilers.clone().unwrap_or_else(|| case.profilers.clone());
            selection.cases.push(Case { budget_seconds, profilers, ..case.clone() });
        } else {
            let former = case
                .renamed_from
                .clone()
                .map(|workload| CaseId { workload, parameters: case.id.parameters.clone() });
            let list = if is_unasked(case) {
                &mut selection.left_out_families
            } else {
                &mut selection.left_out
            };
            list.push(case.id.clone());
            list.extend(former);
        }
    }
    let is_chosen =
        |case: &Case| is_named(case, arguments, &names) && is_tagged(case, &arguments.tags);
    if !plan.cases.iter().any(is_chosen) {
        let ids: Vec<_> = plan.cases.iter().map(|case| case.id.clone()).collect();
        return Err(nothing_chosen(&plan.suite, &ids));
    }
    Ok(selection)
}

/// Of each case whether it is in this machine's shard. Cases among which growth is looked for stay
/// together.
fn parts(plan: &Plan, shard: Option<Shard>) -> Vec<bool> {
    let mut parts = Vec::new();
    let mut units = 0;
    let mut growing: Option<&WorkloadName> = None;
    for case in &plan.cases {
        let together = case.growth.is_some().then_some(&case.id.workload);
        units += usize::from(together.is_none() || together != growing);
        growing = together;
        parts.push(shard.is_none_or(|shard| shard.has(units - 1)));
    }
    parts
}

/// Says why no case is left, though there is nothing wrong with the choice.
pub(crate) fn nothing_to_do(plan: &Plan, arguments: &Measuring) -> String {
    match arguments.shard {
        Some(shard) => format!("suite {}: shard {shard} has no such case", plan.suite),
        None => format!("suite {}: nothing that it depends on has changed", plan.suite),
    }
}

/// The profilers that `--profilers` names.
fn chosen(words: &[String]) -> ProfilerChoice {
    let own = |name: &&String| !matches!(name.as_str(), "default" | "none");
    let named: Vec<_> = words.iter().filter(own).cloned().collect();
    let has_default = words.iter().any(|word| word == "default");
    match (named.is_empty(), has_default) {
        (true, true) => ProfilerChoice::Default,
        (true, false) => ProfilerChoice::None,
        (false, true) => ProfilerChoice::Also(named),
        (false, false) => ProfilerChoice::Only(named),
    }
}

/// That `--case` and `--tag` name nothing of what the suite has.
pub(crate) fn nothing_chosen(suite: &SuiteName, cases: &[CaseId]) -> Problem {
    let mut ids: Vec<_> = cases.iter().map(|case| format!("  {case}")).collect();
    if ids.len() > 20 {
        let more = ids.len() - 20;
        ids.truncate(20);
        ids.push(format!("  and {more} more"));
    }
    Problem::Input(format!(
        "no case of suite `{}` is chosen by `--case` and `--tag`; it has\n{}",
        suite,
        ids.join("\n")
    ))
}

/// A set of `--case` patterns. Fails on what is no glob.
pub(crate) fn globs(patterns: &[String]) -> Result<GlobSet, Problem> {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        set.add(Glob::new(pattern).map_err(|error| Problem::Input(error.to_string()))?);
    }
    set.build().map_err(|error| Problem::Input(error.to_string()))
}

fn is_named(case: &Case, arguments: &Measuring, names: &GlobSet) -> bool {
    if is_unasked(case) {
        // Its benchmarks are not known yet: it stays where one of them could be meant.
        let patterns = &arguments.cases;
        return patterns.is_empty() || patterns.iter().any(|one| may_be_below(one, case));
    }
    is_chosen(&case.id, &arguments.cases, names)
}

/// Whether a glob could match a benchmark of the workload that `case` stands for: as far as the glob
/// has plain text, that is how such ids start.
pub(crate) fn may_be_below(pattern: &str, case: &Case) -> bool {
    let plain = pattern.split(['*', '?', '[', '{', '\\']).next().unwrap_or_default();
    let start = format!("{}/", case.id.workload);
    plain.starts_with(&start) || (start.starts_with(plain) && plain.len() < pattern.len())
}

/// Whether `--case` chooses the case: every one does where none is given. `names`: the patterns as
/// [`globs`] reads them.
pub(crate) fn is_chosen(case: &CaseId, patterns: &[String], names: &GlobSet) -> bool {
    let id = case.to_string();
    // Brackets mean sets in globs, and ids have them: an id as it is printed counts as well.
    let is_literal = patterns.contains(&id);
    names.is_empty() || is_literal || names.is_match(&id) || names.is_match(case.workload.as_str())
}

/// Whether `pattern` is the case's id or workload, or a glob of one of them.
pub(crate) fn is_match(pattern: &str, id: &CaseId) -> Result<bool, Problem> {
    let (id, workload) = (id.to_string(), id.workload.as_str());
    let glob = globs(&[pattern.to_owned()])?;
    Ok(pattern == id || glob.is_match(&id) || glob.is_match(workload))
}

fn is_tagged(case: &Case, tags: &[String]) -> bool {
    tags.is_empty() || tags.iter().any(|tag| case.tags.contains(tag))
}

/// Files that differ from `--changed-since`, absolute; `None` without the flag.
fn changed_files(plan: &Plan, arguments: &Measuring) -> Result<Option<Vec<PathBuf>>, Problem> {
    let Some(revision) = &arguments.changed_since else { return Ok(None) };
    let repository = Repository::discover(&plan.directory)?.ok_or_else(|| {
        let folder = plan.directory.display();
        Problem::Input(format!("`--changed-since` needs a git repository; `{folder}` is in none"))
    })?;
    let root = repository.root().canonicalize()?;
    let files = repository.changed_files(revision)?;
    Ok(Some(files.into_iter().map(|file| root.join(file)).collect()))
}

/// Whether a changed file matches the case's `paths`, or is the suite itself. A case without any
/// depends on everything.
fn is_affected(case: &Case, plan: &Plan, changed: Option<&[PathBuf]>) -> Result<bool, Problem> {
    let Some(changed) = changed else { return Ok(true) };
    if case.paths.is_empty() {
        return Ok(!changed.is_empty());
    }
    let directory = plan.directory.canonicalize()?;
    let suite = plan.file.file_name().map(|name| directory.join(name));
    let patterns: Vec<_> = case.paths.iter().map(|glob| absolute(glob, &directory)).collect();
    let globs = globs(&patterns)?;
    Ok(changed.iter().any(|file| globs.is_match(file) || Some(file) == suite.as_ref()))
}

/// `glob` from the top of the file system, with `.` and leading `..` taken out.
fn absolute(glob: &str, directory: &Path) -> String {
    let mut folder = directory.to_owned();
    let mut rest = Vec::new();
    for part in glob.split('/') {
        match part {
            "." | "" => {}
            ".." if rest.is_empty() => drop(folder.pop()),
            part => rest.push(part),
        }
    }
    format!("{}/{}", escape(&folder.to_string_lossy()).trim_end_matches('/'), rest.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_glob_of_the_suite_is_seen_from_the_top() {
        let seen = |glob: &str| absolute(glob, Path::new("/r/bench [x]/lru"));
        assert_eq!(seen("./src/**"), "/r/bench [[]x[]]/lru/src/**");
        assert_eq!(seen("../../src/*.py"), "/r/src/*.py");
    }
}
