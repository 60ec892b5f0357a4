//! The two operations of IAM Identity Center that load credentials.

use crate::protocol::service::{
    Auth, Operation, OperationMetadata, RequestWriter, ServiceMetadata,
};

use crate::credentials::secret_body::SecretBody;
use crate::protocol::REST_JSON_1;

/// The portal that provides credentials.
pub(super) static SSO: ServiceMetadata = ServiceMetadata {
    protocol: &REST_JSON_1,
    name: "SSO",
    signing_name: "awsssoportal",
    endpoint_prefix: "portal.sso",
    version: "2019-06-10",
    ..ServiceMetadata::DEFAULT
};

/// The service that renews tokens.
pub(super) static SSO_OIDC: ServiceMetadata = ServiceMetadata {
    protocol: &REST_JSON_1,
    name: "SSO OIDC",
    signing_name: "sso-oauth",
    endpoint_prefix: "oidc",
    version: "2019-06-10",
    ..ServiceMetadata::DEFAULT
};

/// `GetRoleCredentials`: temporary credentials of a role in an account.
#[derive(Clone)]
pub(super) struct GetRoleCredentialsInput {
    pub(super) account_id: String,
    pub(super) role_name: String,
    pub(super) access_token: String,
}

crate::debug! { GetRoleCredentialsInput { account_id, role_name, access_token: redacted } }

impl Operation for GetRoleCredentialsInput {
    type Output = SecretBody;
    const METADATA: &'static OperationMetadata = &OperationMetadata {
        service: &SSO,
        name: "GetRoleCredentials",
        uri: "/federation/credentials",
        auth: Auth::None,
        bears_secret: true,
        sensitive_output: true,
        ..OperationMetadata::DEFAULT
    };

    fn write(&self, request: &mut RequestWriter<'_>) {
        request.query("role_name", &self.role_name);
        request.query("account_id", &self.account_id);
        request.secret_header("x-amz-sso_bearer_token", &self.access_token);
    }
}

/// The output of `GetRoleCredentials`.
#[derive(Default)]
pub(super) struct GetRoleCredentialsOutput {
    pub(super) role_credentials: RoleCredentials,
}

/// The credentials of a role.
#[derive(Default)]
pub(super) struct RoleCredentials {
    pub(super) access_key_id: String,
    pub(super) secret_access_key: String,
    pub(super) session_token: String,
    /// Milliseconds since 1970.
    pub(super) expiration: i64,
}

crate::shape! { GetRoleCredentialsOutput { role_credentials: "roleCredentials" } }
crate::shape! { RoleCredentials {
    access_key_id: "accessKeyId",
    secret_access_key: "secretAccessKey",
    session_token: "sessionToken",
    expiration: "expiration",
} }

/// `CreateToken`: a new access token for a refresh token.
#[derive(Clone, Default)]
pub(super) struct CreateTokenInput {
    pub(super) client_id: String,
    pub(super) client_secret: String,
    pub(super) grant_type: String,
    pub(super) refresh_token: String,
}

crate::shape! { CreateTokenInput {
    client_id: "clientId",
    client_secret: "clientSecret",
    grant_type: "grantType",
    refresh_token: "refreshToken",
} }

crate::debug! { CreateTokenInput {
    client_id: redacted, client_secret: redacted, grant_type, refresh_token: redacted
} }

impl Operation for CreateTokenInput {
    type Output = SecretBody;
    const METADATA: &'static OperationMetadata = &OperationMetadata {
        service: &SSO_OIDC,
        name: "CreateToken",
        method: "POST",
        uri: "/token",
        auth: Auth::None,
        bears_secret: true,
        sensitive_output: true,
        ..OperationMetadata::DEFAULT
    };

    fn write(&self, request: &mut RequestWriter<'_>) {
        request.json(self);
    }
}

/// The output of `CreateToken`.
#[derive(Default)]
pub(super) struct CreateTokenOutput {
    pub(super) access_token: String,
    /// Seconds from now.
    pub(super) expires_in: i32,
    pub(super) refresh_token: Option<String>,
}

crate::shape! { CreateTokenOutput {
    access_token: "accessToken",
    expires_in: "expiresIn",
    refresh_token: "refreshToken",
} }
