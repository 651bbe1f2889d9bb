//! The side of paceline: starts the launcher once and has it run one process after the other.

use std::cell::Cell;
use std::collections::VecDeque;
use std::ffi::{CStr, CString};
use std::io::{self, PipeReader, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, poll};

use super::error::LauncherError;
use super::program;
use super::wire::{Batch, Frame, FrameReader, Kind, put_frame};
use crate::{Captured, Ending, Exit, Process, StealMeter};

/// The argument that makes paceline the launcher instead: see [`serve`](super::serve).
pub const LAUNCH_ARGUMENT: &str = "__launch";

/// Most bytes of orders that are sent together, few because the launcher's memory shows in its
/// children. One order may be longer.
const ORDERS: usize = 16 * 1024;

/// Longest time between two questions whether the user cancelled, in milliseconds.
const ATTENTION: u8 = 200;

/// For how long after the user cancelled processes may still clean up.
const LAST_WISH: Duration = Duration::from_secs(10);

/// A running launcher process.
///
/// Dropping it ends the launcher, and with it the process under way, if any.
#[derive(Debug)]
pub struct Launcher {
    process: Child,
    connection: Option<Connection>,
    reader: FrameReader,
    request: Vec<u8>,
    programs: program::Programs,
    /// When the user was first seen to have cancelled.
    cancelled: Option<Instant>,
}

/// Both directions. Not one socket: whoever takes something out of a socket wakes up the other
/// side, which then runs beside the workload for nothing.
#[derive(Debug)]
struct Connection {
    /// A socket, because writing to a pipe whose reader died may kill the writer.
    orders: UnixStream,
    answers: PipeReader,
}

impl Launcher {
    /// Starts `executable __launch`, which has to call [`serve`](super::serve) at once.
    ///
    /// - `executable`: as a rule the one that runs, so that both sides are of one version.
    /// - The launcher gets no environment variables. Workloads get those of their [`Process`].
    /// - Takes about a millisecond; one launcher is enough for a whole run.
    pub fn start(executable: &Path) -> Result<Self, LauncherError> {
        let failed = |source| LauncherError::Start { executable: executable.to_owned(), source };
        let (orders, theirs) = UnixStream::pair().map_err(failed)?;
        let (answers, their_answers) = io::pipe().map_err(failed)?;
        let process = Command::new(executable)
            .arg(LAUNCH_ARGUMENT)
            .env_clear()
            .stdin(Stdio::from(OwnedFd::from(theirs)))
            .stdout(Stdio::from(their_answers))
            .spawn()
            .map_err(failed)?;
        let connection = Some(Connection { orders, answers });
        Ok(Self {
            process,
            connection,
            reader: FrameReader::new(),
            request: Vec::new(),
            programs: program::Programs::default(),
            cancelled: None,
        })
    }

    /// Runs `process` to its end and tells how it went.
    ///
    /// - `is_cancelled` is asked before the start, whenever a signal arrives, and at least every
    ///   200 ms. Once it says yes, the whole process group is killed; that of a process that
    ///   [cleans up](Process::cleans_up) ten seconds later.
    /// - A program that can't be started is no error: see [`Ending::NotStarted`].
    /// - Costs about as much as starting the process from a small program would.
    ///
    /// After any error but [`LauncherError::Cancelled`] and [`LauncherError::Refused`] the
    /// launcher is of no more use.
    pub fn run(
        &mut self,
        process: &Process,
        is_cancelled: &dyn Fn() -> bool,
    ) -> Result<Exit, LauncherError> {
        let exits = self.run_all(std::slice::from_ref(process), is_cancelled)?;
        exits
            .into_iter()
            .next()
            .ok_or_else(|| LauncherError::Lost(io::ErrorKind::InvalidData.into()))
    }

