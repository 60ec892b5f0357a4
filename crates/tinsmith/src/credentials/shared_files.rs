//! Static keys in the shared files.

use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;

use super::chain::{Looked, Source};
use crate::profile::{Found, Profile};
use crate::time::BoxFuture;

const ACCESS_KEY_ID: &str = "aws_access_key_id";

/// Keys with which a profile says that its credentials come from elsewhere, whatever static keys it has besides.
const ELSEWHERE: [&str; 5] = [
    "role_arn",
    "web_identity_token_file",
    "sso_session",
    "sso_start_url",
    "credential_process",
];

/// `aws_access_key_id`, `aws_secret_access_key`, `aws_session_token` and `aws_account_id` of a profile.
#[derive(Debug)]
pub(super) struct SharedFiles(Profile);

impl SharedFiles {
    pub(super) fn new(profile: Profile) -> Self {
        Self(profile)
    }

    fn read(&self) -> Result<Looked, CredentialsError> {
        if let Some(found) = ELSEWHERE.iter().find_map(|key| self.0.get(key)) {
            let problem = format!("credentials by way of {} are not supported", found.origin);
            return Err(CredentialsError::invalid_configuration(problem));
        }
        // Keys of one file are never mixed with those of the other.
        let in_credentials_file = |key: &str| self.0.get_from_credentials(key);
        let in_config_file = |key: &str| self.0.get_from_config(key);
        match in_credentials_file(ACCESS_KEY_ID) {
            Some(found) => keys(found, in_credentials_file),
            None => match in_config_file(ACCESS_KEY_ID) {
                Some(found) => keys(found, in_config_file),
                None => Ok(Looked::Nothing(format!(
                    "{} has no {ACCESS_KEY_ID}",
                    self.0.places()
                ))),
            },
        }
    }
}

/// The keys that go with an access key id.
fn keys(
    access_key_id: Found,
    get: impl Fn(&str) -> Option<Found>,
) -> Result<Looked, CredentialsError> {
    let Some(secret_access_key) = get("aws_secret_access_key") else {
        let problem = format!(
            "{} is there, but aws_secret_access_key is not",
            access_key_id.origin
        );
        return Err(CredentialsError::invalid_configuration(problem));
    };
    let mut credentials = Credentials::builder()
        .provider_name("shared files")
        .access_key_id(access_key_id.value)
        .secret_access_key(secret_access_key.value);
    credentials.set_session_token(get("aws_session_token").map(|found| found.value));
    credentials.set_account_id(get("aws_account_id").map(|found| found.value.into()));
    Ok(Looked::Found(credentials.build()))
}

impl Source for SharedFiles {
    fn look(&self) -> BoxFuture<'_, Result<Looked, CredentialsError>> {
        Box::pin(std::future::ready(self.read()))
    }
}
