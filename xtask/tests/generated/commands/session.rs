//! The terminal of a reader: a clean copy of this repository, and projects beside it.

use std::io::{BufRead, BufReader};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;
use std::{env, fs, thread};

use crate::cargo;
use crate::folders::{root, shared};

/// The folder in which a reader of the documents works, in printed paths.
const READERS_FOLDER: &str = "/home/me/program";

/// The address of the repository in the documents, in whose place the copy is.
const ADDRESS: &str = "https://github.com/tinsmith-rs/tinsmith";

/// The beginnings of commands that a reader runs in the copy.
const IN_COPY: [&str; 3] = ["cargo run -p ", "cargo xtask ", "bash "];

/// A clean copy of this repository, in a folder that is always the same, so that a second run compiles little.
pub(super) struct Copy {
    folder: PathBuf,
    /// The folder of the command `cargo tinsmith`.
    commands: PathBuf,
}

/// The terminal of a reader of one document.
pub(super) struct Session<'a> {
    copy: &'a Copy,
    project: Option<PathBuf>,
    variables: Vec<(String, String)>,
    service: Option<Child>,
}

impl Copy {
    pub(super) fn new() -> Self {
        let name = root().file_name().unwrap().to_string_lossy().into_owned();
        let folder = env::temp_dir().join(format!("tinsmith-commands-{name}"));
        if folder.exists() {
            fs::remove_dir_all(&folder).unwrap();
        }
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
        let this = Self {
            folder,
            commands: target.join("debug"),
        };
        let checkout = this.checkout();
        let tracked = stdout(Command::new("git").arg("ls-files").current_dir(root()));
        for file in tracked.lines() {
            let copy = checkout.join(file);
            fs::create_dir_all(copy.parent().unwrap()).unwrap();
            fs::copy(root().join(file), copy).unwrap();
        }
        this.link_cargo_home();
        fs::create_dir(this.home()).unwrap();
        // A commit, for dependencies on the repository.
        for arguments in [
            &["init", "--quiet"][..],
            &["add", "--all"],
            &[
                "-c",
                "user.name=a",
                "-c",
                "user.email=a@example.com",
                "-c",
                "commit.gpgsign=false",
                "commit",
                "--quiet",
                "--message=a",
            ],
        ] {
            stdout(Command::new("git").args(arguments).current_dir(&checkout));
        }
        // The models that a reader has from AWS, or has written, beside the copy and in it.
        let models = shared("models");
        for folder in [&this.folder, &checkout] {
            for name in ["lambda.json", "dynamodb.json"] {
                if let Some(models) = &models {
                    fs::copy(models.join(name), folder.join(name)).unwrap();
                }
            }
            for (model, name) in [
                ("codegen/tests/models/library.smithy", "weather.smithy"),
                ("models/deadline.json", "deadline.json"),
            ] {
                fs::copy(root().join(model), folder.join(name)).unwrap();
            }
        }
        stdout(
            cargo::command()
                .args(["build", "--quiet", "--package", "cargo-tinsmith"])
                .current_dir(root())
                .env("CARGO_TARGET_DIR", target),
        );
        this
    }

    fn checkout(&self) -> PathBuf {
        self.folder.join("tinsmith")
    }

    fn cargo_home(&self) -> PathBuf {
        self.folder.join("cargo-home")
    }

    /// The home of the reader, without settings of AWS, git or cargo.
    fn home(&self) -> PathBuf {
        self.folder.join("home")
    }

    /// Copies the models of the reader into a project.
    fn add_models(&self, project: &Path) {
        for name in ["deadline.json", "dynamodb.json", "lambda.json"] {
            let model = self.folder.join(name);
            if model.exists() {
                fs::copy(model, project.join(name)).unwrap();
            }
        }
    }

    /// Links the folders of cargo's home, without that of git dependencies, which has copies of the real repository.
    fn link_cargo_home(&self) {
        let home = env::var_os("CARGO_HOME").map(PathBuf::from);
        let home = home.unwrap_or_else(|| env::home_dir().unwrap().join(".cargo"));
        fs::create_dir(self.cargo_home()).unwrap();
        for entry in fs::read_dir(home).unwrap() {
            let entry = entry.unwrap();
            if entry.file_name() != "git" {
                symlink(entry.path(), self.cargo_home().join(entry.file_name())).unwrap();
            }
        }
    }
}

impl<'a> Session<'a> {
    pub(super) fn new(copy: &'a Copy) -> Self {
        // Each document begins without the projects of others.
        for name in [
            "sessions",
            "my-lambda",
            "project",
            "weather",
            "tinsmith-dynamodb",
        ] {
            let folder = copy.folder.join(name);
            if folder.exists() {
                fs::remove_dir_all(folder).unwrap();
            }
        }
        Self {
            copy,
            project: None,
            variables: Vec::new(),
            service: None,
        }
    }

    /// Writes the program of the project.
    pub(super) fn write_program(&mut self, program: &str) {
        let shown = program.lines().filter(|line| !line.starts_with("# "));
        let text: Vec<&str> = shown.collect();
        fs::write(self.project().join("src/main.rs"), text.join("\n")).unwrap();
    }

