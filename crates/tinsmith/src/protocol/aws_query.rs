//! [`aws.protocols#awsQuery`](https://smithy.io/2.0/aws/protocols/aws-query-protocol.html).

use super::metadata::Protocol;
use crate::codec::xml;
use crate::error::ErrorCode;

/// The protocol `awsQuery`: form requests and XML responses.
pub static AWS_QUERY: Protocol = Protocol {
    name: "awsQuery",
    content_type: "application/x-www-form-urlencoded",
    absent_structure: b"",
    begin_request: |_operation, _headers| {},
    parse_error: |_headers, body| parse_error(body),
};

fn parse_error(body: &[u8]) -> ErrorCode {
    let [code, message, request_id] = xml::parse_error(body, &["Error"]);
    ErrorCode {
        code,
        name: None,
        message,
        request_id,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_and_message_are_in_the_element_error_and_the_id_of_the_request_beside_it() {
        let error = parse_error(
            b"<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>no</Message></Error><RequestId>7-a</RequestId></ErrorResponse>",
        );
        assert_eq!(error.code.as_deref(), Some("AccessDenied"));
        assert_eq!(error.message.as_deref(), Some("no"));
        assert_eq!(error.request_id.as_deref(), Some("7-a"));
        assert_eq!(parse_error(b"<html></html>"), ErrorCode::default());
    }
}