    /// Runs `processes` one after the other, each to its end, until one does not end with
    /// status 0, and tells how they went: those that ran, in order.
    ///
    /// Between two of them paceline sleeps. That saves waking it up and the launcher again, which
    /// costs some 40 microseconds on a virtual machine; all else is as with [`Self::run`].
    pub fn run_all(
        &mut self,
        processes: &[Process],
        is_cancelled: &dyn Fn() -> bool,
    ) -> Result<Vec<Exit>, LauncherError> {
        let since = Cell::new(self.cancelled);
        let cleans_up = processes.iter().all(|process| process.cleans_up);
        let steal = StealMeter::start();
        let exits = self.run_until(processes, &|| {
            if !is_cancelled() {
                return false;
            }
            let start = since.get().unwrap_or_else(Instant::now);
            since.set(Some(start));
            !cleans_up || start.elapsed() > LAST_WISH
        });
        self.cancelled = since.get();
        let mut exits = exits?;
        let stolen_seconds = steal.seconds();
        for exit in &mut exits {
            exit.stolen_seconds = stolen_seconds;
        }
        Ok(exits)
    }

    fn run_until(
        &mut self,
        processes: &[Process],
        is_cancelled: &dyn Fn() -> bool,
    ) -> Result<Vec<Exit>, LauncherError> {
        let mut exits = Vec::with_capacity(processes.len());
        while exits.len() < processes.len() && exits.last().is_none_or(Exit::is_success) {
            let waiting = &processes[exits.len()..];
            if is_cancelled() {
                return Err(LauncherError::Cancelled);
            }
            match self.programs.find(&waiting[0]) {
                Ok(program) => exits.extend(self.run_some(waiting, &program, is_cancelled)?),
                Err(reason) => exits.push(not_started(reason)),
            }
        }
        Ok(exits)
    }

    /// Runs as many of `waiting` as fit into one message, of which `program` is the first's.
    fn run_some(
        &mut self,
        waiting: &[Process],
        program: &CStr,
        is_cancelled: &dyn Fn() -> bool,
    ) -> Result<Vec<Exit>, LauncherError> {
        let mut batch = Batch::new(&mut self.request);
        batch.put(&waiting[0], program);
        let mut sent = vec![(&waiting[0], program.to_owned())];
        for process in &waiting[1..] {
            // One that is not found is told about in its turn.
            let Ok(program) = self.programs.find(process) else { break };
            if !batch.put_if_fits(process, &program, ORDERS) {
                break;
            }
            sent.push((process, program));
        }
        batch.finish();
        let Some(connection) = &mut self.connection else { return Err(self.ended()) };
        let mut exchange = Exchange::new(&sent);
        let done = connection
            .orders
            .write_all(&self.request)
            .and_then(|()| exchange.complete(connection, &mut self.reader, is_cancelled));
        match done {
            Ok(result) => result,
            Err(error) if is_closed(&error) => Err(self.ended()),
            Err(error) => Err(LauncherError::Lost(error)),
        }
    }

    /// The error that tells how the launcher ended.
    fn ended(&mut self) -> LauncherError {
        self.connection = None;
        self.process.wait().map_or_else(LauncherError::Lost, LauncherError::Ended)
    }
}

impl Drop for Launcher {
    fn drop(&mut self) {
        // The launcher sees the connection close, cleans up and ends.
        self.connection = None;
        drop(self.process.wait());
    }
}

impl Connection {
    /// Waits for an answer, but no longer than until a signal arrives or for 200 ms.
    fn has_answer(&self) -> io::Result<bool> {
        let mut descriptors = [PollFd::new(self.answers.as_fd(), PollFlags::POLLIN)];
        match poll(&mut descriptors, ATTENTION) {
            Ok(count) => Ok(count > 0),
            Err(Errno::EINTR) => Ok(false),
            Err(errno) => Err(errno.into()),
        }
    }
}

