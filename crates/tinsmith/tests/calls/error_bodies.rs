//! The bodies of error responses: spellings of the message, sizes, encodings and secrets.

use std::time::Duration;

use bytes::Bytes;
use tinsmith::protocol::REST_JSON_1;
use tinsmith::service::{
    FromResponse, Operation, OperationMetadata, RequestWriter, ResponseReader, ServiceMetadata,
};
use tinsmith::testing::{ScriptedResponse, ScriptedTransport};
use tinsmith::{Config, ConfigBuilder, Error, ErrorKind, Handle};

use crate::support::{config, credentials};

static SERVICE: ServiceMetadata = ServiceMetadata {
    protocol: &REST_JSON_1,
    name: "Other Makers",
    signing_name: "makers",
    errors: ServiceError::METADATA,
    ..ServiceMetadata::DEFAULT
};

#[derive(Clone, Debug)]
struct GetMaker;

impl Operation for GetMaker {
    type Output = Maker;
    const METADATA: &'static OperationMetadata = &OperationMetadata {
        service: &SERVICE,
        name: "GetMaker",
        ..OperationMetadata::DEFAULT
    };

    fn write(&self, _request: &mut RequestWriter<'_>) {}
}

#[derive(Clone, Debug)]
struct GetTool;

impl Operation for GetTool {
    type Output = Maker;
    const METADATA: &'static OperationMetadata = &OperationMetadata {
        service: &SERVICE,
        name: "GetTool",
        ..OperationMetadata::DEFAULT
    };

    fn write(&self, _request: &mut RequestWriter<'_>) {}
}

macro_rules! structure {
    ($name:ident, $field:ident: $type:ty, $wire:literal) => {
        #[derive(Clone, Debug, Default, PartialEq)]
        struct $name {
            $field: $type,
        }

        tinsmith::shape! { $name { $field: $wire, } }

        impl FromResponse for $name {
            fn from_response(response: &mut ResponseReader<'_>) -> Self {
                response.json()
            }
        }
    };
}

structure!(Maker, name: String, "name");
structure!(Gone, message: String, "Message");
structure!(Moved, error_message: Option<String>, "errorMessage");
structure!(Secret, message: String, "message");
structure!(Late, message: Option<Delay>, "message");
structure!(Exact, message: String, "message");
structure!(MakerAway, message: String, "message");
structure!(ToolAway, message: String, "message");

#[derive(Clone)]
enum Delay {
    Short,
    Unknown(String),
}

tinsmith::string_enum! { Delay { Short: "short" } }

#[derive(Clone, Debug, PartialEq)]
enum ServiceError {
    Gone(Gone),
    Moved(Moved),
    Secret(Secret),
    Late(Late),
    Exact(Exact),
    MakerAway(MakerAway),
    ToolAway(ToolAway),
}

tinsmith::service_errors! { ServiceError {
    Gone: "GoneException",
    Moved: "MovedException" transient message_in error_message,
    Secret: "SecretException" throttling sensitive,
    Late: "LateException",
    Exact: "ExactException" transient exact_message sensitive,
    MakerAway: "AwayException" { "GetMaker", "ListMakers" } 404 transient,
    ToolAway: "AwayException" 404,
} }

fn maker_config(script: &ScriptedTransport) -> ConfigBuilder {
    config(script)
        .endpoint_url("https://makers.example")
        .max_attempts(1)
}

async fn get_maker(config: ConfigBuilder) -> Result<Maker, Error> {
    let handle = Handle::new(&config.build(), &SERVICE);
    handle.call().send(GetMaker).await
}

async fn response(scripted: ScriptedResponse) -> Result<Maker, Error> {
    let script = ScriptedTransport::new();
    script.respond(scripted);
    get_maker(maker_config(&script)).await
}

async fn error(scripted: ScriptedResponse) -> Error {
    response(scripted).await.unwrap_err()
}

