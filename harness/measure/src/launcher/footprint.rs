//! Keeps the launcher's own memory so small that it does not show in the peaks of its children.
//!
//! A child that shares the launcher's memory until it becomes its program starts fastest, but the
//! kernel then counts what the launcher holds as the child's. Most of that are pages of files: for
//! each one that is touched, the kernel maps those around it too, up to where a mapping ends. So
//! they are given back once, and mappings are cut into small ones.

use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::ops::Range;
use std::os::unix::fs::FileExt;

use nix::unistd::{SysconfVar, sysconf};

use super::child::{Advice, Memory, advise};

/// The most memory that the launcher shares with a child, in bytes. Few programs need less.
const MOST: u64 = 1536 * 1024;
/// Size of the pieces that mappings are cut into, in bytes, where pages are not larger.
const PIECE: usize = 16 * 1024;
/// How much of the list of mappings is read at once, in bytes.
const TEXT: usize = 4096;
/// How often to give back memory before that is held to be in vain.
const PATIENCE: u32 = 20;

/// What tells and resets how much memory this process holds.
#[derive(Debug)]
pub(super) struct Footprint {
    /// `None` where memory is never shared.
    files: Option<Files>,
    releases: u32,
}

#[derive(Debug)]
struct Files {
    /// `/proc/self/statm`.
    size: File,
    /// `/proc/self/clear_refs`.
    peak: File,
    page_size: u64,
}

impl Footprint {
    /// Opens what is needed, and gives back what the start of this process took.
    pub(super) fn new() -> Self {
        let files = if cfg!(target_os = "linux") { Files::open() } else { None };
        if let Some(files) = &files {
            cut(&unchanged_files(), files.page_size);
        }
        Self { files, releases: 0 }
    }

    /// Makes ready for a child, and tells which memory it may use so that its peak stays true.
    pub(super) fn prepare(&mut self) -> Memory {
        let Some(files) = &mut self.files else { return Memory::Copied };
        if files.are_small() {
            return Memory::Shared;
        }
        let unchanged = unchanged_files();
        for range in &unchanged {
            advise(range, Advice::Release);
        }
        self.releases += 1;
        if self.releases < PATIENCE && files.are_small() {
            return Memory::Shared;
        }
        // Many small mappings take long to copy.
        for range in &unchanged {
            advise(range, Advice::Normal);
        }
        self.files = None;
        Memory::Copied
    }
}

impl Files {
    fn open() -> Option<Self> {
        let size = File::open("/proc/self/statm").ok()?;
        let peak = File::options().write(true).open("/proc/self/clear_refs").ok()?;
        let page_size = sysconf(SysconfVar::PAGE_SIZE).ok()??.try_into().ok()?;
        Some(Self { size, peak, page_size })
    }

    /// Whether this process holds little; its peak so far is forgotten.
    fn are_small(&mut self) -> bool {
        // Source: the manual page `proc_pid_clear_refs(5)`.
        if self.peak.write_all(b"5").is_err() {
            return false;
        }
        let mut text = [0; 128];
        let count = self.size.read_at(&mut text, 0).unwrap_or(0);
        let pages = resident_pages(&text[..count]).unwrap_or(u64::MAX);
        pages.saturating_mul(self.page_size) <= MOST
    }
}

/// Gives back the pages in `ranges`, and cuts their mappings so that few come back.
fn cut(ranges: &[Range<usize>], page_size: u64) {
    let piece = PIECE.max(usize::try_from(page_size).unwrap_or(PIECE));
    for range in ranges {
        // Neighbours with different advice are mappings of their own.
        for start in range.clone().step_by(2 * piece) {
            advise(&(start..range.end.min(start + piece)), Advice::Random);
        }
        advise(range, Advice::Release);
    }
}

/// The second number of `/proc/PID/statm`. Source: the manual page `proc_pid_statm(5)`.
fn resident_pages(statm: &[u8]) -> Option<u64> {
    str::from_utf8(statm).ok()?.split_ascii_whitespace().nth(1)?.parse().ok()
}

/// The mappings of files in this process that no page was written of.
fn unchanged_files() -> Vec<Range<usize>> {
    let maps = File::open("/proc/self/smaps");
    maps.map(|maps| parse(BufReader::with_capacity(TEXT, maps))).unwrap_or_default()
}

/// The mappings of files that are not writable, and of which no page was ever written; neighbours
/// are one range.
///
/// `maps` is the text of `/proc/self/smaps`. Source: the manual page `proc_pid_smaps(5)`. It is read line by line:
/// of a program of 20 MB, cut into pieces, it has a megabyte, and memory that was needed once stays.
fn parse(mut maps: impl BufRead) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let (mut current, mut line) = (None, String::new());
    while maps.read_line(&mut line).is_ok_and(|length| length > 0) {
        if let Some(written) = line.strip_prefix("Anonymous:") {
            let unchanged: Option<Range<usize>> =
                current.take().filter(|_| written.trim() == "0 kB");
            match (unchanged, found.last_mut()) {
                (Some(next), Some(last)) if last.end == next.start => last.end = next.end,
                (next, _) => found.extend(next),
            }
        } else if let Some(mapping) = read_only_file(&line) {
            current = Some(mapping);
        }
        line.clear();
    }
    found
}

/// The range of a mapping that starts with this line: `start-end access offset device inode name`.
fn read_only_file(line: &str) -> Option<Range<usize>> {
    let mut fields = line.split_ascii_whitespace();
    let (start, end) = fields.next()?.split_once('-')?;
    let access = fields.next()?;
    let name = fields.nth(3)?;
    let [start, end] = [start, end].map(|text| usize::from_str_radix(text, 16).ok());
    (!access.contains('w') && name.starts_with('/')).then_some(start?..end?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAPS: &str = "\
1000-2000 r--p 00000000 fe:00 247282                     /opt/a tool/paceline
Rss:                   8 kB
Anonymous:             0 kB
VmFlags: rd mr mw me
2000-3000 r-xp 00001000 fe:00 247282                     /opt/a tool/paceline
Anonymous:             0 kB
3000-4000 r--p 00002000 fe:00 247282                     /opt/a tool/paceline
Anonymous:             4 kB
4000-5000 rw-p 00003000 fe:00 247282                     /opt/a tool/paceline
Anonymous:             0 kB
5000-6000 rw-p 00000000 00:00 0                          [heap]
Anonymous:             0 kB
6000-7000 r--p 00000000 00:00 0
Anonymous:             0 kB
7000-8000 r-xp 00000000 00:00 0                          [vdso]
Anonymous:             0 kB
8000-9000 r-xp 00000000 fe:00 326279                     /usr/lib/libc.so.6
Anonymous:             0 kB
";

    #[test]
    fn only_pages_that_were_never_written_are_given_back() {
        assert_eq!(parse(MAPS.as_bytes()), [0x1000..0x3000, 0x8000..0x9000]);
        assert!(parse("".as_bytes()).is_empty());
    }

    #[test]
    fn resident_pages_are_the_second_number() {
        assert_eq!(resident_pages(b"1234 321 200 100 0 50 0\n"), Some(321));
        assert_eq!(resident_pages(b"1234"), None);
    }
}
