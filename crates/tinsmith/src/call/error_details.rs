//! The details of a response that errors carry.

use http::Response;

use super::compression::content_encoding;
use crate::Body;
use crate::error::Error;
use crate::protocol::metadata::OperationMetadata;

/// Adds status, request id and the beginning of the body to an error. If the body is compressed, its encoding is added in place of its beginning.
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
    fn only_a_page_is_quoted_if_the_output_may_be_sensitive() {
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
