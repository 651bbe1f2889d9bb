//! From an order to a running program: what the child does in between, and why it may fail.

use std::fs::File;
use std::io::{self, PipeReader, PipeWriter, Read, Write};
use std::os::fd::{AsFd, BorrowedFd};

use nix::errno::Errno;
use nix::fcntl::{FcntlArg, OFlag, fcntl};
use nix::sys::signal::SigSet;
use nix::unistd::{Pid, chdir, dup2_stderr, dup2_stdin, dup2_stdout, getpid, setpgid};
use serde::{Deserialize, Serialize};

use super::child::{Memory, Stack, Texts, execute, start};
use super::wire::Order;

/// A process that was started.
#[derive(Debug)]
pub(super) struct Started {
    /// The process, leader of a process group of its own.
    pub child: Pid,
    /// What it prints to standard output.
    pub output: PipeReader,
    /// What it prints to standard error.
    pub error: PipeReader,
}

/// What starting one process after the other takes.
#[derive(Debug)]
pub(super) struct Starter {
    stack: Stack,
    null: File,
    failure: FailureSlot,
}

/// The only descriptors that a program gets.
#[derive(Debug, Clone, Copy)]
struct Streams<'a> {
    input: BorrowedFd<'a>,
    output: BorrowedFd<'a>,
    error: BorrowedFd<'a>,
}

impl Starter {
    /// Opens what all processes share: an empty standard input.
    pub(super) fn new() -> io::Result<Self> {
        let null = File::open("/dev/null")?;
        Ok(Self { stack: Stack::new(), null, failure: FailureSlot::new()? })
    }

    /// Starts the program of `order`, with new pipes: a process may change how its end behaves,
    /// or keep it open.
    pub(super) fn start(&mut self, order: &Order<'_>, memory: Memory) -> io::Result<Started> {
        let (output, output_end) = io::pipe()?;
        let (error, error_end) = io::pipe()?;
        let streams = Streams {
            input: self.null.as_fd(),
            output: output_end.as_fd(),
            error: error_end.as_fd(),
        };
        let texts = [&order.arguments, &order.environment].map(|texts| Texts::new(texts));
        let launcher = getpid();
        let failure = &self.failure;
        let child = start(&mut self.stack, memory, &mut || {
            let (step, errno) = become_program(order, &texts, streams, launcher);
            failure.put(step, errno);
        })?;
        Ok(Started { child, output, error })
    }

    /// Takes why the last child could not become its program, `None` if it did. Only a child
    /// that ended with the status [`FAILED`](super::child::FAILED) can have failed so.
    pub(super) fn take_failure(&self) -> Option<Failure> {
        self.failure.take()
    }
}

/// Runs in the child: system calls only. Returns only when one fails.
fn become_program(
    order: &Order<'_>,
    [arguments, environment]: &[Texts<'_>; 2],
    streams: Streams<'_>,
    launcher: Pid,
) -> (Step, Errno) {
    if let Err(errno) = prepare(streams, launcher) {
        return (Step::Prepare, errno);
    }
    if let Err(errno) = chdir(order.directory) {
        return (Step::Enter, errno);
    }
    if order.fixed_addresses {
        fix_addresses();
    }
    (Step::Execute, execute(order.program, arguments, environment))
}

fn prepare(streams: Streams<'_>, launcher: Pid) -> nix::Result<()> {
    setpgid(Pid::from_raw(0), Pid::from_raw(0))?;
    die_with(launcher)?;
    dup2_stdin(streams.input)?;
    dup2_stdout(streams.output)?;
    dup2_stderr(streams.error)?;
    SigSet::empty().thread_set_mask()
}

/// Has the kernel kill the child when the launcher dies: the last resort, should that be
/// killed before it can clean up.
#[cfg(target_os = "linux")]
fn die_with(launcher: Pid) -> nix::Result<()> {
    nix::sys::prctl::set_pdeathsig(nix::sys::signal::Signal::SIGKILL)?;
    // It may have died just before.
    if nix::unistd::getppid() == launcher { Ok(()) } else { Err(Errno::ESRCH) }
}

#[cfg(not(target_os = "linux"))]
fn die_with(_launcher: Pid) -> nix::Result<()> {
    Ok(())
}

/// Has the kernel put the program where it puts it every time, if it is allowed to.
#[cfg(target_os = "linux")]
fn fix_addresses() {
    use nix::sys::personality::{Persona, get, set};

    // Containers refuse it as a rule. A program that runs with random addresses is worth more
    // than none; that two counts of it differ shows what happened.
    let _refused = get().and_then(|persona| set(persona | Persona::ADDR_NO_RANDOMIZE));
}

#[cfg(not(target_os = "linux"))]
fn fix_addresses() {}

/// What a child was doing when it could not go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Step {
    /// Getting its descriptors, group, signals and order.
    Prepare,
    /// Entering its folder.
    Enter,
    /// Executing its program.
    Execute,
}

/// Why a child could not become the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Failure {
    /// What it was doing.
    pub step: Step,
    /// The system's error number.
    pub errno: i32,
}

/// A pipe that all children inherit, to say why they could not become their program.
#[derive(Debug)]
pub(super) struct FailureSlot {
    reader: PipeReader,
    writer: PipeWriter,
}

impl FailureSlot {
    /// An empty slot.
    pub(super) fn new() -> io::Result<Self> {
        let (reader, writer) = io::pipe()?;
        fcntl(&reader, FcntlArg::F_SETFL(OFlag::O_NONBLOCK))?;
        Ok(Self { reader, writer })
    }

    fn put(&self, step: Step, errno: Errno) {
        let [low, high, ..] = (errno as i32).to_le_bytes();
        // If this fails too, the child is taken for a program that ended with the same status.
        drop((&self.writer).write(&[step as u8, low, high]));
    }

    /// Takes what the last child left here, `None` if it became its program. Only a child that
    /// ended with the status [`FAILED`](super::child::FAILED) can have left something.
    pub(super) fn take(&self) -> Option<Failure> {
        let mut message = [0; 3];
        (&self.reader).read_exact(&mut message).ok()?;
        let [step, low, high] = message;
        let steps = [Step::Prepare, Step::Enter, Step::Execute];
        let step = steps.into_iter().find(|one| *one as u8 == step)?;
        Some(Failure { step, errno: i32::from(u16::from_le_bytes([low, high])) })
    }
}
