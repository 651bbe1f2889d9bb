//! What profilers saw beside counts: who called whom on both sides as one tree, and memory over time.

use serde::{Deserialize, Serialize};

use crate::{CaseId, DocumentError, MetricName, Origin, Sides, SuiteName, document};

/// Call trees and memory curves of one case, as `--profiles` keeps them for a later report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CaseCalls {
    /// Always [`CaseCalls::SCHEMA`].
    pub schema: String,
    /// The suite.
    pub suite: SuiteName,
    /// The case, without the parameters of the variants.
    pub case: CaseId,
    /// One tree for each profiler that saw stacks.
    pub trees: Vec<CallTree>,
    /// One curve for each profiler that saw memory over time.
    pub memory: Vec<MemoryCurve>,
}

impl CaseCalls {
    /// Name and version of the document's schema.
    pub const SCHEMA: &str = "paceline.calls/1";

    /// Reads such a document. Fails on anything else, and on a tree that is none.
    pub fn from_json(json: &str) -> Result<Self, DocumentError> {
        let calls: Self = document::parse(json, Self::SCHEMA)?;
        match calls.trees.iter().find_map(CallTree::fault) {
            Some(fault) => {
                let source = <serde_json::Error as serde::de::Error>::custom(fault);
                Err(DocumentError::Invalid { expected: Self::SCHEMA, source })
            }
            None => Ok(calls),
        }
    }

    /// The document as JSON in one line, with a final line break.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        Ok(serde_json::to_string(self)? + "\n")
    }
}

/// Call stacks of both sides in one tree.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CallTree {
    /// The profiler that saw them.
    pub profiler: String,
    /// What the weights count.
    pub metric: MetricName,
    /// Whether they are the same in every run; `None` where nobody knows.
    pub repeats: Option<bool>,
    /// Whether base was seen.
    pub has_base: bool,
    /// Whether head was seen.
    pub has_head: bool,
    /// Every function that is in the tree, once.
    pub frames: Vec<CallFrame>,
    /// The calls in depth-first order. The first is the root, in which everything happens: it has no
    /// parent, and the first frame.
    pub nodes: Vec<CallNode>,
}

impl CallTree {
    /// Name of the root's frame.
    pub const ROOT: &str = "all";
    /// Name of the frame in which the smallest calls are put together.
    pub const REST: &str = "…";

    /// Weight of each node with everything below it, by side, in the order of [`Self::nodes`].
    pub fn totals(&self) -> Vec<[f64; 2]> {
        let mut totals: Vec<_> = self.nodes.iter().map(|node| [node.base, node.head]).collect();
        for (place, node) in self.nodes.iter().enumerate().rev() {
            let own = totals[place];
            if let Some(parent) = node.parent.and_then(|parent| totals.get_mut(index(parent))) {
                parent.iter_mut().zip(own).for_each(|(sum, part)| *sum += part);
            }
        }
        totals
    }

    /// What is wrong with the tree; `None` for a sound one.
    pub fn fault(&self) -> Option<String> {
        let Some(root) = self.nodes.first() else {
            return Some(format!("the tree of `{}` has no root", self.profiler));
        };
        let is_sound = |(place, node): (usize, &CallNode)| {
            let has_parent = node.parent.is_some_and(|parent| index(parent) < place);
            let weighs = |weight: f64| weight.is_finite() && weight >= 0.0;
            (has_parent || place == 0)
                && index(node.frame) < self.frames.len()
                && weighs(node.base)
                && weighs(node.head)
        };
        let has_fault =
            root.parent.is_some() || self.nodes.iter().enumerate().any(|node| !is_sound(node));
        has_fault.then(|| format!("the tree of `{}` contradicts itself", self.profiler))
    }
}

/// The place that a 32-bit number names.
fn index(place: u32) -> usize {
    usize::try_from(place).unwrap_or(usize::MAX)
}

/// A function in a call tree.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CallFrame {
    /// File, as in [`crate::Function::file`].
    pub file: String,
    /// Qualified name.
    pub name: String,
    /// First line in head, in base where head has it no more; 0 where that is unknown.
    pub line: u32,
    /// Whose it is.
    pub origin: Origin,
    /// What base calls it, where that differs, as in `LRU.put (lrumod.py:18)`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub former: Option<String>,
}

/// A function called along one way.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct CallNode {
    /// Place of the caller in [`CallTree::nodes`], before this one; `None` for the root.
    pub parent: Option<u32>,
    /// Place in [`CallTree::frames`].
    pub frame: u32,
    /// What base spent in the function itself, without what it called.
    pub base: f64,
    /// The same of head.
    pub head: f64,
}

/// Memory over time of both sides.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MemoryCurve {
    /// The profiler that saw it.
    pub profiler: String,
    /// One curve for each side that was seen.
    pub sides: Sides<MemoryCourse>,
}

/// Memory over time of one side.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MemoryCourse {
    /// When the largest value was seen, and that: seconds since the start, bytes. No value between two
    /// points was larger.
    pub peak: (f64, f64),
    /// Seconds since the start and bytes, in the order of time.
    pub points: Vec<(f64, f64)>,
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn tree(parents: [Option<u32>; 3]) -> CallTree {
        let frame = CallFrame {
            file: String::new(),
            name: CallTree::ROOT.to_owned(),
            line: 0,
            origin: Origin::Builtin,
            former: None,
        };
        let node = |parent| CallNode { parent, frame: 0, base: 1.0, head: 2.0 };
        CallTree {
            profiler: "calls".to_owned(),
            metric: "calls".parse().unwrap(),
            repeats: None,
            has_base: true,
            has_head: true,
            frames: vec![frame],
            nodes: parents.map(node).to_vec(),
        }
    }

    #[test]
    fn a_caller_weighs_what_it_calls_and_itself() {
        let totals = tree([None, Some(0), Some(1)]).totals();
        assert_eq!(totals, [[3.0, 6.0], [2.0, 4.0], [1.0, 2.0]]);
    }

    #[test]
    fn a_tree_that_is_none_is_refused() {
        assert_eq!(tree([None, Some(0), Some(0)]).fault(), None);
        let bad = [[None, Some(2), Some(0)], [Some(0), Some(0), Some(0)], [None, None, Some(0)]];
        for parents in bad {
            let calls = CaseCalls {
                schema: CaseCalls::SCHEMA.to_owned(),
                suite: "a".parse().unwrap(),
                case: CaseId { workload: "b".parse().unwrap(), parameters: BTreeMap::new() },
                trees: vec![tree(parents)],
                memory: vec![],
            };
            let error = CaseCalls::from_json(&calls.to_json().unwrap()).unwrap_err().to_string();
            assert!(error.contains("contradicts itself"), "{error}");
        }
    }
}
