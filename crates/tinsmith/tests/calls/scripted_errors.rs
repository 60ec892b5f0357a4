//! Scripted errors in each protocol.

use tinsmith::service::{
    FromResponse, Operation, OperationMetadata, RequestWriter, ResponseReader, ServiceMetadata,
};
use tinsmith::testing::{ScriptedResponse, ScriptedTransport};
use tinsmith::{ErrorKind, Handle, protocol};

const BOOKS: ServiceMetadata = ServiceMetadata {
    name: "Books",
    signing_name: "books",
    endpoint_prefix: "books",
    errors: ServiceError::METADATA,
    ..ServiceMetadata::DEFAULT
};

#[derive(Debug)]
struct Book;

impl FromResponse for Book {
    fn from_response(_response: &mut ResponseReader<'_>) -> Self {
        Self
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
struct NoSuchBook {
    message: String,
    isbn: String,
}

tinsmith::shape! { NoSuchBook { message: "message", isbn: "isbn", } }

impl FromResponse for NoSuchBook {
    fn from_response(response: &mut ResponseReader<'_>) -> Self {
        response.xml(&[])
    }
}

#[derive(Clone, Debug, PartialEq)]
enum ServiceError {
    NoSuchBook(NoSuchBook),
    Busy(NoSuchBook),
}

tinsmith::service_errors! { ServiceError {
    NoSuchBook: "NoSuchBook" 404,
    Busy: "Busy" 503 throttling,
} }

macro_rules! operations {
    ($($operation:ident $method:literal: $protocol:ident,)*) => {$(
        #[derive(Clone, Debug)]
        struct $operation;

        impl Operation for $operation {
            type Output = Book;

            const METADATA: &'static OperationMetadata = {
                static SERVICE: ServiceMetadata = ServiceMetadata {
                    protocol: &protocol::$protocol,
                    ..BOOKS
                };
                &OperationMetadata {
                    service: &SERVICE,
                    name: "GetBook",
                    method: $method,
                    ..OperationMetadata::DEFAULT
                }
            };

            fn write(&self, _request: &mut RequestWriter<'_>) {}
        }
    )*};
}

operations! {
    AwsJson "POST": AWS_JSON_1_0,
    AwsJson11 "POST": AWS_JSON_1_1,
    AwsJsonQueryCompatible "POST": AWS_JSON_1_0_QUERY_COMPATIBLE,
    AwsQuery "POST": AWS_QUERY,
    Cbor "POST": RPC_V2_CBOR,
    CborQueryCompatible "POST": RPC_V2_CBOR_QUERY_COMPATIBLE,
    Ec2Query "POST": EC2_QUERY,
    RestJson "GET": REST_JSON_1,
    RestXml "GET": REST_XML,
    RestXmlHead "HEAD": REST_XML,
    RestXmlNoErrorWrapping "GET": REST_XML_NO_ERROR_WRAPPING,
}

/// Sends a call for each error: a modeled one with all its members, one by its code, an unmodeled one, and two that are retried.
async fn check<O: Operation<Output = Book>>(operation: O) {
    let protocol = O::METADATA.service.protocol.name;
    let script = ScriptedTransport::new();
    let handle = Handle::new(&script.config(), O::METADATA.service);
    let send = async || handle.call().send(operation.clone()).await;

    let typed = ServiceError::NoSuchBook(NoSuchBook {
        message: "gone".to_owned(),
        isbn: "978".to_owned(),
    });
    script.respond(ScriptedResponse::service_error(typed.clone()));
    let error = send().await.unwrap_err();
    assert_eq!(error.service_error(), Some(&typed), "{protocol}");
    let shown = "GetBook: NoSuchBook: gone (404, 1 attempt)";
    assert_eq!(error.to_string(), shown, "{protocol}");
    assert_eq!(error.kind(), ErrorKind::Service, "{protocol}");

    script.respond(ScriptedResponse::error(404, "NoSuchBook", "gone"));
    let error = send().await.unwrap_err();
    let by_code = ServiceError::NoSuchBook(NoSuchBook {
        message: "gone".to_owned(),
        isbn: String::new(),
    });
    assert_eq!(error.service_error(), Some(&by_code), "{protocol}");

    script.respond(ScriptedResponse::error(403, "Denied", "no"));
    let error = send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Service, "{protocol}");
    assert_eq!(error.code(), Some("Denied"), "{protocol}");
    assert_eq!(error.message(), "no", "{protocol}");
    assert!(error.service_error::<ServiceError>().is_none());

    let busy = ServiceError::Busy(NoSuchBook::default());
    script
        .respond(ScriptedResponse::service_error(busy).with_status(400))
        .respond(ScriptedResponse::error(400, "ThrottlingException", ""))
        .respond(ScriptedResponse::output(Book));
    send().await.unwrap();
    script.assert_finished();
}

#[tokio::test]
async fn scripted_errors_have_their_code_and_message_in_each_protocol() {
    check(AwsJson).await;
    check(AwsJson11).await;
    check(AwsJsonQueryCompatible).await;
    check(AwsQuery).await;
    check(Cbor).await;
    check(CborQueryCompatible).await;
    check(Ec2Query).await;
    check(RestJson).await;
    check(RestXml).await;
    check(RestXmlHead).await;
    check(RestXmlNoErrorWrapping).await;
}
