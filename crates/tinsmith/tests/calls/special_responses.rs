//! Responses that are errors without the usual signs of one, and headers that users have set.

use bytes::Bytes;
use http::Response;
use tinsmith::service::{
    FromResponse, Operation, OperationMetadata, RequestWriter, ResponseReader, ServiceMetadata,
};
use tinsmith::testing::{ScriptedResponse, ScriptedTransport};
use tinsmith::{Call, ErrorKind, Handle, Timestamp};

use crate::support;

static STORE: ServiceMetadata = ServiceMetadata {
    protocol: &tinsmith::protocol::REST_XML_NO_ERROR_WRAPPING,
    name: "Store",
    signing_name: "store",
    endpoint_prefix: "store",
    classify_success: Some(tinsmith::protocol::classify_document),
    errors: ServiceError::METADATA,
    ..ServiceMetadata::DEFAULT
};

#[derive(Clone, Debug, Default, PartialEq)]
struct NotFound {
    message: String,
}

tinsmith::shape! { NotFound { message: "message", } }

impl FromResponse for NotFound {
    fn from_response(response: &mut ResponseReader<'_>) -> Self {
        response.xml(&[])
    }
}

#[derive(Clone, Debug, PartialEq)]
enum ServiceError {
    NotFound(NotFound),
}

tinsmith::service_errors! { ServiceError {
    NotFound: "NotFound",
} }

#[derive(Clone, Debug)]
struct CopyObject;

impl Operation for CopyObject {
    type Output = Object;

    const METADATA: &'static OperationMetadata = &OperationMetadata {
        service: &STORE,
        name: "CopyObject",
        method: "PUT",
        ..OperationMetadata::DEFAULT
    };

    fn write(&self, _request: &mut RequestWriter<'_>) {}
}

#[derive(Clone, Debug)]
struct HeadObject;

impl Operation for HeadObject {
    type Output = Object;

    const METADATA: &'static OperationMetadata = &OperationMetadata {
        service: &STORE,
        name: "HeadObject",
        method: "HEAD",
        ..OperationMetadata::DEFAULT
    };

    fn write(&self, _request: &mut RequestWriter<'_>) {}
}

#[derive(Debug, Default)]
struct Object {
    expires: Option<Timestamp>,
}

impl FromResponse for Object {
    fn from_response(response: &mut ResponseReader<'_>) -> Self {
        let mut object = Self::default();
        let expires = tinsmith::codec::text::Binding::new("expires").http_date();
        response.header_if_valid(expires, &mut object.expires);
        object
    }
}

fn handle(script: &ScriptedTransport) -> Handle {
    Handle::new(&support::config(script).build(), &STORE)
}

#[tokio::test]
async fn an_error_with_a_status_of_success_is_retried_and_returned() {
    let error = || {
        let body =
            "  \n<?xml version=\"1.0\"?>\n<Error><Code>Odd</Code><Message>no</Message></Error>";
        ScriptedResponse::status(200).body(body)
    };
    let script = ScriptedTransport::new();
    script.respond(error());
    script.respond(ScriptedResponse::status(200).body("<CopyObjectResult/>"));
    handle(&script).call().send(CopyObject).await.unwrap();
    script.respond(error()).respond(error()).respond(error());
    let failure = handle(&script).call().send(CopyObject).await.unwrap_err();
    assert_eq!(failure.kind(), ErrorKind::Service);
    assert_eq!(failure.code(), Some("Odd"));
    assert_eq!(failure.attempts(), 3);
    assert_eq!(failure.status(), Some(200));
    script.assert_finished();
}

#[test]
fn an_error_with_a_status_of_success_is_parsed_in_a_response_that_was_received_by_other_means() {
    let body = Bytes::from_static(b"<Error><Code>NotFound</Code><message>no</message></Error>");
    let error = Call::parse::<CopyObject>(Response::new(body)).unwrap_err();
    assert_eq!(error.code(), Some("NotFound"));
    let modeled: Option<&ServiceError> = error.service_error();
    assert!(modeled.is_some());
    let body = Bytes::from_static(b"<CopyObjectResult/>");
    Call::parse::<CopyObject>(Response::new(body)).unwrap();
}

#[tokio::test]
async fn a_document_without_its_end_is_received_once_more() {
    for body in ["  \n", "<CopyObjectResult><ETag>x", "<CopyObj"] {
        let script = ScriptedTransport::new();
        script.respond(ScriptedResponse::status(200).body(body));
        script.respond(ScriptedResponse::status(200).body("<CopyObjectResult/>"));
        handle(&script).call().send(CopyObject).await.unwrap();
        for _ in 0..3 {
            script.respond(ScriptedResponse::status(200).body(body));
        }
        let error = handle(&script).call().send(CopyObject).await.unwrap_err();
        assert_eq!(
            (error.kind(), error.attempts()),
            (ErrorKind::InvalidResponse, 3)
        );
        let message = error.to_string();
        assert!(message.contains("the response is incomplete"), "{message}");
        script.assert_finished();
    }
    let script = ScriptedTransport::new();
    script.respond(ScriptedResponse::status(200));
    handle(&script).call().send(CopyObject).await.unwrap();
}

#[tokio::test]
async fn an_error_without_a_body_has_the_code_of_its_status() {
    for (status, code) in [
        (304, "NotModified"),
        (403, "Forbidden"),
        (404, "NotFound"),
        (412, "PreconditionFailed"),
    ] {
        let script = ScriptedTransport::new();
        script.respond(ScriptedResponse::status(status));
        script.respond(ScriptedResponse::status(status));
        let call = || handle(&script).call();
        for error in [
            call().send(HeadObject).await.unwrap_err(),
            call().send(CopyObject).await.unwrap_err(),
        ] {
            assert_eq!(error.code(), Some(code), "{error}");
            let modeled: Option<&ServiceError> = error.service_error();
            assert_eq!(modeled.is_some(), code == "NotFound");
        }
    }
}

#[tokio::test]
async fn an_invalid_header_that_users_set_is_absent() {
    for (text, expected) in [
        ("Thu, 01 Jan 1970 00:00:01 GMT", Some(1)),
        ("0", None),
        ("tomorrow", None),
    ] {
        let script = ScriptedTransport::new();
        script.respond(ScriptedResponse::status(200).header("expires", text));
        let object = handle(&script).call().send(HeadObject).await.unwrap();
        let seconds = object.expires.map(|time| time.seconds());
        assert_eq!(seconds, expected, "{text}");
    }
}
