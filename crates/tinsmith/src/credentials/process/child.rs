//! A program that runs, with everything that it has started.

use std::io;
use std::process::{self, Command, ExitStatus, Stdio};

use super::command_line::CommandLine;
use super::pipe::Pipe;

/// A child process. When the value is dropped, everything that the process has started is killed, unless it is
/// [released](Self::release).
pub(super) struct Child {
    process: process::Child,
    has_own_group: bool,
    /// A process that has ended in the group and is not waited for, so that the id of the group is given to no other.
    anchor: Option<process::Child>,
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
            anchor: None,
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

    /// Keeps the id of the group for the time after the program itself has ended. As long as others are in the group, no process gets its
    /// id.
    pub(super) fn keep_group(&mut self) {
        if self.has_own_group && self.anchor.is_none() {
            self.anchor = group::join(self.process.id(), ":");
            // Without a process in the group, nothing can join it.
            self.has_own_group = self.anchor.is_some();
        }
    }

    /// Leaves programs in the background alive. The program itself has ended.
    pub(super) fn release(mut self) {
        self.has_own_group = false;
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
        let id = self.process.id();
        // The group has the id of the program. It is not given to another process, because one of the group is not waited for yet, or the
        // program has been waited for just now.
        let mut killer = match self.has_own_group {
            true => group::join(id, "kill -KILL 0"),
            false => None,
        };
        // The program may have ended by itself; it is gone after this in any case.
        let _ = self.process.kill();
        for process in [
            killer.as_mut(),
            self.anchor.as_mut(),
            Some(&mut self.process),
        ] {
            let _ = process.map(process::Child::wait);
        }
    }
}

/// The process group of a child, which contains everything that it starts.
#[cfg(unix)]
mod group {
    use std::fs::File;
    use std::os::unix::process::CommandExt;
    use std::process::{Child, Command, Stdio};

    /// Starts the command in a process group of its own. A process with a terminal stays in the group of its caller, since other groups
    /// are stopped when they read from the terminal.
    pub(super) fn set(command: &mut Command) -> bool {
        let has_terminal = File::open("/dev/tty").is_ok();
        if !has_terminal {
            command.process_group(0);
        }
        !has_terminal
    }

    /// Starts a command of the shell in a group, which must have a process. The standard library can send no signal to a group, but a
    /// command in it can.
    pub(super) fn join(id: u32, command: &str) -> Option<Child> {
        let mut shell = Command::new("/bin/sh");
        shell
            .args(["-c", command])
            .process_group(id.try_into().ok()?)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        shell.spawn().ok()
    }
}

/// Other platforms have no process groups, so the child is killed alone.
#[cfg(not(unix))]
mod group {
    pub(super) fn set(_command: &mut std::process::Command) -> bool {
        false
    }

    pub(super) fn join(_id: u32, _command: &str) -> Option<std::process::Child> {
        None
    }
}
