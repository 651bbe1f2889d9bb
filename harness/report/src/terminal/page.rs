//! A page of terminal text: every line goes through here, is fitted, then painted.

use anstyle::{AnsiColor, Style as Paint};
use paceline_model::Verdict;

use crate::render::Style;
use crate::text;
use crate::view::FailureView;

/// Lines a case's name may take.
const NAME_LINES: usize = 2;
/// Lines any other text may take.
const TEXT_LINES: usize = 6;
/// Narrowest terminal that is laid out for.
const LEAST_WIDTH: usize = 40;

/// How a piece of text should be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    Plain,
    Strong,
    Faint,
    Bad,
    Good,
    Doubtful,
}

impl Tone {
    pub(super) fn of(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Failed | Verdict::Regressed => Self::Bad,
            Verdict::Improved => Self::Good,
            Verdict::Suspect
            | Verdict::NotComparable
            | Verdict::Removed
            | Verdict::Inconclusive
            | Verdict::Accepted => Self::Doubtful,
            Verdict::New => Self::Plain,
            Verdict::Unchanged => Self::Faint,
        }
    }

    fn paint(self) -> Paint {
        let color = |color: AnsiColor| Paint::new().fg_color(Some(color.into()));
        match self {
            Self::Plain => Paint::new(),
            Self::Strong => Paint::new().bold(),
            Self::Faint => Paint::new().dimmed(),
            Self::Bad => color(AnsiColor::Red).bold(),
            Self::Good => color(AnsiColor::Green).bold(),
            Self::Doubtful => color(AnsiColor::Yellow),
        }
    }
}

/// Terminal text that grows line by line.
#[derive(Debug)]
pub(super) struct Page {
    style: Style,
    text: String,
}

impl Page {
    pub(super) fn new(style: Style) -> Self {
        Self { style: Style { width: style.width.max(LEAST_WIDTH), ..style }, text: String::new() }
    }

    /// Columns of a line.
    pub(super) fn width(&self) -> usize {
        self.style.width
    }

    pub(super) fn finish(self) -> String {
        self.text
    }

    pub(super) fn blank(&mut self) {
        self.text.push('\n');
    }

    /// One line of pieces, which together fit.
    pub(super) fn line(&mut self, pieces: &[(&str, Tone)]) {
        for (piece, tone) in pieces {
            if self.style.color && *tone != Tone::Plain && !piece.trim().is_empty() {
                let paint = tone.paint();
                let reset = paint.render_reset().to_string();
                self.text.extend([&paint.render().to_string(), *piece, &reset]);
            } else {
                self.text.push_str(piece);
            }
        }
        self.text.push('\n');
    }

    /// Text of any length after `lead`; further lines are indented as far as the lead is wide.
    pub(super) fn paragraph(&mut self, lead: &str, text: &str, tone: Tone) {
        self.lines(lead, &text::wrap_at_most(text, self.room(lead), TEXT_LINES), tone);
    }

    /// Short parts after `lead`, separated by ` · `; lines break between parts where they can.
    pub(super) fn parts(&mut self, lead: &str, parts: &[String], tone: Tone) {
        let room = self.room(lead);
        let mut lines: Vec<String> = Vec::new();
        for part in parts {
            let joined = lines.last().map(|line| format!("{line} · {part}"));
            match (joined.filter(|joined| text::columns(joined) <= room), lines.last_mut()) {
                (Some(joined), Some(line)) => *line = joined,
                _ => lines.extend(text::wrap_at_most(part, room, TEXT_LINES)),
            }
        }
        self.lines(lead, &lines, tone);
    }

    /// The name of a case as a heading.
    pub(super) fn heading(&mut self, name: &str) {
        let lines = text::wrap_at_most(name, self.width(), NAME_LINES);
        for line in lines {
            self.line(&[(&line, Tone::Strong)]);
        }
    }

    /// A failure: what happened, then the end of the output behind a bar.
    pub(super) fn failure(&mut self, failure: &FailureView) {
        self.paragraph("  ", &failure.summary, Tone::Plain);
        for line in &failure.detail {
            let line = text::elide(line, self.room("  │ "));
            self.line(&[("  │ ", Tone::Faint), (&line, Tone::Plain)]);
        }
    }

    fn lines(&mut self, lead: &str, lines: &[String], tone: Tone) {
        let indent = " ".repeat(text::columns(lead));
        for (index, line) in lines.iter().enumerate() {
            let lead = if index == 0 { lead } else { &indent };
            self.line(&[(lead, Tone::Faint), (line, tone)]);
        }
    }

    fn room(&self, lead: &str) -> usize {
        self.width().saturating_sub(text::columns(lead))
    }
}
