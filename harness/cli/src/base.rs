//! What `--base` names: a variant of the same revision, a commit or its baseline, or a record file.

use std::collections::BTreeMap;
use std::path::Path;

use paceline_baseline::{Nearest, StoreError, nearest, read_record};
use paceline_git::Commit;
use paceline_model::{Case, CommitId, MissingBaseline, ParameterValue, Parameters, Record};

use crate::exit::Problem;
use crate::output;
use crate::session::Session;

/// What head is compared with.
pub(crate) enum Base {
    /// Cases of the same revision with these parameters; measured beside head.
    Variants {
        /// Base's.
        base: Parameters,
        /// Head's.
        head: Parameters,
    },
    /// Another commit; measured beside head.
    Commit(Commit),
    /// A record measured earlier, with what a reader has to know of it.
    Stored(Box<Record>, Option<String>),
    /// Nothing, and the suite lets that pass: what whoever started this has to know.
    Missing(String),
}

/// Reads `--base` and `--head` as variants; `None` when `--base` is none.
///
/// A variant is `name=value`, several joined by commas, where every name is a parameter of a case
/// of the plan.
pub(crate) fn variants(
    base: &str,
    head: Option<&str>,
    cases: &[Case],
) -> Result<Option<Base>, Problem> {
    let Some(base_variant) = parse_variant(base, cases) else {
        return match head {
            None => Ok(None),
            Some(_) => Err(Problem::Input(format!(
                "`--head` names a variant, so `--base` must be one too, as in \
                 `--base implementation=naive`; `{base}` is not a parameter of the suite with a \
                 value{}",
                known_parameters(cases)
            ))),
        };
    };
    let Some(head) = head else {
        return Err(Problem::Input(format!(
            "`--base {base}` is a variant of the same revision; name the one that is judged with \
             `--head`, as in `--head {}=…`",
            base.split('=').next().unwrap_or(base)
        )));
    };
    let head_variant = parse_variant(head, cases).ok_or_else(|| {
        Problem::Input(format!(
            "`--head {head}` is not a variant such as `--base {base}`{}",
            known_parameters(cases)
        ))
    })?;
    if !base_variant.keys().eq(head_variant.keys()) {
        return Err(Problem::Input(format!(
            "`--base {base}` and `--head {head}` name different parameters; name the same ones"
        )));
    }
    for (variant, flag) in [(&base_variant, base), (&head_variant, head)] {
        if !cases.iter().any(|case| case.id.matches(variant)) {
            return Err(Problem::Input(format!("no case has `{flag}`{}", known_parameters(cases))));
        }
    }
    Ok(Some(Base::Variants { base: base_variant, head: head_variant }))
}

fn parse_variant(text: &str, cases: &[Case]) -> Option<Parameters> {
    let is_known = |name: &str| cases.iter().any(|case| case.id.parameters.contains_key(name));
    let mut variant = Parameters::new();
    for part in text.split(',') {
        let (name, value) = part.split_once('=').filter(|(name, _)| is_known(name))?;
        let value = ParameterValue::Text(value.to_owned());
        // A name that is given twice is no variant.
        if variant.insert(name.to_owned(), value).is_some() {
            return None;
        }
    }
    Some(variant)
}

/// The parameters that the cases have, with their values, as the end of a message.
fn known_parameters(cases: &[Case]) -> String {
    let mut known: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (name, value) in cases.iter().flat_map(|case| &case.id.parameters) {
        let values = known.entry(name).or_default();
        if !values.contains(&value.to_string()) {
            values.push(value.to_string());
        }
    }
    if known.is_empty() {
        return "; its workloads have no `params`".to_owned();
    }
    let known: Vec<_> =
        known.iter().map(|(name, values)| format!("`{name}` ({})", values.join(", "))).collect();
    format!("; there is {}", known.join(", "))
}

/// The commit or the record that `base` names: a file, else a commit, else, with `--stored`, that
/// commit's baseline of this machine class, or that of its nearest first-parent ancestor. Where there
/// is none the suite decides.
///
/// `within`: how many ancestors are looked at where a commit's baseline is asked for; `None` where
/// it is not.
pub(crate) fn earlier(
    base: &str,
    within: Option<usize>,
    session: &Session<'_>,
) -> Result<Base, Problem> {
    // A path is told from a revision by its look, so that no file can hide a branch.
    if base.contains(std::path::MAIN_SEPARATOR) && Path::new(base).is_file()
        || Path::new(base).extension().is_some_and(|ending| ending == "json")
    {
        return Ok(Base::Stored(Box::new(read_record(Path::new(base))?), None));
    }
    let repository = session.repository.as_ref().ok_or_else(|| {
        Problem::Input(format!(
            "`--base {base}` is no record file (`*.json`), and `{}` is in no git repository in \
             which it could be a commit",
            session.plan.directory.display()
        ))
    })?;
    let commit = repository.resolve_or_fetch(base, &|| session.world.is_interrupted())?;
    let Some(within) = within else { return Ok(Base::Commit(commit)) };
    let parents = repository.first_parents(&commit, within.saturating_add(1))?;
    let ids: Vec<CommitId> = parents
        .iter()
        .map(|parent| parent.id.parse())
        .collect::<Result<_, paceline_model::InvalidName>>()
        .map_err(|error| Problem::Environment(error.to_string()))?;
    let Some(id) = ids.first() else { return Ok(Base::Commit(commit)) };
    let key = session.key(id.clone());
    if let Some(Nearest { record, distance }) = nearest(&*session.store, &key, &ids)? {
        let note = (distance > 0).then(|| how_far(&commit, &parents[distance], distance));
        return Ok(Base::Stored(Box::new(record), note));
    }
    match session.store.find(&key) {
        Ok(record) => Ok(Base::Stored(Box::new(record), None)),
        Err(missing @ StoreError::Missing { .. }) => {
            without_baseline(commit, missing, session.plan.missing_baseline)
        }
        Err(error) => Err(error.into()),
    }
}

/// Says that the baseline is of an ancestor, and of which.
fn how_far(asked: &Commit, found: &Commit, distance: usize) -> String {
    let short = |commit: &Commit| commit.id.get(..10).unwrap_or(&commit.id).to_owned();
    let commits = if distance == 1 { "1 commit" } else { &format!("{distance} commits") };
    format!(
        "{} has no baseline on this class of machine; base is the nearest one, {} ({}), {commits} \
         before it",
        short(asked),
        short(found),
        found.subject
    )
}

/// What takes the place of a baseline that is not there; nothing silently.
fn without_baseline(
    commit: Commit,
    missing: StoreError,
    policy: MissingBaseline,
) -> Result<Base, Problem> {
    match policy {
        MissingBaseline::MeasureBase => {
            output::tell(&format!("{missing}\nso base is measured beside head"));
            Ok(Base::Commit(commit))
        }
        MissingBaseline::Warn => Ok(Base::Missing(format!(
            "warning: {missing}\nso nothing was measured and nothing was compared"
        ))),
        MissingBaseline::Fail => Err(missing.into()),
    }
}
