//! Credentials in environment variables.

use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;

use super::source::{Lookup, Source};
use super::validate::Part;
use crate::config::Environment;
use crate::time::BoxFuture;

/// `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN` (or the older `AWS_SECURITY_TOKEN`) and `AWS_ACCOUNT_ID`.
#[derive(Debug)]
pub(super) struct EnvironmentCredentials(Environment);

impl EnvironmentCredentials {
    pub(super) fn new(environment: Environment) -> Self {
        Self(environment)
    }

    pub(super) fn lookup(&self) -> Result<Lookup, CredentialsError> {
        const ID: &str = "AWS_ACCESS_KEY_ID";
        const SECRET: &str = "AWS_SECRET_ACCESS_KEY";
        let Some(access_key_id) = self.get(ID) else {
            return Ok(Lookup::Absent(self.0.explain_absence(ID)));
        };
        let Some(secret_access_key) = self.get(SECRET) else {
            let problem = format!("{ID} is set, but {}", self.0.explain_absence(SECRET));
            return Err(CredentialsError::invalid_configuration(problem));
        };
        let token = ["AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN"]
            .into_iter()
            .find_map(|name| Some((name, self.get(name)?)));
        let parts = [
            (Part::AccessKeyId, Some((ID, access_key_id))),
            (Part::SecretAccessKey, Some((SECRET, secret_access_key))),
            (Part::SessionToken, token),
        ];
        for (part, found) in parts {
            if let Some((name, value)) = found {
                part.validate(name, value)
                    .map_err(CredentialsError::invalid_configuration)?;
            }
        }
        let mut credentials = Credentials::builder()
            .provider_name("environment")
            .access_key_id(access_key_id)
            .secret_access_key(secret_access_key);
        credentials.set_session_token(token.map(|(_, token)| token.to_owned()));
        credentials.set_account_id(self.get("AWS_ACCOUNT_ID").map(Into::into));
        Ok(Lookup::Found(credentials.build()))
    }

    /// Returns a variable that is not blank.
    fn get(&self, name: &str) -> Option<&str> {
        let value = self.0.get(name)?;
        (!value.trim().is_empty()).then_some(value)
    }
}

impl Source for EnvironmentCredentials {
    fn find(&self) -> BoxFuture<'_, Result<Lookup, CredentialsError>> {
        Box::pin(std::future::ready(self.lookup()))
    }
}
