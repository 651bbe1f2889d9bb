//! What the functions of base are called in head, so that the call stacks of both are of one tree.

use std::collections::BTreeMap;

use paceline_model::Function;

use super::matching::matches;
use super::profiles::Profiles;
use crate::stacks::Frame;

/// The functions of head by those of base that became them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Identities {
    heads: BTreeMap<Frame, Frame>,
    former: BTreeMap<Frame, String>,
}

impl Identities {
    /// The functions of base that were found in head, also those that only stand on another line now.
    pub fn of(profiles: &Profiles<'_>) -> Self {
        let mut found = Self::default();
        for pair in matches(profiles) {
            let (Some(base), Some(head)) = (pair.base, pair.head) else { continue };
            let (base, head) = (frame(&base.function), frame(&head.function));
            if let Some(former) = pair.former() {
                found.former.insert(head.clone(), told(former));
            }
            found.heads.insert(base, head);
        }
        found
    }

    /// What a frame of base is called in head; itself where head does not have it.
    pub fn in_head(&self, frame: &Frame) -> Frame {
        self.heads.get(frame).unwrap_or(frame).clone()
    }

    /// What base calls a frame of head, where its name or file differs there.
    pub fn former(&self, frame: &Frame) -> Option<&str> {
        self.former.get(frame).map(String::as_str)
    }
}

fn frame(function: &Function) -> Frame {
    Frame {
        file: function.file.clone(),
        name: function.name.clone(),
        line: function.line,
        origin: function.origin,
    }
}

/// As in `LRU.put (lrumod.py:18)`.
fn told(function: &Function) -> String {
    let Function { file, name, line, .. } = function;
    match (file.is_empty(), line) {
        (true, _) => name.clone(),
        (false, 0) => format!("{name} ({file})"),
        (false, line) => format!("{name} ({file}:{line})"),
    }
}
