//! Parser events to a tree of nodes, within limits: no file makes it slow, large or deep.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError, Span};

use crate::fault::{Fault, Faults};
use crate::wording::quote;

use super::node::{Content, Entry, Node, Size};

/// Deepest nesting; a suite needs about six levels.
const DEEPEST: usize = 32;
/// Most values of a document with all aliases written out.
const MOST_NODES: usize = 200_000;
/// Most bytes of text with all aliases written out.
const MOST_BYTES: usize = 8 << 20;

/// Parses the first document of `text`; aliases are resolved.
///
/// Duplicate keys, merge keys, tags and further documents are added to `faults` and left out. What
/// makes the rest unreadable (wrong syntax, a limit) ends the parse: `None`, with the fault added.
pub(crate) fn parse(text: &str, faults: &Faults) -> Option<Node> {
    let options = granit_parser::options! {
        emit_unresolved_aliases: true,
        flow_nesting_limit: 2 * DEEPEST,
        block_nesting_limit: 2 * DEEPEST,
    };
    let mut builder = Builder {
        text,
        faults,
        frames: Vec::new(),
        anchors: HashMap::new(),
        total: Size::default(),
        root: None,
    };
    for event in Parser::new_from_str_with_options(text, options) {
        let step = match event {
            Ok((event, span)) => builder.take(event, &span),
            Err(error) => Err(builder.stop(syntax_fault(text, &error))),
        };
        match step {
            Ok(Step::Next) => {}
            Ok(Step::Done) => break,
            Err(Stop) => return None,
        }
    }
    if builder.root.is_none() {
        faults.add(Fault::new(&(0..0), "the suite is empty").help(MINIMAL_SUITE));
    }
    builder.root
}

const MINIMAL_SUITE: &str = "a suite has at least a name and a workload, as in\n\
    suite: my-suite\n\
    workloads:\n\
    \x20 sort:\n\
    \x20   command: [sort, data.txt]";

/// The rest can't be read; the faults say why.
struct Stop;

enum Step {
    Next,
    Done,
}

/// A list or mapping whose end has not come yet.
struct Frame {
    start: usize,
    anchor: usize,
    size: Size,
    kind: FrameKind,
}

enum FrameKind {
    Sequence(Vec<Node>),
    Mapping { entries: Vec<Entry>, seen: HashMap<String, Range<usize>>, key: Option<Key> },
}

/// A key that waits for its value.
struct Key {
    node: Node,
    is_kept: bool,
}

struct Builder<'a> {
    text: &'a str,
    faults: &'a Faults,
    frames: Vec<Frame>,
    anchors: HashMap<usize, Node>,
    total: Size,
    root: Option<Node>,
}

