//! From the process's arguments to its exit status.

use std::ffi::OsStr;
use std::process::ExitCode;

use clap::Parser as _;
use paceline_measure::{
    LAUNCH_ARGUMENT, SAMPLE_ARGUMENT, TRIAL_ARGUMENT, WORK_ARGUMENT, sample, serve, serve_trial,
    work,
};

use crate::arguments::{Arguments, Command};
use crate::command;
use crate::exit::{Outcome, Problem};
use crate::world::World;

/// Runs paceline: reads arguments and environment, does what they ask, and gives the exit status
/// that `paceline help` documents.
pub fn main() -> ExitCode {
    // First of all: the launcher must stay small, so nothing may be allocated before.
    if let Some(body) = std::env::args_os().nth(1).and_then(|first| hidden(&first)) {
        return body();
    }
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return usage(&error),
    };
    let done = World::from_process(&arguments.display)
        .and_then(|world| dispatch(&arguments.command, &world));
    match done {
        Ok(outcome) => outcome.code(),
        Err(problem) => {
            crate::output::complain(&problem);
            problem.code()
        }
    }
}

/// All that a process does.
type Body = fn() -> ExitCode;

/// What this executable is besides paceline, by its first argument.
fn hidden(first: &OsStr) -> Option<Body> {
    let bodies: [(&str, Body); 4] = [
        (LAUNCH_ARGUMENT, serve),
        (WORK_ARGUMENT, work),
        (TRIAL_ARGUMENT, serve_trial),
        (SAMPLE_ARGUMENT, sample),
    ];
    bodies.into_iter().find(|(argument, _)| first == *argument).map(|(_, body)| body)
}

fn dispatch(command: &Command, world: &World) -> Result<Outcome, Problem> {
    match command {
        Command::Run(arguments) => command::run::run(arguments, world),
        Command::Check(arguments) => command::check::run(arguments, world),
        Command::Compare(arguments) => command::compare::run(arguments, world),
        Command::Report(arguments) => command::report::run(arguments, world),
        Command::Baseline(arguments) => command::baseline::run(arguments, world),
        Command::Doctor(arguments) => command::doctor::run(arguments, world),
        Command::Calibrate(arguments) => command::calibrate::run(arguments, world),
        Command::Profile(arguments) => command::profile::run(arguments, world),
        Command::Bisect(arguments) => command::bisect::run(arguments, world),
        Command::History(arguments) => command::history::run(arguments, world),
        Command::Import(arguments) => command::import::run(arguments),
        Command::Publish(arguments) => command::publish::run(arguments, world),
        Command::Schema(arguments) => command::schema::run(arguments),
    }
}

/// Help and version are no errors; anything else is wrong input.
fn usage(error: &clap::Error) -> ExitCode {
    let printed = error.print();
    match (printed, error.use_stderr()) {
        (Ok(()), false) => Outcome::Passed.code(),
        (Ok(()), true) | (Err(_), _) => Problem::input("").code(),
    }
}
