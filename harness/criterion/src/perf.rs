//! A counter of the processor, by Linux's `perf_event_open`.
#![cfg_attr(
    target_os = "linux",
    expect(unsafe_code, reason = "neither std nor libc has a function for `perf_event_open`")
)]

use std::io;

use crate::instructions::CounterError;

/// A counter that runs.
#[derive(Debug)]
pub(crate) struct Counter {
    #[cfg(target_os = "linux")]
    file: std::fs::File,
}

impl Counter {
    /// Instructions in user mode of this thread and of threads it starts from now on.
    pub(crate) fn instructions() -> Result<Self, CounterError> {
        const HARDWARE: u32 = 0;
        const INSTRUCTIONS: u64 = 1;
        Self::open(HARDWARE, INSTRUCTIONS)
    }

    /// The count until now.
    #[cfg(target_os = "linux")]
    pub(crate) fn read(&self) -> Result<u64, CounterError> {
        use std::io::Read as _;
        let mut bytes = [0; 8];
        // The end of the file: the counter was needed for something else.
        (&self.file).read_exact(&mut bytes).map_err(CounterError::NoCounter)?;
        Ok(u64::from_ne_bytes(bytes))
    }

    #[cfg(target_os = "linux")]
    fn open(kind: u32, event: u64) -> Result<Self, CounterError> {
        use std::os::fd::FromRawFd as _;
        // `PERF_FLAG_FD_CLOEXEC`, which libc does not have.
        const CLOSE_ON_EXEC: i32 = 1 << 3;
        let wanted = Attributes::new(kind, event);
        let (this_thread, any_processor, no_group) = (0, -1, -1);
        // SAFETY: the kernel reads as many bytes as `size` says, which is the size of the structure.
        let descriptor = unsafe {
            libc::syscall(
                libc::SYS_perf_event_open,
                std::ptr::from_ref(&wanted),
                this_thread,
                any_processor,
                no_group,
                CLOSE_ON_EXEC,
            )
        };
        let Some(descriptor) = i32::try_from(descriptor).ok().filter(|number| *number >= 0) else {
            return Err(refused(io::Error::last_os_error()));
        };
        // SAFETY: the kernel just opened it for this program, and nobody else has it.
        let file = unsafe { std::fs::File::from_raw_fd(descriptor) };
        Ok(Self { file })
    }

    #[cfg(not(target_os = "linux"))]
    #[expect(clippy::unused_self, reason = "there is none on this system")]
    pub(crate) fn read(&self) -> Result<u64, CounterError> {
        Err(CounterError::NoCounter(io::ErrorKind::Unsupported.into()))
    }

    #[cfg(not(target_os = "linux"))]
    fn open(_kind: u32, _event: u64) -> Result<Self, CounterError> {
        Err(CounterError::NoCounter(io::ErrorKind::Unsupported.into()))
    }
}

#[cfg(target_os = "linux")]
fn refused(error: io::Error) -> CounterError {
    let is_forbidden = error.kind() == io::ErrorKind::PermissionDenied;
    if is_forbidden { CounterError::Forbidden(error) } else { CounterError::NoCounter(error) }
}

/// `perf_event_attr` of `linux/perf_event.h`, as of its first version.
#[cfg(target_os = "linux")]
#[repr(C)]
struct Attributes {
    kind: u32,
    size: u32,
    event: u64,
    period: u64,
    sample_type: u64,
    read_format: u64,
    flags: u64,
    wakeup: u32,
    breakpoint_type: u32,
    breakpoint: u64,
}

#[cfg(target_os = "linux")]
impl Attributes {
    const SIZE: u32 = 64;

    const fn new(kind: u32, event: u64) -> Self {
        const INHERIT: u64 = 1 << 1;
        // On the counter all the time or not at all: no estimates.
        const PINNED: u64 = 1 << 2;
        const EXCLUDE_KERNEL: u64 = 1 << 5;
        const EXCLUDE_HYPERVISOR: u64 = 1 << 6;
        Self {
            kind,
            size: Self::SIZE,
            event,
            period: 0,
            sample_type: 0,
            read_format: 0,
            flags: INHERIT | PINNED | EXCLUDE_KERNEL | EXCLUDE_HYPERVISOR,
            wakeup: 0,
            breakpoint_type: 0,
            breakpoint: 0,
        }
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn the_structure_is_as_large_as_the_kernel_is_told() {
        assert_eq!(size_of::<Attributes>(), 64);
    }

    #[test]
    fn a_counter_of_the_kernel_counts() {
        const SOFTWARE: u32 = 1;
        const PAGE_FAULTS: u64 = 2;
        let counter = match Counter::open(SOFTWARE, PAGE_FAULTS) {
            Ok(counter) => counter,
            Err(error @ CounterError::Forbidden(_)) => {
                // Seen by who runs it with `--nocapture`; what helps is all that can be tried here.
                eprintln!("counting is not tried: {error}");
                assert!(error.to_string().contains("perf_event_paranoid"), "{error}");
                return;
            }
            Err(error) => panic!("{error}"),
        };
        let before = counter.read().unwrap();
        let mut pages = vec![0_u8; 4096 * 1000];
        for page in pages.chunks_mut(4096) {
            page[0] = std::hint::black_box(1);
        }
        drop(std::hint::black_box(pages));
        let faults = counter.read().unwrap() - before;
        assert!(faults > 0, "{faults}");
    }
}
