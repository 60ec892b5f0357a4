//! The errors of an event stream.

use http::{HeaderMap, StatusCode};

use super::frame::Frame;
use super::frame_headers::{EVENT_TYPE, EXCEPTION_TYPE, HeaderValue, MESSAGE_TYPE};
use crate::call::body_failure;
use crate::codec::ReadError;
use crate::error::{Error, ErrorCode, ErrorKind, request_id};
use crate::http::body_error::BodyError;
use crate::http::request_stream::RequestStream;
use crate::protocol::metadata::{ErrorMetadata, OperationMetadata};
use crate::protocol::response_reader::ResponseReader;
use crate::retry::classify;

const ERROR_CODE: &str = ":error-code";
const ERROR_MESSAGE: &str = ":error-message";

/// The properties of a stream's response that its errors carry.
#[derive(Debug)]
pub(super) struct StreamContext {
    operation: &'static OperationMetadata,
    status: u16,
    request_id: Option<String>,
    input: Option<RequestStream>,
    attempts: u32,
}

impl StreamContext {
    pub(super) fn new(
        operation: &'static OperationMetadata,
        response: &ResponseReader<'_>,
        attempts: u32,
    ) -> Self {
        Self {
            operation,
            status: response.status_code(),
            request_id: request_id(response.headers()),
            input: response.extension(),
            attempts,
        }
    }

    /// Returns the type of an event.
    ///
    /// # Errors
    ///
    /// The frame is an exception, an error, or none of the three.
    pub(super) fn event_type<'f>(
        &self,
        frame: &'f Frame,
        exceptions: &[(&str, &str)],
    ) -> Result<&'f str, Error> {
        match self.text(frame, MESSAGE_TYPE)? {
            "event" => self.text(frame, EVENT_TYPE),
            "exception" => {
                let exception = self.text(frame, EXCEPTION_TYPE)?;
                Err(self.exception(exception, frame, exceptions))
            }
            "error" => {
                let text = |name| match frame.header(name) {
                    Some(HeaderValue::Text(text)) => Some(text.to_owned()),
                    _ => None,
                };
                Err(self.error(text(ERROR_CODE), text(ERROR_MESSAGE), frame, None))
            }
            _ => Err(self.invalid("the header `:message-type` has an unknown value")),
        }
    }

    /// Creates the error of a body that ended early or holds an invalid frame. The failure of the input's stream is the cause if there is one.
    pub(super) fn broken(&self, error: BodyError) -> Error {
        let cause = self.input.as_ref().and_then(RequestStream::take_failure);
        self.describe(cause.unwrap_or_else(|| body_failure(error).error))
    }

    /// Creates the error of an event that does not match the model.
    pub(super) fn mismatch(&self, event_type: &str, error: ReadError) -> Error {
        // The path may have keys of maps, which may be sensitive.
        let error = match self.operation.sensitive_output {
            true => error.without_path(),
            false => error,
        };
        self.invalid(&format!("event `{event_type}`: {error}"))
    }

    /// Creates the error of an exception. The table has the code of each type that the model names.
    fn exception(&self, exception: &str, frame: &Frame, exceptions: &[(&str, &str)]) -> Error {
        let mut known = exceptions.iter();
        let code = known.find(|(name, _)| *name == exception);
        let code = code.map_or(exception, |(_, code)| code);
        let service = self.operation.service;
        let metadata = service.error(self.operation.name, code);
        let parsed = (service.protocol.parse_error)(&HeaderMap::new(), frame.payload());
        self.error(Some(code.to_owned()), parsed.message, frame, metadata)
    }

    fn error(
        &self,
        code: Option<String>,
        message: Option<String>,
        frame: &Frame,
        metadata: Option<&ErrorMetadata>,
    ) -> Error {
        let headers = HeaderMap::new();
        let modeled = metadata.map(|error| {
            let payload = frame.payload_bytes();
            let mut reader = ResponseReader::from_exception(self.status, &headers, payload);
            (error.read)(&mut reader, message.as_deref())
        });
        let retryable = classify(StatusCode::OK, code.as_deref(), metadata);
        let code = ErrorCode {
            code,
            message,
            ..ErrorCode::default()
        };
        let error = Error::service(code, modeled)
            .with_sensitive(metadata.is_some_and(|error| error.sensitive))
            .with_retryable(retryable);
        self.describe(error)
    }

    fn text<'f>(&self, frame: &'f Frame, name: &str) -> Result<&'f str, Error> {
        match frame.header(name) {
            Some(HeaderValue::Text(text)) => Ok(text),
            Some(_) => Err(self.invalid(&format!("the header `{name}` is not text"))),
            None => Err(self.invalid(&format!("the header `{name}` is missing"))),
        }
    }

    fn invalid(&self, problem: &str) -> Error {
        let message = format!("the event stream cannot be deserialized: {problem}");
        self.describe(Error::new(ErrorKind::InvalidResponse, message))
    }

    /// Adds the properties of the response to an error.
    fn describe(&self, error: Error) -> Error {
        error
            .with_operation(self.operation.name)
            .with_stream_head(self.status, self.request_id.as_deref())
            .with_attempts(self.attempts)
    }
}

/// Creates the error that a test scripts.
#[cfg(feature = "testing")]
pub(super) fn scripted(error: impl crate::protocol::metadata::ModeledError) -> Error {
    let (code, text) = (error.code(), error.to_string());
    let message = text.strip_prefix(code).unwrap_or(&text);
    let message = message.strip_prefix(": ").unwrap_or(message);
    let code = ErrorCode {
        code: Some(code.to_owned()),
        message: Some(message.to_owned()),
        ..ErrorCode::default()
    };
    Error::service(code, Some(Box::new(error)))
}
