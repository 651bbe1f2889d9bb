//! The `paceline` binary: hands everything to `paceline-cli`.

use std::process::ExitCode;

fn main() -> ExitCode {
    paceline_cli::main()
}
