//! Credentials that a program writes to its standard output.

use std::fmt;
use std::future::Future;
use std::io::{self, Read};
use std::pin::Pin;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::Duration;

use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{self, ProvideCredentials, future};

use super::command_line;
use super::keys::Keys;
use crate::config::Config;
use crate::time::{Time, with_timeout};

/// How much of a program's output is kept.
const MAX_OUTPUT: u64 = 64 * 1024;

/// How often it is looked whether a program that closed its output has ended.
const PAUSE: Duration = Duration::from_millis(10);

/// Runs a program and reads credentials from its standard output, as
/// [`credential_process`](https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html) in a profile does.
///
/// The command line is split into words without a shell: quotes and backslashes work, variables and `~` are not expanded. The program
/// has a minute by default and is killed when its time is up. An error shows what it wrote to its standard error, and never its
/// standard output.
#[derive(Clone)]
pub struct CredentialProcess {
    command_line: String,
    timeout: Duration,
    time: Arc<dyn Time>,
}

impl CredentialProcess {
    /// A provider that runs this command line, with the clock of `config`.
    pub fn new(config: &Config, command_line: impl Into<String>) -> Self {
        Self {
            command_line: command_line.into(),
            timeout: Duration::from_secs(60),
            time: Arc::clone(&config.0.time),
        }
    }

    /// How long the program may take. Default: a minute.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    async fn provide(&self) -> provider::Result {
        let words = command_line::split(&self.command_line).unwrap_or_default();
        let Some((program, arguments)) = words.split_first() else {
            return Err(CredentialsError::invalid_configuration(
                "the command line of `credential_process` is empty, or a quote in it has no end",
            ));
        };
        // Arguments may be secrets and are not shown.
        let explain = |problem: fmt::Arguments<'_>| {
            CredentialsError::provider_error(format!("`credential_process` {program}: {problem}"))
        };
        let mut running = Running::start(program, arguments)
            .map_err(|error| explain(format_args!("cannot be started: {error}")))?;
        let ended = running.output(&*self.time);
        let (status, stdout, stderr) = with_timeout(&*self.time, Some(self.timeout), ended)
            .await
            .map_err(|_| explain(format_args!("took longer than {:?}", self.timeout)))?
            .map_err(|error| explain(format_args!("{error}")))?;
        if !status.success() {
            let said = crate::error::excerpt(&stderr);
            return Err(explain(format_args!("failed ({status}): {said}")));
        }
        let keys = Keys::read(&stdout).map_err(|problem| explain(format_args!("{problem}")))?;
        match keys.version() {
            Some(1) => {}
            Some(version) => {
                let problem = format_args!("its answer has the unknown version {version}");
                return Err(explain(problem));
            }
            None => return Err(explain(format_args!("its answer has no Version"))),
        }
        keys.into_credentials("process")
            .map_err(|problem| explain(format_args!("{problem}")))
    }
}

/// A program that is killed, if it has not ended, when its value is dropped.
struct Running {
    child: Child,
    stdout: Output,
    stderr: Output,
}

impl Running {
    fn start(program: &str, arguments: &[String]) -> io::Result<Self> {
        let mut child = Command::new(program)
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
        let running = Self {
            child,
            stdout: Output::default(),
            stderr: Output::default(),
        };
        // Both must be read at the same time, or a full pipe would stop the program.
        if let Some(stdout) = stdout {
            running.stdout.read_from(stdout)?;
        }
        if let Some(stderr) = stderr {
            running.stderr.read_from(stderr)?;
        }
        Ok(running)
    }

    async fn output(&mut self, time: &dyn Time) -> io::Result<(ExitStatus, Vec<u8>, Vec<u8>)> {
        let stdout = (&mut self.stdout).await?;
        let stderr = (&mut self.stderr).await?;
        loop {
            match self.child.try_wait()? {
                Some(status) => return Ok((status, stdout, stderr)),
                None => time.sleep(PAUSE).await,
            }
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Ok(None) = self.child.try_wait() {
            // It may end on its own just now; either way it is gone after this.
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

/// What a pipe gives, read by a thread of its own: a future without help from a runtime.
#[derive(Clone, Default)]
struct Output(Arc<Mutex<Reading>>);

#[derive(Default)]
struct Reading {
    result: Option<io::Result<Vec<u8>>>,
    waker: Option<Waker>,
}

impl Output {
    fn read_from(&self, pipe: impl Read + Send + 'static) -> io::Result<()> {
        let output = self.clone();
        thread::Builder::new()
            .name("credential_process".to_owned())
            .spawn(move || {
                let result = read_to_end(pipe);
                let mut reading = output.reading();
                reading.result = Some(result);
                let waker = reading.waker.take();
                drop(reading);
                waker.into_iter().for_each(Waker::wake);
            })
            .map(drop)
    }

    fn reading(&self) -> MutexGuard<'_, Reading> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Keeps the beginning. The rest is read all the same, since a closed pipe would kill the program.
fn read_to_end(mut pipe: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    (&mut pipe).take(MAX_OUTPUT).read_to_end(&mut bytes)?;
    io::copy(&mut pipe, &mut io::sink())?;
    Ok(bytes)
}

impl Future for Output {
    type Output = io::Result<Vec<u8>>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let mut reading = self.reading();
        match reading.result.take() {
            Some(result) => Poll::Ready(result),
            None => {
                reading.waker = Some(context.waker().clone());
                Poll::Pending
            }
        }
    }
}

impl ProvideCredentials for CredentialProcess {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(self.provide())
    }
}

/// Never shows the command line, whose arguments may be secrets.
impl fmt::Debug for CredentialProcess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CredentialProcess")
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}