#[tokio::test(start_paused = true)]
async fn each_spelling_of_the_message_fills_the_member() {
    for spelling in ["message", "Message", "errorMessage"] {
        let body = format!(r#"{{"__type":"GoneException","{spelling}":"no such maker"}}"#);
        let gone = error(ScriptedResponse::json(410, body)).await;
        assert_eq!(gone.message(), "no such maker", "{spelling}");
        let Some(ServiceError::Gone(Gone { message })) = gone.service_error() else {
            panic!("{gone:?}")
        };
        assert_eq!(message, "no such maker", "{spelling}");
        let body = format!(r#"{{"__type":"MovedException","{spelling}":"to Wyoming"}}"#);
        let moved = error(ScriptedResponse::json(400, body)).await;
        let Some(ServiceError::Moved(Moved { error_message })) = moved.service_error() else {
            panic!("{moved:?}")
        };
        assert_eq!(error_message.as_deref(), Some("to Wyoming"), "{spelling}");
        let modeled: &ServiceError = moved.service_error().unwrap();
        assert_eq!(modeled.to_string(), "MovedException: to Wyoming");
        assert!(moved.is_retryable());
    }
}

#[tokio::test(start_paused = true)]
async fn of_two_errors_with_the_same_code_the_operation_has_its_own() {
    let body = r#"{"__type":"AwayException","message":"out"}"#;
    let message = "out".to_owned();
    let maker = error(ScriptedResponse::json(404, body)).await;
    let expected = ServiceError::MakerAway(MakerAway {
        message: message.clone(),
    });
    assert_eq!(maker.service_error(), Some(&expected));
    assert!(maker.is_retryable());
    let script = ScriptedTransport::new();
    script.respond(ScriptedResponse::json(404, body));
    let handle = Handle::new(&maker_config(&script).build(), &SERVICE);
    let tool = handle.call().send(GetTool).await.unwrap_err();
    let expected = ServiceError::ToolAway(ToolAway { message });
    assert_eq!(tool.service_error(), Some(&expected));
    assert!(!tool.is_retryable());
}

#[tokio::test(start_paused = true)]
async fn a_message_that_is_an_enum_is_filled_and_printed() {
    for spelling in ["message", "Message"] {
        let body = format!(r#"{{"__type":"LateException","{spelling}":"short"}}"#);
        let late = error(ScriptedResponse::json(400, body)).await;
        let expected = ServiceError::Late(Late {
            message: Some(Delay::Short),
        });
        let modeled: &ServiceError = late.service_error().unwrap();
        assert_eq!(modeled, &expected, "{spelling}");
        assert_eq!(modeled.to_string(), "LateException: short");
    }
}

#[tokio::test(start_paused = true)]
async fn an_exact_message_is_not_filled_from_a_member_of_another_spelling() {
    let body = r#"{"__type":"ExactException","errorMessage":"hush"}"#;
    let exact = error(ScriptedResponse::json(400, body)).await;
    let expected = ServiceError::Exact(Exact {
        message: String::new(),
    });
    assert_eq!(exact.service_error(), Some(&expected));
    assert!(!format!("{exact} {exact:?}").contains("hush"), "{exact:?}");
    assert!(exact.is_retryable());
}

#[tokio::test(start_paused = true)]
async fn a_modeled_error_without_a_message_has_none() {
    let moved = error(ScriptedResponse::json(400, r#"{"code":"MovedException"}"#)).await;
    let expected = ServiceError::Moved(Moved {
        error_message: None,
    });
    assert_eq!(moved.service_error(), Some(&expected));
    assert_eq!(
        moved.to_string(),
        "GetMaker: MovedException (400, 1 attempt)"
    );
}

#[tokio::test(start_paused = true)]
async fn the_message_of_a_sensitive_error_is_not_printed() {
    let body = r#"{"code":"SecretException","message":"hush"}"#;
    let error = error(ScriptedResponse::json(400, body)).await;
    assert_eq!(
        error.to_string(),
        "GetMaker: SecretException: ** (400, 1 attempt)"
    );
    let modeled: &ServiceError = error.service_error().unwrap();
    assert_eq!(modeled.to_string(), "SecretException");
    let debug = format!("{error:?}");
    assert!(!debug.contains("hush"), "{debug}");
    assert!(format!("{error:#?}").contains("message: **"), "{error:#?}");
    assert_eq!(error.message(), "hush");
    assert!(error.is_throttling());
}

#[tokio::test(start_paused = true)]
async fn an_invalid_number_elsewhere_in_the_body_does_not_lose_the_code() {
    let body = r#"{"limit":1e999,"code":"GoneException","message":"gone"}"#;
    let error = error(ScriptedResponse::json(410, body)).await;
    assert_eq!(
        error.to_string(),
        "GetMaker: GoneException: gone (410, 1 attempt)"
    );
}

/// The start of a body, and a megabyte four times.
fn four_megabytes(start: &'static str) -> ScriptedResponse {
    let megabyte = Bytes::from(vec![b' '; 1024 * 1024]);
    let scripted = ScriptedResponse::status(503).body(start);
    (0..4).fold(scripted, |scripted, _| scripted.body(megabyte.clone()))
}

#[tokio::test(start_paused = true)]
async fn of_a_body_over_a_mebibyte_the_beginning_is_enough() {
    let body = r#"{"code":"GoneException","message":"gone","#;
    let error = error(four_megabytes(body)).await;
    assert_eq!(
        (error.kind(), error.status()),
        (ErrorKind::Service, Some(503))
    );
    assert_eq!(
        (error.code(), error.message()),
        (Some("GoneException"), "gone")
    );
    let expected = ServiceError::Gone(Gone {
        message: "gone".to_owned(),
    });
    assert_eq!(error.service_error(), Some(&expected));
}

#[tokio::test(start_paused = true)]
async fn a_code_beyond_the_first_mebibyte_leaves_the_status() {
    let error = error(four_megabytes(r#"{"first":""#)).await;
    assert_eq!(
        (error.kind(), error.status()),
        (ErrorKind::InvalidResponse, Some(503))
    );
    assert!(error.is_retryable());
    assert!(error.to_string().len() < 500, "{error}");
}

#[tokio::test(start_paused = true)]
async fn of_an_error_that_breaks_behind_its_code_the_beginning_is_enough() {
    let beginning = r#"{"code":"GoneException","message":"gone","cause":"#;
    let script = ScriptedTransport::new();
    script.respond(ScriptedResponse::json(403, beginning).disconnect());
    let gone = get_maker(maker_config(&script).max_attempts(3)).await;
    let gone = gone.unwrap_err();
    assert_eq!(
        (gone.kind(), gone.code(), gone.message()),
        (ErrorKind::Service, Some("GoneException"), "gone")
    );
    assert_eq!((gone.status(), gone.attempts()), (Some(403), 1));
    assert!(matches!(gone.service_error(), Some(ServiceError::Gone(_))));
    let beginning = r#"{"code":"SlowDown","message":"later"#;
    let silent = ScriptedResponse::json(503, beginning).pause(Duration::from_secs(600));
    for broken in [ScriptedResponse::json(503, beginning).disconnect(), silent] {
        let slow_down = error(broken).await;
        assert_eq!(slow_down.code(), Some("SlowDown"));
        assert!(slow_down.is_throttling());
    }
}

#[tokio::test(start_paused = true)]
async fn a_body_that_breaks_before_the_code_of_an_error_is_a_broken_connection() {
    let beginnings = [
        (403, r#"{"message":"gone","code":"GoneExc"#),
        (403, "<Error><Code>GoneExc"),
        (403, ""),
        (200, r#"{"code":"GoneException","name":"anvil"}"#),
    ];
    for (status, beginning) in beginnings {
        let script = ScriptedTransport::new();
        for _ in 0..3 {
            script.respond(ScriptedResponse::json(status, beginning).disconnect());
        }
        let broken = get_maker(maker_config(&script).max_attempts(3)).await;
        let broken = broken.unwrap_err();
        assert_eq!(broken.kind(), ErrorKind::Connection, "{beginning}");
        assert_eq!((broken.status(), broken.attempts()), (Some(status), 3));
    }
}

#[cfg(feature = "gzip")]
#[tokio::test(start_paused = true)]
async fn a_compressed_error_that_breaks_has_its_code() {
    let (beginning, _) = ZIPPED_ERROR.split_at(ZIPPED_ERROR.len() - 8);
    let error = error(zipped(410, beginning).disconnect()).await;
    assert_eq!(
        (error.code(), error.message()),
        (Some("GoneException"), "gone")
    );
}

/// `{"name":"anvil"}`
const ZIPPED_MAKER: &[u8] = &[
    31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 171, 86, 202, 75, 204, 77, 85, 178, 82, 74, 204, 43, 203, 204,
    81, 170, 5, 0, 226, 211, 180, 230, 16, 0, 0, 0,
];

/// `{"code":"GoneException","message":"gone"}`
const ZIPPED_ERROR: &[u8] = &[
    31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 171, 86, 74, 206, 79, 73, 85, 178, 82, 114, 207, 207, 75, 117,
    173, 72, 78, 45, 40, 201, 204, 207, 83, 210, 81, 202, 77, 45, 46, 78, 76, 7, 201, 164, 3, 101,
    148, 106, 1, 189, 60, 174, 192, 41, 0, 0, 0,
];

fn zipped(status: u16, body: &'static [u8]) -> ScriptedResponse {
    let scripted = ScriptedResponse::status(status).header("content-encoding", "gzip");
    scripted.body(body)
}

#[cfg(feature = "gzip")]
#[tokio::test(start_paused = true)]
async fn a_body_that_comes_compressed_is_decompressed() {
    let maker = response(zipped(200, ZIPPED_MAKER)).await.unwrap();
    assert_eq!(maker.name, "anvil");
    let error = error(zipped(410, ZIPPED_ERROR)).await;
    assert_eq!(
        (error.code(), error.message()),
        (Some("GoneException"), "gone")
    );
}

#[cfg(feature = "gzip")]
#[tokio::test(start_paused = true)]
async fn a_decompressed_body_has_the_limit_of_any_other() {
    let script = ScriptedTransport::new();
    script.respond(zipped(200, ZIPPED_MAKER));
    let config = maker_config(&script).max_response_bytes(15);
    let error = get_maker(config).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidResponse);
    let shown = error.to_string();
    assert!(
        shown.contains("the body is longer than 15 bytes"),
        "{shown}"
    );
}

#[cfg(feature = "gzip")]
#[tokio::test(start_paused = true)]
async fn a_body_that_is_not_what_its_header_says_is_an_error_and_an_error_keeps_its_status() {
    let shown = error(zipped(200, b"no gzip")).await.to_string();
    assert!(
        shown.contains("the response's body cannot be decompressed"),
        "{shown}"
    );
    let unavailable = error(zipped(503, b"no gzip")).await;
    assert_eq!(unavailable.status(), Some(503));
    assert!(unavailable.is_retryable());
}

#[cfg(not(feature = "gzip"))]
#[tokio::test(start_paused = true)]
async fn without_the_feature_a_compressed_body_is_named() {
    for scripted in [zipped(200, ZIPPED_MAKER), zipped(410, ZIPPED_ERROR)] {
        let shown = error(scripted).await.to_string();
        let expected = ": the body has the content encoding `gzip`, which was not requested (";
        assert!(shown.contains(expected), "{shown}");
    }
}

#[tokio::test(start_paused = true)]
async fn another_encoding_is_named_and_nothing_binary_is_printed() {
    for status in [200, 502] {
        let scripted = ScriptedResponse::status(status).header("content-encoding", "br");
        let shown = error(scripted.body(&b"\x0b\x07\x80{}\x03"[..]))
            .await
            .to_string();
        let expected = format!(
            ": the body has the content encoding `br`, which was not requested ({status}, 1 attempt)"
        );
        assert!(shown.ends_with(&expected), "{shown}");
        assert!(shown.is_ascii(), "{shown}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_service_without_a_standard_endpoint_requires_one() {
    let script = ScriptedTransport::new();
    let error = get_maker(config(&script)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Endpoint);
    assert_eq!(
        error.to_string(),
        "GetMaker: the service has no standard endpoint: set one by `Config::builder().endpoint_url(..)` or the \
         environment variable `AWS_ENDPOINT_URL_OTHER_MAKERS`"
    );
    assert!(script.requests().is_empty());
    let without_region = Config::builder()
        .credentials(credentials())
        .transport(script.clone())
        .operation_timeout(Duration::from_secs(1));
    let error = get_maker(without_region).await.unwrap_err();
    assert!(
        error.to_string().contains("no standard endpoint"),
        "{error}"
    );
}
