//! A launcher and its caller in one small program, for the tests and for measuring what a start costs.
//!
//! `launch TIMES MEBIBYTES PROGRAM …` runs the program that often, while holding that much memory,
//! and prints one line of medians: what `Launcher::run` cost, and what it told.

use std::collections::BTreeMap;
use std::error::Error;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use paceline_measure::{LAUNCH_ARGUMENT, Launcher, Process, serve};

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    if arguments.first().is_some_and(|argument| argument == LAUNCH_ARGUMENT) {
        return serve();
    }
    let line = measure(&arguments).unwrap_or_else(|error| error.to_string());
    match writeln!(io::stdout(), "{line}") {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn measure(arguments: &[String]) -> Result<String, Box<dyn Error>> {
    let [times, mebibytes, program @ ..] = arguments else {
        return Err("usage: launch TIMES MEBIBYTES PROGRAM …".into());
    };
    let (times, mebibytes): (u32, usize) = (times.parse()?, mebibytes.parse()?);
    let ballast = vec![1_u8; mebibytes << 20];
    let process = Process {
        arguments: program.to_vec(),
        environment: BTreeMap::from([("PATH".to_owned(), "/usr/bin:/bin".to_owned())]),
        directory: PathBuf::from("/"),
        timeout_nanoseconds: 3_600_000_000_000,
        output_limit: 1 << 20,
        error_limit: 1 << 16,
        fixed_addresses: false,
        cleans_up: false,
    };
    let mut launcher = Launcher::start(&std::env::current_exe()?)?;
    let (mut costs, mut walls, mut peaks) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..times {
        let start = Instant::now();
        let exit = launcher.run(&process, &|| false)?;
        costs.push(start.elapsed());
        walls.push(Duration::from_secs_f64(exit.wall_seconds));
        peaks.push(exit.peak_rss_bytes / 1024);
    }
    std::hint::black_box(&ballast);
    let mean = costs.iter().sum::<Duration>() / times.max(1);
    let largest = peaks.iter().copied().max().unwrap_or(0);
    Ok(format!(
        "cost {} us (mean {}), wall {} us, peak {} KiB (largest {largest})",
        median(costs).as_micros(),
        mean.as_micros(),
        median(walls).as_micros(),
        median(peaks),
    ))
}

fn median<T: Ord + Copy + Default>(mut values: Vec<T>) -> T {
    values.sort_unstable();
    values.get(values.len() / 2).copied().unwrap_or_default()
}
