//! The interface between the runtime and generated code: plumbing that users of a client rarely need.

use std::fmt;

pub use super::auth::{Auth, AuthChoice, AuthContext, AuthSchemes, OptionalAuthSchemes};
#[cfg(feature = "event-stream")]
pub use super::metadata::ReceiveInitialResponse;
#[cfg(feature = "xml")]
pub use super::metadata::SuccessBody;
pub use super::metadata::{ErrorMetadata, ModeledError, OperationMetadata, ServiceMetadata};
pub use super::request::{
    EndpointParam, InvalidInput, IsEmpty, RequestParts, RequestWriter, ToEndpointParam,
};
pub use super::response_reader::{HeaderEntries, ResponseReader};
#[cfg(feature = "checksums")]
pub use crate::checksum::HttpChecksum;
use crate::codec::text::StringShape;
use crate::error::OneLine;
pub use crate::error::Retryable;
pub use crate::retry::RetryDefaults;
pub use crate::sign::checksum::Checksum;
pub use crate::sign::http_auth::{
    ApiKeyInHeader, ApiKeyInQuery, BasicAuth, BearerAuth, HttpAuth, HttpSecrets,
};

/// An operation: implemented by its input structure.
pub trait Operation: Clone + fmt::Debug + Send + Sync + 'static {
    /// The output of the operation.
    type Output: FromResponse + Send + 'static;

    /// The metadata of the operation.
    const METADATA: &'static OperationMetadata;

    /// Fills absent members that have a default, such as idempotency tokens, and converts members whose form in requests differs from that in outputs.
    /// Called once per call, before `write`, so that all attempts send the same token.
    fn fill_defaults(&mut self, _token: &mut dyn FnMut() -> String) {}

    /// Serializes the members where the model binds them. Invalid members are collected in `request`.
    fn write(&self, request: &mut RequestWriter<'_>);
}

/// A structure that is deserialized from a whole response: body, headers and status.
pub trait FromResponse {
    /// Deserializes the structure. The first error stays in `response`.
    fn from_response(response: &mut ResponseReader<'_>) -> Self;
}

/// The message of a modeled error: a string or an enum of strings, which may be absent.
pub trait ErrorMessage {
    /// Returns the message; empty if there is none.
    fn as_message(&self) -> &str;

    /// Sets the message if there is none.
    fn fill(&mut self, message: &str);
}

impl<T: StringShape> ErrorMessage for T {
    fn as_message(&self) -> &str {
        self.as_ref()
    }

    fn fill(&mut self, message: &str) {
        if self.as_message().is_empty() {
            *self = Self::from(message);
        }
    }
}

impl<T: ErrorMessage + Default> ErrorMessage for Option<T> {
    fn as_message(&self) -> &str {
        self.as_ref().map_or("", T::as_message)
    }

    fn fill(&mut self, message: &str) {
        self.get_or_insert_default().fill(message);
    }
}

/// Deserializes a modeled error. Where its body has the message under another name than the model's, `message` fills it in.
pub fn read_error<E: FromResponse>(
    response: &mut ResponseReader<'_>,
    message: Option<&str>,
    message_of: fn(&mut E) -> Option<&mut dyn ErrorMessage>,
) -> E {
    let mut error = E::from_response(response);
    if let (Some(message), Some(field)) = (message, message_of(&mut error)) {
        field.fill(message);
    }
    error
}

/// Writes an error as `code: message`, or its code alone.
///
/// # Errors
///
/// The errors are those of the formatter.
pub fn write_error(f: &mut fmt::Formatter<'_>, code: &str, message: &str) -> fmt::Result {
    f.write_str(code)?;
    if message.is_empty() {
        Ok(())
    } else {
        write!(f, ": {}", OneLine(message))
    }
}

/// The text that `Debug` shows in place of the value of a sensitive member.
#[derive(Clone, Copy)]
pub struct RedactedValue;

impl fmt::Debug for RedactedValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("**")
    }
}
