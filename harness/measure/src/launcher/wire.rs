//! The language between paceline and its launcher: frames of a length, a kind and a body.
//!
//! Both ends are the same executable, so there is no version and integers are in native order.
//! What a workload prints travels as it is; how it ended travels as JSON.

use std::ffi::CStr;
use std::io::{self, Read};
use std::time::Duration;

use crate::Process;

/// Length and kind in front of each body.
const HEAD: usize = size_of::<u32>() + 1;
/// Room that a reader starts with.
const ROOM: usize = 16 * 1024;

/// What a frame is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Kind {
    /// To the launcher: run these processes one after the other.
    Run = 1,
    /// To the launcher: kill the process under way.
    Cancel,
    /// From the launcher: a piece of standard output.
    Output,
    /// From the launcher: a piece of standard error.
    Error,
    /// From the launcher: an `Exit` without output, as JSON. The last frame of an invocation.
    Exit,
    /// From the launcher: a `Failure`, as JSON. The last frame of an invocation.
    NotStarted,
    /// From the launcher: why it can't work, as text. The last frame of an invocation.
    Refused,
}

impl Kind {
    const ALL: [Self; 7] = [
        Self::Run,
        Self::Cancel,
        Self::Output,
        Self::Error,
        Self::Exit,
        Self::NotStarted,
        Self::Refused,
    ];

    fn from_byte(byte: u8) -> io::Result<Self> {
        Self::ALL.into_iter().find(|kind| *kind as u8 == byte).ok_or_else(garbled)
    }
}

/// One frame, as received.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Frame<'a> {
    /// What it is about.
    pub kind: Kind,
    /// Its content.
    pub body: &'a [u8],
}

/// Appends one frame to `to`.
pub(super) fn put_frame(to: &mut Vec<u8>, kind: Kind, body: &[u8]) {
    to.extend_from_slice(&length_of(body));
    to.push(kind as u8);
    to.extend_from_slice(body);
}

fn length_of(body: &[u8]) -> [u8; size_of::<u32>()] {
    u32::try_from(body.len()).unwrap_or(u32::MAX).to_ne_bytes()
}

/// Collects bytes until a frame is whole.
#[derive(Debug)]
pub(super) struct FrameReader {
    buffer: Vec<u8>,
    start: usize,
    end: usize,
}

impl FrameReader {
    /// An empty one.
    pub(super) fn new() -> Self {
        Self { buffer: vec![0; ROOM], start: 0, end: 0 }
    }

    /// Reads once from `source` and returns the number of bytes, 0 at its end.
    pub(super) fn fill(&mut self, mut source: impl Read) -> io::Result<usize> {
        self.buffer.copy_within(self.start..self.end, 0);
        self.end -= self.start;
        self.start = 0;
        if self.end == 0 && self.buffer.len() > ROOM {
            // Memory that the launcher holds shows in its children.
            self.buffer = vec![0; ROOM];
        }
        if self.end == self.buffer.len() {
            self.buffer.resize(self.buffer.len() * 2, 0);
        }
        let count = source.read(&mut self.buffer[self.end..])?;
        self.end += count;
        Ok(count)
    }

    /// Takes the next whole frame; `None` when [`Self::fill`] has to bring more first.
    pub(super) fn take(&mut self) -> io::Result<Option<Frame<'_>>> {
        let received = &self.buffer[self.start..self.end];
        let Some((head, rest)) = received.split_first_chunk::<HEAD>() else { return Ok(None) };
        let [length @ .., kind] = *head;
        let length = u32::from_ne_bytes(length) as usize;
        let Some(body) = rest.get(..length) else { return Ok(None) };
        self.start += HEAD + length;
        Ok(Some(Frame { kind: Kind::from_byte(kind)?, body }))
    }
}

/// A process to start, as the launcher receives it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Order<'a> {
    /// Longest run.
    pub timeout: Duration,
    /// How many bytes of standard output to hand on.
    pub output_limit: u64,
    /// Whether the addresses of the program are to be the same in every run.
    pub fixed_addresses: bool,
    /// Folder to start in.
    pub directory: &'a CStr,
    /// Path of the executable.
    pub program: &'a CStr,
    /// Arguments, the name first.
    pub arguments: Vec<&'a CStr>,
    /// `NAME=value`.
    pub environment: Vec<&'a CStr>,
}

/// One frame that runs several processes, as it is written.
pub(super) struct Batch<'a>(&'a mut Vec<u8>);

impl<'a> Batch<'a> {
    /// An empty one in `frame`, which loses what it held.
    pub(super) fn new(frame: &'a mut Vec<u8>) -> Self {
        frame.clear();
        put_frame(frame, Kind::Run, &[]);
        Self(frame)
    }

    /// Appends the order that starts `process` from the executable at `program`.
    ///
    /// No text of `process` may hold a zero byte.
    pub(super) fn put(&mut self, process: &Process, program: &CStr) {
        let to = &mut *self.0;
        let text = |to: &mut Vec<u8>, parts: &[&[u8]]| {
            for part in parts {
                to.extend_from_slice(part);
            }
            to.push(0);
        };
        put_number(to, process.timeout_nanoseconds);
        put_number(to, process.output_limit as u64);
        put_number(to, process.fixed_addresses.into());
        text(to, &[process.directory.as_os_str().as_encoded_bytes()]);
        text(to, &[program.to_bytes()]);
        put_number(to, process.arguments.len() as u64);
        for argument in &process.arguments {
            text(to, &[argument.as_bytes()]);
        }
        put_number(to, process.environment.len() as u64);
        for (name, value) in &process.environment {
            text(to, &[name.as_bytes(), b"=", value.as_bytes()]);
        }
    }

