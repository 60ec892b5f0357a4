//! The program `cargo-tinsmith`, which cargo runs as `cargo tinsmith`.

use std::process::ExitCode;

fn main() -> ExitCode {
    cargo_tinsmith::command::run(std::env::args_os())
}
