//! Folders of a checkout that editable installs put on an interpreter's module path: without them
//! the code of one checkout would be imported on both sides of a comparison.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use paceline_model::Interpreter;

use super::probe::answer_to;

/// Prints the folders from which the environment's packages are imported: entries of the module
/// path, which `.pth` files add to, and what the finders of setuptools, `editables` and others
/// know. A package that lies in a folder of another name can't be had by a module path.
const QUESTION: &str = "import json, os, sys
found = [entry for entry in sys.path if entry]
def put(name, place):
    folder, last = os.path.split(place)
    if last != '__init__.py':
        folder = place[:-3] if place.endswith('.py') else place
    for part in reversed(name.split('.')):
        folder, last = os.path.split(folder)
        if last != part:
            return
    found.append(folder)
for finder in sys.meta_path:
    kind = finder if isinstance(finder, type) else type(finder)
    module = sys.modules.get(kind.__module__)
    for known in (getattr(module, 'MAPPING', 0), getattr(module, 'NAMESPACES', 0),
                  getattr(finder, '_redirections', 0), getattr(finder, 'known_source_files', 0)):
        if isinstance(known, dict):
            for name, places in known.items():
                for place in [places] if isinstance(places, str) else list(places):
                    put(str(name), str(place))
own = [os.path.join(prefix, '') for prefix in (sys.prefix, sys.base_prefix)]
found = [entry for entry in found if not entry.startswith(tuple(own))]
print('paceline')
print(json.dumps(found))
";

/// The folders in `root` (absolute, without links) from which `interpreter` imports packages that
/// are installed as editable, absolute, each once, in the order in which they are searched.
///
/// - `variables`: the caller's environment; the interpreter gets little of it.
/// - An interpreter that does not answer has none: what is imported is looked at in the end anyway.
/// - Takes as long as the interpreter's start, about 20 ms.
pub fn editable_folders(
    interpreter: &Interpreter,
    root: &Path,
    variables: &BTreeMap<String, String>,
) -> Vec<PathBuf> {
    // `-P` would be too new for some; the top of the system has no modules.
    let arguments = ["-c", QUESTION];
    let answer = answer_to(Path::new(&interpreter.path), &arguments, Path::new("/"), variables);
    let folders: Vec<String> = answer
        .as_deref()
        .and_then(|text| text.lines().skip_while(|line| *line != "paceline").nth(1))
        .and_then(|line| serde_json::from_str(line).ok())
        .unwrap_or_default();
    let mut inside: Vec<PathBuf> = Vec::new();
    for folder in folders {
        let Ok(folder) = Path::new(&folder).canonicalize() else { continue };
        if folder.is_dir() && folder.starts_with(root) && !inside.contains(&folder) {
            inside.push(folder);
        }
    }
    inside
}
