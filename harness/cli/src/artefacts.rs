//! What profilers found as files for other tools: call stacks, profiles, line tables.

use std::path::{Path, PathBuf};

use paceline_measure::Sides;
use paceline_model::{
    CaseId, CaseRecord, ProfileDifference, ProfiledSide, Record, Side, SideProfile, SuiteName,
    sha256,
};
use paceline_profile::{Frame, Gathered, Identities, Profiles, Stacks, matched, speedscope};

use crate::exit::Problem;
use crate::output;
use crate::profiling::Found;
use crate::seen;

/// Most stacks of a file.
const MOST_STACKS: usize = 50_000;
/// Largest file of a profiler's own that is kept, in bytes.
const LARGEST: usize = 64 << 20;

/// Writes everything that the profilers found below `folder`: one folder for each case, in it `base` and
/// `head`, and what compares them beside these.
pub(crate) fn write(
    folder: &Path,
    sides: &[Sides<'_>],
    found: &[Found],
    records: &[Record; 2],
) -> Result<(), Problem> {
    for (place, sides) in sides.iter().enumerate() {
        let folder = folder.join(file_name(sides.id));
        let of = |side| found.iter().find(|one| one.case == place && one.side == side);
        for (side, record) in [Side::Base, Side::Head].into_iter().zip(records) {
            let Some(case) = case_of(record, sides.id) else { continue };
            let profile = side_profile(record, case, sides.id);
            write_text(&folder.join(side.word()).join("profile.json"), &profile.to_json()?)?;
            if let Some(found) = of(side) {
                write_side(&folder.join(side.word()), sides.id, &found.gathered)?;
            }
        }
        if let (Some(base), Some(head)) = (of(Side::Base), of(Side::Head)) {
            write_stacks(&folder, sides.id, [&base.gathered, &head.gathered], records)?;
        }
        if let Some(calls) = seen::calls(place, sides.id, found, records) {
            write_text(&folder.join(seen::FILE), &calls.to_json()?)?;
        }
        if let [base, head] = records
            && let Some(difference) = difference(sides.id, [base, head])
        {
            write_text(&folder.join("difference.json"), &difference.to_json()?)?;
        }
    }
    Ok(())
}

/// The profile of one side of a case as a document.
pub(crate) fn side_profile(record: &Record, case: &CaseRecord, id: &CaseId) -> SideProfile {
    let functions = case.profile.as_ref().map(|profile| profile.functions.clone());
    SideProfile {
        schema: SideProfile::SCHEMA.to_owned(),
        suite: record.suite.clone(),
        case: id.clone(),
        side: profiled(record, case),
        functions: functions.unwrap_or_default(),
    }
}

/// The two profiles of a case function by function; `None` unless both sides have one.
pub(crate) fn difference(id: &CaseId, records: [&Record; 2]) -> Option<ProfileDifference> {
    let suite: SuiteName = records[1].suite.clone();
    let [base, head] = records.map(|record| Some((record, case_of(record, id)?)));
    let (base, head) = (base?, head?);
    let profiles = Profiles::new(base.1.profile.as_ref()?, head.1.profile.as_ref()?);
    Some(ProfileDifference {
        schema: ProfileDifference::SCHEMA.to_owned(),
        suite,
        case: id.clone(),
        base: profiled(base.0, base.1),
        head: profiled(head.0, head.1),
        functions: matched(&profiles),
    })
}

/// The case of that name, its variant left out.
pub(crate) fn case_of<'a>(record: &'a Record, id: &CaseId) -> Option<&'a CaseRecord> {
    record.cases.iter().find(|case| case.id.without(&record.variant) == *id)
}

fn profiled(record: &Record, case: &CaseRecord) -> ProfiledSide {
    let profilers = case.profile.as_ref().map(|profile| profile.profilers.clone());
    ProfiledSide {
        revision: record.revision.clone(),
        variant: record.variant.clone(),
        profilers: profilers.unwrap_or_default(),
    }
}

