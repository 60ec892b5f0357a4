//! [`aws.protocols#awsQuery`](https://smithy.io/2.0/aws/protocols/aws-query-protocol.html).

use super::metadata::Protocol;
use super::xml_error::{self, ERROR, FIRST_ERROR};
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
    xml_error::parse(body, &[ERROR, FIRST_ERROR])
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

    #[test]
    fn an_error_of_a_front_end_in_the_form_of_ec2_query_is_found() {
        let body = b"<Response><Errors><Error><Code>Throttling</Code><Message>m</Message></Error></Errors><RequestID>7-a</RequestID></Response>";
        let error = parse_error(body);
        assert_eq!(error.code.as_deref(), Some("Throttling"));
        assert_eq!(error.message.as_deref(), Some("m"));
        assert_eq!(error.request_id.as_deref(), Some("7-a"));
    }
}
