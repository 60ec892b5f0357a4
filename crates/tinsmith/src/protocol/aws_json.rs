//! [`aws.protocols#awsJson1_0`](https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html) and
//! [`aws.protocols#awsJson1_1`](https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html), each also with
//! [`awsQueryCompatible`](https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#aws-protocols-awsquerycompatible-trait).

use http::{HeaderMap, HeaderName, HeaderValue};

use super::json_error;
use super::metadata::{OperationMetadata, Protocol};
use crate::error::ErrorCode;

const TARGET: HeaderName = HeaderName::from_static("x-amz-target");
const QUERY_MODE: HeaderName = HeaderName::from_static("x-amzn-query-mode");
const QUERY_ERROR: HeaderName = HeaderName::from_static("x-amzn-query-error");

/// The protocol `awsJson1_0`: whole inputs and outputs in JSON, and the operation's name in a header.
pub static AWS_JSON_1_0: Protocol = Protocol {
    name: "awsJson1_0",
    content_type: "application/x-amz-json-1.0",
    absent_structure: "{}",
    begin_request,
    parse_error: json_error::parse,
};

/// The protocol `awsJson1_0` of a service that spoke `awsQuery` before: errors have the codes that they had in that protocol.
pub static AWS_JSON_1_0_QUERY_COMPATIBLE: Protocol = Protocol {
    name: "awsJson1_0",
    content_type: "application/x-amz-json-1.0",
    absent_structure: "{}",
    begin_request: begin_query_compatible_request,
    parse_error: parse_query_compatible_error,
};

/// The protocol `awsJson1_1`: as [`AWS_JSON_1_0`], with another media type.
pub static AWS_JSON_1_1: Protocol = Protocol {
    name: "awsJson1_1",
    content_type: "application/x-amz-json-1.1",
    absent_structure: "{}",
    begin_request,
    parse_error: json_error::parse,
};

/// The protocol `awsJson1_1` of a service that spoke `awsQuery` before, as [`AWS_JSON_1_0_QUERY_COMPATIBLE`].
pub static AWS_JSON_1_1_QUERY_COMPATIBLE: Protocol = Protocol {
    name: "awsJson1_1",
    content_type: "application/x-amz-json-1.1",
    absent_structure: "{}",
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
    headers.insert(QUERY_MODE, HeaderValue::from_static("true"));
}

/// Reads the code of `awsQuery` from the header `x-amzn-query-error`, which is `Code;Fault`. The error's name in the model stays that of the
/// header `x-amzn-errortype` or the body.
fn parse_query_compatible_error(headers: &HeaderMap, body: &[u8]) -> ErrorCode {
    let error = json_error::parse(headers, body);
    let header = headers.get(QUERY_ERROR);
    let header = header.and_then(|value| value.to_str().ok());
    let code = header.map(|header| header.split_once(';').map_or(header, |(code, _fault)| code));
    match code.map(str::trim).filter(|code| !code.is_empty()) {
        Some(code) => ErrorCode {
            code: Some(code.to_owned()),
            name: error.code,
            message: error.message,
        },
        None => error,
    }
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

    fn error(query_error: &'static str) -> ErrorCode {
        let value = HeaderValue::from_static(query_error);
        let headers = HeaderMap::from_iter([(QUERY_ERROR, value)]);
        let body = br#"{"__type":"com.example#NoSuchBook","message":"no"}"#;
        (AWS_JSON_1_0_QUERY_COMPATIBLE.parse_error)(&headers, body)
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
    fn only_a_query_compatible_service_is_asked_for_the_codes_of_queries() {
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

    #[test]
    fn the_code_of_a_query_takes_the_place_of_the_name_in_the_model() {
        for header in ["Books.NotFound;Sender", "Books.NotFound"] {
            let error = error(header);
            assert_eq!(error.code.as_deref(), Some("Books.NotFound"));
            assert_eq!(error.name.as_deref(), Some("NoSuchBook"));
            assert_eq!(error.message.as_deref(), Some("no"));
        }
    }

    #[test]
    fn a_header_without_a_code_leaves_the_name_in_the_model() {
        for header in ["", ";Sender", " ; "] {
            let error = error(header);
            assert_eq!(error.code.as_deref(), Some("NoSuchBook"));
            assert_eq!(error.name, None);
        }
    }
}
