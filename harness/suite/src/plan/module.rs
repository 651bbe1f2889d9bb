//! Whether a Python module exists, as far as files can tell without running Python.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use crate::fault::Fault;
use crate::wording::{did_you_mean, quote};

use super::site::Site;

/// Entries of a folder that are looked at.
const MOST_ENTRIES: usize = 10_000;

/// Modules by folder; each folder is listed once.
#[derive(Debug, Default)]
pub(super) struct Modules {
    listed: RefCell<BTreeMap<PathBuf, Rc<BTreeSet<String>>>>,
}

impl Modules {
    /// Names of the modules and packages right in the folder.
    fn within(&self, folder: &Path) -> Rc<BTreeSet<String>> {
        if let Some(names) = self.listed.borrow().get(folder) {
            return Rc::clone(names);
        }
        let names = Rc::new(list_modules(folder));
        self.listed.borrow_mut().insert(folder.to_owned(), Rc::clone(&names));
        names
    }

    /// Whether the folder decides what `import top` finds.
    fn decides(&self, folder: &Path, top: &str) -> bool {
        // A folder without `__init__.py` and without modules may be anything, say `json/` with data.
        self.within(folder).contains(top) || !self.within(&folder.join(top)).is_empty()
    }
}

fn list_modules(folder: &Path) -> BTreeSet<String> {
    let Ok(entries) = folder.read_dir() else {
        return BTreeSet::new();
    };
    entries
        .take(MOST_ENTRIES)
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter_map(|name| module_name(folder, &name))
        .collect()
}

fn module_name(folder: &Path, file: &str) -> Option<String> {
    let stem = file.split('.').next().unwrap_or(file);
    let is_code = [".py", ".so", ".pyd", ".pyc"].iter().any(|end| file.ends_with(end));
    let is_package = || folder.join(file).join("__init__.py").is_file();
    (is_code || is_package()).then(|| stem.to_owned())
}

/// Adds a fault when the module's top-level package is in one of the folders and the module is
/// not. A package that is in none of them may be installed: only a run can tell.
pub(super) fn check_module(
    site: &Site<'_>,
    folders: Option<&[PathBuf]>,
    module: &str,
    span: &Range<usize>,
) {
    let (parent, name) = module.rsplit_once('.').unwrap_or(("", module));
    let top = module.split('.').next().unwrap_or(module);
    let mut folders = folders.unwrap_or_default().iter();
    let Some(folder) = folders.find(|folder| site.modules.decides(folder, top)) else {
        return;
    };
    let siblings = site.modules.within(&folder.join(parent.replace('.', "/")));
    // `import top` alone finds a folder without `__init__.py` too.
    if siblings.contains(name) || parent.is_empty() {
        return;
    }
    let meant = did_you_mean(name, siblings.iter());
    let file = folder.join(module.replace('.', "/"));
    let looked = format!("looked for `{0}.py` and `{0}/__init__.py`", file.display());
    let help = "module folders are listed under `path:`, relative to the suite's folder";
    let fault = Fault::new(span, format!("there is no module {}{meant}", quote(module)));
    site.add(fault.note(looked).help(help));
}
