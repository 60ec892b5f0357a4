//! Credentials of a role, for the bearer of a token of an identity provider.

use std::path::PathBuf;
use std::time::Duration;

use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{self, ProvideCredentials, future};

use super::source::{Lookup, Source};
use super::sts::{self, AssumeRoleWithWebIdentityInput, Role};
use crate::call::Handle;
use crate::config::{Config, Environment};
use crate::credentials_cache::provide;
use crate::profile::Profile;
use crate::time::BoxFuture;

/// The provider that assumes a role with a token from a file, by `AssumeRoleWithWebIdentity` of the AWS Security Token Service. A pod of
/// Amazon EKS with a service account does so. The request is not signed.
///
/// The file is read each time, since another program renews it. It is read on the thread that loads the credentials.
#[derive(Clone, Debug)]
pub struct WebIdentity {
    client: Handle,
    role_arn: String,
    token_file: PathBuf,
    session_name: Option<String>,
    duration: Option<Duration>,
    environment: Environment,
}

impl WebIdentity {
    /// Creates a provider that assumes this role with the token in this file, with the transport, region and endpoints of `config`.
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
            environment: Environment::default(),
        }
    }

    /// Sets the name of the session. Default: `tinsmith-` and the time.
    #[must_use]
    pub fn session_name(mut self, name: impl Into<String>) -> Self {
        self.session_name = Some(name.into());
        self
    }

    /// Sets the validity of the credentials: at least 15 minutes, at most the role's maximum. Default: that of STS, an hour.
    #[must_use]
    pub fn duration(mut self, duration: Duration) -> Self {
        self.duration = Some(duration);
        self
    }

    /// Sets the environment whose file system has the token.
    pub(super) fn environment(mut self, environment: Environment) -> Self {
        self.environment = environment;
        self
    }

    async fn provide(&self) -> provider::Result {
        let role = Role::new(
            &**self.client.call().time(),
            &self.role_arn,
            self.session_name.as_deref(),
            self.duration,
        );
        let input = AssumeRoleWithWebIdentityInput {
            role_arn: role.arn,
            role_session_name: role.session_name,
            duration_seconds: role.duration_seconds,
            web_identity_token: self.token()?,
        };
        sts::credentials(&self.client, input, "web identity").await
    }

    fn token(&self) -> Result<String, CredentialsError> {
        let failed = |problem: &str| {
            let file = self.token_file.display();
            CredentialsError::provider_error(format!("web identity token {file}: {problem}"))
        };
        let text = self
            .environment
            .read(&self.token_file)
            .map_err(|error| failed(&format!("cannot be read: {error}")))?;
        match str::from_utf8(&text).map(str::trim) {
            Ok("") => Err(failed("the file is empty")),
            Ok(token) => Ok(token.to_owned()),
            Err(_) => Err(failed("the file is not UTF-8")),
        }
    }
}

impl ProvideCredentials for WebIdentity {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        provide(self.provide())
    }
}

/// The web identity of the environment: `AWS_WEB_IDENTITY_TOKEN_FILE`, `AWS_ROLE_ARN` and `AWS_ROLE_SESSION_NAME`. As with botocore, the
/// profile provides the two latter if the variables do not.
#[derive(Debug)]
pub(super) struct WebIdentityVariables {
    environment: Environment,
    profile: Profile,
    config: Config,
}

impl WebIdentityVariables {
    pub(super) fn new(environment: Environment, profile: Profile, config: Config) -> Self {
        Self {
            environment,
            profile,
            config,
        }
    }

    async fn lookup(&self) -> Result<Lookup, CredentialsError> {
        const TOKEN_FILE: &str = "AWS_WEB_IDENTITY_TOKEN_FILE";
        const ROLE_ARN: &str = "AWS_ROLE_ARN";
        let Some(token_file) = self.environment.path(TOKEN_FILE) else {
            return Ok(Lookup::Absent(self.environment.explain_absence(TOKEN_FILE)));
        };
        let Some(role_arn) = self.get(ROLE_ARN, "role_arn") else {
            let problem = format!(
                "{TOKEN_FILE} is set, but {}",
                self.environment.explain_absence(ROLE_ARN)
            );
            return Err(CredentialsError::invalid_configuration(problem));
        };
        let mut provider = WebIdentity::new(&self.config, role_arn, token_file);
        if let Some(name) = self.get("AWS_ROLE_SESSION_NAME", "role_session_name") {
            provider = provider.session_name(name);
        }
        let provider = provider.environment(self.environment.clone());
        provider.provide().await.map(Lookup::Found)
    }

    fn get(&self, variable: &str, key: &str) -> Option<String> {
        let variable = self.environment.get(variable).map(str::to_owned);
        variable.or_else(|| Some(self.profile.get(key)?.value))
    }
}

impl Source for WebIdentityVariables {
    fn find(&self) -> BoxFuture<'_, Result<Lookup, CredentialsError>> {
        Box::pin(self.lookup())
    }
}
