//! A program that runs, with everything that it has started.

use std::io;
use std::process::{self, Command, ExitStatus, Stdio};

use super::command_line::CommandLine;
use super::pipe::Pipe;

/// A child process. It is killed when the value is dropped before it has ended.
pub(super) struct Child {
    process: process::Child,
    has_own_group: bool,
    stdout: Option<Pipe>,
    stderr: Option<Pipe>,
}

impl Child {
    pub(super) fn spawn(line: &CommandLine) -> io::Result<Self> {
        let mut command = Command::new(&line.program);
        command
            .args(&line.arguments)
            .stdin(Stdio::inherit())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let has_own_group = group::set(&mut command);
        let mut process = command.spawn()?;
        let (stdout, stderr) = (process.stdout.take(), process.stderr.take());
        let mut child = Self {
            process,
            has_own_group,
            stdout: None,
            stderr: None,
        };
        child.stdout = stdout.map(Pipe::new).transpose()?;
        child.stderr = stderr.map(Pipe::new).transpose()?;
        Ok(child)
    }

    /// Returns the exit status if the program has ended.
    pub(super) fn try_wait(&mut self) -> io::Result<Option<ExitStatus>> {
        self.process.try_wait()
    }

    /// Reads what the program has written so far. Returns true if both pipes are closed.
    pub(super) fn read(&mut self) -> io::Result<bool> {
        let mut is_closed = true;
        for pipe in [&mut self.stdout, &mut self.stderr].into_iter().flatten() {
            is_closed &= pipe.read()?;
        }
        Ok(is_closed)
    }

    pub(super) fn stdout(&self) -> &[u8] {
        self.stdout.as_ref().map_or(&[], Pipe::bytes)
    }

    pub(super) fn stderr(&self) -> &[u8] {
        self.stderr.as_ref().map_or(&[], Pipe::bytes)
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        // Until it has been waited for, no other process can have its id.
        if let Ok(None) = self.process.try_wait() {
            if self.has_own_group {
                group::kill(self.process.id());
            }
            // It may end by itself just now; it is gone after this in any case.
            let _ = self.process.kill();
            let _ = self.process.wait();
        }
    }
}

/// The process group of a child, which contains everything that it starts.
#[cfg(unix)]
mod group {
    use std::fs::File;
    use std::os::unix::process::CommandExt;
    use std::process::{Command, Stdio};

    /// Starts the command in a process group of its own. A process with a terminal stays in the group of its caller, since other groups
    /// are stopped when they read from the terminal.
    pub(super) fn set(command: &mut Command) -> bool {
        let has_terminal = File::open("/dev/tty").is_ok();
        if !has_terminal {
            command.process_group(0);
        }
        !has_terminal
    }

    /// Kills all processes of a group. The standard library cannot, so the `kill` of the shell does, else the program.
    pub(super) fn kill(id: u32) {
        let group = format!("-{id}");
        let is_killed = |program: &str, arguments: &[&str]| {
            let status = Command::new(program)
                .args(arguments)
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status();
            status.is_ok_and(|status| status.success())
        };
        let by_shell = ["-c", "kill -KILL -- \"$0\"", &group];
        let _ = is_killed("/bin/sh", &by_shell) || is_killed("kill", &["-KILL", "--", &group]);
    }
}

/// Other platforms have no process groups, so the child is killed alone.
#[cfg(not(unix))]
mod group {
    pub(super) fn set(_command: &mut std::process::Command) -> bool {
        false
    }

    pub(super) fn kill(_id: u32) {}
}
