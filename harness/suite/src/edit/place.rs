//! Where in the text of a suite a workload's budget and gates stand, or would.

use std::ops::Range;

use paceline_model::MetricName;

use crate::yaml::{Content, Entry, Node};

use super::apply::Change;
use super::{WorkloadEdit, percent};

/// Longest line that a gate in braces may become.
const LONGEST_LINE: usize = 100;

/// How a value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// A word, a quoted text, or an alias, which one word can take the place of.
    Word,
    /// `|` and `>`.
    BlockText,
    /// `{…}` and `[…]`.
    Flow,
    /// A mapping or list in lines of its own.
    Block,
}

/// The changes of an edit, or why it can't be made in lines.
pub(super) fn changes(
    text: &str,
    root: &Node,
    edit: &WorkloadEdit,
) -> Result<Vec<Change>, &'static str> {
    let workloads = root.child("workloads").map(entries).unwrap_or_default();
    let name = edit.workload.as_str();
    let entry = workloads.iter().find(|entry| entry.name() == name).ok_or("it is not there")?;
    let page = Page { text };
    match page.form(&entry.value) {
        Form::Block => {}
        Form::Flow => return Err("it is in flow style"),
        Form::Word if page.starts_with(&entry.value, '*') => return Err("it is an alias"),
        Form::Word | Form::BlockText => return Err("it is no mapping"),
    }
    let mut block = Block::new(page, &entry.value)?;
    if let Some(seconds) = edit.budget_seconds {
        block.budget(&format!("{seconds}s"))?;
    }
    block.gates(&edit.gates, page.column(&entry.key))?;
    block.finish()
}

fn entries(node: &Node) -> &[Entry] {
    match &*node.content {
        Content::Mapping(entries) => entries,
        Content::Scalar { .. } | Content::Sequence(_) | Content::Broken => &[],
    }
}

/// A mapping in lines of its own, and what is to change in it.
struct Block<'a> {
    page: Page<'a>,
    node: &'a Node,
    indent: &'a str,
    changes: Vec<Change>,
    /// Lines to be put at its end.
    lines: Vec<String>,
}

impl<'a> Block<'a> {
    fn new(page: Page<'a>, node: &'a Node) -> Result<Self, &'static str> {
        let first = entries(node).first().ok_or("it is empty")?;
        let indent = page.indent(&first.key).ok_or("its first key does not start a line")?;
        Ok(Self { page, node, indent, changes: Vec::new(), lines: Vec::new() })
    }

    fn budget(&mut self, budget: &str) -> Result<(), &'static str> {
        if let Some(value) = self.node.child("budget") {
            return self.replace(value, budget);
        }
        self.lines.push(format!("{}budget: {budget}", self.indent));
        Ok(())
    }

    /// `parent`: the column of the workload's name, by which its own indentation is known.
    fn gates(&mut self, gates: &[(MetricName, f64)], parent: usize) -> Result<(), &'static str> {
        let Some(node) = self.node.child("gate") else {
            let step = " ".repeat(self.indent.len().saturating_sub(parent).max(1));
            if !gates.is_empty() {
                self.lines.push(format!("{}gate:", self.indent));
            }
            let line = |(metric, change): &(MetricName, f64)| {
                format!("{}{step}{metric}: {}", self.indent, percent(*change))
            };
            self.lines.extend(gates.iter().map(line));
            return Ok(());
        };
        let mut missing = Vec::new();
        for (metric, change) in gates {
            let change = percent(*change);
            match node.child(metric.as_str()) {
                None => missing.push(format!("{metric}: {change}")),
                Some(limit) => {
                    let is_mapping = matches!(&*limit.content, Content::Mapping(_));
                    let limit = if is_mapping { limit.child("change") } else { Some(limit) };
                    self.replace(limit.ok_or("its gate has no `change`")?, &change)?;
                }
            }
        }
        if missing.is_empty() { Ok(()) } else { self.add_to_gate(node, &missing) }
    }

    fn add_to_gate(&mut self, node: &'a Node, missing: &[String]) -> Result<(), &'static str> {
        let page = self.page;
        match page.form(node) {
            Form::Block => {
                let mut gate = Block::new(page, node)?;
                gate.lines = missing.iter().map(|line| format!("{}{line}", gate.indent)).collect();
                self.changes.extend(gate.finish()?);
                Ok(())
            }
            Form::Flow => {
                let end = entries(node).last().map(|last| page.end(&last.value));
                let change = match end {
                    Some(end) => {
                        Change { span: end..end, text: format!(", {}", missing.join(", ")) }
                    }
                    None => Change {
                        span: node.span.clone(),
                        text: format!("{{ {} }}", missing.join(", ")),
                    },
                };
                let line = page.line(&node.span).ok_or("its gate spans several lines")?;
                if line.len() + change.text.len() > LONGEST_LINE {
                    return Err("its gate would be too long for one line");
                }
                self.changes.push(change);
                Ok(())
            }
            Form::Word if page.starts_with(node, '*') => Err("its gate is an alias"),
            Form::Word | Form::BlockText => Err("its gate is no mapping"),
        }
    }

    fn replace(&mut self, value: &Node, by: &str) -> Result<(), &'static str> {
        if self.page.form(value) != Form::Word || value.span.is_empty() {
            return Err("a value to be replaced is not one word");
        }
        self.changes.push(Change { span: value.span.clone(), text: by.to_owned() });
        Ok(())
    }

    /// All changes, the new lines after the last line that belongs to the mapping.
    fn finish(mut self) -> Result<Vec<Change>, &'static str> {
        if self.lines.is_empty() {
            return Ok(self.changes);
        }
        let last = entries(self.node).last().ok_or("it is empty")?;
        let end = self.page.end(&last.value).max(last.key.span.end);
        self.changes.push(self.page.lines_after(end, &self.lines));
        Ok(self.changes)
    }
}

