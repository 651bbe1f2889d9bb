//! Pairs of earlier runs of the same comparison: running a job again goes on from them, so that it
//! can't be repeated until it says what somebody wants to hear.

use std::path::{Path, PathBuf};

use paceline_baseline::read_record;
use paceline_compare::Watch;
use paceline_measure::Sides;
use paceline_model::{CaseId, CaseRecord, Record, sha256};

use crate::exit::Problem;
use crate::output;
use crate::session::{Label, Session};

/// The records of one comparison in the folder that the user keeps.
pub(crate) struct Evidence {
    folder: PathBuf,
    earlier: Option<[Record; 2]>,
}

impl Evidence {
    /// What `folder` has of the comparison of these two sides on this class of machine. `None`
    /// where there are uncommitted changes: nobody could tell whether they are still the same.
    pub(crate) fn open(
        folder: &Path,
        session: &Session<'_>,
        labels: &[Label; 2],
    ) -> Result<Option<Self>, Problem> {
        if labels.iter().any(|label| label.revision.dirty || label.revision.commit.is_none()) {
            output::tell("no evidence is kept: what is measured is not a whole commit");
            return Ok(None);
        }
        let class = session.environment.machine_class();
        let name = |label: &Label| {
            let commit = label.revision.commit.as_ref().map(ToString::to_string);
            format!("{} {:?}", commit.unwrap_or_default(), label.variant)
        };
        let [base, head] = labels.each_ref().map(name);
        let key = sha256(format!("{base} {head} {class}").as_bytes())[..16].to_owned();
        let folder = folder.join(session.plan.suite.as_str()).join(key);
        let files = ["base.json", "head.json"].map(|file| folder.join(file));
        let earlier = if files.iter().all(|file| file.exists()) {
            let [base, head] = files;
            Some([read_record(&base)?, read_record(&head)?])
        } else {
            None
        };
        Ok(Some(Self { folder, earlier }))
    }

    /// Shows `watch` the pairs of earlier runs, and gives the places of the cases that they do not
    /// decide.
    pub(crate) fn open_cases(&self, sides: &[Sides<'_>], watch: &mut Watch) -> Vec<usize> {
        let Some([base, head]) = &self.earlier else { return (0..sides.len()).collect() };
        let find = |record: &Record, case: &paceline_model::Case| -> Option<CaseRecord> {
            record.cases.iter().find(|one| one.id == case.id).cloned()
        };
        let is_open = |(place, sides): (usize, &Sides<'_>)| {
            let base = sides.base.and_then(|case| find(base, case));
            let head = find(head, sides.head);
            let (Some(base), Some(head)) = (base, head) else { return Some(place) };
            (!watch.recall(place, &base, &head).is_decided).then_some(place)
        };
        sides.iter().enumerate().filter_map(is_open).collect()
    }

    /// The records of all runs, kept for the next one; those of `sides` are given.
    pub(crate) fn join(
        self,
        later: Option<[Record; 2]>,
        sides: &[Sides<'_>],
    ) -> Result<[Record; 2], Problem> {
        let mut joined = match (self.earlier, later) {
            (Some([base, head]), Some([later_base, later_head])) => {
                [base.continued(later_base), head.continued(later_head)]
            }
            (Some(records), None) | (None, Some(records)) => records,
            (None, None) => return Err(Problem::input("there is nothing to measure")),
        };
        for (file, record) in ["base.json", "head.json"].into_iter().zip(&joined) {
            output::write(&self.folder.join(file), &record.to_json()?)?;
        }
        // Earlier runs may have measured other cases of the suite.
        let is_asked = |id: &CaseId| {
            let mut cases =
                sides.iter().flat_map(|sides| sides.base.into_iter().chain([sides.head]));
            cases.any(|case| case.id == *id)
        };
        for record in &mut joined {
            record.cases.retain(|case| is_asked(&case.id));
        }
        Ok(joined)
    }
}
