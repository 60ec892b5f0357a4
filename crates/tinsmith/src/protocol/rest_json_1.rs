//! [`aws.protocols#restJson1`](https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html).

use super::json_error;
use super::metadata::Protocol;

/// The protocol `restJson1`: members bound to the HTTP request and response, and bodies in JSON.
pub static REST_JSON_1: Protocol = Protocol {
    name: "restJson1",
    content_type: "application/json",
    absent_structure: b"{}",
    begin_request: |_operation, _headers| {},
    parse_error: json_error::parse_rest,
};