impl Builder<'_> {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "a foreign enum; its other events carry no value"
    )]
    fn take(&mut self, event: Event<'_>, span: &Span) -> Result<Step, Stop> {
        let place = self.place(span);
        if event.tag().is_some() {
            let tag = span.tag_span().map_or_else(|| place.clone(), |tag| self.place(&tag));
            let message =
                format!("tag {} has no meaning in a suite", quote(&self.text[tag.clone()]));
            let help = "remove it, or put quotes around text that starts with `!`";
            self.faults.add(Fault::new(&tag, message).help(help));
        }
        match event {
            Event::DocumentStart(..) if self.root.is_some() => {
                let fault =
                    Fault::new(&place, "a suite file holds one document, here starts a second one");
                self.faults.add(fault.help("put the other suite into a file of its own"));
                return Ok(Step::Done);
            }
            Event::Scalar(text, style, anchor, _) => self.scalar(text, style, anchor, place)?,
            Event::SequenceStart(_, anchor, _) => {
                self.open(FrameKind::Sequence(Vec::new()), anchor, &place)?;
            }
            Event::MappingStart(_, anchor, _) => {
                let kind =
                    FrameKind::Mapping { entries: Vec::new(), seen: HashMap::new(), key: None };
                self.open(kind, anchor, &place)?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(&place),
            Event::Alias(anchor) => self.alias(anchor, place)?,
            Event::UnresolvedAlias(name) => self.unknown_alias(&name, &place)?,
            _ => {}
        }
        Ok(Step::Next)
    }

    fn stop(&self, fault: Fault) -> Stop {
        self.faults.add(fault);
        Stop
    }

    fn place(&self, span: &Span) -> Range<usize> {
        let range = span.byte_range().unwrap_or(0..0);
        let end = range.end.min(self.text.len());
        range.start.min(end)..end
    }

    fn scalar(
        &mut self,
        text: Cow<'_, str>,
        style: ScalarStyle,
        anchor: usize,
        span: Range<usize>,
    ) -> Result<(), Stop> {
        let text = text.into_owned();
        self.spend(Size::of_text(&text), &span)?;
        if self.key_is_due() {
            let is_kept = self.accept_key(&text, style, &span);
            let node = scalar_node(text, style, span);
            self.remember(&node, anchor);
            self.hold_key(Key { node, is_kept });
        } else {
            self.finish(scalar_node(text, style, span), anchor);
        }
        Ok(())
    }

    fn key_is_due(&self) -> bool {
        let kind = self.frames.last().map(|frame| &frame.kind);
        matches!(kind, Some(FrameKind::Mapping { key: None, .. }))
    }

    /// Whether the key may be used; if not, the reason is added to the faults.
    fn accept_key(&mut self, text: &str, style: ScalarStyle, span: &Range<usize>) -> bool {
        let Some(FrameKind::Mapping { seen, .. }) = self.frames.last_mut().map(|f| &mut f.kind)
        else {
            return false;
        };
        let fault = if text == "<<" && style == ScalarStyle::Plain {
            Fault::new(span, "merge keys (`<<`) are not supported")
                .help("write what workloads share once, under `defaults:` at the top of the suite")
        } else if let Some(first) = seen.get(text) {
            Fault::new(span, format!("key {} is given twice", quote(text)))
                .label("given again here")
                .related(first, "first given here")
                .help("remove one of them")
        } else {
            seen.insert(text.to_owned(), span.clone());
            return true;
        };
        self.faults.add(fault);
        false
    }

    fn hold_key(&mut self, new: Key) {
        let Some(frame) = self.frames.last_mut() else { return };
        frame.size.add(new.node.size);
        match &mut frame.kind {
            FrameKind::Mapping { key, .. } => *key = Some(new),
            FrameKind::Sequence(_) => {}
        }
    }

    fn open(&mut self, kind: FrameKind, anchor: usize, span: &Range<usize>) -> Result<(), Stop> {
        self.refuse_as_key(span)?;
        if self.frames.len() >= DEEPEST {
            return Err(self.stop(too_deep(span)));
        }
        let size = Size { nodes: 1, bytes: 0 };
        self.frames.push(Frame { start: span.start, anchor, size, kind });
        self.spend(size, span)
    }

    fn refuse_as_key(&self, span: &Range<usize>) -> Result<(), Stop> {
        if !self.key_is_due() {
            return Ok(());
        }
        let span = span.start..span.end.max(span.start + 1).min(self.text.len());
        let help = "put quotes around text that starts with `[`, `{` or `*`";
        Err(self.stop(Fault::new(&span, "a key must be plain text").help(help)))
    }

    fn close(&mut self, span: &Range<usize>) {
        let Some(Frame { start, anchor, size, kind }) = self.frames.pop() else {
            return;
        };
        let content = match kind {
            FrameKind::Sequence(items) => Content::Sequence(items),
            FrameKind::Mapping { entries, .. } => Content::Mapping(entries),
        };
        // A block ends where the next one starts: leave out the white space between.
        let text = &self.text[start..span.end.max(start)];
        let span = start..start + text.trim_end().len();
        self.finish(Node { span, content: Rc::new(content), size }, anchor);
    }

    fn alias(&mut self, anchor: usize, span: Range<usize>) -> Result<(), Stop> {
        self.refuse_as_key(&span)?;
        let Some(target) = self.anchors.get(&anchor) else {
            let message =
                format!("alias {} stands inside its own anchor", quote(&self.text[span.clone()]));
            return Err(self.stop(Fault::new(&span, message).help("write the value out")));
        };
        let node =
            Node { span: span.clone(), content: Rc::clone(&target.content), size: target.size };
        self.spend(node.size, &span)?;
        self.finish(node, 0);
        Ok(())
    }

    fn unknown_alias(&mut self, name: &str, span: &Range<usize>) -> Result<(), Stop> {
        self.refuse_as_key(span)?;
        let message = format!("there is no anchor {} above this alias", quote(&format!("&{name}")));
        let help = format!(
            "put quotes around text that starts with `*`, or write `&{name}` before a value"
        );
        self.faults.add(Fault::new(span, message).help(help));
        let size = Size::of_text(name);
        self.spend(size, span)?;
        self.finish(Node { span: span.clone(), content: Rc::new(Content::Broken), size }, 0);
        Ok(())
    }

    fn spend(&mut self, size: Size, span: &Range<usize>) -> Result<(), Stop> {
        self.total.add(size);
        if self.total.nodes > MOST_NODES || self.total.bytes > MOST_BYTES {
            let message = format!(
                "the suite is too large: more than {MOST_NODES} values or {} MiB with all aliases written out",
                MOST_BYTES >> 20
            );
            let help = "split the suite, or let a workload read its data from a file";
            return Err(self.stop(Fault::new(span, message).help(help)));
        }
        Ok(())
    }

    fn remember(&mut self, node: &Node, anchor: usize) {
        if anchor != 0 {
            self.anchors.insert(anchor, node.clone());
        }
    }

    /// Hands a finished value to its list, mapping, or the document.
    fn finish(&mut self, node: Node, anchor: usize) {
        self.remember(&node, anchor);
        let Some(frame) = self.frames.last_mut() else {
            self.root = Some(node);
            return;
        };
        frame.size.add(node.size);
        match &mut frame.kind {
            FrameKind::Sequence(items) => items.push(node),
            FrameKind::Mapping { entries, key, .. } => {
                if let Some(key) = key.take().filter(|key| key.is_kept) {
                    entries.push(Entry { key: key.node, value: node });
                }
            }
        }
    }
}

