//! Reads the callgrind format: what each function and line cost, and who called whom.
//!
//! The format: <https://valgrind.org/docs/manual/cl-format.html>. Costs of calls include what was called.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::names::{Name, Names};
use super::position::{Columns, Positions};

/// The event that is counted.
const EVENT: &str = "Ir";

/// One file of callgrind.
#[derive(Debug, Default, PartialEq)]
pub(in crate::native) struct Dump {
    /// Why it was written, as in `Program termination`.
    pub(in crate::native) trigger: String,
    /// Instructions in all.
    pub(in crate::native) total: u64,
    /// Its functions, in the order of their first mention.
    pub(in crate::native) functions: Vec<Node>,
}

/// One function of a file. A recursive one is there twice: `name` and `name'2`, the latter for calls of
/// it while it runs already.
#[derive(Debug, Default, Clone, PartialEq)]
pub(in crate::native) struct Node {
    /// Name as written.
    pub(in crate::native) name: Arc<str>,
    /// Source file; empty where that is unknown.
    pub(in crate::native) file: Arc<str>,
    /// First line, where a call told it.
    pub(in crate::native) line: u32,
    /// Instructions of its own.
    pub(in crate::native) own: u64,
    /// Instructions of what it called, with all that they called.
    pub(in crate::native) called: u64,
    /// How often it was called.
    pub(in crate::native) calls: u64,
    /// Own instructions by file and line: code of other files gets in by inlining.
    pub(in crate::native) lines: BTreeMap<(Arc<str>, u32), u64>,
}

/// What identifies a function within a file.
#[derive(Debug, PartialEq, Eq, Hash)]
enum Key {
    /// Its number: functions of one name but of several files have several.
    Number(u64),
    /// Object, file and name, where names are not compressed.
    Text(Arc<str>, Arc<str>, Arc<str>),
}

/// Reads one file; the error says which line is wrong.
pub(in crate::native) fn parse(text: &str) -> Result<Dump, String> {
    let mut reader = Reader::default();
    for (index, line) in text.lines().enumerate() {
        reader.line(line).map_err(|problem| format!("line {}: {problem}", index + 1))?;
    }
    // The last line of every file, so that one that was cut off shows.
    let total = reader.total.ok_or("it ends before the line `totals:`")?;
    Ok(Dump { trigger: reader.trigger, total, functions: reader.nodes })
}

#[derive(Default)]
struct Reader {
    columns: Columns,
    positions: Positions,
    objects: Names,
    files: Names,
    functions: Names,
    /// Object and file of the current function.
    object: Arc<str>,
    function_file: Arc<str>,
    /// File of the current line.
    file: Arc<str>,
    current: Option<usize>,
    callee_object: Option<Arc<str>>,
    callee_file: Option<Arc<str>>,
    callee: Option<usize>,
    /// Whether the next cost is that of a call.
    is_call: bool,
    nodes: Vec<Node>,
    by_key: HashMap<Key, usize>,
    trigger: String,
    total: Option<u64>,
}

impl Reader {
    fn line(&mut self, line: &str) -> Result<(), String> {
        let line = line.trim_end();
        let Some(first) = line.bytes().next() else { return Ok(()) };
        match first {
            b'#' => Ok(()),
            b'+' | b'-' | b'*' | b'0'..=b'9' => self.cost(line),
            _ => self.keyword(line),
        }
    }

    fn keyword(&mut self, line: &str) -> Result<(), String> {
        let end = line.find(['=', ':']).ok_or_else(|| unknown(line))?;
        let (key, value) = (&line[..end], line[end + 1..].trim());
        match (key, line.as_bytes()[end]) {
            ("positions", b':') => self.columns.set_positions(value),
            ("events", b':') => self.columns.set_events(value, EVENT),
            ("desc", b':') => {
                if let Some(trigger) = value.strip_prefix("Trigger:") {
                    trigger.trim().clone_into(&mut self.trigger);
                }
                Ok(())
            }
            ("totals", b':') => {
                let total = self.columns.event(value)?;
                self.total = Some(self.total.unwrap_or(0).saturating_add(total));
                Ok(())
            }
            (_, b'=') => self.record(key, value),
            // Other heads of a file.
            _ => Ok(()),
        }
    }

