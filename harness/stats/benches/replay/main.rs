//! Replays recorded noise through the sequential rule: how often it is wrong, and how fast.
//!
//! Prints Markdown, the same on every run and machine. `--quick` replays a twentieth in seconds. Exits
//! with 1 when a published bound does not hold.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "its output is its purpose")]

mod binomial;
mod bounds;
mod executed;
mod recording;
mod session;
mod table;

use std::process::ExitCode;

use recording::Metric;
use session::Effort;

/// What is gated, and by how much.
const GATES: [(Metric, f64); 3] = [(Metric::Cpu, 0.02), (Metric::Cpu, 0.05), (Metric::Wall, 0.05)];

fn main() -> ExitCode {
    let is_quick = std::env::args().any(|argument| argument == "--quick");
    let effort = if is_quick { Effort::QUICK } else { Effort::FULL };

    let mut cells = Vec::new();
    for (metric, gate) in GATES {
        for regime in recording::equal() {
            cells.push(session::Cell::replay(&regime, metric, gate, effort));
        }
    }
    println!("{}", table::replayed(&cells));
    println!("{}", table::timed(&cells));
    println!("{}", table::executed(&executed::all()));

    let broken = bounds::broken(&cells, effort);
    for bound in &broken {
        eprintln!("broken: {bound}");
    }
    if broken.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
