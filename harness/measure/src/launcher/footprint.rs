//! Keeps the launcher's own memory so small that it does not show in the peaks of its children.
//!
//! A child that shares the launcher's memory until it becomes its program starts fastest, but the
//! kernel then counts what the launcher holds as the child's. Most of that are pages of files,
//! mapped around each one that was ever touched; they can be given back.

use std::fs::{self, File};
use std::io::Write;
use std::ops::Range;
use std::os::unix::fs::FileExt;

use nix::unistd::{SysconfVar, sysconf};

use super::child::Memory;

/// The most memory that the launcher shares with a child, in bytes. Few programs need less.
const MOST: u64 = 1536 * 1024;

/// What tells and resets how much memory this process holds.
#[derive(Debug)]
pub(super) struct Footprint {
    files: Option<Files>,
    page_size: u64,
}

#[derive(Debug)]
struct Files {
    /// `/proc/self/statm`.
    size: File,
    /// `/proc/self/clear_refs`.
    peak: File,
}

impl Footprint {
    /// Opens what is needed. Where the system has no such files, memory will never be shared.
    pub(super) fn new() -> Self {
        let size = File::open("/proc/self/statm");
        let peak = File::options().write(true).open("/proc/self/clear_refs");
        let page_size = sysconf(SysconfVar::PAGE_SIZE).ok().flatten();
        Self {
            files: size.and_then(|size| Ok(Files { size, peak: peak? })).ok(),
            page_size: page_size.and_then(|size| size.try_into().ok()).unwrap_or(u64::MAX),
        }
    }

    /// Makes ready for a child, and tells which memory it may use so that its peak stays true.
    pub(super) fn prepare(&mut self) -> Memory {
        if self.is_small() {
            return Memory::Shared;
        }
        release_files();
        if self.is_small() { Memory::Shared } else { Memory::Copied }
    }

    /// Whether this process holds little; its peak so far is forgotten.
    fn is_small(&mut self) -> bool {
        let Some(files) = &mut self.files else { return false };
        // Source: the manual page `proc_pid_clear_refs(5)`.
        if files.peak.write_all(b"5").is_err() {
            return false;
        }
        let mut text = [0; 128];
        let count = files.size.read_at(&mut text, 0).unwrap_or(0);
        let pages = resident_pages(&text[..count]).unwrap_or(u64::MAX);
        pages.saturating_mul(self.page_size) <= MOST
    }
}

/// The second number of `/proc/PID/statm`. Source: the manual page `proc_pid_statm(5)`.
fn resident_pages(statm: &[u8]) -> Option<u64> {
    str::from_utf8(statm).ok()?.split_ascii_whitespace().nth(1)?.parse().ok()
}

/// Gives back all pages of files that were only read.
fn release_files() {
    let Ok(maps) = fs::read_to_string("/proc/self/smaps") else { return };
    for range in unchanged_files(&maps) {
        #[cfg(target_os = "linux")]
        super::child::release(&range);
        #[cfg(not(target_os = "linux"))]
        drop(range);
    }
}

/// The mappings of files that are not writable, and of which no page was ever written.
///
/// `maps` is the text of `/proc/self/smaps`. Source: the manual page `proc_pid_smaps(5)`.
fn unchanged_files(maps: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut current = None;
    for line in maps.lines() {
        if let Some(written) = line.strip_prefix("Anonymous:") {
            found.extend(current.take().filter(|_| written.trim() == "0 kB"));
        } else if let Some(mapping) = read_only_file(line) {
            current = Some(mapping);
        }
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
        assert_eq!(unchanged_files(MAPS), [0x1000..0x2000, 0x2000..0x3000, 0x8000..0x9000]);
        assert_eq!(unchanged_files(""), []);
    }

    #[test]
    fn resident_pages_are_the_second_number() {
        assert_eq!(resident_pages(b"1234 321 200 100 0 50 0\n"), Some(321));
        assert_eq!(resident_pages(b"1234"), None);
    }
}
