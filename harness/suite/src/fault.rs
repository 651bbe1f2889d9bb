//! One mistake in a suite's text, and the place where all of them are gathered.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::Range;

/// More mistakes than this are not kept, and the search for more ends: nobody reads them.
pub(crate) const MOST_FAULTS: usize = 100;

/// One mistake: where, what, and what to do.
#[derive(Debug, Clone)]
pub(crate) struct Fault {
    /// Bytes of the text that are wrong.
    pub(crate) span: Range<usize>,
    /// What is wrong, readable without the source.
    pub(crate) message: String,
    /// A few words beside the caret; may be empty.
    pub(crate) label: String,
    /// Other places that belong to it, each with a few words.
    pub(crate) related: Vec<(Range<usize>, String)>,
    /// Facts that help to understand it.
    pub(crate) notes: Vec<String>,
    /// How to fix it.
    pub(crate) help: Option<String>,
}

impl Fault {
    pub(crate) fn new(span: &Range<usize>, message: impl Into<String>) -> Self {
        Self {
            span: span.clone(),
            message: message.into(),
            label: String::new(),
            related: Vec::new(),
            notes: Vec::new(),
            help: None,
        }
    }

    /// A fault from a text whose first line is the message and whose other lines are the help.
    pub(crate) fn of_text(span: &Range<usize>, text: &str) -> Self {
        match text.split_once('\n') {
            Some((message, help)) => Self::new(span, message).help(help),
            None => Self::new(span, text),
        }
    }

    pub(crate) fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    pub(crate) fn related(mut self, span: &Range<usize>, label: impl Into<String>) -> Self {
        self.related.push((span.clone(), label.into()));
        self
    }

    pub(crate) fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// All mistakes of one suite. Shared by reference: every step adds what it finds and goes on.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    inner: RefCell<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    kept: Vec<Fault>,
    // Defaults are checked once per workload: the same mistake must not show up once per workload.
    seen: BTreeSet<(usize, usize, String)>,
    is_overfull: bool,
}

impl Faults {
    pub(crate) fn add(&self, fault: Fault) {
        let mut inner = self.inner.borrow_mut();
        if inner.kept.len() >= MOST_FAULTS {
            inner.is_overfull = true;
            return;
        }
        if inner.seen.insert((fault.span.start, fault.span.end, fault.message.clone())) {
            inner.kept.push(fault);
        }
    }

    /// Whether there is no room for more: steps that cost time stop then.
    pub(crate) fn is_full(&self) -> bool {
        self.inner.borrow().kept.len() >= MOST_FAULTS
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.inner.borrow().kept.is_empty()
    }

    /// The mistakes in the order of the text, and whether there are more.
    pub(crate) fn into_sorted(self) -> (Vec<Fault>, bool) {
        let mut inner = self.inner.into_inner();
        inner.kept.sort_by_key(|fault| (fault.span.start, fault.span.end));
        (inner.kept, inner.is_overfull)
    }
}
