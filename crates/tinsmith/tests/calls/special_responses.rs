//! Responses that are errors without the usual signs of one, and headers that users have set.

use std::io;

use bytes::Bytes;
use futures::stream;
use http::{HeaderValue, Request, Response};
use tinsmith::service::{
    FromResponse, Operation, OperationMetadata, RequestWriter, ResponseReader, ServiceMetadata,
};
use tinsmith::testing::{ScriptedResponse, ScriptedTransport};
use tinsmith::transport::{TransportError, TransportOptions};
use tinsmith::{Body, BoxFuture, Call, ErrorKind, Handle, Timestamp, Transport};

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

#[derive(Clone, Debug)]
struct ListObjects;

impl Operation for ListObjects {
    type Output = Listing;

    const METADATA: &'static OperationMetadata = &OperationMetadata {
        service: &STORE,
        name: "ListObjects",
        ..OperationMetadata::DEFAULT
    };

    fn write(&self, _request: &mut RequestWriter<'_>) {}
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Listing {
    contents: Vec<Entry>,
    deleted: Vec<Entry>,
    errors: Vec<Problem>,
}

tinsmith::shape! { Listing {
    contents: "Contents" as { flattened() },
    deleted: "Deleted" as { flattened() },
    errors: "Errors" as { name("Error"), flattened() },
} }

impl FromResponse for Listing {
    fn from_response(response: &mut ResponseReader<'_>) -> Self {
        response.xml(&[])
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Entry {
    key: String,
}

tinsmith::shape! { Entry { key: "Key" } }

#[derive(Clone, Debug, Default, PartialEq)]
struct Problem {
    key: String,
    code: Option<String>,
    message: Option<String>,
}

tinsmith::shape! { Problem { key: "Key", code: "Code", message: "Message" } }

async fn list(body: &str) -> Listing {
    let script = ScriptedTransport::new();
    script.respond(ScriptedResponse::status(200).body(body.to_owned()));
    handle(&script).call().send(ListObjects).await.unwrap()
}

fn keys(entries: &[Entry]) -> Vec<&str> {
    entries.iter().map(|entry| entry.key.as_str()).collect()
}

#[tokio::test]
async fn keys_in_a_listing_are_what_they_are_control_characters_included() {
    let listing = list(
        "<ListBucketResult><Contents><Key>a&#x1;b&#x1F;&#xD;\u{7f}</Key></Contents><Contents><Key>a b+c%20/ &amp;&#10;</Key></Contents></ListBucketResult>",
    );
    assert_eq!(
        keys(&listing.await.contents),
        ["a\u{1}b\u{1f}\r\u{7f}", "a b+c%20/ &\n"]
    );
}

#[tokio::test]
async fn errors_of_some_of_the_objects_are_a_part_of_the_output() {
    let body = "<DeleteResult><Error><Key>b</Key><Code>AccessDenied</Code><Message>no</Message></Error><Deleted><Key>a</Key></Deleted></DeleteResult>";
    let output = list(body).await;
    assert_eq!(keys(&output.deleted), ["a"]);
    let problem = Problem {
        key: "b".to_owned(),
        code: Some("AccessDenied".to_owned()),
        message: Some("no".to_owned()),
    };
    assert_eq!(output.errors, [problem]);
}

#[tokio::test]
async fn whitespace_that_keeps_the_connection_alive_precedes_the_output() {
    for whitespace in ["", " ", " \n \r\n\t "] {
        let declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
        let body =
            format!("{whitespace}{declaration}<Result><Deleted><Key>a</Key></Deleted></Result>\n");
        assert_eq!(keys(&list(&body).await.deleted), ["a"]);
    }
}

/// An operation whose output is the root of the document.
#[derive(Clone, Debug)]
struct GetLocation;

impl Operation for GetLocation {
    type Output = Location;

    const METADATA: &'static OperationMetadata = &OperationMetadata {
        service: &STORE,
        name: "GetLocation",
        ..OperationMetadata::DEFAULT
    };

    fn write(&self, _request: &mut RequestWriter<'_>) {}
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Location {
    region: Option<String>,
}

tinsmith::shape! { Location { region: "LocationConstraint" } }

impl FromResponse for Location {
    fn from_response(response: &mut ResponseReader<'_>) -> Self {
        response.xml_root()
    }
}

#[tokio::test]
async fn the_root_of_a_document_is_the_member_of_its_name() {
    for (body, expected) in [
        (
            "<LocationConstraint xmlns=\"urn:store\">eu-west-1</LocationConstraint>",
            Some("eu-west-1"),
        ),
        ("<LocationConstraint xmlns=\"urn:store\"/>", Some("")),
        (
            "<?xml version=\"1.0\"?>\n<LocationConstraint>EU</LocationConstraint>",
            Some("EU"),
        ),
    ] {
        let script = ScriptedTransport::new();
        script.respond(ScriptedResponse::status(200).body(body));
        let location = handle(&script).call().send(GetLocation).await.unwrap();
        assert_eq!(location.region.as_deref(), expected, "{body}");
    }
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

/// An operation whose output is a stream.
#[derive(Clone, Debug)]
struct GetObject;

impl Operation for GetObject {
    type Output = Download;

    const METADATA: &'static OperationMetadata = &OperationMetadata {
        service: &STORE,
        name: "GetObject",
        streaming_output: true,
        ..OperationMetadata::DEFAULT
    };

    fn write(&self, _request: &mut RequestWriter<'_>) {}
}

#[derive(Debug, Default)]
struct Download {
    content_disposition: Option<String>,
    body: Body,
}

impl FromResponse for Download {
    fn from_response(response: &mut ResponseReader<'_>) -> Self {
        let mut download = Self::default();
        response.header("Content-Disposition", &mut download.content_disposition);
        response.payload_stream(&mut download.body);
        download
    }
}

/// A transport whose response has the file name of an object in Latin-1.
#[derive(Debug)]
struct Latin1;

impl Transport for Latin1 {
    fn send(
        &self,
        _request: Request<Body>,
        _options: &TransportOptions,
    ) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        let name = HeaderValue::from_bytes(b"attachment; filename=\"caf\xe9.pdf\"").unwrap();
        let chunks = stream::iter([Ok::<_, io::Error>(Bytes::from("content"))]);
        let mut response = Response::new(Body::from_stream(chunks, None));
        response.headers_mut().insert("content-disposition", name);
        Box::pin(async { Ok(response) })
    }
}

#[tokio::test]
async fn an_object_whose_file_name_is_latin_1_can_be_downloaded() {
    let config = support::config(&ScriptedTransport::new()).transport(Latin1);
    let call = Handle::new(&config.build(), &STORE).call();
    let download = call.send(GetObject).await.unwrap();
    let expected = "attachment; filename=\"café.pdf\"";
    assert_eq!(download.content_disposition.as_deref(), Some(expected));
    assert_eq!(download.body.collect().await.unwrap(), "content");
}