/// Orders that were sent together, and their answers.
struct Exchange<'a> {
    /// The processes with the paths of their programs.
    sent: &'a [(&'a Process, CString)],
    exits: Vec<Exit>,
    output: Vec<u8>,
    error: VecDeque<u8>,
    is_cancelled: bool,
}

impl<'a> Exchange<'a> {
    fn new(sent: &'a [(&'a Process, CString)]) -> Self {
        let (output, error) = (Vec::new(), VecDeque::new());
        Self { sent, exits: Vec::new(), output, error, is_cancelled: false }
    }

    /// Receives until the last frame.
    fn complete(
        &mut self,
        connection: &mut Connection,
        reader: &mut FrameReader,
        is_cancelled: &dyn Fn() -> bool,
    ) -> io::Result<Result<Vec<Exit>, LauncherError>> {
        loop {
            while let Some(frame) = reader.take()? {
                if let Some(result) = self.accept(&frame)? {
                    return Ok(result);
                }
            }
            if connection.has_answer()? && reader.fill(&mut connection.answers)? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            if !self.is_cancelled && is_cancelled() {
                self.is_cancelled = true;
                let mut request = Vec::new();
                put_frame(&mut request, Kind::Cancel, &[]);
                connection.orders.write_all(&request)?;
            }
        }
    }

    /// Takes in one frame; `Some` if it was the last.
    fn accept(
        &mut self,
        frame: &Frame<'_>,
    ) -> io::Result<Option<Result<Vec<Exit>, LauncherError>>> {
        let Some((process, program)) = self.sent.get(self.exits.len()) else {
            return Err(io::ErrorKind::InvalidData.into());
        };
        let exit = match frame.kind {
            Kind::Output => {
                self.output.extend_from_slice(frame.body);
                return Ok(None);
            }
            Kind::Error => {
                self.keep_end(process.error_limit, frame.body);
                return Ok(None);
            }
            Kind::Exit => self.exit(serde_json::from_slice(frame.body)?),
            Kind::NotStarted => {
                let failure = serde_json::from_slice(frame.body)?;
                not_started(program::explain(failure, process, program))
            }
            Kind::Refused => {
                let reason = String::from_utf8_lossy(frame.body).into_owned();
                return Ok(Some(Err(LauncherError::Refused(reason))));
            }
            Kind::Run | Kind::Cancel => return Err(io::ErrorKind::InvalidData.into()),
        };
        let is_last = !exit.is_success() || self.exits.len() + 1 == self.sent.len();
        self.exits.push(exit);
        if !is_last {
            return Ok(None);
        }
        let exits = std::mem::take(&mut self.exits);
        Ok(Some(if self.is_cancelled { Err(LauncherError::Cancelled) } else { Ok(exits) }))
    }

    fn keep_end(&mut self, limit: usize, bytes: &[u8]) {
        self.error.extend(&bytes[bytes.len().saturating_sub(limit)..]);
        let excess = self.error.len().saturating_sub(limit);
        self.error.drain(..excess);
    }

    /// `exit` with what was printed.
    fn exit(&mut self, mut exit: Exit) -> Exit {
        exit.output.bytes = std::mem::take(&mut self.output);
        exit.error.bytes = std::mem::take(&mut self.error).into();
        exit
    }
}

fn not_started(reason: String) -> Exit {
    Exit {
        ending: Ending::NotStarted(reason),
        started_seconds: 0.0,
        stolen_seconds: None,
        wall_seconds: 0.0,
        user_seconds: 0.0,
        system_seconds: 0.0,
        peak_rss_bytes: 0,
        minor_faults: 0,
        major_faults: 0,
        voluntary_switches: 0,
        involuntary_switches: 0,
        output: Captured::default(),
        error: Captured::default(),
        left_behind: 0,
    }
}

fn is_closed(error: &io::Error) -> bool {
    use io::ErrorKind::{BrokenPipe, ConnectionReset, UnexpectedEof};
    [BrokenPipe, ConnectionReset, UnexpectedEof].contains(&error.kind())
}
