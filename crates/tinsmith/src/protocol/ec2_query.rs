//! [`aws.protocols#ec2Query`](https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html).

use super::metadata::Protocol;
use super::xml_error::{self, ERROR, FIRST_ERROR};
use crate::error::ErrorCode;

/// The protocol `ec2Query`: a form in the request, XML in the response.
pub static EC2_QUERY: Protocol = Protocol {
    name: "ec2Query",
    content_type: "application/x-www-form-urlencoded",
    absent_structure: b"",
    begin_request: |_operation, _headers| {},
    parse_error: |_headers, body| parse_error(body),
};

fn parse_error(body: &[u8]) -> ErrorCode {
    xml_error::parse(body, &[FIRST_ERROR, ERROR])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_error_of_the_list_counts() {
        let body = b"<Response><Errors><Error><Code>A</Code><Message>m</Message></Error><Error><Code>B</Code></Error></Errors><RequestID>7-a</RequestID></Response>";
        let error = parse_error(body);
        assert_eq!(error.code.as_deref(), Some("A"));
        assert_eq!(error.message.as_deref(), Some("m"));
        assert_eq!(error.request_id.as_deref(), Some("7-a"));
    }

    #[test]
    fn an_error_of_a_front_end_in_the_form_of_aws_query_is_found() {
        let body = b"<ErrorResponse><Error><Code>Throttling</Code><Message>m</Message></Error><RequestId>7-a</RequestId></ErrorResponse>";
        let error = parse_error(body);
        assert_eq!(error.code.as_deref(), Some("Throttling"));
        assert_eq!(error.message.as_deref(), Some("m"));
        assert_eq!(error.request_id.as_deref(), Some("7-a"));
        assert_eq!(parse_error(b"<html></html>"), ErrorCode::default());
    }
}
