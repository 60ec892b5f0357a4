//! The command `cargo tinsmith`.

mod add;
mod diff;
mod generate;
mod list;
mod model_options;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};
use clap_complete::Shell;

use crate::Error;
use crate::report::{Level, MessageFormat, Report};

/// The exit code for differences, faults of a model, and files that cannot be read or written.
const FAILURE: u8 = 1;

/// The exit code for invalid arguments, which is that of clap.
const USAGE: u8 = 2;

/// Generates typed clients of AWS services from Smithy models, as crates or as modules of a crate.
#[derive(Debug, Parser)]
#[command(
    name = "cargo-tinsmith",
    bin_name = "cargo tinsmith",
    version,
    disable_help_subcommand = true,
    after_help = "\
Examples:
  cargo tinsmith list lambda.json --filter function
  cargo tinsmith add lambda.json --operations Invoke,ListFunctions --crate my-lambda --git https://github.com/tinsmith-rs/tinsmith
  cargo tinsmith add deadline.json --operations ListSessions --module src/aws/deadline --git https://github.com/tinsmith-rs/tinsmith
  cargo tinsmith generate --check
  cargo tinsmith diff newer/lambda.json

Exit codes:
  0  success
  1  differences, breaking changes, faults of a model, or a file that cannot be read or written
  2  invalid arguments"
)]
struct Arguments {
    /// The format of the output: lines for people, or one JSON object per line.
    #[arg(long, value_name = "FORMAT", global = true, default_value = "human")]
    message_format: MessageFormat,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    List(list::Arguments),
    Add(add::Arguments),
    Generate(generate::Arguments),
    Diff(diff::Arguments),
    /// Print the completions of a shell for `cargo-tinsmith`.
    #[command(after_help = "\
Examples:
  cargo tinsmith completions bash > ~/.local/share/bash-completion/completions/cargo-tinsmith
  cargo tinsmith completions zsh > ~/.zfunc/_cargo-tinsmith")]
    Completions {
        /// The shell.
        shell: Shell,
    },
}

/// Runs the command with the arguments of a program, and returns its exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let mut arguments: Vec<OsString> = arguments.into_iter().collect();
    // Cargo passes the name of the subcommand.
    if arguments
        .get(1)
        .is_some_and(|argument| argument == "tinsmith")
    {
        arguments.remove(1);
    }
    let arguments = Arguments::parse_from(arguments);
    let report = Report::new(arguments.message_format);
    let result = match arguments.command {
        Command::List(arguments) => list::run(&arguments, report),
        Command::Add(arguments) => add::run(arguments, report),
        Command::Generate(arguments) => generate::run(&arguments, report),
        Command::Diff(arguments) => diff::run(&arguments, report),
        Command::Completions { shell } => {
            let mut command = Arguments::command();
            command.set_bin_name("cargo-tinsmith");
            let mut completions = Vec::new();
            clap_complete::generate(shell, &mut command, "cargo-tinsmith", &mut completions);
            report.bytes(&completions);
            Ok(true)
        }
    };
    let is_written = report.finish();
    match result {
        Ok(true) if is_written => ExitCode::SUCCESS,
        Ok(_) => ExitCode::from(FAILURE),
        Err(error) => {
            report.message(Level::Error, &error);
            ExitCode::from(match error {
                Error::Usage(_) => USAGE,
                Error::File { .. } | Error::Content { .. } | Error::Model(_) => FAILURE,
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_are_consistent() {
        Arguments::command().debug_assert();
    }
}
