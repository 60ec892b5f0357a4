//! The configuration and the exit code of all examples.

use std::error::Error;
use std::io::{self, Write};
use std::process::ExitCode;

use tinsmith::{Config, Credentials};
use tinsmith_local::{LocalService, LocalServiceBuilder};

/// Loads the configuration of a region of AWS, with credentials from the environment or the shared files. Without a region it
/// starts the service `local` on loopback, which ends when it is dropped, and returns its configuration.
pub(crate) async fn config(
    region: Option<&str>,
    local: LocalServiceBuilder,
) -> Result<(Config, Option<LocalService>), Box<dyn Error>> {
    if let Some(region) = region {
        let config = Config::builder().region(region).load().await?;
        return Ok((config, None));
    }
    let local = local.start().await?;
    let credentials = Credentials::new(
        local.access_key_id(),
        local.secret_access_key(),
        None,
        None,
        "local",
    );
    let config = Config::builder()
        .region(local.region())
        .endpoint_url(local.endpoint_url())
        .credentials(credentials)
        .build();
    Ok((config, Some(local)))
}

/// Prints an error to standard error, and returns the exit code.
pub(crate) fn finish(name: &str, result: Result<(), Box<dyn Error>>) -> ExitCode {
    let Err(error) = result else {
        return ExitCode::SUCCESS;
    };
    // A closed pipe, as in `example | head`, is not an error.
    if error
        .downcast_ref::<io::Error>()
        .is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
    {
        return ExitCode::SUCCESS;
    }
    // Errors of standard error itself cannot be reported.
    let _ = writeln!(io::stderr(), "{name}: {error}");
    let mut source = error.source();
    while let Some(cause) = source {
        let _ = writeln!(io::stderr(), "  because: {cause}");
        source = cause.source();
    }
    ExitCode::FAILURE
}
