//! One process from its start until nothing of it is left, seen by the launcher.

use std::io;
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::sys::select::{FdSet, pselect};
use nix::sys::signal::{SigSet, Signal, killpg};
use nix::sys::time::TimeSpec;
use nix::unistd::Pid;

use super::capture::{Reply, Stream};
use super::child::{Children, Reaped, reap, wait_mask};
use super::leftovers;
use super::wire::FrameReader;
use crate::{Captured, Ending, Exit};

/// Longest wait without looking around, in case a signal got lost.
const LONGEST_WAIT: Duration = Duration::from_secs(1);
/// Most rounds of reading what is still in the pipes after the end; what a pipe holds takes few.
const LAST_ROUNDS: usize = 32;

/// A process that runs.
#[derive(Debug)]
pub(super) struct Invocation {
    /// The process, leader of its own group.
    pub child: Pid,
    /// Just before its start.
    pub started: Instant,
    /// The same on the clock that paceline shares.
    pub started_seconds: f64,
    /// Longest run.
    pub timeout: Duration,
    /// Its standard output and standard error.
    pub streams: [Stream; 2],
}

/// Why a process was killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cause {
    Timeout,
    Cancelled,
    /// Paceline is gone.
    Gone,
}

/// The connection to paceline.
#[derive(Debug)]
pub(super) struct Connection<'a> {
    /// Where orders come from.
    pub socket: &'a UnixStream,
    /// What came from there.
    pub reader: &'a mut FrameReader,
}

/// What has something to read.
struct Ready {
    socket: bool,
    streams: [bool; 2],
}

impl Invocation {
    /// Waits until it has ended, kills what it left behind, and tells how it went; `None` when
    /// paceline is gone meanwhile.
    pub(super) fn watch(
        mut self,
        connection: &mut Connection<'_>,
        reply: &mut Reply<'_>,
    ) -> io::Result<Option<Exit>> {
        let mask = wait_mask();
        let mut cause = None;
        let (ended, wall) = loop {
            let left = self.timeout.saturating_sub(self.started.elapsed());
            let limit = if cause.is_some() { LONGEST_WAIT } else { left.min(LONGEST_WAIT) };
            let ready = self.wait(connection.socket.as_fd(), limit, &mask)?;
            if let Some(ended) = self.reap()? {
                break (ended, self.started.elapsed());
            }
            self.read(&ready, reply)?;
            if cause.is_none() {
                cause = self.cause(&ready, connection)?;
                if cause.is_some() {
                    // Not yet reaped, so the number is still that of the group.
                    killpg(self.child, Signal::SIGKILL)?;
                }
            }
        };
        let pause = |time| drop(select(&[], time, &mask));
        let left_behind = leftovers::clear(self.child, pause)?;
        self.drain(&mask, reply)?;
        Ok((cause != Some(Cause::Gone)).then(|| self.exit(&ended, wall, (cause, left_behind))))
    }

    fn cause(&self, ready: &Ready, connection: &mut Connection<'_>) -> io::Result<Option<Cause>> {
        if ready.socket {
            let count = connection.reader.fill(connection.socket)?;
            return Ok(Some(if count == 0 { Cause::Gone } else { Cause::Cancelled }));
        }
        Ok((self.started.elapsed() >= self.timeout).then_some(Cause::Timeout))
    }

    /// Reaps all that ended until the process itself is among them, and returns that.
    fn reap(&self) -> io::Result<Option<Reaped>> {
        // The others are its orphans, inherited because the launcher is the subreaper.
        while let Children::Ended(ended) = reap()? {
            if ended.pid == self.child {
                return Ok(Some(ended));
            }
        }
        Ok(None)
    }

    fn wait(&self, socket: BorrowedFd<'_>, limit: Duration, mask: &SigSet) -> io::Result<Ready> {
        let [output, error] = self.streams.each_ref().map(Stream::descriptor);
        let [socket, output, error] = select(&[Some(socket), output, error], limit, mask)?;
        Ok(Ready { socket, streams: [output, error] })
    }

    fn read(&mut self, ready: &Ready, reply: &mut Reply<'_>) -> io::Result<()> {
        for (stream, is_ready) in self.streams.iter_mut().zip(ready.streams) {
            if is_ready {
                stream.read(reply)?;
            }
        }
        Ok(())
    }

    /// Reads what is still in the pipes. Does not wait for their end: a process out of reach may
    /// hold the other end for ever.
    fn drain(&mut self, mask: &SigSet, reply: &mut Reply<'_>) -> io::Result<()> {
        for _ in 0..LAST_ROUNDS {
            let [output, error] = self.streams.each_ref().map(Stream::descriptor);
            if output.is_none() && error.is_none() {
                break;
            }
            let streams = select(&[output, error], Duration::ZERO, mask)?;
            if streams == [false, false] {
                break;
            }
            self.read(&Ready { socket: false, streams }, reply)?;
        }
        Ok(())
    }

    fn exit(
        &self,
        ended: &Reaped,
        wall: Duration,
        (cause, left_behind): (Option<Cause>, u32),
    ) -> Exit {
        let usage = &ended.usage;
        let [output, error] = self
            .streams
            .each_ref()
            .map(|stream| Captured { bytes: Vec::new(), total: stream.total() });
        Exit {
            ending: match ended.status {
                Err(_) if cause == Some(Cause::Timeout) => Ending::TimedOut,
                Err(signal) => Ending::Signaled(signal),
                Ok(status) => Ending::Exited(status),
            },
            started_seconds: self.started_seconds,
            stolen_seconds: None,
            wall_seconds: wall.as_secs_f64(),
            user_seconds: usage.user.as_secs_f64(),
            system_seconds: usage.system.as_secs_f64(),
            peak_rss_bytes: usage.peak_rss_bytes,
            minor_faults: usage.minor_faults,
            major_faults: usage.major_faults,
            voluntary_switches: usage.voluntary_switches,
            involuntary_switches: usage.involuntary_switches,
            output,
            error,
            left_behind,
        }
    }
}

/// Waits until one of `descriptors` has something to read or has ended, a child ends, or the
/// time is over; tells which are ready.
fn select<const N: usize>(
    descriptors: &[Option<BorrowedFd<'_>>; N],
    limit: Duration,
    mask: &SigSet,
) -> io::Result<[bool; N]> {
    let mut set = FdSet::new();
    descriptors.iter().flatten().for_each(|descriptor| set.insert(*descriptor));
    let limit = TimeSpec::from_duration(limit);
    match pselect(None, &mut set, None, None, &limit, mask) {
        Ok(_) => Ok(descriptors.map(|one| one.is_some_and(|descriptor| set.contains(descriptor)))),
        Err(Errno::EINTR) => Ok([false; N]),
        Err(errno) => Err(errno.into()),
    }
}