fn write_side(folder: &Path, id: &CaseId, gathered: &Gathered) -> Result<(), Problem> {
    for (name, bytes) in gathered.artefacts() {
        if bytes.len() <= LARGEST {
            write_bytes(&folder.join(harmless(name)), bytes)?;
        }
    }
    for (profiler, all) in gathered.stacks() {
        for (name, stacks) in named(profiler, all) {
            let file = |ending: &str| folder.join(format!("{name}.{ending}"));
            write_text(&file("folded"), &stacks.folded(MOST_STACKS))?;
            let document = speedscope(&id.to_string(), &[(profiler, stacks)], MOST_STACKS)?;
            write_text(&file("speedscope.json"), &document)?;
        }
    }
    Ok(())
}

/// The stacks of a profiler with the names of their files: its own, and for all but the main ones what
/// they weigh too.
fn named<'a>(profiler: &str, stacks: &'a [Stacks]) -> impl Iterator<Item = (String, &'a Stacks)> {
    let profiler = harmless(profiler);
    stacks.iter().enumerate().map(move |(place, stacks)| {
        let metric = harmless(stacks.metric.as_str());
        (if place == 0 { profiler.clone() } else { format!("{profiler}.{metric}") }, stacks)
    })
}

/// Stacks of both sides in one file, and their difference.
fn write_stacks(
    folder: &Path,
    id: &CaseId,
    [base, head]: [&Gathered; 2],
    records: &[Record; 2],
) -> Result<(), Problem> {
    let identities = identities(id, records);
    for (profiler, all) in head.stacks() {
        for (name, head) in named(profiler, all) {
            let Some(base) = base.stacks_of(profiler, &head.metric) else { continue };
            let file = |ending: &str| folder.join(format!("{name}.{ending}"));
            let sides: [(&str, &Stacks); 2] = [("base", base), ("head", head)];
            let both = speedscope(&id.to_string(), &sides, MOST_STACKS)?;
            write_text(&file("speedscope.json"), &both)?;
            let in_head = |frame: &Frame| identities.in_head(frame);
            let difference = head.folded_pair(base, in_head, MOST_STACKS);
            write_text(&file("difference.folded"), &difference)?;
        }
    }
    Ok(())
}

/// What the functions of base are called in head; nothing unless both sides of the case have a profile.
pub(crate) fn identities(id: &CaseId, records: &[Record; 2]) -> Identities {
    let [base, head] = records.each_ref().map(|record| case_of(record, id)?.profile.as_ref());
    match (base, head) {
        (Some(base), Some(head)) => Identities::of(&Profiles::new(base, head)),
        (None, _) | (_, None) => Identities::default(),
    }
}

/// A folder's name for a case: readable, and another for each.
pub(crate) fn file_name(id: &CaseId) -> PathBuf {
    let text = id.to_string();
    let name = harmless(&text);
    if name == text {
        name.into()
    } else {
        format!("{name}-{}", &sha256(text.as_bytes())[..8]).into()
    }
}

/// `text` as a part of a path: letters, digits and a few others, not too many.
fn harmless(text: &str) -> String {
    let is_good = |letter: char| letter.is_ascii_alphanumeric() || "._-=".contains(letter);
    let letters = text.chars().map(|letter| if is_good(letter) { letter } else { '_' });
    let name: String = letters.take(100).collect();
    if name.starts_with('.') { format!("_{name}") } else { name }
}

fn write_text(path: &Path, text: &str) -> Result<(), Problem> {
    output::write(path, text)
}

fn write_bytes(path: &Path, bytes: &[u8]) -> Result<(), Problem> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let written = std::fs::create_dir_all(folder).and_then(|()| std::fs::write(path, bytes));
    written
        .map_err(|error| Problem::Environment(format!("can't write `{}`: {error}", path.display())))
}

#[cfg(test)]
mod tests {
    use paceline_model::Parameters;

    use super::*;

    #[test]
    fn no_name_leads_out_of_the_folder() {
        assert_eq!(harmless("../../etc/passwd"), "_.._.._etc_passwd");
        assert_eq!(harmless("put-get[n=1]"), "put-get_n=1_");
        let id = CaseId { workload: "put".parse().unwrap(), parameters: Parameters::new() };
        assert_eq!(file_name(&id), PathBuf::from("put"));
    }
}
