//! The launcher's own side: waits for orders on descriptor 0 and carries them out.

use std::fs::File;
use std::io::{self, Write};
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::process::ExitCode;
use std::time::Instant;

use super::capture::{Buffers, Stream};
use super::child::{FAILED, close_inherited, take_signals};
use super::footprint::Footprint;
use super::invocation::{Connection, Invocation};
use super::program_start::{Started, Starter};
use super::wire::{FrameReader, Kind, Order, put_frame, read_orders};
use crate::Ending;
use crate::clock::monotonic_seconds;

/// Serves as the launcher until paceline closes the connection or dies.
///
/// The body of `paceline __launch`, to be called before anything else is set up: the less memory
/// this process holds, the faster and the more exactly it works. Orders come in through
/// descriptor 0 and answers go out through descriptor 1, which have to be those that
/// [`Launcher::start`](super::Launcher::start) connects.
pub fn serve() -> ExitCode {
    close_inherited();
    let orders = io::stdin().as_fd().try_clone_to_owned().map(UnixStream::from);
    let answers = io::stdout().as_fd().try_clone_to_owned().map(File::from);
    let (Ok(orders), Ok(answers)) = (orders, answers) else { return ExitCode::FAILURE };
    let served = Server::new(&orders, &answers).and_then(|mut server| server.serve());
    let Err(error) = served else { return ExitCode::SUCCESS };
    // If paceline is gone there is nobody to tell.
    let mut frame = Vec::new();
    put_frame(&mut frame, Kind::Refused, error.to_string().as_bytes());
    drop((&answers).write_all(&frame));
    ExitCode::FAILURE
}

/// What lasts from one order to the next.
struct Server<'a> {
    orders: &'a UnixStream,
    answers: &'a File,
    reader: FrameReader,
    starter: Starter,
    footprint: Footprint,
    buffers: Buffers,
}

impl<'a> Server<'a> {
    fn new(orders: &'a UnixStream, answers: &'a File) -> io::Result<Self> {
        take_signals()?;
        #[cfg(target_os = "linux")]
        nix::sys::prctl::set_child_subreaper(true)?;
        Ok(Self {
            orders,
            answers,
            reader: FrameReader::new(),
            starter: Starter::new()?,
            footprint: Footprint::new(),
            buffers: Buffers::new(),
        })
    }

    fn serve(&mut self) -> io::Result<()> {
        loop {
            let Some(frame) = self.reader.take()? else {
                if self.reader.fill(self.orders)? == 0 {
                    return Ok(());
                }
                continue;
            };
            // A cancellation that came too late has nothing to do.
            if frame.kind != Kind::Run {
                continue;
            }
            let body = frame.body.to_vec();
            if !self.carry_out(&read_orders(&body)?)? {
                return Ok(());
            }
        }
    }

    /// Runs one process after the other until one does not succeed, then tells how they went.
    /// Returns whether paceline is still there.
    fn carry_out(&mut self, orders: &[Order<'_>]) -> io::Result<bool> {
        let Self { starter, footprint, .. } = self;
        let mut reply = self.buffers.reply(self.answers);
        for order in orders {
            let invocation = match begin(order, starter, footprint) {
                Ok(invocation) => invocation,
                Err(error) => {
                    reply.conclude(Kind::Refused, error.to_string().as_bytes());
                    break;
                }
            };
            let mut connection = Connection { socket: self.orders, reader: &mut self.reader };
            let Some(exit) = invocation.watch(&mut connection, &mut reply)? else {
                return Ok(false);
            };
            let may_have_failed = exit.ending == Ending::Exited(FAILED);
            match may_have_failed.then(|| starter.take_failure()).flatten() {
                Some(failure) => reply.conclude(Kind::NotStarted, &serde_json::to_vec(&failure)?),
                None => reply.conclude(Kind::Exit, &serde_json::to_vec(&exit)?),
            }
            if !exit.is_success() {
                break;
            }
        }
        reply.finish()?;
        Ok(true)
    }
}

fn begin(
    order: &Order<'_>,
    starter: &mut Starter,
    footprint: &mut Footprint,
) -> io::Result<Invocation> {
    let memory = footprint.prepare();
    let started_seconds = monotonic_seconds();
    let now = Instant::now();
    let Started { child, output, error } = starter.start(order, memory)?;
    let output = Stream::new(Kind::Output, order.output_limit, output);
    let error = Stream::new(Kind::Error, u64::MAX, error);
    let streams = [output, error];
    let timeout = order.timeout;
    Ok(Invocation { child, started: now, started_seconds, timeout, streams })
}
