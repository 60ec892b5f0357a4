//! What a generated crate tells the runtime about its service: plumbing that users of a client rarely need.

use std::any::Any;
use std::fmt;

use crate::endpoint::{ParamValue, RuleSet};
pub use crate::http::request::{
    EndpointParam, InvalidInput, RequestParts, RequestWriter, ToEndpointParam,
};
pub use crate::http::response::{HeaderEntries, ResponseReader};

/// What all operations of a service share.
#[derive(Clone, Copy, Debug)]
pub struct ServiceMetadata {
    /// The service's `sdkId`, as messages and the variable `AWS_ENDPOINT_URL_<ID>` name it: `Lex Runtime V2`.
    pub name: &'static str,
    /// The service's name in a signature's scope.
    pub signing_name: &'static str,
    /// The first label of the service's standard host name.
    pub endpoint_prefix: &'static str,
    /// The version of the service's interface: `2023-10-12`.
    pub version: &'static str,
    /// The rules that choose an endpoint; without them the standard regional host is used.
    pub endpoint_rules: Option<&'static RuleSet>,
    /// Headers that every request of the service carries.
    pub headers: &'static [(&'static str, &'static str)],
    /// The errors that the service's model names.
    pub errors: &'static [ErrorMetadata],
}

impl ServiceMetadata {
    /// Every field empty, for `..ServiceMetadata::DEFAULT`.
    pub const DEFAULT: Self = Self {
        name: "",
        signing_name: "",
        endpoint_prefix: "",
        version: "",
        endpoint_rules: None,
        headers: &[],
        errors: &[],
    };
}

/// What the runtime needs to know of an operation, beside its members.
#[derive(Clone, Copy, Debug)]
pub struct OperationMetadata {
    /// The service to which the operation belongs.
    pub service: &'static ServiceMetadata,
    /// The operation's name in the model: `ListBooks`.
    pub name: &'static str,
    /// The HTTP method.
    pub method: &'static str,
    /// The model's URI template, its constant query included: `/farms/{farmId}/x?foo=bar`.
    pub uri: &'static str,
    /// What goes before the endpoint's host: `management.`, `{label}.` or nothing.
    pub host_prefix: &'static str,
    /// How requests prove who sends them.
    pub auth: Auth,
    /// The checksum that requests carry.
    pub checksum: Checksum,
    /// Whether a large request body is compressed with gzip.
    pub compression: bool,
    /// Parameters of the endpoint rules that the model fixes for this operation.
    pub endpoint_params: &'static [(&'static str, ParamValue)],
    /// Whether the answer's body is handed to the caller unread.
    pub streaming_output: bool,
    /// Whether the request itself holds what opens doors to whoever sees it, such as a token: it is never sent in the clear but to this
    /// machine.
    pub bears_secret: bool,
    /// Whether the output may hold what must not be shown: errors then quote nothing of an answer that cannot be read.
    pub sensitive_output: bool,
}

impl OperationMetadata {
    /// A signed `GET /` of no service, for `..OperationMetadata::DEFAULT`.
    pub const DEFAULT: Self = Self {
        service: &ServiceMetadata::DEFAULT,
        name: "",
        method: "GET",
        uri: "/",
        host_prefix: "",
        auth: Auth::SigV4,
        checksum: Checksum::None,
        compression: false,
        endpoint_params: &[],
        streaming_output: false,
        bears_secret: false,
        sensitive_output: false,
    };
}

/// How requests of an operation prove who sends them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Auth {
    /// Signature Version 4 over the whole request.
    SigV4,
    /// Signature Version 4 that leaves the body out (`aws.auth#unsignedPayload`).
    SigV4UnsignedPayload,
    /// Signature Version 4 if there are credentials, else none (`smithy.api#optionalAuth`).
    SigV4Optional,
    /// A bearer token.
    Bearer,
    /// None.
    None,
}

/// The checksum that requests of an operation carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Checksum {
    /// None.
    None,
    /// `Content-MD5` (`smithy.api#httpChecksumRequired`).
    Md5,
    /// The tree hash of Amazon S3 Glacier, with the body's SHA-256.
    TreeHash,
}

/// An error that a service's model names.
#[derive(Clone, Copy)]
pub struct ErrorMetadata {
    /// The error's name on the wire: `ThrottlingException`.
    pub code: &'static str,
    /// Whether trying again may help.
    pub retry: Retryable,
    /// Reads the error's members from an answer.
    pub read: fn(&mut ResponseReader<'_>) -> Box<dyn ModeledError>,
}

impl fmt::Debug for ErrorMetadata {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ErrorMetadata")
            .field("code", &self.code)
            .field("retry", &self.retry)
            .finish_non_exhaustive()
    }
}

/// Whether trying again may help against an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retryable {
    /// It will not.
    No,
    /// The service failed for a moment.
    Transient,
    /// The service asks for fewer requests.
    Throttling,
}

/// An error of a service that its model names: implemented by a generated crate's `ServiceError`.
pub trait ModeledError: std::error::Error + Any + Send + Sync {
    /// The error's name on the wire: `ThrottlingException`.
    fn code(&self) -> &'static str;
}

/// A structure that is read from a whole answer: body, headers and status.
pub trait FromResponse {
    /// Reads the structure. What is wrong with the answer stays in `response`.
    fn from_response(response: &mut ResponseReader<'_>) -> Self;
}

/// An operation: implemented by its input structure.
pub trait Operation: Clone + fmt::Debug + Send + Sync + 'static {
    /// What the operation answers.
    type Output: FromResponse + Send + 'static;

    /// What the runtime needs to know beside the members.
    const METADATA: &'static OperationMetadata;

    /// Fills absent idempotency tokens. Called once a call, before [`write`](Self::write), so that all attempts carry the same token.
    fn prepare(&mut self, _token: &mut dyn FnMut() -> String) {}

    /// Writes the members where the model binds them. What is wrong with them stays in `request`.
    fn write(&self, request: &mut RequestWriter<'_>);
}

/// The message of a modeled error: a string that may be absent.
pub trait ErrorMessage {
    /// The message; empty if there is none.
    fn as_message(&self) -> &str;
}

impl ErrorMessage for String {
    fn as_message(&self) -> &str {
        self
    }
}

impl ErrorMessage for Option<String> {
    fn as_message(&self) -> &str {
        self.as_deref().unwrap_or_default()
    }
}

/// Writes an error as `code: message`, or its code alone.
///
/// # Errors
///
/// Those of the formatter.
pub fn write_error(f: &mut fmt::Formatter<'_>, code: &str, message: &str) -> fmt::Result {
    f.write_str(code)?;
    if message.is_empty() {
        Ok(())
    } else {
        write!(f, ": {message}")
    }
}

/// Stands in `Debug` for the value of a member that is a secret.
#[derive(Clone, Copy)]
pub struct Redacted;

impl fmt::Debug for Redacted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("**")
    }
}
