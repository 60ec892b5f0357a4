//! The metadata of successful responses.

use http::StatusCode;
use tinsmith::testing::{ScriptedResponse, ScriptedTransport};

use crate::scripted::call;
use crate::support::GetThingInput;

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
