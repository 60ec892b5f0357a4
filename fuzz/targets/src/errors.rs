//! Error responses: status, headers and body.

use std::error::Error as _;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Response, StatusCode};
use tinsmith::service::{ModeledError, Operation};
use tinsmith::{Call, ErrorKind};
use tinsmith_deadline::operation::GetSessionInput;
use tinsmith_nimble::operation::ListStreamingSessionsInput;

/// Checks that a response without success is an error whose message is one line, and a modeled error if its code is in the model.
///
/// The input has the form of a response: a status, then headers, an empty line and the body.
pub fn errors(input: &[u8]) {
    if let Some(response) = response(input).filter(|response| !response.status().is_success()) {
        error::<GetSessionInput, tinsmith_deadline::ServiceError>(&response);
        error::<ListStreamingSessionsInput, tinsmith_nimble::ServiceError>(&response);
    }
}

fn response(input: &[u8]) -> Option<Response<Bytes>> {
    let end = input.windows(2).position(|window| window == b"\n\n");
    let (head, body) = end.map_or((input, &[][..]), |end| {
        (
            input.get(..end).unwrap_or_default(),
            input.get(end + 2..).unwrap_or_default(),
        )
    });
    let mut lines = head.split(|byte| *byte == b'\n');
    let status = StatusCode::from_bytes(lines.next()?).ok()?;
    let mut response = Response::new(Bytes::copy_from_slice(body));
    *response.status_mut() = status;
    for line in lines {
        let mut parts = line.splitn(2, |byte| *byte == b':');
        let name = HeaderName::from_bytes(parts.next()?).ok()?;
        let value = HeaderValue::from_bytes(parts.next()?.trim_ascii()).ok()?;
        response.headers_mut().append(name, value);
    }
    Some(response)
}

fn error<O: Operation, E: ModeledError>(response: &Response<Bytes>) {
    let Err(error) = Call::parse::<O>(response.clone()) else {
        panic!("{} is a success", response.status());
    };
    assert!(
        matches!(
            error.kind(),
            ErrorKind::Service | ErrorKind::InvalidResponse
        ),
        "{error:?}"
    );
    assert_eq!(error.status(), Some(response.status().as_u16()));
    assert_ne!(error.code(), Some(""));
    let known = |code| {
        O::METADATA
            .service
            .errors
            .iter()
            .any(|known| known.code == code)
    };
    let modeled = error.service_error::<E>();
    assert_eq!(
        modeled.is_some(),
        error.code().is_some_and(known),
        "{error:?}"
    );
    if let Some(modeled) = modeled {
        assert!(!modeled.to_string().is_empty());
    }
    is_one_line(&error);
    let mut source = error.source();
    while let Some(cause) = source {
        assert!(!cause.to_string().is_empty());
        source = cause.source();
    }
}

/// Checks that no text of a response breaks a line of a log.
pub(crate) fn is_one_line(error: &(dyn std::error::Error + 'static)) {
    for line in [error.to_string(), format!("{error:?}")] {
        assert!(!line.is_empty());
        assert!(!line.contains(char::is_control), "{line:?}");
    }
}