fn scalar_node(text: String, style: ScalarStyle, span: Range<usize>) -> Node {
    let size = Size::of_text(&text);
    let value = resolve(&text, style);
    Node { span, content: Rc::new(Content::Scalar { text, value }), size }
}

fn too_deep(span: &Range<usize>) -> Fault {
    let message = format!("this is nested more than {DEEPEST} levels deep");
    Fault::new(span, message).help("a suite needs about six levels")
}

fn syntax_fault(text: &str, error: &ScanError) -> Fault {
    let start = error.marker().byte_offset().unwrap_or(0).min(text.len());
    let end = text[start..].chars().next().map_or(start, |c| start + c.len_utf8());
    if matches!(error.kind(), ErrorKind::RecursionLimitExceeded) {
        return too_deep(&(start..end));
    }
    let fault = Fault::new(&(start..end), format!("this is not valid YAML: {}", error.info()));
    if error.info().contains("tab") {
        return fault.help("YAML is indented with spaces, not tabs");
    }
    if error.info().contains("quoted scalar") {
        return fault.help("a quotation mark is opened here or above and not closed");
    }
    fault
}

/// What YAML 1.2 makes of a scalar: only plain ones can be something else than text.
fn resolve(text: &str, style: ScalarStyle) -> serde_yaml::Value {
    let as_text = || serde_yaml::Value::String(text.to_owned());
    if style != ScalarStyle::Plain || !may_be_special(text) {
        return as_text();
    }
    match serde_yaml::from_str::<serde_yaml::Value>(text) {
        Ok(value) if !(value.is_sequence() || value.is_mapping()) => value,
        // Not a scalar when it stands alone, so it was text.
        Ok(_) | Err(_) => as_text(),
    }
}

/// Whether a plain scalar can be a number, a truth value or nothing: saves a parser for most text.
fn may_be_special(text: &str) -> bool {
    let mut bytes = text.bytes();
    match bytes.next() {
        None | Some(b'~' | b'.' | b'0'..=b'9') => text.len() <= 64,
        Some(b'+' | b'-') => matches!(bytes.next(), Some(b'.' | b'0'..=b'9')),
        Some(_) => matches!(
            text,
            "null" | "Null" | "NULL" | "true" | "True" | "TRUE" | "false" | "False" | "FALSE"
        ),
    }
}
