//! From an answer to an output's reader or an error.

use std::fmt;

use aws_credential_types::Credentials;
use http::{HeaderMap, Response, StatusCode};

use crate::Body;
use crate::error::{Error, ErrorCode, ErrorKind};
use crate::http::response::ResponseReader;
use crate::protocol::service::{OperationMetadata, Retryable};
use crate::retry::{classify, is_skew_code};

/// An answer without an error.
#[derive(Debug)]
pub(super) struct Answer {
    response: Response<Body>,
    attempts: u32,
}

/// A failed attempt, and what its failure means for the next one.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) error: Error,
    pub(super) retry: Retryable,
    /// The answer's headers, if a wrong clock may be the cause.
    pub(super) skew: Option<HeaderMap>,
    /// The clock was wrong and has been corrected, so that the next signature will be good.
    pub(super) clock_was_wrong: bool,
    /// The credentials that the service refused, if the client may have others.
    pub(super) refused: Option<Box<Credentials>>,
}

impl Failure {
    pub(super) fn new(error: Error, retry: Retryable) -> Self {
        Self {
            error: error.with_retryable(retry),
            retry,
            skew: None,
            clock_was_wrong: false,
            refused: None,
        }
    }

    /// One that no further attempt would change.
    pub(super) fn of(error: Error) -> Self {
        Self::new(error, Retryable::No)
    }
}

impl Answer {
    pub(super) fn reader(&self) -> ResponseReader<'_> {
        ResponseReader::new(
            self.response.status().as_u16(),
            self.response.headers(),
            self.response.body().clone(),
        )
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

    #[cfg(feature = "testing")]
    pub(super) fn extensions(&self) -> &http::Extensions {
        self.response.extensions()
    }

    /// The error of an answer that is not what the model promises.
    pub(super) fn bad(
        &self,
        operation: &'static OperationMetadata,
        problem: impl fmt::Display,
    ) -> Error {
        Error::new(
            ErrorKind::BadResponse,
            format!("the answer cannot be read: {problem}"),
        )
        .with_operation(operation.name)
        .with_head(self.response.status(), self.response.headers())
        .with_body(quotable(operation, self.response.body()))
        .with_attempts(self.attempts)
    }
}

/// What an error may quote of an answer: all of it; but where the output may hold secrets, only a page that came in its place, of a
/// proxy or a login.
pub(super) fn quotable<'a>(operation: &OperationMetadata, body: &'a Body) -> &'a [u8] {
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

/// Tells answers from errors. The body of an error is in memory.
pub(super) fn judge(
    operation: &'static OperationMetadata,
    response: Response<Body>,
    attempts: u32,
) -> Result<Answer, Failure> {
    if response.status().is_success() {
        return Ok(Answer { response, attempts });
    }
    let (head, body) = response.into_parts();
    let bytes = body.as_bytes().map(AsRef::as_ref).unwrap_or_default();
    let shown = quotable(operation, &body);
    let said = ErrorCode::of(&head.headers, bytes);
    let known = operation
        .service
        .errors
        .iter()
        .find(|error| Some(error.code) == said.code.as_deref());
    let retry = classify(head.status, said.code.as_deref(), known);
    let skewed = said.code.as_deref().is_some_and(is_skew_code);
    let modeled = known.map(|error| {
        (error.read)(&mut ResponseReader::new(
            head.status.as_u16(),
            &head.headers,
            body.clone(),
        ))
    });
    #[cfg(feature = "testing")]
    let modeled = crate::testing::typed::error(&head.extensions).or(modeled);
    let error = match (&said.code, &said.message) {
        (None, None) => {
            Error::new(ErrorKind::BadResponse, unexplained(head.status)).with_body(shown)
        }
        (Some(_), Some(_)) => Error::service(said, modeled),
        (Some(_), None) if known.is_some() => Error::service(said, modeled),
        // It leaves something open: the body may tell more.
        _ => Error::service(said, modeled).with_body(shown),
    };
    let error = error
        .with_operation(operation.name)
        .with_head(head.status, &head.headers)
        .with_attempts(attempts);
    let skew = skewed.then_some(head.headers);
    Err(Failure {
        skew,
        ..Failure::new(error, retry)
    })
}

fn unexplained(status: StatusCode) -> &'static str {
    if status.is_redirection() {
        "the answer is a redirect, which is not followed"
    } else {
        "the answer is an error without a code"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_hold_secrets_is_not_quoted_where_an_error_lacks_words_either() {
        const OPERATION: &OperationMetadata = &OperationMetadata {
            sensitive_output: true,
            ..OperationMetadata::DEFAULT
        };
        for body in [r#"{"secret":"hush"}"#, r#"{"code":"Odd","secret":"hush"}"#] {
            let mut response = Response::new(Body::from(body));
            *response.status_mut() = StatusCode::BAD_GATEWAY;
            let error = judge(OPERATION, response, 1)
                .err()
                .map(|failed| failed.error);
            let shown = format!(
                "{error:?} {}",
                error.iter().map(Error::to_string).collect::<String>()
            );
            assert!(shown.contains("502") && !shown.contains("hush"), "{shown}");
        }
    }

    #[test]
    fn where_an_output_may_hold_secrets_nothing_but_a_page_is_quoted() {
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
