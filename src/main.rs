//! The program: everything happens in the library's front door.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(lingtan::cli::run())
}
