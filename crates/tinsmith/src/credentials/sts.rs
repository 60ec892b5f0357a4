//! The two operations of the AWS Security Token Service that load credentials.
//!
//! STS speaks the AWS query protocol: requests are forms, responses are XML.

use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_credential_types::provider;
use aws_credential_types::provider::error::CredentialsError;

use super::expiration;
use super::regional_client::regional_client;
use super::secret_body::SecretBody;
use super::validate::validate_members;
use crate::call::Handle;
use crate::codec::form;
use crate::config::Config;
use crate::protocol::AWS_QUERY;
use crate::protocol::service::{
    Auth, FromResponse, Operation, OperationMetadata, RequestWriter, ResponseReader,
    ServiceMetadata,
};
use crate::time::Time;

static STS: ServiceMetadata = ServiceMetadata {
    protocol: &AWS_QUERY,
    name: "STS",
    signing_name: "sts",
    endpoint_prefix: "sts",
    version: "2011-06-15",
    errors: StsError::METADATA,
    ..ServiceMetadata::DEFAULT
};

/// The error that is retried although its status is that of a client error: STS did not reach the identity provider.
#[derive(Debug)]
enum StsError {
    IdpCommunicationError(IdpCommunicationError),
}

crate::service_errors! { StsError {
    IdpCommunicationError: "IDPCommunicationError" transient without_message,
} }

#[derive(Debug, Default)]
struct IdpCommunicationError;

crate::serde_view! { IdpCommunicationError {} }

impl FromResponse for IdpCommunicationError {
    fn from_response(_response: &mut ResponseReader<'_>) -> Self {
        Self
    }
}

/// The region of STS if none is set.
const REGION: &str = "us-east-1";

/// Returns a client of STS with these settings.
pub(super) fn client(config: &Config) -> Handle {
    let region = config.region().unwrap_or(REGION).to_owned();
    regional_client(&config.to_builder().region(region).build(), &STS)
}

/// The members that the inputs of both operations have.
pub(super) struct Role {
    pub(super) arn: String,
    pub(super) session_name: String,
    pub(super) duration_seconds: Option<i32>,
}

impl Role {
    /// Creates the members. The default name of a session is `tinsmith-` and the time.
    pub(super) fn new(
        time: &dyn Time,
        arn: &str,
        session_name: Option<&str>,
        duration: Option<Duration>,
    ) -> Self {
        let session_name = session_name.map_or_else(
            || {
                let since_1970 = time.now().duration_since(SystemTime::UNIX_EPOCH);
                format!("tinsmith-{}", since_1970.unwrap_or_default().as_secs())
            },
            str::to_owned,
        );
        let seconds = |duration: Duration| duration.as_secs().try_into().unwrap_or(i32::MAX);
        Self {
            arn: arn.to_owned(),
            session_name,
            duration_seconds: duration.map(seconds),
        }
    }
}

/// `AssumeRole`: the temporary credentials of a role.
#[derive(Clone, Default)]
pub(super) struct AssumeRoleInput {
    pub(super) role_arn: String,
    pub(super) role_session_name: String,
    pub(super) duration_seconds: Option<i32>,
    pub(super) external_id: Option<String>,
    pub(super) serial_number: Option<String>,
    pub(super) token_code: Option<String>,
}

crate::shape! { AssumeRoleInput {
    role_arn: "RoleArn",
    role_session_name: "RoleSessionName",
    duration_seconds: "DurationSeconds",
    external_id: "ExternalId",
    serial_number: "SerialNumber",
    token_code: "TokenCode",
} }

crate::debug! { AssumeRoleInput {
    role_arn, role_session_name, duration_seconds, external_id: redacted, serial_number, token_code: redacted
} }

/// `AssumeRoleWithWebIdentity`: the temporary credentials of a role for the bearer of a token of an identity provider, without a signature.
#[derive(Clone, Default)]
pub(super) struct AssumeRoleWithWebIdentityInput {
    pub(super) role_arn: String,
    pub(super) role_session_name: String,
    pub(super) duration_seconds: Option<i32>,
    pub(super) web_identity_token: String,
}

