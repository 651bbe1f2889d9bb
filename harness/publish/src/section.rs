//! What one job has to tell about one suite.

use std::cmp::Reverse;

use paceline_model::{CommitId, Consequence, MachineClass, ShardName, SuiteName, Verdict, sha256};

/// The part of a comment that one job writes about one suite, and no other job touches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The suite.
    pub suite: SuiteName,
    /// On which class of machine it was measured.
    pub machine_class: MachineClass,
    /// Which part of the suite, where several machines share it, or which variant.
    pub part: Option<ShardName>,
    /// The worst verdict.
    pub verdict: Verdict,
    /// What the suite does to the build.
    pub consequence: Consequence,
    /// How many cases regressed.
    pub regressions: u32,
    /// The verdict in one sentence without markup, as in `1 of 6 cases regressed`.
    pub headline: String,
    /// The report, as Markdown in which foreign text is escaped; the verdict stands in its first line.
    pub markdown: String,
}

/// The section that says the worst: what fails the build first, and of those the worst verdict.
pub(crate) fn worst(sections: &[Section]) -> Option<&Section> {
    sections.iter().min_by_key(|section| (Reverse(section.consequence), section.verdict))
}

impl Section {
    /// Name of the section in the comment: the same for every run of the same job.
    pub(crate) fn id(&self) -> String {
        let part = self.part.as_ref().map_or("", ShardName::as_str);
        // None of the three contains a line break.
        let key = format!("{}\n{}\n{part}", self.suite, self.machine_class);
        sha256(key.as_bytes())[..16].to_owned()
    }

    /// The section as it stands in the comment.
    pub(crate) fn stored(&self, run: (u64, u64), commit: Option<&CommitId>) -> Stored {
        let part = self.part.as_ref().map(|part| format!(", part `{part}`")).unwrap_or_default();
        let title = format!("`{}` on machines `{}`{part}", self.suite, self.machine_class);
        // A line of a failed program's output may look like the marks that part the comment.
        let markdown = self.markdown.replace("<!-- paceline", "<!- - paceline");
        // The verdict stays in the first line.
        let (verdict, report) = markdown.trim().split_once("\n\n").unwrap_or((markdown.trim(), ""));
        Stored {
            id: self.id(),
            suite: self.suite.clone(),
            verdict: self.verdict,
            run,
            commit: commit.cloned(),
            text: format!("{verdict}\n\n<sub>{title}</sub>\n\n{report}").trim_end().to_owned(),
        }
    }
}

/// A section as the comment holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stored {
    pub(crate) id: String,
    pub(crate) suite: SuiteName,
    pub(crate) verdict: Verdict,
    /// Number and attempt of the run that wrote it.
    pub(crate) run: (u64, u64),
    /// The commit that was judged.
    pub(crate) commit: Option<CommitId>,
    /// Markdown in any number of lines, none of which is a mark.
    pub(crate) text: String,
}