    /// Appends it if the frame stays within `most` bytes; tells whether it did.
    pub(super) fn put_if_fits(&mut self, process: &Process, program: &CStr, most: usize) -> bool {
        let before = self.0.len();
        self.put(process, program);
        let fits = self.0.len() <= most;
        if !fits {
            self.0.truncate(before);
        }
        fits
    }

    /// Completes the frame.
    pub(super) fn finish(self) {
        let length = length_of(&self.0[HEAD..]);
        self.0[..length.len()].copy_from_slice(&length);
    }
}

/// Reads the body of a frame that a [`Batch`] wrote.
pub(super) fn read_orders(body: &[u8]) -> io::Result<Vec<Order<'_>>> {
    let mut body = Body(body);
    let mut orders = Vec::new();
    while !body.0.is_empty() {
        orders.push(Order {
            timeout: Duration::from_nanos(body.number()?),
            output_limit: body.number()?,
            fixed_addresses: body.number()? != 0,
            directory: body.text()?,
            program: body.text()?,
            arguments: body.texts()?,
            environment: body.texts()?,
        });
    }
    Ok(orders)
}

/// The fields of a body, read from the front.
struct Body<'a>(&'a [u8]);

impl<'a> Body<'a> {
    fn number(&mut self) -> io::Result<u64> {
        let (number, rest) = self.0.split_first_chunk().ok_or_else(garbled)?;
        self.0 = rest;
        Ok(u64::from_ne_bytes(*number))
    }

    fn text(&mut self) -> io::Result<&'a CStr> {
        let text = CStr::from_bytes_until_nul(self.0).map_err(io::Error::other)?;
        self.0 = &self.0[text.count_bytes() + 1..];
        Ok(text)
    }

    fn texts(&mut self) -> io::Result<Vec<&'a CStr>> {
        let count = self.number()?;
        (0..count).map(|_| self.text()).collect()
    }
}

fn put_number(to: &mut Vec<u8>, number: u64) {
    to.extend_from_slice(&number.to_ne_bytes());
}

fn garbled() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "received what is not a frame")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::PathBuf;

    use super::*;

    #[test]
    fn a_process_arrives_as_it_was_sent() {
        let variables = [("EMPTY", ""), ("PATH", "/bin:/usr/bin")];
        let own = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        let process = Process {
            arguments: vec!["name".to_owned(), String::new(), "a\nb \u{e9}".to_owned()],
            environment: variables.into_iter().map(own).collect::<BTreeMap<_, _>>(),
            directory: PathBuf::from("/a folder"),
            timeout_nanoseconds: u64::MAX,
            output_limit: 7,
            error_limit: 9,
            fixed_addresses: true,
            cleans_up: false,
        };
        let mut sent = Vec::new();
        let mut batch = Batch::new(&mut sent);
        batch.put(&process, c"/bin/name");
        assert!(!batch.put_if_fits(&process, c"/bin/name", 180));
        assert!(batch.put_if_fits(&process, c"/bin/name", 1000));
        batch.finish();
        let mut reader = FrameReader::new();
        reader.fill(&sent[..]).unwrap();
        let frame = reader.take().unwrap().unwrap();
        assert_eq!(frame.kind, Kind::Run);
        let expected = Order {
            timeout: Duration::from_nanos(u64::MAX),
            output_limit: 7,
            fixed_addresses: true,
            directory: c"/a folder",
            program: c"/bin/name",
            arguments: vec![c"name", c"", c"a\nb \u{e9}"],
            environment: vec![c"EMPTY=", c"PATH=/bin:/usr/bin"],
        };
        let orders = read_orders(frame.body).unwrap();
        assert_eq!(orders.len(), 2);
        assert_eq!(orders[0], expected);
        assert_eq!(orders[1], expected);
    }

    #[test]
    fn frames_are_whole_however_they_arrive() {
        let long = vec![7; 3 * ROOM];
        let mut sent = Vec::new();
        put_frame(&mut sent, Kind::Output, &long);
        put_frame(&mut sent, Kind::Cancel, &[]);
        put_frame(&mut sent, Kind::Error, b"end");

        for step in [1, 5, 1000, sent.len()] {
            let expected = [
                (Kind::Output, long.clone()),
                (Kind::Cancel, Vec::new()),
                (Kind::Error, b"end".to_vec()),
            ];
            assert_eq!(received(&sent, step), expected, "in steps of {step}");
        }
    }

    /// The frames in `sent` when it arrives in pieces of `step` bytes.
    fn received(sent: &[u8], step: usize) -> Vec<(Kind, Vec<u8>)> {
        let mut reader = FrameReader::new();
        let mut received = Vec::new();
        for mut piece in sent.chunks(step) {
            while !piece.is_empty() {
                reader.fill(&mut piece).unwrap();
                while let Some(frame) = reader.take().unwrap() {
                    received.push((frame.kind, frame.body.to_vec()));
                }
            }
        }
        received
    }

    #[test]
    fn what_is_no_frame_is_refused() {
        let mut reader = FrameReader::new();
        reader.fill(&[0, 0, 0, 0, 99][..]).unwrap();
        assert!(reader.take().is_err());
        assert!(read_orders(b"short").is_err());
    }
}
