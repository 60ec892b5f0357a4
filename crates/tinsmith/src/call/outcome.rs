//! The outcome of an attempt: a response without an error, or a failure.

use std::fmt::Display;

use aws_credential_types::Credentials;
use http::{HeaderMap, Response, StatusCode};

use super::compression::content_encoding;
use super::test_seam;
use crate::Body;
use crate::error::{Error, ErrorKind};
use crate::http::response::ResponseReader;
use crate::protocol::metadata::{ErrorMetadata, OperationMetadata, Retryable};
use crate::protocol::service::FromResponse;
use crate::retry::{AttemptFailure, classify};

/// A response without an error.
#[derive(Debug)]
pub(super) struct SuccessResponse {
    response: Response<Body>,
    attempts: u32,
}

/// A failed attempt.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) error: Error,
    pub(super) retryable: Retryable,
    /// True if the attempt was signed with a wrong time, which is corrected by now.
    pub(super) clock_corrected: bool,
    /// The credentials that the service rejected, if the client may have others.
    pub(super) rejected_credentials: Option<Box<Credentials>>,
}

impl Failure {
    pub(super) fn new(error: Error, retryable: Retryable) -> Self {
        Self {
            error: error.with_retryable(retryable),
            retryable,
            clock_corrected: false,
            rejected_credentials: None,
        }
    }

    /// Creates a failure that no further attempt would change.
    pub(super) fn fatal(error: Error) -> Self {
        Self::new(error, Retryable::No)
    }

    /// Returns what the decision about a retry depends on.
    pub(super) fn for_retries(&self) -> AttemptFailure {
        AttemptFailure {
            retryable: self.retryable,
            retry_after: self.error.retry_after(),
            clock_corrected: self.clock_corrected,
            credentials_rejected: self.rejected_credentials.is_some(),
        }
    }
}

impl SuccessResponse {
    pub(super) fn new(response: Response<Body>, attempts: u32) -> Self {
        Self { response, attempts }
    }

    pub(super) fn status(&self) -> StatusCode {
        self.response.status()
    }

    pub(super) fn headers(&self) -> &HeaderMap {
        self.response.headers()
    }

    pub(super) fn attempts(&self) -> u32 {
        self.attempts
    }

    /// Deserializes the output of the operation.
    pub(super) fn deserialize<T: FromResponse + 'static>(
        self,
        operation: &'static OperationMetadata,
    ) -> Result<T, Error> {
        if let Some(output) = test_seam::typed_output(self.response.extensions()) {
            return output.map_err(|problem| self.invalid(operation, &problem));
        }
        let mut reader = reader(&self.response);
        let output = T::from_response(&mut reader);
        match reader.finish() {
            Ok(()) => Ok(output),
            Err(error) => Err(self.invalid(operation, &error)),
        }
    }

    /// Creates the error of a response that does not match the model.
    fn invalid(&self, operation: &'static OperationMetadata, problem: &dyn Display) -> Error {
        let message = format!("the response cannot be deserialized: {problem}");
        let error = Error::new(ErrorKind::BadResponse, message).with_operation(operation.name);
        describe(error, operation, &self.response).with_attempts(self.attempts)
    }
}

/// Parses an error response, whose body is in memory.
pub(super) fn parse_failure(
    operation: &'static OperationMetadata,
    response: &Response<Body>,
    attempts: u32,
) -> Failure {
    let status = response.status();
    let body = response.body().as_bytes().map(AsRef::as_ref);
    let service = operation.service;
    let parsed = (service.protocol.parse_error)(response.headers(), body.unwrap_or_default());
    let metadata = service
        .errors
        .iter()
        .find(|error| Some(error.code) == parsed.code.as_deref());
    let retryable = classify(status, parsed.code.as_deref(), metadata);
    let is_sensitive = metadata.is_some_and(|error| error.sensitive);
    let modeled = test_seam::typed_error(response.extensions()).or_else(|| {
        let deserialize =
            |error: &ErrorMetadata| (error.read)(&mut reader(response), parsed.message.as_deref());
        metadata.map(deserialize)
    });
    // Without a code or a message, the body may tell more.
    let is_complete = parsed.code.is_some() && (parsed.message.is_some() || metadata.is_some());
    let error = if parsed.code.is_none() && parsed.message.is_none() {
        Error::new(ErrorKind::BadResponse, unmodeled_message(status))
    } else {
        Error::service(parsed, modeled).with_sensitive(is_sensitive)
    };
    let error = error.with_operation(operation.name);
    let error = if is_complete {
        error.with_head(status, response.headers())
    } else {
        describe(error, operation, response)
    };
    Failure::new(error.with_attempts(attempts), retryable)
}

fn unmodeled_message(status: StatusCode) -> &'static str {
    if status.is_redirection() {
        "the response is a redirect, which is not followed"
    } else {
        "the response is an error without a code"
    }
}

fn reader(response: &Response<Body>) -> ResponseReader<'_> {
    ResponseReader::new(
        response.status().as_u16(),
        response.headers(),
        response.body().clone(),
    )
}

/// Adds status, request id and the beginning of the body to an error. Of a compressed body, only the encoding can be read.
pub(super) fn describe(
    error: Error,
    operation: &OperationMetadata,
    response: &Response<Body>,
) -> Error {
    let error = error.with_head(response.status(), response.headers());
    match content_encoding(response.headers()) {
        Some(encoding) => error.with_content_encoding(encoding),
        None => error.with_body(quotable(operation, response.body())),
    }
}

/// Returns as much of a response's body as an error may quote: all of it; but if the output may hold sensitive members, only a page that a
/// proxy or a login sent in its place.
fn quotable<'a>(operation: &OperationMetadata, body: &'a Body) -> &'a [u8] {
    let body = body.as_bytes().map(AsRef::as_ref).unwrap_or_default();
    let start = body.trim_ascii_start();
    let begins_with = |tag: &[u8]| {
        let start = start.get(..tag.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(tag))
    };
    let is_page = begins_with(b"<html") || begins_with(b"<!doctype html");
    if operation.sensitive_output && !is_page {
        return &[];
    }
    body
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sensitive_output_is_not_quoted_where_an_error_has_no_message_either() {
        const OPERATION: &OperationMetadata = &OperationMetadata {
            sensitive_output: true,
            ..OperationMetadata::DEFAULT
        };
        for body in [r#"{"secret":"hush"}"#, r#"{"code":"Odd","secret":"hush"}"#] {
            let mut response = Response::new(Body::from(body));
            *response.status_mut() = StatusCode::BAD_GATEWAY;
            let error = parse_failure(OPERATION, &response, 1).error;
            let shown = format!("{error:?} {error}");
            assert!(shown.contains("502") && !shown.contains("hush"), "{shown}");
        }
    }

    #[test]
    fn where_an_output_may_be_sensitive_nothing_but_a_page_is_quoted() {
        let quoted = |sensitive_output, body: &'static str| {
            let operation = OperationMetadata {
                sensitive_output,
                ..OperationMetadata::DEFAULT
            };
            String::from_utf8_lossy(quotable(&operation, &body.into())).into_owned()
        };
        assert_eq!(quoted(false, r#"{"secret":"x"#), r#"{"secret":"x"#);
        assert_eq!(quoted(true, r#"{"secret":"x"#), "");
        assert_eq!(quoted(true, "<AssumeRoleResponse><SecretAccessKey>x"), "");
        assert_eq!(quoted(true, "<h"), "");
        for page in [" <html>sign in", "<!DOCTYPE html>\n<HTML>"] {
            assert_eq!(quoted(true, page), page);
        }
    }
}
