//! The system calls that no safe library offers: with `priority`, the only unsafe code of paceline.
//!
//! Everything here is called from the launcher, which has one thread, and from its children
//! before they become their program.
#![expect(unsafe_code, reason = "fork, wait4 and signal handlers have no safe interface")]

use std::ffi::{CStr, c_char, c_int, c_void};
use std::marker::PhantomData;
use std::mem::MaybeUninit;
use std::ptr;
use std::time::Duration;

use nix::errno::Errno;
use nix::sys::signal::{SigHandler, SigSet, Signal};
use nix::unistd::Pid;

/// Blocks every signal but those that can't be, and resets what was ignored or handled.
///
/// A terminal's Ctrl-C reaches the launcher too; it has to outlive it to clean up. A mask, not
/// `SIG_IGN`, because children inherit what is ignored. `SIGCHLD` gets a handler that does
/// nothing, so that it interrupts waits with [`wait_mask`].
pub(super) fn take_signals() -> nix::Result<()> {
    extern "C" fn nothing(_: c_int) {}

    SigSet::all().thread_set_mask()?;
    for signal in Signal::iterator() {
        if !matches!(signal, Signal::SIGKILL | Signal::SIGSTOP) {
            // SAFETY: the default disposition runs no code of ours.
            unsafe { nix::sys::signal::signal(signal, SigHandler::SigDfl) }?;
        }
    }
    // SAFETY: the handler does nothing, so it is safe at any moment.
    unsafe { nix::sys::signal::signal(Signal::SIGCHLD, SigHandler::Handler(nothing)) }?;
    Ok(())
}

/// The signal mask to wait with: only `SIGCHLD` comes through.
pub(super) fn wait_mask() -> SigSet {
    let mut mask = SigSet::all();
    mask.remove(Signal::SIGCHLD);
    mask
}

/// Closes every descriptor above 2, whatever paceline's own parent left open.
///
/// Call it before anything else is opened.
pub(super) fn close_inherited() {
    #[cfg(target_os = "linux")]
    {
        // SAFETY: nothing of ours is open above 2 yet, so no owner loses its descriptor.
        let result = unsafe { libc::syscall(libc::SYS_close_range, 3, u32::MAX, 0) };
        if result == 0 {
            return;
        }
    }
    for descriptor in 3..1024 {
        // SAFETY: as above; closing what is not open is refused and does nothing.
        unsafe { libc::close(descriptor) };
    }
}

/// What to do with the pages of files in a range of addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Advice {
    /// Give them back; they are read from their files again when they are touched.
    Release,
    /// Expect that they are touched in no order.
    Random,
    /// Expect nothing.
    Normal,
}

/// Follows `advice` for `range`, of which no page may have been written: it would be lost.
#[cfg(target_os = "linux")]
pub(super) fn advise(range: &std::ops::Range<usize>, advice: Advice) {
    let start = ptr::with_exposed_provenance_mut(range.start);
    let advice = match advice {
        Advice::Release => libc::MADV_DONTNEED,
        Advice::Random => libc::MADV_RANDOM,
        Advice::Normal => libc::MADV_NORMAL,
    };
    // SAFETY: the caller saw that all pages are unchanged copies of a file, so that they read the
    // same afterwards. If the system refuses, nothing happens.
    unsafe { libc::madvise(start, range.len(), advice) };
}

#[cfg(not(target_os = "linux"))]
pub(super) fn advise(_: &std::ops::Range<usize>, _: Advice) {}

/// Whether a child that has not yet become its program has memory of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Memory {
    /// It uses the launcher's, which sleeps meanwhile. Fast, but the kernel counts the peak of the
    /// launcher towards that of the child.
    Shared,
    /// It gets a copy. Slower by a tenth of a millisecond; only pages that were written count.
    Copied,
}

/// The stack that children use before they become their program.
#[derive(Debug)]
pub(super) struct Stack(Vec<u128>);

impl Stack {
    /// 64 KiB; a child makes a few system calls.
    pub(super) fn new() -> Self {
        Self(vec![0; 4096])
    }
}

/// The status of a child that did not become its program. Programs may have it too.
pub(super) const FAILED: i32 = 127;

/// Starts a child that calls `run`, which is to end by [`execute`], and waits until it has.
///
/// If `run` returns, the child ends with the status [`FAILED`]. It must make system calls only:
/// what it writes to memory may or may not be seen here.
#[cfg(target_os = "linux")]
pub(super) fn start(
    stack: &mut Stack,
    memory: Memory,
    mut run: &mut dyn FnMut(),
) -> nix::Result<Pid> {
    extern "C" fn enter(run: *mut c_void) -> c_int {
        // SAFETY: points to `run` below, which outlives the call because the launcher waits, or
        // of which this is a copy.
        let run = unsafe { &mut *run.cast::<&mut dyn FnMut()>() };
        run();
        // SAFETY: ends the child at once, without running exit handlers of the launcher.
        unsafe { libc::_exit(FAILED) }
    }

    let sharing = if memory == Memory::Shared { libc::CLONE_VM } else { 0 };
    let flags = sharing | libc::CLONE_VFORK | libc::SIGCHLD;
    let top = stack.0.as_mut_ptr_range().end.cast();
    // SAFETY: the stack is large enough, aligned and used by nobody else: the launcher has one
    // thread, and it waits until the child has left this memory.
    let child = unsafe { libc::clone(enter, top, flags, (&raw mut run).cast()) };
    Errno::result(child).map(Pid::from_raw)
}

