//! Remarks on lines of the code, and the lines that a pull request touches.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use paceline_model::Consequence;
use serde::Deserialize;

use crate::client::{ApiError, Client, Reply};

/// A remark on one line of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Annotation {
    /// The file, from the top of the repository, with `/` between folders.
    pub path: String,
    /// The line, from 1.
    pub line: u32,
    /// What it is about, in a few words.
    pub title: String,
    /// What there is to say; plain text.
    pub message: String,
    /// What it is about does so to the build: it is an error where the build fails, else a warning.
    pub consequence: Consequence,
}

/// The lines of head that a pull request adds or changes, by file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Touched(BTreeMap<String, Vec<RangeInclusive<u32>>>);

#[derive(Debug, Deserialize)]
struct ChangedFile {
    filename: String,
    /// Absent for files that are binary or too large.
    patch: Option<String>,
}

impl Touched {
    /// Asks which lines the pull request touches.
    pub(crate) async fn of(
        client: &Client,
        repository: &str,
        number: u64,
    ) -> Result<Self, ApiError> {
        let route = format!("{repository}/pulls/{number}/files");
        let files = client.list(&route, Reply::json::<Vec<ChangedFile>>).await?;
        let ranges = |file: ChangedFile| Some((file.filename, ranges(&file.patch?)));
        Ok(Self(files.into_iter().filter_map(ranges).collect()))
    }

    /// Whether the remark stands on one of them, or in their context.
    pub(crate) fn has(&self, annotation: &Annotation) -> bool {
        let ranges = self.0.get(&annotation.path);
        ranges.is_some_and(|ranges| ranges.iter().any(|range| range.contains(&annotation.line)))
    }
}

/// The ranges of a unified diff on the side of head: `@@ -1,2 +3,4 @@` is 3 to 6.
fn ranges(patch: &str) -> Vec<RangeInclusive<u32>> {
    let range = |line: &str| {
        let (_, new) = line.strip_prefix("@@ -")?.split_once(" +")?;
        let (new, _) = new.split_once(" @@")?;
        let (start, count) = new.split_once(',').unwrap_or((new, "1"));
        let (start, count): (u32, u32) = (start.parse().ok()?, count.parse().ok()?);
        (count > 0).then(|| start..=start.saturating_add(count - 1))
    };
    patch.lines().filter_map(range).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_of_a_diff_are_those_of_head() {
        let patch =
            "@@ -1,2 +3,4 @@ fn x()\n-a\n+@@ -9 +99 @@\n@@ -7 +12 @@\n@@ -1,2 +0,0 @@\n@@ bad";
        assert_eq!(ranges(patch), [3..=6, 12..=12]);
        assert_eq!(ranges("@@ -1 +4294967295,9 @@"), [u32::MAX..=u32::MAX]);
    }
}
