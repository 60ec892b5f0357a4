//! Credentials that a program writes to its standard output.

mod child;
mod command_line;
mod pipe;

use std::fmt;
use std::pin::pin;
use std::process::ExitStatus;
use std::sync::Arc;
use std::time::Duration;

use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{self, ProvideCredentials, future};

use self::child::Child;
use self::command_line::CommandLine;
use super::json_credentials::JsonCredentials;
use crate::config::Config;
use crate::credentials_cache::provide;
use crate::time::{Time, with_timeout};

/// The wait between two looks at a program that runs.
const PAUSE: Duration = Duration::from_millis(10);

/// The provider that runs a program and parses the credentials on its standard output, as
/// [`credential_process`](https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html) in a profile does.
///
/// The command line is split into words, without a shell, as by the AWS CLI: quotes and backslashes work, variables and `~` are not
/// expanded. A line with one of the operators `|`, `||`, `&&` and `;` between words runs in `/bin/sh`, as with other AWS SDKs.
///
/// The program inherits the standard input, so that it can request a code. It has a minute by default, which counts while a call waits; then it is
/// killed with all programs that it has started, even if it has ended itself. So are those of a program that fails. (On a terminal it shares the process
/// group of its caller, or it could not read from the terminal; there it is killed alone.) A program that continues in the background
/// after the credentials have been written delays nothing and is left alive, as by the AWS CLI. An error shows the standard error, and
/// never the standard output.
#[derive(Clone)]
pub struct CredentialProcess {
    command_line: String,
    default_account_id: Option<String>,
    timeout: Duration,
    time: Arc<dyn Time>,
}

/// The output of a program that has ended.
struct Output {
    status: ExitStatus,
    stdout: Vec<u8>,
    stderr: Vec<u8>,
}

impl CredentialProcess {
    /// Creates a provider that runs this command line, with the clock of `config`.
    pub fn new(config: &Config, command_line: impl Into<String>) -> Self {
        Self {
            command_line: command_line.into(),
            default_account_id: None,
            timeout: Duration::from_secs(60),
            time: Arc::clone(&config.0.time),
        }
    }

    /// Sets the time that the program may run. Default: a minute.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sets the account id of credentials that have none.
    pub(super) fn default_account_id(mut self, id: String) -> Self {
        self.default_account_id = Some(id);
        self
    }

    async fn provide(&self) -> provider::Result {
        let Some(command) = CommandLine::parse(&self.command_line) else {
            return Err(CredentialsError::invalid_configuration(
                "the command line of `credential_process` is empty, or a quote in it has no end",
            ));
        };
        self.run(&command).await.map_err(|problem| {
            // Arguments may be secrets and are not shown.
            let program = &command.program;
            CredentialsError::provider_error(format!("`credential_process` {program}: {problem}"))
        })
    }

    async fn run(
        &self,
        command: &CommandLine,
    ) -> Result<aws_credential_types::Credentials, String> {
        let mut child =
            Child::spawn(command).map_err(|error| format!("cannot be started: {error}"))?;
        let output = with_timeout(&*self.time, Some(self.timeout), pin!(self.wait(&mut child)))
            .await
            .map_err(|_| format!("took longer than {:?}", self.timeout))?
            .map_err(|error| error.to_string())?;
        if !output.status.success() {
            let stderr = crate::error::quote(&output.stderr);
            let problem = match stderr.is_empty() {
                true => "it wrote nothing to standard error",
                false => &stderr,
            };
            return Err(format!("failed ({}): {problem}", output.status));
        }
        let mut document = JsonCredentials::from_json(&output.stdout)?;
        match document.version() {
            Some(1) => {}
            Some(version) => return Err(format!("unknown Version {version}; it must be 1")),
            None => return Err("no Version".to_owned()),
        }
        document.set_default_account_id(self.default_account_id.as_ref());
        let credentials = document.into_credentials("process")?;
        child.release();
        Ok(credentials)
    }

    /// Waits until the program has ended and its output is complete.
    async fn wait(&self, child: &mut Child) -> std::io::Result<Output> {
        loop {
            let status = child.try_wait()?;
            // After the program has ended, everything it has written is in the pipes.
            let is_closed = child.read()?;
            if let Some(status) = status {
                // A program in the background may keep the pipes open.
                if is_closed || !status.success() || JsonCredentials::is_json(child.stdout()) {
                    return Ok(Output {
                        status,
                        stdout: child.stdout().to_owned(),
                        stderr: child.stderr().to_owned(),
                    });
                }
                child.keep_group();
            }
            self.time.sleep(PAUSE).await;
        }
    }
}

impl ProvideCredentials for CredentialProcess {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        provide(self.provide())
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