/// Starts a child that calls `run`, which is to end by [`execute`].
///
/// If `run` returns, the child ends with the status [`FAILED`].
#[cfg(not(target_os = "linux"))]
pub(super) fn start(_: &mut Stack, _: Memory, run: &mut dyn FnMut()) -> nix::Result<Pid> {
    // SAFETY: there is one thread, so no lock is held by a thread that the child lacks.
    match unsafe { libc::fork() } {
        0 => {
            run();
            // SAFETY: ends the child at once, without running exit handlers of the launcher.
            unsafe { libc::_exit(FAILED) }
        }
        child => Errno::result(child).map(Pid::from_raw),
    }
}

/// Texts as the system wants them: pointers, and a null pointer at the end.
#[derive(Debug)]
pub(super) struct Texts<'a> {
    pointers: Vec<*const c_char>,
    texts: PhantomData<&'a CStr>,
}

impl<'a> Texts<'a> {
    /// Points to `texts`, in order.
    pub(super) fn new(texts: &[&'a CStr]) -> Self {
        let pointers = texts.iter().map(|text| text.as_ptr()).chain([ptr::null()]).collect();
        Self { pointers, texts: PhantomData }
    }
}

/// Makes this process the program at `program`. Returns only when that fails, why.
///
/// - `arguments`: the name first.
/// - `environment`: `NAME=value`.
pub(super) fn execute(program: &CStr, arguments: &Texts<'_>, environment: &Texts<'_>) -> Errno {
    let [arguments, environment] = [arguments, environment].map(|texts| texts.pointers.as_ptr());
    // SAFETY: both arrays end with a null pointer and point to strings that end with a zero.
    unsafe { libc::execve(program.as_ptr(), arguments, environment) };
    Errno::last()
}

/// A child that ended.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reaped {
    /// Which one.
    pub pid: Pid,
    /// Its status if it ended by itself, the signal if one ended it.
    pub status: Result<i32, i32>,
    /// What the system counted for exactly this child and those that it waited for.
    pub usage: Usage,
}

/// What the system counted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Usage {
    /// User time.
    pub user: Duration,
    /// System time.
    pub system: Duration,
    /// Largest resident set, in bytes.
    pub peak_rss_bytes: u64,
    /// Page faults without disk reads.
    pub minor_faults: u64,
    /// Page faults with disk reads.
    pub major_faults: u64,
    /// Context switches it asked for.
    pub voluntary_switches: u64,
    /// Context switches it was made to do.
    pub involuntary_switches: u64,
}

/// What became of the children.
#[derive(Debug)]
pub(crate) enum Children {
    /// One ended; it is now gone.
    Ended(Reaped),
    /// None ended, but some live.
    Living,
    /// There are none.
    None,
}

/// Reaps one child that ended, whichever, without waiting for one.
// Not RUSAGE_CHILDREN: its peak is the largest of all children so far.
pub(crate) fn reap() -> nix::Result<Children> {
    let mut status = 0;
    let mut usage = MaybeUninit::<libc::rusage>::uninit();
    // SAFETY: both pointers are valid for writes of their types.
    let pid = unsafe { libc::wait4(-1, &raw mut status, libc::WNOHANG, usage.as_mut_ptr()) };
    match Errno::result(pid) {
        Ok(0) => Ok(Children::Living),
        Err(Errno::ECHILD) => Ok(Children::None),
        Err(errno) => Err(errno),
        Ok(pid) => {
            // SAFETY: wait4 fills it in whenever it returns a child.
            let usage = unsafe { usage.assume_init() };
            let status = if libc::WIFSIGNALED(status) {
                Err(libc::WTERMSIG(status))
            } else {
                Ok(libc::WEXITSTATUS(status))
            };
            Ok(Children::Ended(Reaped { pid: Pid::from_raw(pid), status, usage: read(&usage) }))
        }
    }
}

fn read(usage: &libc::rusage) -> Usage {
    let count = |number: libc::c_long| u64::try_from(number).unwrap_or(0);
    let time = |time: libc::timeval| {
        let microseconds = u64::try_from(time.tv_usec).unwrap_or(0);
        Duration::from_secs(count(time.tv_sec)) + Duration::from_micros(microseconds)
    };
    // Linux counts KiB, macOS bytes.
    let unit = if cfg!(target_vendor = "apple") { 1 } else { 1024 };
    Usage {
        user: time(usage.ru_utime),
        system: time(usage.ru_stime),
        peak_rss_bytes: count(usage.ru_maxrss) * unit,
        minor_faults: count(usage.ru_minflt),
        major_faults: count(usage.ru_majflt),
        voluntary_switches: count(usage.ru_nvcsw),
        involuntary_switches: count(usage.ru_nivcsw),
    }
}
