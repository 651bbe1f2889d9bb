//! Where a workload is resolved: its own keys, the defaults, and what both are checked against.

use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::fault::{Fault, Faults};
use crate::file::Workload;
use crate::wording::quote;
use crate::yaml::{Field, Spanned};

use super::custom_profiler::CustomProfilers;
use super::folder::nearby;
use super::module::Modules;

/// One workload between the suite's defaults and its plan.
#[derive(Clone, Copy)]
pub(super) struct Site<'a> {
    pub(super) faults: &'a Faults,
    pub(super) modules: &'a Modules,
    /// The profilers that the suite defines.
    pub(super) custom_profilers: &'a CustomProfilers,
    /// The suite's folder, absolute.
    pub(super) directory: &'a Path,
    /// The workload's name where it is defined.
    pub(super) name: &'a Spanned<String>,
    pub(super) own: &'a Workload,
    pub(super) defaults: &'a Workload,
}

impl<'a> Site<'a> {
    /// A key of the workload, or of the defaults when the workload does not have it.
    pub(super) fn pick<T: 'a>(&self, key: impl Fn(&'a Workload) -> &'a Field<T>) -> &'a Field<T> {
        let own = key(self.own);
        if own.is_absent() { key(self.defaults) } else { own }
    }

    /// The value of [`Site::pick`], or `default`.
    pub(super) fn pick_or<T: Clone + 'a>(
        &self,
        key: impl Fn(&'a Workload) -> &'a Field<T>,
        default: T,
    ) -> T {
        self.pick(key).value().cloned().unwrap_or(default)
    }

    pub(super) fn add(&self, fault: Fault) {
        self.faults.add(fault);
    }

    /// The path `text` from the suite's folder, if something is there; else a fault.
    pub(super) fn existing(&self, text: &str, span: &Range<usize>, what: &str) -> Option<PathBuf> {
        let path = self.directory.join(text);
        if let Ok(found) = path.canonicalize() {
            return Some(found);
        }
        let message = format!("{what} {} does not exist", quote(text));
        let looked = format!("looked for `{}`", path.display());
        self.add(Fault::new(span, message).note(looked).help(nearby(&path)));
        None
    }
}
