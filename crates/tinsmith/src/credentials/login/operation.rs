//! The operation of AWS Sign-In that renews a token.

use crate::credentials::secret_body::SecretBody;
use crate::endpoint::partition_name;
use crate::protocol::REST_JSON_1;
use crate::protocol::service::{
    Auth, Operation, OperationMetadata, RequestWriter, ServiceMetadata,
};

/// The service that renews tokens.
pub(super) static SIGN_IN: ServiceMetadata = ServiceMetadata {
    protocol: &REST_JSON_1,
    name: "Signin",
    signing_name: "signin",
    endpoint_prefix: "signin",
    version: "2023-01-01",
    ..ServiceMetadata::DEFAULT
};

/// The domains of the service by partition, from the endpoint rule set that AWS publishes with its SDKs.
const DOMAINS: [(&str, &str); 8] = [
    ("aws", "signin.aws.amazon.com"),
    ("aws-cn", "signin.amazonaws.cn"),
    ("aws-eusc", "signin.amazonaws-eusc.eu"),
    ("aws-iso", "signin.c2shome.ic.gov"),
    ("aws-iso-b", "signin.sc2shome.sgov.gov"),
    ("aws-iso-e", "signin.csphome.adc-e.uk"),
    ("aws-iso-f", "signin.csphome.hci.ic.gov"),
    ("aws-us-gov", "signin.amazonaws-us-gov.com"),
];

/// The only domain for FIPS that the standard rule does not give, with its partition. One region has it without its own name.
const FIPS_DOMAIN: (&str, &str) = ("aws-us-gov", "signin-fips.amazonaws-us-gov.com");
const FIPS_DOMAIN_REGION: &str = "us-gov-west-1";

/// Returns the endpoint of a region, if it is not that of the standard rule, which endpoints for dual stack follow.
pub(super) fn endpoint(region: &str, use_fips: bool, use_dual_stack: bool) -> Option<String> {
    let partition = partition_name(region)?;
    let fips = [FIPS_DOMAIN];
    let domains = match (use_fips, use_dual_stack) {
        (false, false) => &DOMAINS[..],
        (true, false) => &fips,
        (_, true) => return None,
    };
    let (_, domain) = domains.iter().find(|(name, _)| *name == partition)?;
    if use_fips && region == FIPS_DOMAIN_REGION {
        return Some(format!("https://{domain}"));
    }
    Some(format!("https://{region}.{domain}"))
}

/// `CreateOAuth2Token`: other credentials for a refresh token.
#[derive(Clone, Default)]
pub(super) struct RefreshTokenInput {
    pub(super) client_id: String,
    pub(super) refresh_token: String,
    pub(super) grant_type: String,
    /// The proof that the client has the private key of the token, in the header `DPoP`.
    pub(super) proof: String,
}

crate::shape! { RefreshTokenInput {
    client_id: "clientId",
    refresh_token: "refreshToken",
    grant_type: "grantType",
} }

crate::debug! { RefreshTokenInput { client_id, refresh_token: redacted, grant_type, proof: redacted } }

impl Operation for RefreshTokenInput {
    type Output = SecretBody;
    const METADATA: &'static OperationMetadata = &OperationMetadata {
        service: &SIGN_IN,
        name: "CreateOAuth2Token",
        method: "POST",
        uri: "/v1/token",
        auth: Auth::None,
        bears_secret: true,
        sensitive_output: true,
        ..OperationMetadata::DEFAULT
    };

    fn write(&self, request: &mut RequestWriter<'_>) {
        request.secret_header("dpop", &self.proof);
        request.json(self);
    }
}

/// The output of `CreateOAuth2Token`.
#[derive(Default)]
pub(super) struct RefreshTokenOutput {
    pub(super) access_token: AccessToken,
    /// Seconds from now.
    pub(super) expires_in: i32,
    pub(super) refresh_token: String,
}

/// The credentials of an output.
#[derive(Default)]
pub(super) struct AccessToken {
    pub(super) access_key_id: String,
    pub(super) secret_access_key: String,
    pub(super) session_token: String,
}

crate::shape! { RefreshTokenOutput {
    access_token: "accessToken",
    expires_in: "expiresIn",
    refresh_token: "refreshToken",
} }
crate::shape! { AccessToken {
    access_key_id: "accessKeyId",
    secret_access_key: "secretAccessKey",
    session_token: "sessionToken",
} }
