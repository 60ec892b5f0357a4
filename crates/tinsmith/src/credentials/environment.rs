//! Credentials in environment variables.

use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;

use super::chain::{Looked, Source};
use crate::config::Environment;
use crate::time::BoxFuture;

/// `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN` and `AWS_ACCOUNT_ID`.
#[derive(Debug)]
pub(super) struct EnvironmentVariables(Environment);

impl EnvironmentVariables {
    pub(super) fn new(environment: Environment) -> Self {
        Self(environment)
    }

    fn read(&self) -> Result<Looked, CredentialsError> {
        let Some(access_key_id) = self.0.get("AWS_ACCESS_KEY_ID") else {
            return Ok(Looked::Nothing("AWS_ACCESS_KEY_ID is not set".into()));
        };
        let Some(secret_access_key) = self.0.get("AWS_SECRET_ACCESS_KEY") else {
            let problem = "AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not";
            return Err(CredentialsError::invalid_configuration(problem));
        };
        let mut credentials = Credentials::builder()
            .provider_name("environment")
            .access_key_id(access_key_id)
            .secret_access_key(secret_access_key);
        credentials.set_session_token(self.0.get("AWS_SESSION_TOKEN").map(str::to_owned));
        credentials.set_account_id(self.0.get("AWS_ACCOUNT_ID").map(Into::into));
        Ok(Looked::Found(credentials.build()))
    }
}

impl Source for EnvironmentVariables {
    fn look(&self) -> BoxFuture<'_, Result<Looked, CredentialsError>> {
        Box::pin(std::future::ready(self.read()))
    }
}
