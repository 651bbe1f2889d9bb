//! The world around the process, read once: environment, folder, clock, terminal.

use std::collections::BTreeMap;
use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

use crate::arguments::{Color, Display};
use crate::exit::Problem;

/// Widest table that is still pleasant to read.
const WIDEST: usize = 100;
const DEFAULT_WIDTH: usize = 80;

/// Exit status of an interrupted command, as shells have it.
pub(crate) const INTERRUPTED: i32 = 130;

/// What a command may know of its surroundings.
#[derive(Clone)]
pub(crate) struct World {
    /// The environment; names and values that are not UTF-8 are left out.
    pub(crate) variables: BTreeMap<String, String>,
    /// This executable, to be started again as the launcher.
    pub(crate) executable: PathBuf,
    /// Whether standard output may have colours.
    pub(crate) color: bool,
    /// Columns of standard output.
    pub(crate) width: usize,
    /// How progress is shown.
    pub(crate) progress: ProgressMode,
    interrupted: Arc<AtomicBool>,
}

/// How progress is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ProgressMode {
    /// A bar that is drawn anew.
    Bar,
    /// One line per finished case.
    Lines,
    /// Nothing.
    Silent,
}

impl World {
    /// Reads everything from the process, and starts to listen for Ctrl-C.
    pub(crate) fn from_process(display: &Display) -> Result<Self, Problem> {
        let interrupted = Arc::new(AtomicBool::new(false));
        for signal in [SIGINT, SIGTERM, SIGHUP] {
            // The second one ends the process at once, whatever it is doing.
            signal_hook::flag::register_conditional_shutdown(
                signal,
                INTERRUPTED,
                Arc::clone(&interrupted),
            )?;
            signal_hook::flag::register(signal, Arc::clone(&interrupted))?;
        }
        let text = |value: std::ffi::OsString| value.into_string().ok();
        let variables = std::env::vars_os()
            .filter_map(|(name, value)| Some((text(name)?, text(value)?)))
            .collect();
        let progress = match (display.quiet, std::io::stderr().is_terminal()) {
            (true, _) => ProgressMode::Silent,
            (false, true) => ProgressMode::Bar,
            (false, false) => ProgressMode::Lines,
        };
        Ok(Self {
            variables,
            executable: std::env::current_exe()?,
            color: wants_color(display.color),
            width: width(),
            progress,
            interrupted,
        })
    }

    /// The same world, but for the variable of that name.
    pub(crate) fn without(&self, variable: &str) -> Self {
        let mut world = self.clone();
        world.variables.remove(variable);
        world
    }

    /// Folder for what may be lost and is dear to make again; see the XDG Base Directory Specification.
    pub(crate) fn cache(&self) -> Option<PathBuf> {
        let absolute = |name: &str| {
            let folder = PathBuf::from(self.variables.get(name)?);
            folder.is_absolute().then_some(folder)
        };
        let cache =
            absolute("XDG_CACHE_HOME").or_else(|| Some(absolute("HOME")?.join(".cache")))?;
        Some(cache.join("paceline"))
    }

    /// Whether the user asked to stop.
    pub(crate) fn is_interrupted(&self) -> bool {
        self.interrupted.load(Ordering::Relaxed)
    }
}

fn wants_color(color: Color) -> bool {
    match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => {
            let choice = anstream::AutoStream::choice(&std::io::stdout());
            choice != anstream::ColorChoice::Never
        }
    }
}

fn width() -> usize {
    let columns = terminal_size::terminal_size_of(std::io::stdout())
        .map_or(DEFAULT_WIDTH, |(width, _height)| usize::from(width.0));
    columns.clamp(40, WIDEST)
}
