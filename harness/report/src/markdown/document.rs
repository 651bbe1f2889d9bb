//! A Markdown text that stays within what GitHub takes for a comment.

/// Most bytes of a Markdown report. GitHub refuses comments somewhat above; what would exceed it
/// is left out from the end, and the report says so.
pub const MARKDOWN_LIMIT: usize = 60_000;

/// Kept free for closing tags and the notice.
const RESERVE: usize = 600;

/// Text that refuses pieces that do not fit.
#[derive(Debug, Default)]
pub(super) struct Document {
    text: String,
    is_cut: bool,
}

impl Document {
    /// Adds `piece` whole, or not at all; says whether it did.
    pub(super) fn push(&mut self, piece: &str) -> bool {
        // Once cut, nothing shorter may slip in behind the gap.
        self.is_cut |= self.text.len() + piece.len() > MARKDOWN_LIMIT - RESERVE;
        if !self.is_cut {
            self.text.push_str(piece);
        }
        !self.is_cut
    }

    /// Adds a folded part, unless nothing of it fits.
    pub(super) fn fold(&mut self, summary: &str, body: impl FnOnce(&mut Self)) {
        if self.push(&format!("<details><summary>{summary}</summary>\n\n")) {
            body(self);
            // Closing tags fit into the reserve.
            self.text.push_str("\n</details>\n\n");
        }
    }

    /// The text, with a notice when something was left out.
    pub(super) fn finish(mut self) -> String {
        if self.is_cut {
            self.text.push_str(
                "\n**The rest is left out: the report is longer than GitHub takes.** \
                 The JSON report has every case.\n",
            );
        }
        let length = self.text.trim_end().len();
        self.text.truncate(length);
        self.text.push('\n');
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_left_out_whole_and_announced() {
        let mut document = Document::default();
        assert!(document.push("start\n"));
        document.fold("numbers", |document| {
            assert!(!document.push(&"x".repeat(MARKDOWN_LIMIT)));
            assert!(!document.push("behind the gap"));
        });
        let text = document.finish();
        assert!(text.contains("The rest is left out"), "{text}");
        assert!(text.contains("</details>") && !text.contains("behind the gap"), "{text}");
        assert!(text.len() <= MARKDOWN_LIMIT);
    }
}