    fn record(&mut self, key: &str, value: &str) -> Result<(), String> {
        let unnamed = || format!("`{key}={}` has no name", excerpt(value));
        match key {
            "ob" => self.object = self.objects.resolve(value).ok_or_else(unnamed)?.text,
            "fl" | "fi" | "fe" => {
                self.file = known(self.files.resolve(value).ok_or_else(unnamed)?.text);
                if key == "fl" {
                    self.function_file = Arc::clone(&self.file);
                }
            }
            "fn" => {
                let name = self.functions.resolve(value).ok_or_else(unnamed)?;
                let place = (Arc::clone(&self.object), Arc::clone(&self.function_file));
                let node = self.node(name, place);
                // A call has told less surely where it is.
                self.nodes[node].file = Arc::clone(&self.function_file);
                self.file = Arc::clone(&self.function_file);
                self.current = Some(node);
            }
            "cob" => {
                self.callee_object = Some(self.objects.resolve(value).ok_or_else(unnamed)?.text);
            }
            "cfi" | "cfl" => {
                let file = self.files.resolve(value).ok_or_else(unnamed)?;
                self.callee_file = Some(known(file.text));
            }
            "cfn" => {
                let name = self.functions.resolve(value).ok_or_else(unnamed)?;
                let object = self.callee_object.take().unwrap_or_else(|| Arc::clone(&self.object));
                let file = self.callee_file.take().unwrap_or_else(|| Arc::clone(&self.file));
                self.callee = Some(self.node(name, (object, file)));
            }
            "calls" => return self.calls(value),
            // Jumps are not counted, but may be where a name gets its number.
            "jfi" => drop(self.files.resolve(value)),
            "jfn" => drop(self.functions.resolve(value)),
            // What other versions may have.
            _ => {}
        }
        Ok(())
    }

    fn node(&mut self, name: Name, (object, file): (Arc<str>, Arc<str>)) -> usize {
        let key = match name.number {
            Some(number) => Key::Number(number),
            None => Key::Text(object, Arc::clone(&file), Arc::clone(&name.text)),
        };
        *self.by_key.entry(key).or_insert_with(|| {
            self.nodes.push(Node { name: name.text, file, ..Node::default() });
            self.nodes.len() - 1
        })
    }

    fn calls(&mut self, value: &str) -> Result<(), String> {
        let (count, target) = value.split_once(' ').unwrap_or((value, ""));
        let count: u64 = count.parse().map_err(|error| format!("calls: {error}"))?;
        let callee = self.callee.ok_or("calls of no function")?;
        let line = self.positions.peek(&self.columns, target)?;
        let callee = &mut self.nodes[callee];
        callee.calls = callee.calls.saturating_add(count);
        if callee.line == 0 {
            callee.line = line;
        }
        self.is_call = true;
        Ok(())
    }

    fn cost(&mut self, text: &str) -> Result<(), String> {
        let costs = self.positions.advance(&self.columns, text)?;
        let cost = self.columns.event(costs)?;
        let current = self.current.ok_or("a cost of no function")?;
        let node = &mut self.nodes[current];
        if std::mem::take(&mut self.is_call) {
            node.called = node.called.saturating_add(cost);
            return Ok(());
        }
        node.own = node.own.saturating_add(cost);
        let line = self.positions.line();
        if cost > 0 && line > 0 {
            let counted = node.lines.entry((Arc::clone(&self.file), line)).or_default();
            *counted = counted.saturating_add(cost);
        }
        Ok(())
    }
}

/// Callgrind writes `???` for a file it does not know.
fn known(file: Arc<str>) -> Arc<str> {
    if &*file == "???" { Arc::default() } else { file }
}

pub(super) fn unknown(line: &str) -> String {
    format!("`{}` is not understood", excerpt(line))
}

fn excerpt(text: &str) -> String {
    text.chars().take(60).flat_map(char::escape_debug).collect()
}
