//! Runs one calibrated mode and prints a number that does not depend on how much extra it was told
//! to do: `calibration MODE [--extra PERCENT] [--copy NAME] …`.

mod cache;
mod interpreter;
mod memory;
mod options;
mod waiting;

use std::process::ExitCode;

use options::{Mode, Options};

fn main() -> ExitCode {
    match Options::parse(std::env::args().skip(1)) {
        Ok(options) => {
            println!("{}", run(&options));
            ExitCode::SUCCESS
        }
        Err(message) => {
            eprintln!("calibration: {message}");
            ExitCode::from(2)
        }
    }
}

/// Does what the options say and returns the number to print.
fn run(options: &Options) -> u64 {
    match options.mode {
        Mode::Work => cache::work(options.extra.of(cache::OPERATIONS)),
        Mode::Memory => memory::touch(options.extra_memory.of(memory::BYTES)),
        Mode::Leak => memory::leak(options.leak, options.iterations),
        Mode::Wait => waiting::wait(options.extra.of(waiting::NANOSECONDS)),
        Mode::Branchy => interpreter::branchy(options.extra.of(interpreter::STEPS), options.layout),
    }
}
