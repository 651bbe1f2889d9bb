//! Finds the program of a process, and says why one could not be started.

use std::collections::BTreeMap;
use std::ffi::{CStr, CString, OsStr};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use nix::errno::Errno;
use nix::unistd::{AccessFlags, access};

use super::program_start::{Failure, Step};
use crate::Process;

/// Where to look when a process has no `PATH`, as `execvp` does.
const DEFAULT_PATH: &str = "/bin:/usr/bin";

/// Programs that were found, since a run starts the same few again and again and a long `PATH`
/// costs as much as a tenth of starting `true`. One that is gone later fails when it is started.
#[derive(Debug, Default)]
pub(super) struct Programs(BTreeMap<Wanted, CString>);

/// What decides where a program is: its name, the `PATH`, and the folder it starts in.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Wanted {
    name: String,
    path: Option<String>,
    directory: PathBuf,
}

impl Programs {
    /// The path of `process`'s program, or why there is none in words for the user.
    ///
    /// A name without `/` is looked up in the `PATH` of its own environment; folders in it that
    /// don't begin with `/` count from its own folder.
    pub(super) fn find(&mut self, process: &Process) -> Result<CString, String> {
        refuse_zero_bytes(process)?;
        let Some(name) = process.arguments.first().filter(|name| !name.is_empty()) else {
            return Err("no program given; name one as the first argument".to_owned());
        };
        if name.contains('/') {
            return to_c(PathBuf::from(name));
        }
        let wanted = Wanted {
            name: name.clone(),
            path: process.environment.get("PATH").cloned(),
            directory: process.directory.clone(),
        };
        if let Some(found) = self.0.get(&wanted) {
            return Ok(found.clone());
        }
        let found = to_c(search(name, process)?)?;
        self.0.insert(wanted, found.clone());
        Ok(found)
    }
}

fn to_c(path: PathBuf) -> Result<CString, String> {
    CString::new(path.into_os_string().into_encoded_bytes()).map_err(|error| error.to_string())
}

fn search(name: &str, process: &Process) -> Result<PathBuf, String> {
    let path = process.environment.get("PATH").map_or(DEFAULT_PATH, String::as_str);
    let candidates = || {
        path.split(':')
            .map(|folder| Path::new(if folder.is_empty() { "." } else { folder }).join(name))
    };
    let is_program = |candidate: &PathBuf| {
        let place = process.directory.join(candidate);
        access(&place, AccessFlags::X_OK).is_ok() && !place.is_dir()
    };
    if let Some(found) = candidates().find(is_program) {
        return Ok(found);
    }
    let mut places = candidates().map(|candidate| process.directory.join(candidate));
    Err(match places.find(|place| place.is_file()) {
        Some(place) => not_executable(&place),
        None => format!("no program `{name}` in PATH `{path}`; install it or give its path"),
    })
}

fn refuse_zero_bytes(process: &Process) -> Result<(), String> {
    let names = process.environment.iter().flat_map(|(name, value)| [name, value]);
    if process.arguments.iter().chain(names).any(|text| text.contains('\0')) {
        return Err("a zero byte in an argument or variable; no program can receive it".to_owned());
    }
    if process.directory.as_os_str().as_encoded_bytes().contains(&0) {
        return Err(format!("a zero byte in the folder `{}`", process.directory.display()));
    }
    Ok(())
}

/// Why the child of `process` could not become `program`, in words for the user.
pub(super) fn explain(failure: Failure, process: &Process, program: &CStr) -> String {
    let errno = Errno::from_raw(failure.errno);
    let folder = process.directory.display();
    let program = Path::new(OsStr::from_bytes(program.to_bytes()));
    match failure.step {
        Step::Prepare => format!("cannot set up the process: {}", errno.desc()),
        Step::Enter if errno == Errno::ENOENT => format!("no folder `{folder}`"),
        Step::Enter => format!("cannot enter the folder `{folder}`: {}", errno.desc()),
        Step::Execute => explain_execution(errno, &process.directory.join(program)),
    }
}

fn explain_execution(errno: Errno, program: &Path) -> String {
    let place = program.display();
    if errno == Errno::ENOENT && program.exists() {
        return format!("`{place}` needs an interpreter that is missing; look at its first line");
    }
    if errno == Errno::ENOENT {
        return format!("no program `{place}`");
    }
    if errno == Errno::EACCES && program.is_dir() {
        return format!("`{place}` is a folder, not a program");
    }
    if errno == Errno::EACCES {
        return not_executable(program);
    }
    if errno == Errno::ENOEXEC {
        return format!(
            "`{place}` is no program for this machine; does a script lack its `#!` line?"
        );
    }
    if errno == Errno::E2BIG {
        return format!("arguments and variables of `{place}` are too long for the system");
    }
    format!("cannot execute `{place}`: {}", errno.desc())
}

fn not_executable(place: &Path) -> String {
    format!("`{}` is not executable; `chmod +x` it", place.display())
}