crate::shape! { AssumeRoleWithWebIdentityInput {
    role_arn: "RoleArn",
    role_session_name: "RoleSessionName",
    duration_seconds: "DurationSeconds",
    web_identity_token: "WebIdentityToken",
} }

crate::debug! { AssumeRoleWithWebIdentityInput {
    role_arn, role_session_name, duration_seconds, web_identity_token: redacted
} }

macro_rules! operations {
    ($($input:ident: $name:literal, $auth:ident, $bears_secret:literal;)*) => {$(
        impl Operation for $input {
            type Output = SecretBody;
            const METADATA: &'static OperationMetadata = &OperationMetadata {
                service: &STS,
                name: $name,
                method: "POST",
                auth: Auth::$auth,
                bears_secret: $bears_secret,
                sensitive_output: true,
                ..OperationMetadata::DEFAULT
            };

            fn write(&self, request: &mut RequestWriter<'_>) {
                request.aws_form(self);
            }
        }
    )*};
}

operations! {
    AssumeRoleInput: "AssumeRole", SigV4, false;
    AssumeRoleWithWebIdentityInput: "AssumeRoleWithWebIdentity", None, true;
}

/// The output of both operations, as far as it is needed.
#[derive(Default)]
struct AssumeRoleOutput {
    credentials: RoleCredentials,
    assumed_role_user: AssumedRoleUser,
}

#[derive(Default)]
struct RoleCredentials {
    access_key_id: String,
    secret_access_key: String,
    session_token: String,
    /// A text, so that it is parsed as that of the other sources of credentials.
    expiration: String,
}

#[derive(Default)]
struct AssumedRoleUser {
    arn: String,
}

crate::shape! { AssumeRoleOutput {
    credentials: "Credentials",
    assumed_role_user: "AssumedRoleUser",
} }
crate::shape! { RoleCredentials {
    access_key_id: "AccessKeyId",
    secret_access_key: "SecretAccessKey",
    session_token: "SessionToken",
    expiration: "Expiration",
} }
crate::shape! { AssumedRoleUser { arn: "Arn" } }

/// Calls STS and returns the credentials of the response.
pub(super) async fn credentials<O: Operation<Output = SecretBody>>(
    client: &Handle,
    input: O,
    provider: &'static str,
) -> provider::Result {
    let response = client.call().send(input).await;
    let response = response.map_err(CredentialsError::provider_error)?;
    let name = O::METADATA.name;
    parse(response.bytes(), name, provider)
        .map_err(|problem| CredentialsError::provider_error(format!("{name}: {problem}")))
}

fn parse(body: &[u8], operation: &str, provider: &'static str) -> Result<Credentials, String> {
    let result = format!("{operation}Result");
    let output: AssumeRoleOutput = form::from_element(body, &[&result])
        .map_err(|error| format!("invalid response: {}", error.without_path()))?;
    let found = output.credentials;
    if found.expiration.is_empty() {
        return Err("the response has no Expiration".to_owned());
    }
    let expiry = expiration::parse(&found.expiration)
        .ok_or("the Expiration of the response is not an ISO 8601 time")?;
    validate_members([
        ("AccessKeyId", &found.access_key_id),
        ("SecretAccessKey", &found.secret_access_key),
        ("SessionToken", &found.session_token),
    ])?;
    let mut credentials = Credentials::builder()
        .provider_name(provider)
        .access_key_id(found.access_key_id)
        .secret_access_key(found.secret_access_key)
        .session_token(found.session_token)
        .expiry(expiry);
    // arn:aws:sts::123456789012:assumed-role/name/session
    let account = output.assumed_role_user.arn.split(':').nth(4);
    let account = account.filter(|account| !account.is_empty());
    credentials.set_account_id(account.map(Into::into));
    Ok(credentials.build())
}
