//! The metadata of services, operations and errors that a generated crate holds, and of the protocol that they name.

use std::any::Any;
use std::fmt;

use http::HeaderMap;
#[cfg(feature = "event-stream")]
use http::Response;

use super::auth::Auth;
use super::response_reader::ResponseReader;
#[cfg(feature = "checksums")]
use crate::checksum::HttpChecksum;
use crate::endpoint::{ParamValue, ParameterSetting, RuleSet};
use crate::error::{ErrorCode, Retryable};
#[cfg(feature = "event-stream")]
use crate::http::body::Body;
#[cfg(feature = "event-stream")]
use crate::http::body_error::BodyError;
use crate::retry::RetryDefaults;
use crate::sign::checksum::Checksum;
#[cfg(feature = "event-stream")]
use crate::time::BoxFuture;

/// A protocol: the rules that the requests and responses of all services that speak it have in common.
///
/// Generated code decides the location of members; the codec decides their bytes. For every protocol, the method and the path of a
/// request are in [`OperationMetadata`].
pub struct Protocol {
    /// The name of the protocol's trait, without its namespace.
    pub name: &'static str,
    /// The media type of a request's body that a codec serialized.
    pub(crate) content_type: &'static str,
    /// The body of a request whose payload is a structure that is absent.
    pub(crate) absent_structure: &'static [u8],
    /// Adds the headers that every request of the protocol carries.
    pub(crate) begin_request: fn(&OperationMetadata, &mut HeaderMap),
    /// Reads code and message of an error response from its headers and its body.
    pub(crate) parse_error: fn(&HeaderMap, &[u8]) -> ErrorCode,
}

impl Protocol {
    /// The protocol of a service that names none: nothing is added to a request, and errors have no code.
    const NONE: &Self = &Self {
        name: "",
        content_type: "application/octet-stream",
        absent_structure: b"",
        begin_request: |_operation, _headers| {},
        parse_error: |_headers, _body| ErrorCode::default(),
    };
}

impl fmt::Debug for Protocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Protocol").field(&self.name).finish()
    }
}

/// The metadata of a service.
#[derive(Clone, Copy, Debug)]
pub struct ServiceMetadata {
    /// The protocol of requests and responses.
    pub protocol: &'static Protocol,
    /// The service's name in the header `X-Amz-Target`, with which the requests of some protocols name their operation.
    pub target: &'static str,
    /// The service's `sdkId`, as messages and the variable `AWS_ENDPOINT_URL_<ID>` name it: `Lex Runtime V2`.
    pub name: &'static str,
    /// The service's name in a signature's scope.
    pub signing_name: &'static str,
    /// The first label of the service's standard regional host name. Empty if the service has none: then, unless there are
    /// [rules](Self::endpoint_rules), the caller must set an endpoint.
    pub endpoint_prefix: &'static str,
    /// The version of the service's interface: `2023-10-12`.
    pub version: &'static str,
    /// The endpoint rule set; without one the standard regional host is used.
    pub endpoint_rules: Option<&'static RuleSet>,
    /// The settings for parameters of the rules, which are read with the features `checksums` and `environment`.
    pub parameter_settings: &'static [ParameterSetting],
    /// The headers that every request of the service carries.
    pub headers: &'static [(&'static str, &'static str)],
    /// The modeled errors.
    pub errors: &'static [ErrorMetadata],
    /// The defaults of retries.
    pub retries: RetryDefaults,
    /// The function that classifies the body of a response with a status of success, if the service responds to some operations with an error
    /// and such a status.
    #[cfg(feature = "xml")]
    pub classify_success: Option<fn(&[u8]) -> SuccessBody>,
    /// True if signed requests have the hash of their body in the header `x-amz-content-sha256`, or `UNSIGNED-PAYLOAD` if the signature does not cover the
    /// body, and presigned URLs do not cover the body.
    #[cfg(feature = "checksums")]
    pub body_hash_header: bool,
}

/// The content of a response with a status of success.
#[cfg(feature = "xml")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SuccessBody {
    /// An output, or a part of one.
    Output,
    /// An error.
    Error,
    /// A document whose end is missing.
    CutShort,
}

impl ServiceMetadata {
    /// Every field empty and the retries of most services, for `..ServiceMetadata::DEFAULT`.
    pub const DEFAULT: Self = Self {
        protocol: Protocol::NONE,
        target: "",
        name: "",
        signing_name: "",
        endpoint_prefix: "",
        version: "",
        endpoint_rules: None,
        parameter_settings: &[],
        headers: &[],
        errors: &[],
        retries: RetryDefaults::STANDARD,
        #[cfg(feature = "xml")]
        classify_success: None,
        #[cfg(feature = "checksums")]
        body_hash_header: false,
    };

