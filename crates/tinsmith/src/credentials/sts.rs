//! The two operations of the AWS Security Token Service that load credentials.
//!
//! STS speaks the AWS query protocol: requests are forms, responses are XML.

use std::fmt;
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_credential_types::provider;
use aws_credential_types::provider::error::CredentialsError;

use super::expiration;
use super::secret_body::SecretBody;
use super::validate::validate_members;
use crate::call::Handle;
use crate::codec::xml::text_at;
use crate::config::Config;
use crate::endpoint::uri_encode;
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
    let builder = config.to_builder();
    let region = config.region().unwrap_or(REGION).to_owned();
    Handle::new(&builder.region(region).build(), &STS)
}

/// The parameters of a request, which may be secrets.
#[derive(Clone)]
pub(super) struct Form(String);

impl Form {
    /// Creates the parameters that both operations have. The default name of a session is `tinsmith-` and the time.
    pub(super) fn new<O: Operation>(
        time: &dyn Time,
        role_arn: &str,
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
        let action = O::METADATA.name;
        Self(format!("Action={action}&Version={}", STS.version))
            .with("RoleArn", Some(role_arn))
            .with("RoleSessionName", Some(session_name))
            .with(
                "DurationSeconds",
                duration.map(|duration| duration.as_secs()),
            )
    }

    /// Adds a parameter that has a value.
    pub(super) fn with(mut self, name: &str, value: Option<impl fmt::Display>) -> Self {
        if let Some(value) = value {
            self.0 += &format!("&{name}={}", uri_encode(&value.to_string()));
        }
        self
    }
}

/// `AssumeRole`: the temporary credentials of a role.
#[derive(Clone)]
pub(super) struct AssumeRoleInput(pub(super) Form);

/// `AssumeRoleWithWebIdentity`: the temporary credentials of a role for the bearer of a token of an identity provider, without a signature.
#[derive(Clone)]
pub(super) struct AssumeRoleWithWebIdentityInput(pub(super) Form);

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
                request.payload_text(&self.0.0, "application/x-www-form-urlencoded");
            }
        }

        impl fmt::Debug for $input {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct($name).finish_non_exhaustive()
            }
        }
    )*};
}

operations! {
    AssumeRoleInput: "AssumeRole", SigV4, false;
    AssumeRoleWithWebIdentityInput: "AssumeRoleWithWebIdentity", None, true;
}

/// Calls STS and returns the credentials of the response.
pub(super) async fn credentials<O: Operation<Output = SecretBody>>(
    client: &Handle,
    input: O,
    provider: &'static str,
) -> provider::Result {
    let response = client.call().send(input).await;
    let response = response.map_err(CredentialsError::provider_error)?;
    let name = O::METADATA.name;
    parse(&response.text(), name, provider)
        .map_err(|problem| CredentialsError::provider_error(format!("{name}: {problem}")))
}

fn parse(text: &str, operation: &str, provider: &'static str) -> Result<Credentials, String> {
    let response = format!("{operation}Response");
    let result = format!("{operation}Result");
    let find = |structure, name| text_at(text, &[&response, &result, structure, name]);
    let member = |name| find("Credentials", name).unwrap_or_default();
    let [access_key_id, secret_access_key, session_token, expires] = [
        "AccessKeyId",
        "SecretAccessKey",
        "SessionToken",
        "Expiration",
    ]
    .map(member);
    if expires.is_empty() {
        return Err("the response has no Expiration".to_owned());
    }
    let expiry = expiration::parse(&expires)
        .ok_or("the Expiration of the response is not an ISO 8601 time")?;
    validate_members([
        ("AccessKeyId", &access_key_id),
        ("SecretAccessKey", &secret_access_key),
        ("SessionToken", &session_token),
    ])?;
    let mut credentials = Credentials::builder()
        .provider_name(provider)
        .access_key_id(access_key_id)
        .secret_access_key(secret_access_key)
        .session_token(session_token)
        .expiry(expiry);
    // arn:aws:sts::123456789012:assumed-role/name/session
    let arn = find("AssumedRoleUser", "Arn").unwrap_or_default();
    let account = arn.split(':').nth(4).filter(|account| !account.is_empty());
    credentials.set_account_id(account.map(Into::into));
    Ok(credentials.build())
}
