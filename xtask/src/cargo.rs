//! Cargo, run by a program that cargo runs.

use std::env;
use std::process::Command;

/// Returns a command of the cargo that runs this program.
///
/// The variables that describe this package to this program are removed: build scripts read some of them, and so the crates of these scripts,
/// and all that depend on them, would be compiled again whenever a command of this program follows one of the user.
pub(crate) fn command() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    for (name, _) in env::vars_os() {
        let is_of_package = name.to_str().is_some_and(|name| {
            name.starts_with("CARGO_MANIFEST_") || name.starts_with("CARGO_PKG_")
        });
        if is_of_package {
            command.env_remove(name);
        }
    }
    command
}
