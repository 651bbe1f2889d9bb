//! The side of paceline: starts the launcher once and has it run one process after the other.

use std::collections::VecDeque;
use std::ffi::CStr;
use std::io::{self, PipeReader, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, poll};

use super::error::LauncherError;
use super::program;
use super::wire::{Frame, FrameReader, Kind, put_frame, put_run};
use crate::{Captured, Ending, Exit, Process};

/// The argument that makes paceline the launcher instead: see [`serve`](super::serve).
pub const LAUNCH_ARGUMENT: &str = "__launch";

/// Longest time between two questions whether the user cancelled, in milliseconds.
const ATTENTION: u8 = 200;

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
        })
    }

    /// Runs `process` to its end and tells how it went.
    ///
    /// - `is_cancelled` is asked before the start, whenever a signal arrives, and at least every
    ///   200 ms. Once it says yes, the whole process group is killed.
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
        if is_cancelled() {
            return Err(LauncherError::Cancelled);
        }
        let program = match self.programs.find(process) {
            Ok(program) => program,
            Err(reason) => return Ok(not_started(reason)),
        };
        self.request.clear();
        put_run(&mut self.request, process, &program);
        let Some(connection) = &mut self.connection else { return Err(self.ended()) };
        let mut exchange = Exchange::new(process, &program);
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

/// One order and its answer.
struct Exchange<'a> {
    process: &'a Process,
    program: &'a CStr,
    output: Vec<u8>,
    error: VecDeque<u8>,
    is_cancelled: bool,
}

impl<'a> Exchange<'a> {
    fn new(process: &'a Process, program: &'a CStr) -> Self {
        let (output, error) = (Vec::new(), VecDeque::new());
        Self { process, program, output, error, is_cancelled: false }
    }

    /// Receives until the last frame.
    fn complete(
        &mut self,
        connection: &mut Connection,
        reader: &mut FrameReader,
        is_cancelled: &dyn Fn() -> bool,
    ) -> io::Result<Result<Exit, LauncherError>> {
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
    fn accept(&mut self, frame: &Frame<'_>) -> io::Result<Option<Result<Exit, LauncherError>>> {
        let result = match frame.kind {
            Kind::Output => {
                self.output.extend_from_slice(frame.body);
                return Ok(None);
            }
            Kind::Error => {
                self.keep_end(frame.body);
                return Ok(None);
            }
            Kind::Exit | Kind::NotStarted if self.is_cancelled => Err(LauncherError::Cancelled),
            Kind::Exit => Ok(self.exit(serde_json::from_slice(frame.body)?)),
            Kind::NotStarted => {
                let failure = serde_json::from_slice(frame.body)?;
                Ok(not_started(program::explain(failure, self.process, self.program)))
            }
            Kind::Refused => {
                Err(LauncherError::Refused(String::from_utf8_lossy(frame.body).into_owned()))
            }
            Kind::Run | Kind::Cancel => return Err(io::ErrorKind::InvalidData.into()),
        };
        Ok(Some(result))
    }

    fn keep_end(&mut self, bytes: &[u8]) {
        let limit = self.process.error_limit;
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
