//! [`aws.protocols#awsJson1_0`](https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html) and
//! [`aws.protocols#awsJson1_1`](https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html), each also with
//! [`awsQueryCompatible`](https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#aws-protocols-awsquerycompatible-trait).

use http::{HeaderMap, HeaderName, HeaderValue};

use super::metadata::{OperationMetadata, Protocol};
use super::{json_error, query_compatible};
use crate::error::ErrorCode;

const TARGET: HeaderName = HeaderName::from_static("x-amz-target");

/// The protocol `awsJson1_0`: whole inputs and outputs in JSON, and the operation's name in a header.
pub static AWS_JSON_1_0: Protocol = Protocol {
    name: "awsJson1_0",
    content_type: "application/x-amz-json-1.0",
    absent_structure: b"{}",
    begin_request,
    parse_error: json_error::parse_rpc,
};

/// The protocol `awsJson1_0` of a service that spoke `awsQuery` before: errors have the codes that they had in that protocol.
pub static AWS_JSON_1_0_QUERY_COMPATIBLE: Protocol = Protocol {
    name: "awsJson1_0",
    content_type: "application/x-amz-json-1.0",
    absent_structure: b"{}",
    begin_request: begin_query_compatible_request,
    parse_error: parse_query_compatible_error,
};

/// The protocol `awsJson1_1`: as [`AWS_JSON_1_0`], with another media type.
pub static AWS_JSON_1_1: Protocol = Protocol {
    name: "awsJson1_1",
    content_type: "application/x-amz-json-1.1",
    absent_structure: b"{}",
    begin_request,
    parse_error: json_error::parse_rpc,
};

/// The protocol `awsJson1_1` of a service that spoke `awsQuery` before, as [`AWS_JSON_1_0_QUERY_COMPATIBLE`].
pub static AWS_JSON_1_1_QUERY_COMPATIBLE: Protocol = Protocol {
    name: "awsJson1_1",
    content_type: "application/x-amz-json-1.1",
    absent_structure: b"{}",
    begin_request: begin_query_compatible_request,
    parse_error: parse_query_compatible_error,
};

fn begin_request(operation: &OperationMetadata, headers: &mut HeaderMap) {
    let target = format!("{}.{}", operation.service.target, operation.name);
    // The names of shapes are identifiers, which every header can contain.
    if let Ok(target) = HeaderValue::try_from(target) {
        headers.insert(TARGET, target);
    }
}

fn begin_query_compatible_request(operation: &OperationMetadata, headers: &mut HeaderMap) {
    begin_request(operation, headers);
    query_compatible::begin_request(headers);
}

fn parse_query_compatible_error(headers: &HeaderMap, body: &[u8]) -> ErrorCode {
    query_compatible::with_code(json_error::parse_rpc(headers, body), headers)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::metadata::ServiceMetadata;

    static SERVICE: ServiceMetadata = ServiceMetadata {
        target: "Books_20240101",
        ..ServiceMetadata::DEFAULT
    };
    static OPERATION: OperationMetadata = OperationMetadata {
        service: &SERVICE,
        name: "ListBooks",
        ..OperationMetadata::DEFAULT
    };

    fn headers(protocol: &Protocol) -> HeaderMap {
        let mut headers = HeaderMap::new();
        (protocol.begin_request)(&OPERATION, &mut headers);
        headers
    }

    #[test]
    fn a_request_names_service_and_operation() {
        for protocol in [&AWS_JSON_1_0, &AWS_JSON_1_1_QUERY_COMPATIBLE] {
            assert_eq!(
                headers(protocol)["x-amz-target"],
                "Books_20240101.ListBooks"
            );
        }
    }

    #[test]
    fn the_codes_of_queries_are_requested_from_query_compatible_services_only() {
        for protocol in [
            &AWS_JSON_1_0_QUERY_COMPATIBLE,
            &AWS_JSON_1_1_QUERY_COMPATIBLE,
        ] {
            assert_eq!(headers(protocol)["x-amzn-query-mode"], "true");
        }
        for protocol in [&AWS_JSON_1_0, &AWS_JSON_1_1] {
            assert!(!headers(protocol).contains_key("x-amzn-query-mode"));
        }
    }
}
