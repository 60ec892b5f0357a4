//! Programs that have to succeed.

use std::path::PathBuf;
use std::process::Command;

use crate::workspace::Error;

/// Runs a command, and returns its standard output.
pub(super) fn succeed(command: &mut Command) -> Result<String, Error> {
    let program = PathBuf::from(command.get_program());
    let output = command
        .output()
        .map_err(|error| Error::content(&program, error))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        let errors = String::from_utf8_lossy(&output.stderr);
        let problem = format!("ended with {}: {}", output.status, errors.trim());
        Err(Error::content(&program, problem))
    }
}
