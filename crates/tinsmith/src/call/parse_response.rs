//! The deserialization of responses into outputs and errors.

use std::fmt::Display;
#[cfg(feature = "event-stream")]
use std::pin::pin;
#[cfg(feature = "event-stream")]
use std::task::{Context, Poll, Waker};

use http::{Response, StatusCode};

#[cfg(feature = "event-stream")]
use super::body_failure::body_failure;
use super::error_details::describe;
use super::outcome::{Failure, SuccessResponse};
use super::test_seam;
use crate::Body;
use crate::codec::ReadError;
#[cfg(feature = "xml")]
use crate::error::Retryable;
use crate::error::{Error, ErrorKind};
#[cfg(feature = "xml")]
use crate::protocol::metadata::SuccessBody;
use crate::protocol::metadata::{ErrorMetadata, OperationMetadata, ServiceMetadata};
use crate::protocol::response_reader::ResponseReader;
use crate::protocol::service::FromResponse;
use crate::retry::classify;

impl SuccessResponse {
    /// Deserializes the output of the operation.
    pub(super) fn deserialize<T: FromResponse + 'static>(
        mut self,
        operation: &'static OperationMetadata,
    ) -> Result<T, Error> {
        let mut body = self.take_body();
        if let Some(output) = test_seam::typed_output(self.response().extensions(), &mut body) {
            return output.map_err(|problem| self.invalid(operation, &problem));
        }
        let mut reader = reader(self.response(), body);
        #[cfg(feature = "event-stream")]
        {
            reader = reader.with_stream(self.response().extensions(), self.attempts());
        }
        let output = T::from_response(&mut reader);
        match reader.finish() {
            Ok(()) => Ok(output),
            Err(error) => Err(self.mismatch(operation, error)),
        }
    }

    /// Creates the error of a response that does not match the model.
    #[cold]
    fn mismatch(&self, operation: &'static OperationMetadata, error: ReadError) -> Error {
        // The path may have keys of maps, which may be sensitive.
        let error = match operation.sensitive_output {
            true => error.without_path(),
            false => error,
        };
        self.invalid(operation, &error)
    }

    /// Creates the error of a response without an output.
    fn invalid(&self, operation: &'static OperationMetadata, problem: &dyn Display) -> Error {
        let message = format!("the response cannot be deserialized: {problem}");
        let error = Error::new(ErrorKind::InvalidResponse, message).with_operation(operation.name);
        describe(error, operation, self.response()).with_attempts(self.attempts())
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
    let mut parsed = (service.protocol.parse_error)(response.headers(), body.unwrap_or_default());
    test_seam::fill_code(response.extensions(), &mut parsed);
    if parsed.code.is_none() && (operation.method == "HEAD" || is_bare(service, body)) {
        parsed.code = code_of_status(status);
    }
    let name = parsed.name.as_deref().or(parsed.code.as_deref());
    let metadata = name.and_then(|name| service.error(operation.name, name));
    // A name that the model does not have is not a code.
    let code = name.filter(|_| metadata.is_some() || parsed.code.is_some());
    let retryable = classify(status, code, metadata);
    let is_sensitive = metadata.is_some_and(|error| error.sensitive);
    let modeled = test_seam::typed_error(response.extensions()).or_else(|| {
        let deserialize = |error: &ErrorMetadata| {
            let mut reader = reader(response, response.body().clone()).with_error_body();
            (error.read)(&mut reader, parsed.message.as_deref())
        };
        metadata.map(deserialize)
    });
    // An error that has only a name has it as its code, too, if the model has that name.
    #[cfg(feature = "xml")]
    if parsed.code.is_none() {
        parsed.code = metadata.map(|error| error.code.to_owned());
    }
    // Without a code or a message, the body may contain more information.
    let is_complete = parsed.code.is_some() && (parsed.message.is_some() || metadata.is_some());
    let error = if parsed.code.is_none() && parsed.message.is_none() {
        Error::new(ErrorKind::InvalidResponse, unmodeled_message(status))
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

/// True if an error has no body although those of the service are documents. One with the status 304 has none.
#[cfg(feature = "xml")]
fn is_bare(service: &ServiceMetadata, body: Option<&[u8]>) -> bool {
    service.classify_success.is_some() && body.is_none_or(<[u8]>::is_empty)
}

#[cfg(not(feature = "xml"))]
fn is_bare(_service: &ServiceMetadata, _body: Option<&[u8]>) -> bool {
    false
}

/// Returns the code of an error without a body, such as `NotFound`, by which models name it.
fn code_of_status(status: StatusCode) -> Option<String> {
    Some(status.canonical_reason()?.replace(' ', ""))
}

/// Parses a response that is an error despite its status or is incomplete, if the service has such responses. They are sent if the service fails
/// after it has sent the head, so that another attempt may succeed.
#[cfg(feature = "xml")]
pub(super) fn parse_hidden_failure(
    operation: &'static OperationMetadata,
    response: &Response<Body>,
    attempts: u32,
) -> Option<Failure> {
    let classify = operation.service.classify_success?;
    let failure = match classify(response.body().as_bytes()?) {
        SuccessBody::Output => return None,
        SuccessBody::Error => parse_failure(operation, response, attempts),
        SuccessBody::CutShort => {
            let message = "the response is incomplete: the end of its document is missing";
            let error = Error::new(ErrorKind::InvalidResponse, message);
            let error = describe(error.with_operation(operation.name), operation, response);
            Failure::new(error.with_attempts(attempts), Retryable::Transient)
        }
    };
    Some(match failure.retryable {
        Retryable::No => Failure::new(failure.error, Retryable::Transient),
        _ => failure,
    })
}

/// Waits for the event with the other members of an output, if the operation's protocol has one.
#[cfg(feature = "event-stream")]
pub(super) async fn receive_initial_response(
    operation: &'static OperationMetadata,
    response: &mut Response<Body>,
) -> Result<(), Failure> {
    let Some(receive) = operation.initial_response else {
        return Ok(());
    };
    receive(response).await.map_err(|problem| {
        let failure = body_failure(problem);
        let error = describe(failure.error, operation, response);
        Failure { error, ..failure }
    })
}

/// Moves the event with the other members of an output from the body, which is in memory, to the extensions.
#[cfg(feature = "event-stream")]
pub(super) fn take_initial_response(
    operation: &'static OperationMetadata,
    response: &mut Response<Body>,
) -> Result<(), Error> {
    let receiving = pin!(receive_initial_response(operation, response));
    match receiving.poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(Err(failure)) => Err(failure.error.with_operation(operation.name)),
        // A body in memory is never pending.
        Poll::Ready(Ok(())) | Poll::Pending => Ok(()),
    }
}

fn unmodeled_message(status: StatusCode) -> &'static str {
    if status.is_redirection() {
        "the response is a redirect, which is not followed"
    } else {
        "the response is an error without a code"
    }
}

fn reader(response: &Response<Body>, body: Body) -> ResponseReader<'_> {
    let reader = ResponseReader::new(response.status().as_u16(), response.headers(), body);
    #[cfg(feature = "event-stream")]
    let reader = reader.with_extensions(response.extensions());
    reader
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_output_owns_its_stream_so_that_chunks_are_read_without_a_lock() {
        let chunks = futures::stream::iter([Ok::<_, std::io::Error>("a".into())]);
        let stream = Body::from_stream(chunks, None);
        let mut response = SuccessResponse::new(Response::new(stream), 1);
        assert!(response.take_body().is_stream());
        assert_eq!(response.response().body(), &Body::empty());
        let mut response = SuccessResponse::new(Response::new(Body::from("{}")), 1);
        assert_eq!(response.take_body(), Body::from("{}"));
        assert_eq!(response.response().body(), &Body::from("{}"));
    }

    #[test]
    fn sensitive_output_is_not_quoted_in_an_error_without_a_message() {
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
}
