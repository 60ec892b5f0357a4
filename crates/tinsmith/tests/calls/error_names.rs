//! The names of errors that have no code, or members with the name of one.

use tinsmith::protocol::{AWS_JSON_1_1, REST_XML};
use tinsmith::service::{
    FromResponse, Operation, OperationMetadata, RequestWriter, ResponseReader, ServiceMetadata,
};
use tinsmith::testing::{ScriptedResponse, ScriptedTransport};
use tinsmith::{Error, ErrorKind, Handle};

use crate::support::config;

static JSON: ServiceMetadata = ServiceMetadata {
    protocol: &AWS_JSON_1_1,
    ..SERVICE
};

static XML: ServiceMetadata = ServiceMetadata {
    protocol: &REST_XML,
    ..SERVICE
};

const SERVICE: ServiceMetadata = ServiceMetadata {
    name: "Zones",
    signing_name: "zones",
    endpoint_prefix: "zones",
    errors: ServiceError::METADATA,
    ..ServiceMetadata::DEFAULT
};

macro_rules! operation {
    ($name:ident, $service:ident) => {
        #[derive(Clone, Debug)]
        struct $name;

        impl Operation for $name {
            type Output = Zone;
            const METADATA: &'static OperationMetadata = &OperationMetadata {
                service: &$service,
                name: "GetZone",
                ..OperationMetadata::DEFAULT
            };

            fn write(&self, _request: &mut RequestWriter<'_>) {}
        }
    };
}

operation!(GetJson, JSON);
operation!(GetXml, XML);

#[derive(Debug)]
struct Zone;

impl FromResponse for Zone {
    fn from_response(_response: &mut ResponseReader<'_>) -> Self {
        Self
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
struct NotFound {
    code: Option<String>,
    message: String,
}

tinsmith::shape! { NotFound { code: "code", message: "message" } }

impl FromResponse for NotFound {
    fn from_response(response: &mut ResponseReader<'_>) -> Self {
        response.json()
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
struct InvalidBatch {
    messages: Option<Vec<String>>,
    message: Option<String>,
}

tinsmith::shape! { InvalidBatch {
    messages: "messages" as { name("Messages"), item { name("Message") } },
    message: "message",
} }

impl FromResponse for InvalidBatch {
    fn from_response(response: &mut ResponseReader<'_>) -> Self {
        response.xml(&["Error"])
    }
}

#[derive(Clone, Debug, PartialEq)]
enum ServiceError {
    NotFound(NotFound),
    InvalidBatch(InvalidBatch),
}

tinsmith::service_errors! { ServiceError {
    NotFound: "NotFoundException" transient,
    InvalidBatch: "InvalidBatch",
} }

async fn error<O: Operation<Output = Zone>>(operation: O, body: &'static str) -> Error {
    let script = ScriptedTransport::new();
    script.respond(ScriptedResponse::status(400).body(body));
    let config = config(&script).max_attempts(1).build();
    let handle = Handle::new(&config, O::METADATA.service);
    handle.call().send(operation).await.unwrap_err()
}

#[tokio::test(start_paused = true)]
async fn the_type_of_an_error_in_aws_json_precedes_its_member_code() {
    let body = r#"{"__type":"a#NotFoundException","code":"AccessDeniedException","message":"no"}"#;
    let not_found = error(GetJson, body).await;
    assert_eq!(not_found.code(), Some("NotFoundException"));
    let expected = ServiceError::NotFound(NotFound {
        code: Some("AccessDeniedException".to_owned()),
        message: "no".to_owned(),
    });
    assert_eq!(not_found.service_error(), Some(&expected));
    assert!(not_found.is_retryable());
    let by_code = error(GetJson, r#"{"code":"NotFoundException"}"#).await;
    assert_eq!(by_code.code(), Some("NotFoundException"));
}

#[tokio::test(start_paused = true)]
async fn an_error_in_xml_whose_root_is_its_name_is_typed() {
    let body = "<?xml version=\"1.0\"?>\n<InvalidBatch xmlns=\"https://zones.example/\"><Messages><Message>duplicate</Message>\
                <Message>in use</Message></Messages><RequestId>7-a</RequestId></InvalidBatch>";
    let invalid = error(GetXml, body).await;
    assert_eq!(invalid.kind(), ErrorKind::Service);
    assert_eq!(invalid.code(), Some("InvalidBatch"));
    let expected = ServiceError::InvalidBatch(InvalidBatch {
        messages: Some(vec!["duplicate".to_owned(), "in use".to_owned()]),
        message: Some("duplicate".to_owned()),
    });
    assert_eq!(invalid.service_error(), Some(&expected));
    assert_eq!(
        invalid.to_string(),
        "GetZone: InvalidBatch: duplicate (400, request id 7-a, 1 attempt)"
    );
    let wrapped = "<ErrorResponse><Error><Code>InvalidBatch</Code><Message>m</Message></Error></ErrorResponse>";
    let invalid = error(GetXml, wrapped).await;
    let expected = ServiceError::InvalidBatch(InvalidBatch {
        messages: None,
        message: Some("m".to_owned()),
    });
    assert_eq!(invalid.service_error(), Some(&expected));
}

#[tokio::test(start_paused = true)]
async fn a_root_that_no_modeled_error_has_is_no_code() {
    for body in [
        "<html/>",
        "<Other/>",
        "<SlowDown/>",
        "<ErrorResponse/>",
        "<InvalidBatch>",
    ] {
        let unknown = error(GetXml, body).await;
        assert_eq!(unknown.kind(), ErrorKind::InvalidResponse, "{body}");
        assert_eq!(unknown.code(), None, "{body}");
        assert!(unknown.to_string().contains(body), "{unknown}");
        assert!(!unknown.is_retryable(), "{body}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_error_whose_root_is_its_name_is_enough_if_the_connection_breaks_behind_it() {
    for (body, expected) in [
        ("<InvalidBatch/>", ErrorKind::Service),
        ("<Other/>", ErrorKind::Connection),
    ] {
        let script = ScriptedTransport::new();
        script.respond(ScriptedResponse::status(400).body(body).disconnect());
        let config = config(&script).max_attempts(1).build();
        let handle = Handle::new(&config, GetXml::METADATA.service);
        let broken = handle.call().send(GetXml).await.unwrap_err();
        assert_eq!(broken.kind(), expected, "{broken}");
    }
}