/// The text, as lines.
#[derive(Debug, Clone, Copy)]
struct Page<'a> {
    text: &'a str,
}

impl<'a> Page<'a> {
    fn starts_with(self, node: &Node, letter: char) -> bool {
        self.text[node.span.clone()].starts_with(letter)
    }

    fn form(self, node: &Node) -> Form {
        let first = self.text[node.span.clone()].chars().next();
        match (&*node.content, first) {
            (Content::Scalar { .. }, Some('|' | '>')) => Form::BlockText,
            (_, Some('*')) | (Content::Scalar { .. } | Content::Broken, _) => Form::Word,
            (Content::Mapping(_) | Content::Sequence(_), Some('{' | '[')) => Form::Flow,
            (Content::Mapping(_) | Content::Sequence(_), _) => Form::Block,
        }
    }

    /// The white space before a key; `None` when something else stands on its line.
    fn indent(self, key: &Node) -> Option<&'a str> {
        let start = self.line_start(key.span.start);
        let before = &self.text[start..key.span.start];
        before.bytes().all(|byte| byte == b' ').then_some(before)
    }

    fn column(self, node: &Node) -> usize {
        node.span.start - self.line_start(node.span.start)
    }

    fn line_start(self, place: usize) -> usize {
        self.text[..place].rfind('\n').map_or(0, |newline| newline + 1)
    }

    /// The one line that the span is on.
    fn line(self, span: &Range<usize>) -> Option<&'a str> {
        let rest = &self.text[span.end..];
        let line = &self.text
            [self.line_start(span.start)..span.end + rest.find('\n').unwrap_or(rest.len())];
        (!line.contains('\n')).then_some(line)
    }

    /// Where the last thing that belongs to a value ends.
    fn end(self, node: &Node) -> usize {
        let own = node.span.start + self.text[node.span.clone()].trim_end().len();
        if self.form(node) != Form::Block {
            return own;
        }
        // A block's own end may lie behind comments that belong to what follows.
        match &*node.content {
            Content::Mapping(entries) => {
                entries.last().map_or(own, |last| self.end(&last.value).max(last.key.span.end))
            }
            Content::Sequence(items) => items.last().map_or(own, |last| self.end(last)),
            Content::Scalar { .. } | Content::Broken => own,
        }
    }

    /// Puts lines below the line that `place` is on, with line breaks like those before it.
    fn lines_after(self, place: usize, lines: &[String]) -> Change {
        let newline = self.text[place..].find('\n').map(|distance| place + distance);
        let sample = newline.or_else(|| self.text.rfind('\n'));
        let is_long = sample.is_some_and(|newline| self.text[..newline].ends_with('\r'));
        let end = if is_long { "\r\n" } else { "\n" };
        let joined = lines.join(end);
        let Some(newline) = newline else {
            let length = self.text.len();
            return Change { span: length..length, text: format!("{end}{joined}") };
        };
        Change { span: newline + 1..newline + 1, text: joined + end }
    }
}
