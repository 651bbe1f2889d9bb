//! Markdown cut to a size at the end of a row, with what is open closed.

/// Kept free for closing what is open.
const RESERVE: usize = 200;

/// `text` in at most `limit` bytes: whole, or as many whole lines as fit with `notice` behind them.
///
/// A block of code and folded parts that are open at the cut are closed. Where not even the notice fits
/// nothing is left.
pub(crate) fn cut(text: &str, limit: usize, notice: &str) -> String {
    if text.len() <= limit {
        return text.to_owned();
    }
    let Some(room) = limit.checked_sub(notice.len() + RESERVE) else { return String::new() };
    let mut open = Open::default();
    let mut kept = String::new();
    for line in text.lines() {
        let mut then = open.clone();
        then.read(line);
        if kept.len() + line.len() + 1 + then.closing().len() > room {
            break;
        }
        open = then;
        kept.push_str(line);
        kept.push('\n');
    }
    kept.push_str(&open.closing());
    format!("{}\n\n{notice}", kept.trim_end())
}

/// What a Markdown text has opened so far.
#[derive(Debug, Clone, Default)]
struct Open {
    /// The fence of the block of code that the text is in.
    fence: Option<String>,
    /// Folded parts.
    folds: usize,
}

impl Open {
    fn read(&mut self, line: &str) {
        let ticks = line.bytes().take_while(|&byte| byte == b'`').count();
        match &self.fence {
            // Only a line of nothing but as many backticks ends a block.
            Some(fence) if ticks >= fence.len() && line.trim_end().len() == ticks => {
                self.fence = None;
            }
            None if ticks >= 3 && !line[ticks..].contains('`') => {
                self.fence = Some("`".repeat(ticks));
            }
            None if line.starts_with("<details>") => self.folds += 1,
            None if line.starts_with("</details>") => self.folds = self.folds.saturating_sub(1),
            Some(_) | None => {}
        }
    }

    fn closing(&self) -> String {
        let fence = self.fence.as_ref().map(|fence| format!("{fence}\n")).unwrap_or_default();
        fence + &"\n</details>\n".repeat(self.folds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_stays_as_it_is() {
        assert_eq!(cut("| a |\n", 6, "more"), "| a |\n");
    }

    #[test]
    fn a_cut_is_at_the_end_of_a_row_and_announced() {
        let text = "| größe | 测 |\n".repeat(100);
        for limit in 205..1000 {
            let short = cut(&text, limit, "more");
            assert!(short.len() <= limit && short.ends_with("\n\nmore"), "{limit}: {short}");
            assert!(short.lines().all(|line| ["| größe | 测 |", "", "more"].contains(&line)));
        }
        assert_eq!(cut(&text, 100, "more"), "");
    }

    #[test]
    fn what_is_open_at_the_cut_is_closed() {
        let output = "```` text\n```\n</details>\n".to_owned() + &"x\n".repeat(1000);
        let short = cut(&format!("<details>\n{output}````\n</details>\n"), 500, "more");
        assert!(short.ends_with("x\n````\n\n</details>\n\nmore"), "{short}");
        assert!(short.len() <= 500);
    }
}
