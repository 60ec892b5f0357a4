//! The cost of each run of the compiler, measured by a wrapper around it.
//!
//! Cargo starts this program instead of the compiler if the variable `RUSTC_WRAPPER` names it. The program is the wrapper if the variable
//! [`FOLDER`] is set.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Instant;

use anyhow::{Context, Result};
use wait4::Wait4;

/// The variable with the folder of the measured costs.
pub const FOLDER: &str = "BENCH_COMPILER_COSTS";

/// The cost of compiling one crate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CompilerCost {
    /// User and system time, in seconds.
    pub cpu: f64,
    /// Wall time, in seconds.
    pub wall: f64,
    /// The largest resident set of the compiler, in bytes.
    pub memory: f64,
}

impl CompilerCost {
    /// Reads the cost of the last compilation of a package.
    pub fn read(folder: &Path, package: &str) -> Result<Self> {
        let path = file(folder, &package.replace('-', "_"));
        let text = fs::read_to_string(&path)
            .with_context(|| format!("the compiler did not run: no {}", path.display()))?;
        Self::parse(&text).with_context(|| format!("{} is malformed", path.display()))
    }

    fn parse(text: &str) -> Option<Self> {
        let mut numbers = text.split_whitespace().map(str::parse);
        let mut number = || numbers.next()?.ok();
        Some(Self {
            cpu: number()?,
            wall: number()?,
            memory: number()?,
        })
    }

    fn format(&self) -> String {
        format!("{} {} {}", self.cpu, self.wall, self.memory)
    }
}

/// Removes the cost of a package, so that it cannot be taken for that of a compilation that did not happen.
pub fn forget(folder: &Path, package: &str) -> Result<()> {
    match fs::remove_file(file(folder, &package.replace('-', "_"))) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

/// Runs the compiler with the arguments of this process, and writes the cost of the crate to a file.
pub fn run(folder: &Path) -> Result<ExitCode> {
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    let (compiler, arguments) = arguments
        .split_first()
        .context("cargo names the compiler in the first argument of its wrapper")?;
    let start = Instant::now();
    let child = Command::new(compiler)
        .args(arguments)
        .env_remove(FOLDER)
        .spawn()?;
    let used = child.wait4()?;
    let cost = CompilerCost {
        cpu: (used.rusage.utime + used.rusage.stime).as_secs_f64(),
        wall: start.elapsed().as_secs_f64(),
        memory: used.rusage.maxrss as f64,
    };
    if used.status.success()
        && let Some(name) = crate_name(arguments)
    {
        fs::create_dir_all(folder)?;
        fs::write(file(folder, name), cost.format())?;
    }
    let code = used.status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}

fn file(folder: &Path, crate_name: &str) -> PathBuf {
    folder.join(crate_name)
}

fn crate_name(arguments: &[OsString]) -> Option<&str> {
    let option = arguments
        .iter()
        .position(|argument| argument == "--crate-name")?;
    arguments.get(option + 1)?.to_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cost_of_a_crate_is_read_until_it_is_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let cost = CompilerCost {
            cpu: 1.25,
            wall: 0.75,
            memory: 1048576.0,
        };
        fs::write(file(folder.path(), "aws_sdk_one"), cost.format()).unwrap();
        let read = || CompilerCost::read(folder.path(), "aws-sdk-one");
        assert_eq!(read().unwrap(), cost);
        forget(folder.path(), "aws-sdk-one").unwrap();
        let error = read().unwrap_err();
        assert!(
            error.to_string().starts_with("the compiler did not run"),
            "{error}"
        );
        forget(folder.path(), "aws-sdk-one").unwrap();
    }

    #[test]
    fn a_crate_is_known_by_the_argument_of_the_compiler() {
        let name = |arguments: &str| {
            let arguments: Vec<OsString> = arguments.split(' ').map(OsString::from).collect();
            crate_name(&arguments).map(str::to_owned)
        };
        assert_eq!(
            name("--crate-name one --edition=2024").as_deref(),
            Some("one")
        );
        assert_eq!(name("-vV"), None);
        assert_eq!(name("--crate-name"), None);
    }
}