    /// Returns the modeled error that an operation returns with a code.
    pub(crate) fn error(&self, operation: &str, code: &str) -> Option<&'static ErrorMetadata> {
        let mut errors = self.errors.iter();
        errors.find(|error| {
            let operations = error.operations;
            error.code == code && (operations.is_empty() || operations.contains(&operation))
        })
    }
}

/// The metadata of an operation.
#[derive(Clone, Copy, Debug)]
pub struct OperationMetadata {
    /// The service of the operation: the `static` with which the clients are created, because a client recognizes its service by the address.
    pub service: &'static ServiceMetadata,
    /// The operation's name in the model: `ListBooks`.
    pub name: &'static str,
    /// The HTTP method.
    pub method: &'static str,
    /// The model's URI template, its constant query included: `/farms/{farmId}/x?foo=bar`. Without a path, that of the endpoint is the whole path.
    pub uri: &'static str,
    /// The host prefix: `management.`, `{label}.` or empty.
    pub host_prefix: &'static str,
    /// The authentication scheme.
    pub auth: Auth,
    /// The checksum that requests carry, if any: of one algorithm, which needs no feature.
    pub checksum: Option<Checksum>,
    /// The checksums that requests and responses may have, if the operation supports a choice.
    #[cfg(feature = "checksums")]
    pub http_checksum: Option<HttpChecksum>,
    /// True if a large request body is compressed with gzip.
    pub compression: bool,
    /// The parameters of the endpoint rule set to which the model gives a fixed value for this operation.
    pub endpoint_params: &'static [(&'static str, ParamValue)],
    /// True if the body of the response is handed to the caller as a stream.
    pub streaming_output: bool,
    /// The function that takes the members of the output from the first event of the response, if they are there.
    #[cfg(feature = "event-stream")]
    pub initial_response: Option<ReceiveInitialResponse>,
    /// True if the event streams of the operation need HTTP/2.
    pub http2: bool,
    /// True if a large stream waits for the interim response `100 Continue`.
    pub expect_continue: bool,
    /// True if the operation waits for work, and programs call it in a loop: without quota for a retry, an error is returned after the delay of the
    /// retry.
    pub long_poll: bool,
    /// True if the request itself holds a secret, such as a token: it is sent in plaintext to the loopback interface only.
    pub bears_secret: bool,
    /// True if the output may hold sensitive members: errors then quote nothing of a response that cannot be deserialized.
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
        checksum: None,
        #[cfg(feature = "checksums")]
        http_checksum: None,
        compression: false,
        endpoint_params: &[],
        streaming_output: false,
        #[cfg(feature = "event-stream")]
        initial_response: None,
        http2: false,
        expect_continue: false,
        long_poll: false,
        bears_secret: false,
        sensitive_output: false,
    };
}

/// A function that moves the initial response from the body of a response to its extensions.
#[cfg(feature = "event-stream")]
pub type ReceiveInitialResponse = fn(&mut Response<Body>) -> BoxFuture<'_, Result<(), BodyError>>;

/// The metadata of a modeled error.
#[derive(Clone, Copy)]
pub struct ErrorMetadata {
    /// The error's name on the wire: `ThrottlingException`.
    pub code: &'static str,
    /// The retry class.
    pub retry: Retryable,
    /// True if the message must not be printed.
    pub sensitive: bool,
    /// The names of the operations that return the error. Empty: every operation that no earlier error with the same code names.
    pub operations: &'static [&'static str],
    /// Deserializes the error from a response, with the message that its body has under any of the usual names.
    pub read: fn(&mut ResponseReader<'_>, Option<&str>) -> Box<dyn ModeledError>,
}

impl fmt::Debug for ErrorMetadata {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ErrorMetadata")
            .field("code", &self.code)
            .field("retry", &self.retry)
            .field("sensitive", &self.sensitive)
            .finish_non_exhaustive()
    }
}

/// A modeled error: implemented by a generated crate's `ServiceError`.
pub trait ModeledError: std::error::Error + Any + Send + Sync {
    /// Returns the error's name on the wire: `ThrottlingException`.
    fn code(&self) -> &'static str;

    /// Returns the status of the error in the model. It is for tests, and therefore no method of `dyn ModeledError`, which programs link.
    fn status(&self) -> u16
    where
        Self: Sized,
    {
        400
    }
}
