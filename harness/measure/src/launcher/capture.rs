//! What a workload prints: read so that it never blocks, counted, and handed on up to a bound.

use std::fs::File;
use std::io::{self, PipeReader, Read, Write};
use std::os::fd::{AsFd, BorrowedFd};

use super::wire::{Kind, put_frame};

/// Most bytes read at once, few because the launcher's memory shows in its children.
const CHUNK: usize = 16 * 1024;

/// Bytes held back before they are sent.
const HELD: usize = 16 * 1024;

/// The launcher's side of one stream of one process.
#[derive(Debug)]
pub(super) struct Stream {
    pipe: Option<PipeReader>,
    kind: Kind,
    left: u64,
    total: u64,
}

impl Stream {
    /// What comes out of `pipe`: the first `limit` bytes are handed on as frames of `kind`.
    pub(super) fn new(kind: Kind, limit: u64, pipe: PipeReader) -> Self {
        Self { pipe: Some(pipe), kind, left: limit, total: 0 }
    }

    /// How many bytes came in all.
    pub(super) fn total(&self) -> u64 {
        self.total
    }

    /// The descriptor to wait for, `None` after its end.
    pub(super) fn descriptor(&self) -> Option<BorrowedFd<'_>> {
        self.pipe.as_ref().map(AsFd::as_fd)
    }

    /// Reads once. Call it only when there is something, or it blocks.
    pub(super) fn read(&mut self, reply: &mut Reply<'_>) -> io::Result<()> {
        let Some(pipe) = &mut self.pipe else { return Ok(()) };
        let count = pipe.read(&mut reply.scratch[..])?;
        if count == 0 {
            self.pipe = None;
        }
        self.total += count as u64;
        let kept = self.left.min(count as u64);
        self.left -= kept;
        reply.put(self.kind, usize::try_from(kept).unwrap_or(count))
    }
}

/// Frames on their way to paceline, sent in as few writes as possible: each one wakes it up
/// beside the workload.
#[derive(Debug)]
pub(super) struct Reply<'a> {
    to: &'a File,
    frames: &'a mut Vec<u8>,
    scratch: &'a mut [u8],
}

/// Memory for replies, used again for each.
#[derive(Debug)]
pub(super) struct Buffers {
    frames: Vec<u8>,
    scratch: Vec<u8>,
}

impl Buffers {
    /// Empty ones. They grow to what one reply holds back, and no further.
    pub(super) fn new() -> Self {
        Self { frames: Vec::new(), scratch: vec![0; CHUNK] }
    }

    /// An empty reply.
    pub(super) fn reply<'a>(&'a mut self, to: &'a File) -> Reply<'a> {
        self.frames.clear();
        Reply { to, frames: &mut self.frames, scratch: &mut self.scratch }
    }
}

impl Reply<'_> {
    fn put(&mut self, kind: Kind, count: usize) -> io::Result<()> {
        if count == 0 {
            return Ok(());
        }
        put_frame(self.frames, kind, &self.scratch[..count]);
        if self.frames.len() < HELD {
            return Ok(());
        }
        self.to.write_all(self.frames)?;
        self.frames.clear();
        Ok(())
    }

    /// Ends the answer about one process.
    pub(super) fn conclude(&mut self, kind: Kind, body: &[u8]) {
        put_frame(self.frames, kind, body);
    }

    /// Sends everything that is held back.
    pub(super) fn finish(self) -> io::Result<()> {
        let mut to = self.to;
        to.write_all(self.frames)
    }
}
