//! [`smithy.protocols#rpcv2Cbor`](https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html), also with
//! [`awsQueryCompatible`](https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#aws-protocols-awsquerycompatible-trait).

use http::header::ACCEPT;
use http::{HeaderMap, HeaderName, HeaderValue};

use super::metadata::{OperationMetadata, Protocol};
use super::{json_error, query_compatible, xml_probe};
use crate::codec::cbor;
use crate::error::ErrorCode;

const MEDIA_TYPE: &str = "application/cbor";
const PROTOCOL: HeaderName = HeaderName::from_static("smithy-protocol");

/// A map of indefinite length without entries.
const EMPTY_MAP: &[u8] = b"\xBF\xFF";

/// The protocol `rpcv2Cbor`: whole inputs and outputs in CBOR, and the operation's name in the path.
pub static RPC_V2_CBOR: Protocol = Protocol {
    name: "rpcv2Cbor",
    content_type: MEDIA_TYPE,
    absent_structure: EMPTY_MAP,
    begin_request,
    parse_error,
};

/// The protocol `rpcv2Cbor` of a service that spoke `awsQuery` before: errors have the codes that they had in that protocol.
pub static RPC_V2_CBOR_QUERY_COMPATIBLE: Protocol = Protocol {
    name: "rpcv2Cbor",
    content_type: MEDIA_TYPE,
    absent_structure: EMPTY_MAP,
    begin_request: |operation, headers| {
        begin_request(operation, headers);
        query_compatible::begin_request(headers);
    },
    parse_error: |headers, body| query_compatible::with_code(parse_error(headers, body), headers),
};

fn begin_request(operation: &OperationMetadata, headers: &mut HeaderMap) {
    headers.insert(PROTOCOL, HeaderValue::from_static("rpc-v2-cbor"));
    // Without HTTP bindings, each stream of an output is an event stream.
    let accepted = match operation.streaming_output {
        true => "application/vnd.amazon.eventstream",
        false => MEDIA_TYPE,
    };
    headers.insert(ACCEPT, HeaderValue::from_static(accepted));
}

/// Reads the members `__type` and `message`. Front ends of some services respond with an error in XML.
fn parse_error(_headers: &HeaderMap, body: &[u8]) -> ErrorCode {
    let (code, message) = cbor::parse_error(body);
    let error = ErrorCode {
        code: code.as_deref().and_then(json_error::shape_name),
        message,
        ..ErrorCode::default()
    };
    if error == ErrorCode::default() {
        xml_probe::parse(body)
    } else {
        error
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_names_the_protocol() {
        for (protocol, has_query_mode) in
            [(&RPC_V2_CBOR, false), (&RPC_V2_CBOR_QUERY_COMPATIBLE, true)]
        {
            let mut headers = HeaderMap::new();
            (protocol.begin_request)(&OperationMetadata::DEFAULT, &mut headers);
            assert_eq!(headers["smithy-protocol"], "rpc-v2-cbor");
            assert_eq!(headers["accept"], "application/cbor");
            assert_eq!(headers.contains_key("x-amzn-query-mode"), has_query_mode);
        }
    }

    #[test]
    fn a_request_accepts_events_if_the_output_has_them() {
        let operation = OperationMetadata {
            streaming_output: true,
            ..OperationMetadata::DEFAULT
        };
        for protocol in [&RPC_V2_CBOR, &RPC_V2_CBOR_QUERY_COMPATIBLE] {
            let mut headers = HeaderMap::new();
            (protocol.begin_request)(&operation, &mut headers);
            assert_eq!(headers["accept"], "application/vnd.amazon.eventstream");
        }
    }

    #[test]
    fn the_code_has_no_namespace() {
        let error = parse_error(&HeaderMap::new(), b"\xA2\x66__type\x63a#B\x67message\x62no");
        assert_eq!(error.code.as_deref(), Some("B"));
        assert_eq!(error.message.as_deref(), Some("no"));
    }

    #[test]
    fn an_error_of_a_front_end_in_xml_is_found() {
        for body in [
            "<ErrorResponse><Error><Code>Throttling</Code></Error></ErrorResponse>",
            "<Response><Errors><Error><Code>Throttling</Code></Error></Errors></Response>",
        ] {
            let error = parse_error(&HeaderMap::new(), body.as_bytes());
            assert_eq!(error.code.as_deref(), Some("Throttling"), "{body}");
        }
    }
}
