//! The header `X-Amzn-Trace-Id`, by which AWS Lambda detects functions that call each other in a ring.

use http::header::{HeaderName, HeaderValue};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::Environment;

pub(crate) const TRACE_ID: HeaderName = HeaderName::from_static("x-amzn-trace-id");

const FUNCTION: &str = "AWS_LAMBDA_FUNCTION_NAME";
const VARIABLE: &str = "_X_AMZN_TRACE_ID";

/// The characters that are percent-encoded: all but those that botocore leaves.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'_')
    .remove(b'.')
    .remove(b'-')
    .remove(b'~')
    .remove(b'=')
    .remove(b';')
    .remove(b':')
    .remove(b'+')
    .remove(b'&')
    .remove(b'[')
    .remove(b']')
    .remove(b'{')
    .remove(b'}')
    .remove(b'"')
    .remove(b'\'')
    .remove(b',');

/// The source of the trace id.
#[derive(Clone, Debug)]
pub(crate) enum TraceId {
    /// The process, whose variable changes with each invocation of the function.
    Process,
    /// Variables that were passed by code.
    Fixed(Option<HeaderValue>),
}

impl TraceId {
    /// Returns the trace id of an environment, if the program is a Lambda function.
    pub(crate) fn from_environment(environment: &Environment, is_of_process: bool) -> Option<Self> {
        environment.get(FUNCTION)?;
        Some(match is_of_process {
            true => Self::Process,
            false => Self::Fixed(environment.get(VARIABLE).and_then(encode)),
        })
    }

    /// Returns the value of the header.
    pub(crate) fn header(&self) -> Option<HeaderValue> {
        match self {
            Self::Process => encode(std::env::var_os(VARIABLE)?.to_str()?),
            Self::Fixed(value) => value.clone(),
        }
    }
}

fn encode(id: &str) -> Option<HeaderValue> {
    if id.is_empty() {
        return None;
    }
    HeaderValue::try_from(utf8_percent_encode(id, ENCODED).to_string()).ok()
}
