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
use super::wire::{FrameReader, Kind, Order, put_frame, read_run};
use crate::Ending;

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
            if !self.carry_out(&read_run(&body)?)? {
                return Ok(());
            }
        }
    }

    /// Runs one process and tells how it went. Returns whether paceline is still there.
    fn carry_out(&mut self, order: &Order<'_>) -> io::Result<bool> {
        let begun = self.begin(order);
        let mut reply = self.buffers.reply(self.answers);
        let invocation = match begun {
            Ok(invocation) => invocation,
            Err(error) => {
                reply.finish(Kind::Refused, error.to_string().as_bytes())?;
                return Ok(true);
            }
        };
        let mut connection = Connection { socket: self.orders, reader: &mut self.reader };
        let Some(exit) = invocation.watch(&mut connection, &mut reply)? else { return Ok(false) };
        let failure = (exit.ending == Ending::Exited(FAILED)).then(|| self.starter.take_failure());
        match failure.flatten() {
            Some(failure) => reply.finish(Kind::NotStarted, &serde_json::to_vec(&failure)?)?,
            None => reply.finish(Kind::Exit, &serde_json::to_vec(&exit)?)?,
        }
        Ok(true)
    }

    fn begin(&mut self, order: &Order<'_>) -> io::Result<Invocation> {
        let memory = self.footprint.prepare();
        let started = Instant::now();
        let Started { child, output, error } = self.starter.start(order, memory)?;
        let output = Stream::new(Kind::Output, order.output_limit, output);
        let error = Stream::new(Kind::Error, u64::MAX, error);
        Ok(Invocation { child, started, timeout: order.timeout, streams: [output, error] })
    }
}
