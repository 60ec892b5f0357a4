//! The metadata of the service and its operations, as the fields to print.

use super::ParamValue;

/// A field of the service's metadata that not every service sets.
#[derive(Clone, Debug, PartialEq)]
pub enum ServiceField {
    /// The service's name with which requests name their operation: `DynamoDB_20120810`.
    Target(String),
    /// The endpoint rule set.
    EndpointRules,
    /// The settings for parameters of the rules.
    ParameterSettings(Vec<ParameterSetting>),
    /// The headers of every request.
    Headers(Vec<(String, String)>),
    /// The modeled errors.
    Errors,
    /// The defaults of retries.
    Retries(RetryDefaults),
    /// Responses with a status of success may be errors, or incomplete.
    ClassifySuccess,
    /// The hash of the body, or a text that the signature does not cover it, is in a header of each signed request.
    BodyHashHeader,
    /// The runtime's defaults of all fields that are not set.
    Defaults,
}

/// A setting of the environment and the shared files for a boolean parameter of the endpoint rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParameterSetting {
    /// The parameter.
    pub parameter: String,
    /// The environment variable; empty if there is none.
    pub variable: String,
    /// The keys of the profile by precedence.
    pub keys: Vec<String>,
    /// The texts that the setting may have, with their values; empty if they are `true` and `false`.
    pub texts: Vec<(String, Option<bool>)>,
}

/// The defaults of a service's retries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryDefaults {
    /// The maximum number of attempts.
    pub max_attempts: u32,
    /// The longest delay before the first retry after a transient error, in milliseconds.
    pub initial_backoff_ms: u64,
}

/// A field of an operation's metadata that differs from the runtime's default.
#[derive(Clone, Debug, PartialEq)]
pub enum OperationField {
    /// The host prefix: `management.`.
    HostPrefix(String),
    /// The authentication scheme; the default is Signature Version 4.
    Auth(Auth),
    /// The checksum that the request carries.
    Checksum(Checksum),
    /// The checksums that requests and responses may have.
    HttpChecksum(HttpChecksum),
    /// The request's body is compressed.
    Compression,
    /// Parameters of the endpoint rule set that are fixed for the operation.
    EndpointParams(Vec<(String, ParamValue)>),
    /// The body of the response is passed to the caller as a stream.
    StreamingOutput,
    /// The first event of the response may hold members of the output.
    InitialResponse,
    /// The operation needs HTTP/2.
    Http2,
    /// A large stream waits for `100 Continue`.
    ExpectContinue,
    /// The operation waits for work, and programs call it in a loop. The timeout in the trait is not used: a caller sets the timeouts.
    LongPoll,
    /// The output may contain sensitive values at any depth.
    SensitiveOutput,
}

/// An authentication scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Auth {
    /// Signature Version 4 with credentials and a signed body: the default, which is a part of lists alone.
    SigV4,
    /// Signature Version 4 without the body.
    SigV4UnsignedPayload,
    /// Signature Version 4 if there are credentials.
    SigV4Optional,
    /// `aws.auth#sigv4` with `smithy.api#optionalAuth` and `aws.auth#unsignedPayload`.
    SigV4OptionalUnsignedPayload,
    /// A bearer token.
    Bearer,
    /// A user name and a password.
    Basic,
    /// An API key in a header.
    ApiKeyInHeader {
        /// The header's name.
        name: String,
        /// The scheme before the key; empty for the key alone.
        scheme: String,
    },
    /// An API key in a query parameter.
    ApiKeyInQuery {
        /// The parameter's name.
        name: String,
    },
    /// One of several schemes, in the order of preference.
    Choice(Vec<Auth>),
    /// One of several schemes or none, by the secrets that the caller has.
    OptionalChoice(Vec<Auth>),
    /// No authentication.
    None,
}

/// A checksum that a request carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checksum {
    /// `Content-MD5`.
    Md5,
    /// A SHA-256 tree hash.
    TreeHash,
}

/// The checksums that the requests and responses of an operation may have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HttpChecksum {
    /// The header with the algorithm of the request's checksum that the caller chooses.
    pub algorithm_header: Option<String>,
    /// True if each request has a checksum.
    pub is_required: bool,
    /// True if the body of the request is a stream.
    pub has_streaming_input: bool,
    /// The header that requests the checksum of the response.
    pub mode_header: Option<String>,
    /// The algorithms of the checksums of responses, as far as the runtime has them.
    pub response_algorithms: Vec<ChecksumAlgorithm>,
}

/// An algorithm of checksums.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChecksumAlgorithm {
    /// CRC-32.
    Crc32,
    /// CRC-32C.
    Crc32C,
    /// CRC-64/NVME.
    Crc64Nvme,
    /// SHA-1.
    Sha1,
    /// SHA-256.
    Sha256,
}

impl ChecksumAlgorithm {
    /// Returns the algorithm of a name in models, if the runtime has it.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "CRC32" => Some(Self::Crc32),
            "CRC32C" => Some(Self::Crc32C),
            "CRC64NVME" => Some(Self::Crc64Nvme),
            "SHA1" => Some(Self::Sha1),
            "SHA256" => Some(Self::Sha256),
            _ => None,
        }
    }
}
