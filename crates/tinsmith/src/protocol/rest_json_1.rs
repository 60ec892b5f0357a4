//! [`aws.protocols#restJson1`](https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html).

use http::HeaderMap;

use super::metadata::Protocol;
use super::{json_error, xml_probe};
use crate::error::ErrorCode;

/// The protocol `restJson1`: members bound to the HTTP request and response, and bodies in JSON.
pub static REST_JSON_1: Protocol = Protocol {
    name: "restJson1",
    content_type: "application/json",
    absent_structure: "{}",
    begin_request: |_operation, _headers| {},
    parse_error,
};

/// Reads the header `x-amzn-errortype`, then the body. Front ends of some services respond with an error in XML.
fn parse_error(headers: &HeaderMap, body: &[u8]) -> ErrorCode {
    let mut error = json_error::parse(body);
    if error == ErrorCode::default() {
        error = xml_probe::parse(body);
    }
    let header = headers.get("x-amzn-errortype");
    let header = header.and_then(|value| value.to_str().ok());
    if let Some(code) = header.and_then(json_error::shape_name) {
        error.code = Some(code);
    }
    error
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn error(header: Option<&'static str>, body: &str) -> ErrorCode {
        let header = header.map(|code| {
            let name = http::HeaderName::from_static("x-amzn-errortype");
            (name, HeaderValue::from_static(code))
        });
        parse_error(&header.into_iter().collect(), body.as_bytes())
    }

    #[test]
    fn the_header_takes_precedence_over_the_body() {
        let error = error(
            Some("a#A:http://x"),
            r#"{"code":"B","__type":"C","message":"no"}"#,
        );
        assert_eq!(error.code.as_deref(), Some("A"));
        assert_eq!(error.message.as_deref(), Some("no"));
    }

    #[test]
    fn an_empty_header_leaves_the_code_of_the_body() {
        assert_eq!(
            error(Some(""), r#"{"code":"B"}"#).code.as_deref(),
            Some("B")
        );
    }

    #[test]
    fn an_error_of_a_front_end_in_xml_is_found() {
        let body = "<?xml version=\"1.0\"?>\n<ErrorResponse><Error><Code>Throttling</Code><Message>slow &amp; steady</Message></Error></ErrorResponse>";
        let found = error(None, body);
        assert_eq!(found.code.as_deref(), Some("Throttling"));
        assert_eq!(found.message.as_deref(), Some("slow & steady"));
        assert_eq!(error(Some("Other"), body).code.as_deref(), Some("Other"));
    }
}