    /// Runs commands, one after the other, and compares their output.
    pub(super) fn run(&mut self, commands: &[&str], expected: &[String]) -> Result<(), String> {
        let first = commands[0];
        let folder = if first.starts_with("cargo new") {
            self.copy.folder.clone()
        } else if IN_COPY.iter().any(|beginning| first.starts_with(beginning)) {
            self.copy.checkout()
        } else {
            self.project()
        };
        let script = commands.join("\n");
        if first.starts_with("cargo run -p tinsmith-local") {
            return match commands {
                [command] => self.start_service(&folder, command, expected),
                _ => Err(format!(
                    "{first}: no command follows one that does not end; begin another block"
                )),
            };
        }
        let output = self
            .shell(&folder, &format!("exec 2>&1\nset -e\n{script}\npwd"))
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let fails = expected.iter().any(|line| line.starts_with("error"));
        if output.status.success() == fails {
            return Err(format!("{first}: {}\n{text}", output.status));
        }
        if first.starts_with("cargo new") {
            let project = PathBuf::from(text.lines().last().unwrap_or_default());
            // The versions of this repository, which are compiled already.
            fs::copy(root().join("Cargo.lock"), project.join("Cargo.lock")).unwrap();
            self.copy.add_models(&project);
            self.project = Some(project);
        }
        let text = text.replace(&*folder.to_string_lossy(), READERS_FOLDER);
        check_output(text.lines(), expected)
    }

    /// Starts the service on loopback, sets the variables that it prints, as a reader does, and compares its output.
    fn start_service(
        &mut self,
        folder: &Path,
        command: &str,
        expected: &[String],
    ) -> Result<(), String> {
        let mut child = self
            .shell(folder, &format!("exec {command}"))
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        self.stop_service();
        self.service = Some(child);
        let (sender, lines) = mpsc::channel();
        thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                // The session may have ended.
                let _ = sender.send(line);
            }
        });
        let mut wait = Duration::from_secs(600);
        let mut printed = Vec::new();
        self.variables.clear();
        while let Ok(line) = lines.recv_timeout(wait) {
            if let Some((name, value)) = line
                .strip_prefix("export ")
                .and_then(|line| line.split_once('='))
            {
                self.variables.push((name.to_owned(), value.to_owned()));
                wait = Duration::from_secs(1);
            }
            printed.push(line);
        }
        if self.variables.is_empty() {
            return Err("the service on loopback printed no variables".to_owned());
        }
        check_output(printed.iter().map(String::as_str), expected)
    }

    fn stop_service(&mut self) {
        if let Some(mut service) = self.service.take() {
            // It may have ended.
            let _ = service.kill();
            let _ = service.wait();
        }
    }

    /// Returns the folder of the project, which the document or this method creates.
    fn project(&mut self) -> PathBuf {
        if let Some(project) = &self.project {
            return project.clone();
        }
        let project = self.copy.folder.join("project");
        stdout(
            cargo::command()
                .args(["new", "--quiet", "--vcs", "none"])
                .arg(&project),
        );
        fs::copy(root().join("Cargo.lock"), project.join("Cargo.lock")).unwrap();
        self.copy.add_models(&project);
        self.project = Some(project.clone());
        project
    }

    fn shell(&self, folder: &Path, script: &str) -> Command {
        let path = env::var_os("PATH").unwrap_or_default();
        let paths = [self.copy.commands.clone()]
            .into_iter()
            .chain(env::split_paths(&path));
        let mut command = Command::new("bash");
        for (name, _) in env::vars_os() {
            let text = name.to_string_lossy();
            if text.starts_with("CARGO_") || text.starts_with("AWS_") {
                command.env_remove(name);
            }
        }
        command
            .args(["-c", script])
            .current_dir(folder)
            .env("HOME", self.copy.home())
            .env("CARGO_HOME", self.copy.cargo_home())
            .env("RUSTUP_HOME", rustup_home())
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .env("PATH", env::join_paths(paths).unwrap())
            .env(
                "CARGO_TARGET_DIR",
                self.copy.commands.with_file_name("commands"),
            )
            .env("CARGO_INCREMENTAL", "0")
            .env("CARGO_PROFILE_DEV_DEBUG", "false")
            .env("CARGO_TERM_COLOR", "never")
            // The copy in place of the repository's address.
            .env("CARGO_NET_GIT_FETCH_WITH_CLI", "true")
            .env("GIT_CONFIG_COUNT", "1")
            .env(
                "GIT_CONFIG_KEY_0",
                format!("url.file://{}.insteadOf", self.copy.checkout().display()),
            )
            .env("GIT_CONFIG_VALUE_0", ADDRESS)
            .stdin(Stdio::null());
        command
    }
}

impl Drop for Session<'_> {
    fn drop(&mut self) {
        self.stop_service();
    }
}

/// Compares the lines that a command prints with those of its document, of which `...` is any number of lines.
fn check_output<'t>(
    printed: impl Iterator<Item = &'t str> + Clone,
    expected: &[String],
) -> Result<(), String> {
    let mut lines = printed.clone();
    for expected in expected.iter().filter(|line| *line != "...") {
        if !lines.any(|line| line.trim_end() == expected.trim_end()) {
            let printed: Vec<&str> = printed.collect();
            return Err(format!(
                "does not print `{expected}`:\n{}",
                printed.join("\n")
            ));
        }
    }
    Ok(())
}

/// Returns the folder of rustup, which is not in the reader's empty home.
fn rustup_home() -> PathBuf {
    let home = env::var_os("RUSTUP_HOME").map(PathBuf::from);
    home.unwrap_or_else(|| env::home_dir().unwrap().join(".rustup"))
}

/// Runs a command, which must succeed, and returns its output.
fn stdout(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}
