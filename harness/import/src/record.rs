//! From drafts to one record: the same benchmark of several files is one case with an invocation of
//! each.

use std::collections::BTreeMap;

use paceline_model::{
    CaseRecord, CaseStatus, InvocationRecord, Position, Record, SuiteName, sha256,
};

use crate::draft::{Again, CaseDraft, Draft};
use crate::error::{ImportError, Mistake};
use crate::format::{Format, detect};
use crate::source::Source;

/// What to import as what.
#[derive(Debug, Clone)]
pub struct Request {
    /// The format; `None` to tell it by the content.
    pub format: Option<&'static Format>,
    /// The suite; `None` for one named as the format.
    pub suite: Option<SuiteName>,
    /// The time that stands in the record where the files tell none, RFC 3339 in UTC.
    pub now: String,
}

/// The record of what is in `sources`, in their order. The same bytes give the same record.
///
/// - Files are processes: five runs in five files are five invocations of each case.
/// - Machine, commit and time are those of the first file that tells them.
/// - Fails for content that is not of the format, or of no known format, and where there is no
///   benchmark at all.
pub fn import(request: &Request, sources: &[Source]) -> Result<Record, ImportError> {
    let mut all = Draft::default();
    let (mut first, mut digests) = (None, Vec::new());
    for source in sources {
        let format = request.format.map_or_else(|| detect(source), Ok)?;
        first.get_or_insert(format.name);
        let draft = format.draft(source)?;
        let at = |mistake| ImportError::Content {
            name: source.name.clone(),
            format: format.name,
            mistake,
        };
        finite(&draft).map_err(at)?;
        absorb(&mut all, draft).map_err(at)?;
        digests.extend(source.pieces.iter().map(|piece| sha256(&piece.bytes)));
    }
    let names: Vec<_> = sources.iter().map(|source| source.name.as_str()).collect();
    let (Some(format), false) = (first, all.cases.is_empty()) else {
        return Err(ImportError::Nothing(names.join("`, `")));
    };
    let digest = sha256(digests.join(" ").as_bytes());
    Ok(Record {
        schema: Record::SCHEMA.to_owned(),
        suite: request.suite.clone().unwrap_or_else(|| suite_of(format)),
        revision: all.revision,
        variant: BTreeMap::new(),
        shard: None,
        run: format!("imported-{}", &digest[..16]),
        started: all.started.unwrap_or_else(|| request.now.clone()),
        duration_seconds: 0.0,
        seed: 0,
        environment: all.environment,
        rules: None,
        cases: all.cases.into_iter().map(|case| case_record(case, format)).collect(),
    })
}

fn suite_of(format: &str) -> SuiteName {
    format.parse().expect("names of formats are names of suites")
}

fn absorb(all: &mut Draft, draft: Draft) -> Result<(), Mistake> {
    if all.revision.commit.is_none() {
        all.revision = draft.revision;
    }
    all.started = all.started.take().or(draft.started);
    if all.environment == paceline_model::Environment::default() {
        all.environment = draft.environment;
    }
    draft.cases.into_iter().try_for_each(|case| all.add(case, Again::OtherProcess))
}

/// Numbers that a record can hold: JSON has no infinity.
fn finite(draft: &Draft) -> Result<(), Mistake> {
    for case in &draft.cases {
        for series in &case.series {
            let bad = series.values.iter().flatten().find(|value| !value.is_finite());
            if let Some(bad) = bad {
                let place = format!("`{}`, {}", case.id, series.metric.name);
                return Err(Mistake::new(place, "a finite number", bad.to_string()));
            }
        }
    }
    Ok(())
}

fn case_record(case: CaseDraft, format: &str) -> CaseRecord {
    let processes = case.series.iter().map(|series| series.values.len()).max().unwrap_or_default();
    let invocation = |pair| InvocationRecord {
        pair,
        position: Position::First,
        started_seconds: 0.0,
        stolen_seconds: None,
    };
    let processes = u32::try_from(processes).unwrap_or(u32::MAX);
    let mut notes = case.notes;
    notes.push(format!("imported from {format}"));
    CaseRecord {
        id: case.id,
        status: case.failure.map_or(CaseStatus::Measured, CaseStatus::Failed),
        interpreter: case.interpreter,
        iterations: case.iterations,
        invocations: (0..processes).map(invocation).collect(),
        series: case.series,
        result: None,
        check: None,
        spent_seconds: 0.0,
        canary: Vec::new(),
        profile: case.profile,
        notes,
    }
}
