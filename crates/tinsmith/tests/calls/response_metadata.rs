//! The metadata of responses.

use http::StatusCode;
use tinsmith::testing::{ScriptedResponse, ScriptedTransport};
use tinsmith::transport::TransportErrorKind;

use crate::scripted::call;
use crate::support::{GetThingInput, get_thing};

#[tokio::test]
async fn a_success_has_the_metadata_of_its_last_response() {
    let script = ScriptedTransport::new();
    script
        .respond(ScriptedResponse::status(503).header("x-amzn-requestid", "r-1"))
        .respond(
            ScriptedResponse::json(201, r#"{"name": "lamp"}"#)
                .header("x-amzn-requestid", "r-2")
                .header("x-thing", "secret"),
        );
    let input = GetThingInput::new("t-1");
    let sent = call(&script.config()).send_with_metadata(input).await;
    let (thing, metadata) = sent.unwrap();
    assert_eq!(thing.name, "lamp");
    assert_eq!(metadata.status, StatusCode::CREATED);
    assert_eq!(metadata.request_id.as_deref(), Some("r-2"));
    assert_eq!(metadata.attempts, 2);
    assert_eq!(metadata.headers["x-thing"], "secret");
    let text = format!("{metadata:?}");
    assert!(text.contains("r-2") && !text.contains("secret"), "{text}");
}

#[tokio::test]
async fn an_error_is_the_error_of_a_call_without_metadata() {
    let script = ScriptedTransport::new();
    script.respond(ScriptedResponse::error(
        404,
        "NotFoundException",
        "no thing",
    ));
    let input = GetThingInput::new("t-1");
    let sent = call(&script.config()).send_with_metadata(input).await;
    let error = sent.unwrap_err();
    assert_eq!(
        error.to_string(),
        "GetThing: NotFoundException: no thing (404, 1 attempt)"
    );
}

#[tokio::test]
async fn an_error_has_the_headers_of_its_response_and_does_not_show_them() {
    let script = ScriptedTransport::new();
    for response in [
        ScriptedResponse::error(404, "NotFoundException", "no thing"),
        ScriptedResponse::status(405),
        ScriptedResponse::json(200, "no JSON"),
    ] {
        script.respond(
            response
                .header("x-amz-delete-marker", "true")
                .header("x-amz-id-2", "secret"),
        );
    }
    script.respond(ScriptedResponse::failure(
        TransportErrorKind::Unsendable,
        "no such host",
    ));
    let call = call(&script.config());
    for status in [404, 405, 200] {
        let error = get_thing(call.clone()).await.unwrap_err();
        assert_eq!(error.status(), Some(status));
        let headers = error.headers().unwrap();
        assert_eq!(headers["x-amz-delete-marker"], "true");
        assert_eq!(headers["x-amz-id-2"], "secret");
        let shown = format!("{error} {error:?} {error:#?}");
        assert!(!shown.contains("secret"), "{shown}");
    }
    let error = get_thing(call).await.unwrap_err();
    assert_eq!(error.headers(), None);
}
