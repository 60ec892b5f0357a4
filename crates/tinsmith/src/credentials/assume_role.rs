//! Credentials of a role that is assumed with other credentials.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{self, ProvideCredentials, future};

use super::mfa::MfaCode;
use super::sts::{self, AssumeRoleInput, Role};
use crate::call::Handle;
use crate::config::Config;
use crate::credentials_cache::{CredentialsCache, provide};

/// The provider that assumes a role by `AssumeRole` of the AWS Security Token Service.
///
/// ```no_run
/// # async fn example() -> Result<(), tinsmith::Error> {
/// use tinsmith::Config;
/// use tinsmith::credentials::AssumeRole;
///
/// let config = Config::from_env().await?;
/// let role = AssumeRole::new(&config, "arn:aws:iam::123456789012:role/render").external_id("farm-7");
/// let config = config.to_builder().credentials(role).build();
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct AssumeRole {
    client: Handle,
    /// The credentials with which the client signs.
    source: Option<Arc<CredentialsCache>>,
    role_arn: String,
    session_name: Option<String>,
    external_id: Option<String>,
    mfa: Option<(String, MfaCode)>,
    duration: Option<Duration>,
}

impl AssumeRole {
    /// Creates a provider that assumes this role with the credentials, the transport, the region and the endpoints of `config`.
    pub fn new(config: &Config, role_arn: impl Into<String>) -> Self {
        Self {
            client: sts::client(config),
            source: config.0.credentials.clone(),
            role_arn: role_arn.into(),
            session_name: None,
            external_id: None,
            mfa: None,
            duration: None,
        }
    }

    /// Sets the name of the session. Default: `tinsmith-` and the time.
    #[must_use]
    pub fn session_name(mut self, name: impl Into<String>) -> Self {
        self.session_name = Some(name.into());
        self
    }

    /// Sets the external id that the trust policy of the role requires.
    #[must_use]
    pub fn external_id(mut self, id: impl Into<String>) -> Self {
        self.external_id = Some(id.into());
        self
    }

    /// Sets the serial number of the MFA device that the trust policy of the role requires, and the callback that returns its current
    /// code. It is called with the serial number each time that the role is assumed, by one caller for all, after the credentials of the
    /// configuration are loaded.
    ///
    /// ```no_run
    /// # fn example(role: tinsmith::credentials::AssumeRole) -> tinsmith::credentials::AssumeRole {
    /// role.mfa("arn:aws:iam::123456789012:mfa/me", |device| async move {
    ///     println!("Code of {device}:");
    ///     tokio::task::spawn_blocking(|| std::io::stdin().lines().next().unwrap_or_else(|| Ok(String::new()))).await?
    /// })
    /// # }
    /// ```
    #[must_use]
    pub fn mfa<F, R, E>(self, serial_number: impl Into<String>, code: F) -> Self
    where
        F: Fn(String) -> R + Send + Sync + 'static,
        R: Future<Output = Result<String, E>> + Send + 'static,
        E: Into<Box<dyn Error + Send + Sync>>,
    {
        self.mfa_code(serial_number.into(), MfaCode::new(code))
    }

    pub(super) fn mfa_code(mut self, serial_number: String, code: MfaCode) -> Self {
        self.mfa = Some((serial_number, code));
        self
    }

    /// Sets the validity of the credentials: at least 15 minutes, at most the role's maximum. Default: that of STS, an hour.
    #[must_use]
    pub fn duration(mut self, duration: Duration) -> Self {
        self.duration = Some(duration);
        self
    }

    async fn provide(&self) -> provider::Result {
        // A failure of the source is not one of the request, and a code that is requested before it would expire while the source is loaded.
        if let Some(source) = &self.source {
            source.get().await.map_err(source_error)?;
        }
        let role = Role::new(
            &**self.client.call().time(),
            &self.role_arn,
            self.session_name.as_deref(),
            self.duration,
        );
        let mut input = AssumeRoleInput {
            role_arn: role.arn,
            role_session_name: role.session_name,
            duration_seconds: role.duration_seconds,
            external_id: self.external_id.clone(),
            ..AssumeRoleInput::default()
        };
        if let Some((serial_number, code)) = &self.mfa {
            input.token_code = Some(code.get(serial_number).await?);
            input.serial_number = Some(serial_number.clone());
        }
        sts::credentials(&self.client, input, "assume role").await
    }
}

/// Converts the error of a source of a role. A role is set, so a source without credentials is a failure: requests whose signature is optional must not
/// be sent without one.
pub(super) fn source_error(error: CredentialsError) -> CredentialsError {
    match (&error, error.source()) {
        (CredentialsError::CredentialsNotLoaded(_), Some(reason)) => {
            CredentialsError::provider_error(reason.to_string())
        }
        _ => error,
    }
}

impl ProvideCredentials for AssumeRole {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        provide(self.provide())
    }
}
