//! The steps of calls before their requests are assembled.

use super::{Auth, RustExpr};

/// A step of a call between the serialization of its input and the assembly of its request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PreflightPlan {
    /// The account id of the credentials becomes a parameter of the endpoint rules.
    AccountEndpoint,
    /// Another operation returns the endpoint.
    DiscoveredEndpoint {
        /// The Rust name of that operation's input.
        input: String,
        /// The members that identify the endpoint.
        identifiers: Vec<String>,
        /// The code of the error that shows that an endpoint is outdated.
        error: String,
    },
    /// The redirect of the service: an error names the region of the resource, which the request is sent to once more.
    RegionalRedirect {
        /// True if the operation creates the resource.
        creates_resource: bool,
    },
    /// The sessions of the service: another operation opens a session, whose credentials sign the request.
    SessionCredentials,
    /// A copy from another region needs a presigned URL of the same request there.
    RegionCopy {
        /// The field of the form with the source region, or with the ARN of the source.
        source: CopySource,
        /// The field of the form for the region of the request, if it is sent.
        destination: Option<String>,
        /// The field of the form for the URL.
        url: String,
    },
}

/// The field of the form that has the source region of a copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CopySource {
    /// A field with the name of the region.
    Region(String),
    /// A field with the ARN of the source.
    Arn(String),
}

/// The steps that several operations of a service share.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SharedPreflightsPlan {
    /// The redirect of requests, if an operation has one.
    pub regional_redirect: Option<RegionalRedirectPlan>,
    /// The credentials of sessions, if an operation needs them.
    pub session_credentials: Option<SessionCredentialsPlan>,
}

/// The redirect of requests to the region of their resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegionalRedirectPlan {
    /// The parameter of the endpoint rules that is the resource.
    pub parameter: String,
    /// The header of an error with the region.
    pub header: String,
    /// The element of an error's document with the region.
    pub element: String,
    /// The request that returns the region, if the service has one.
    pub lookup: Option<RegionLookupPlan>,
}

/// The sessions whose credentials sign requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionCredentialsPlan {
    /// The Rust name of the input of the operation that opens a session.
    pub input: String,
    /// The authentication scheme of endpoints that need a session.
    pub scheme: String,
    /// The parameter of the endpoint rules that is the resource.
    pub parameter: String,
    /// The header with the session token.
    pub header: String,
    /// The query parameter of presigned URLs with the session token.
    pub query_parameter: String,
}

/// The request that returns the region of a resource in the header of the redirect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegionLookupPlan {
    /// The name of the operation in the model.
    pub operation: String,
    /// The HTTP method.
    pub method: String,
    /// The path, behind the endpoint of the resource.
    pub path: String,
    /// The authentication scheme, unless it is the default.
    pub auth: Option<Auth>,
    /// The codes of the errors that mean another region.
    pub errors: Vec<String>,
}

/// The operation that opens sessions.
#[derive(Clone, Debug, PartialEq)]
pub struct SessionPlan {
    /// The field of the input for the resource.
    pub resource: String,
    /// The access key id in the output.
    pub access_key_id: RustExpr,
    /// The secret access key in the output.
    pub secret_access_key: RustExpr,
    /// The session token in the output.
    pub session_token: RustExpr,
    /// The end of the session in the output.
    pub expiration: RustExpr,
}

/// The first endpoint in the output of an operation that returns endpoints.
#[derive(Clone, Debug, PartialEq)]
pub struct DiscoveryPlan {
    /// The field of the input for the operation and the one for the identifiers, if it has both.
    pub request: Option<(String, String)>,
    /// The address of the endpoint.
    pub address: RustExpr,
    /// The time in minutes for which the endpoint is valid.
    pub cache_period: RustExpr,
}
