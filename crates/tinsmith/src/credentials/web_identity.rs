//! Credentials of a role, for the bearer of a token of an identity provider.

use std::path::PathBuf;
use std::time::Duration;

use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{self, ProvideCredentials, future};

use super::chain::{Looked, Source};
use super::sts::{self, AssumeRoleWithWebIdentityInput, Form};
use crate::call::Handle;
use crate::config::{Config, Environment};
use crate::time::BoxFuture;

/// Assumes a role with a token from a file, by `AssumeRoleWithWebIdentity` of the AWS Security Token Service: what a pod of
/// Amazon EKS with a service account does. The request is not signed.
///
/// The file is read again each time, on the caller's thread, since whoever writes it renews it.
#[derive(Clone, Debug)]
pub struct WebIdentity {
    client: Handle,
    role_arn: String,
    token_file: PathBuf,
    session_name: Option<String>,
    duration: Option<Duration>,
}

impl WebIdentity {
    /// A provider that assumes this role with the token in this file, by way of the transport, region and endpoints of `config`.
    pub fn new(
        config: &Config,
        role_arn: impl Into<String>,
        token_file: impl Into<PathBuf>,
    ) -> Self {
        Self {
            client: sts::client(config),
            role_arn: role_arn.into(),
            token_file: token_file.into(),
            session_name: None,
            duration: None,
        }
    }

    /// What the session is called in logs. Default: `tinsmith-` and the time.
    #[must_use]
    pub fn session_name(mut self, name: impl Into<String>) -> Self {
        self.session_name = Some(name.into());
        self
    }

    /// How long the credentials are good: at least 15 minutes, at most what the role allows. Default: what STS does, an hour.
    #[must_use]
    pub fn duration(mut self, duration: Duration) -> Self {
        self.duration = Some(duration);
        self
    }

    async fn provide(&self) -> provider::Result {
        let token = std::fs::read_to_string(&self.token_file).map_err(|error| {
            let file = self.token_file.display();
            CredentialsError::provider_error(format!(
                "cannot read the web identity token {file}: {error}"
            ))
        })?;
        let form = Form::new::<AssumeRoleWithWebIdentityInput>(
            &**self.client.call().time(),
            &self.role_arn,
            self.session_name.as_deref(),
            self.duration,
        );
        let form = form.with("WebIdentityToken", Some(token.trim()));
        let input = AssumeRoleWithWebIdentityInput(form);
        sts::credentials(&self.client, input, "web identity").await
    }
}

impl ProvideCredentials for WebIdentity {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(self.provide())
    }
}

/// `AWS_WEB_IDENTITY_TOKEN_FILE`, `AWS_ROLE_ARN` and `AWS_ROLE_SESSION_NAME`.
#[derive(Debug)]
pub(super) struct WebIdentityVariables {
    environment: Environment,
    config: Config,
}

impl WebIdentityVariables {
    pub(super) fn new(environment: Environment, config: Config) -> Self {
        Self {
            environment,
            config,
        }
    }

    async fn find(&self) -> Result<Looked, CredentialsError> {
        const TOKEN_FILE: &str = "AWS_WEB_IDENTITY_TOKEN_FILE";
        let Some(file) = self.environment.get(TOKEN_FILE) else {
            return Ok(Looked::Nothing(format!("{TOKEN_FILE} is not set")));
        };
        let Some(role_arn) = self.environment.get("AWS_ROLE_ARN") else {
            let problem = format!("{TOKEN_FILE} is set, but AWS_ROLE_ARN is not");
            return Err(CredentialsError::invalid_configuration(problem));
        };
        let mut provider = WebIdentity::new(&self.config, role_arn, file);
        if let Some(name) = self.environment.get("AWS_ROLE_SESSION_NAME") {
            provider = provider.session_name(name);
        }
        provider.provide().await.map(Looked::Found)
    }
}

impl Source for WebIdentityVariables {
    fn look(&self) -> BoxFuture<'_, Result<Looked, CredentialsError>> {
        Box::pin(self.find())
    }
}
