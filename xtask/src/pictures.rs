//! The task `cargo xtask pictures`: the pictures of the README.

mod program;
mod recording;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use self::program::succeed;
use crate::cargo;
use crate::workspace::{self, Error, print_line};

const EXAMPLE: &str = "usage_report";

/// The arguments of the example in the recording.
const ARGUMENTS: &str = "--max-items 6";

/// The browsers that take the screenshot, by the names of their programs.
const BROWSERS: [&str; 2] = ["chromium", "google-chrome"];

/// Run an example against the service on loopback, and write a screenshot of its page and a recording of its output into docs/.
///
/// The screenshot needs Chromium or Chrome, the recording `script` of util-linux.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {}

pub(crate) fn run(_arguments: &Arguments) -> Result<ExitCode, Error> {
    let root = workspace::root();
    let folder = tempfile::tempdir().map_err(|error| Error::content(&root, error))?;
    let program = build(&root)?;
    let page = folder.path().join("usage.html");
    succeed(
        Command::new(&program)
            .args(["--max-items", "1", "--html"])
            .arg(&page)
            .stdout(Stdio::null()),
    )?;
    let docs = root.join("docs");
    take_screenshot(&page, folder.path(), &docs.join("usage_report.png"))?;
    let frames = recording::record(&program, ARGUMENTS, folder.path())?;
    let file = docs.join("usage_report.svg");
    let command = format!("cargo run -p tinsmith-deadline --example {EXAMPLE} -- {ARGUMENTS}");
    fs::write(&file, recording::svg(&command, &frames))
        .map_err(|error| Error::content(&file, error))?;
    print_line("docs/usage_report.png and docs/usage_report.svg are written");
    Ok(ExitCode::SUCCESS)
}

/// Builds the example, and returns its program.
fn build(root: &Path) -> Result<PathBuf, Error> {
    let mut command = cargo::command();
    command.current_dir(root).stderr(Stdio::inherit()).args([
        "build",
        "--package",
        "tinsmith-deadline",
        "--example",
        EXAMPLE,
        "--message-format",
        "json",
    ]);
    let output = succeed(&mut command)?;
    let mut messages = output.lines().filter_map(|line| {
        let message: serde_json::Value = serde_json::from_str(line).ok()?;
        let is_example = message.pointer("/target/name")?.as_str()? == EXAMPLE;
        let program = message.get("executable")?.as_str()?;
        is_example.then(|| PathBuf::from(program))
    });
    messages
        .next_back()
        .ok_or_else(|| Error::content(root, format!("cargo built no example `{EXAMPLE}`")))
}

fn take_screenshot(page: &Path, profile: &Path, file: &Path) -> Result<(), Error> {
    let is_installed = |browser: &&&str| Command::new(browser).arg("--version").output().is_ok();
    let Some(browser) = BROWSERS.iter().find(is_installed) else {
        let problem = format!("needs one of the browsers {}", BROWSERS.join(", "));
        return Err(Error::content(file, problem));
    };
    succeed(
        Command::new(browser)
            .args([
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                "--window-size=1000,1060",
            ])
            .arg(format!("--user-data-dir={}", profile.display()))
            .arg(format!("--screenshot={}", file.display()))
            .arg(format!("file://{}", page.display())),
    )?;
    // The browser exits with 0 if it cannot write the file.
    match fs::metadata(file) {
        Ok(metadata) if metadata.len() > 0 => Ok(()),
        Ok(_) => Err(Error::content(file, "the browser wrote an empty file")),
        Err(error) => Err(Error::content(file, error)),
    }
}
