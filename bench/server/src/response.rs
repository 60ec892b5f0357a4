//! The bytes of a response.

/// Returns a response with a request id and a body.
pub(crate) fn http_response(content_type: &str, body: &str) -> Vec<u8> {
    format!(
        "HTTP/1.1 200 OK\r\ncontent-type: {content_type}\r\nx-amzn-requestid: 7f3c1a52-0d6e-4b7a-9a51-2f0f4a6d9c11\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}
