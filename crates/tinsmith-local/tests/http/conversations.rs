use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tinsmith_local::{Fault, LocalService};

use super::client::{Response, Signer, send};

async fn service(pause: Duration) -> LocalService {
    let builder = LocalService::builder().sessions(0);
    builder.event_pause(pause).start().await.unwrap()
}

/// Sends a conversation to a model.
async fn converse(service: &LocalService, model: &str, body: &Value) -> Response {
    let signer = Signer {
        service: "bedrock",
        ..Signer::from_service(service)
    };
    let path = format!("/model/{model}/converse-stream");
    send(service, &signer, "POST", &path, &body.to_string()).await
}

fn message(text: &str) -> Value {
    json!({ "messages": [{ "role": "user", "content": [{ "text": text }] }] })
}

/// Returns the type and the payload of each frame. The checksums have a test of their own.
fn events(response: &Response) -> Vec<(String, Value)> {
    let mut rest = response.body.as_slice();
    let mut events = Vec::new();
    while !rest.is_empty() {
        let length = |at: usize| u32::from_be_bytes(*rest[at..].first_chunk().unwrap()) as usize;
        let (frame, after) = rest.split_at(length(0));
        let (headers, payload) = frame[12..frame.len() - 4].split_at(length(4));
        // The first header is the type, whose name has 11 or 15 bytes.
        let value = usize::from(headers[0]) + 4;
        let end = value + usize::from(headers[value - 1]);
        let of_type = String::from_utf8(headers[value..end].to_vec()).unwrap();
        events.push((of_type, serde_json::from_slice(payload).unwrap()));
        rest = after;
    }
    events
}

fn text(events: &[(String, Value)]) -> String {
    let deltas = events
        .iter()
        .filter(|(of_type, _)| of_type == "contentBlockDelta");
    deltas
        .map(|(_, payload)| payload["delta"]["text"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn a_response_has_an_event_for_each_word() {
    let service = service(Duration::from_millis(5)).await;
    let started = Instant::now();
    let response = converse(&service, "local.words-v1%3A0", &message("Hi \u{2603}.")).await;
    assert_eq!(response.status, 200);
    let media_type = response.header("content-type");
    assert_eq!(media_type, Some("application/vnd.amazon.eventstream"));
    let events = events(&response);
    assert!(started.elapsed() >= Duration::from_millis(5) * events.len() as u32);
    assert!(text(&events).starts_with("You wrote: Hi \u{2603}. No model"));
    let types: Vec<&str> = events.iter().map(|(of_type, _)| of_type.as_str()).collect();
    assert_eq!(types[0], "messageStart");
    let end = ["contentBlockStop", "messageStop", "metadata"];
    assert_eq!(types[types.len() - 3..], end);
    let usage = &events[events.len() - 1].1["usage"];
    let words = types.len() - 4;
    let expected = json!({ "inputTokens": 2, "outputTokens": words, "totalTokens": words + 2 });
    assert_eq!(*usage, expected);
}

#[tokio::test]
async fn an_exception_replaces_the_rest_of_the_events() {
    let service = service(Duration::ZERO).await;
    service.inject(Fault::exception(2, "modelStreamErrorException", "no words"));
    let response = converse(&service, service.model_id(), &message("Hi.")).await;
    let events = events(&response);
    assert_eq!(response.status, 200);
    assert_eq!(events.len(), 3);
    let exception = (
        "modelStreamErrorException",
        json!({ "message": "no words" }),
    );
    assert_eq!((events[2].0.as_str(), events[2].1.clone()), exception);
}

#[tokio::test]
async fn a_limit_of_tokens_cuts_the_response() {
    let service = service(Duration::ZERO).await;
    let mut body = message("Hi.");
    body["inferenceConfig"] = json!({ "maxTokens": 2 });
    let events = events(&converse(&service, service.model_id(), &body).await);
    assert_eq!(text(&events), "You wrote: ");
    assert_eq!(
        events[events.len() - 2].1,
        json!({ "stopReason": "max_tokens" })
    );
}

#[tokio::test]
async fn every_constraint_of_a_conversation_is_checked() {
    let service = service(Duration::ZERO).await;
    let valid = message("Hi.")["messages"][0].clone();
    let message = |role: Value| json!({ "role": role, "content": [] });
    let config = |config: Value| json!({ "messages": [valid], "inferenceConfig": config });
    let length = "Member must have length greater than or equal to 1";
    for (body, member, constraint) in [
        (
            json!({ "messages": [{ "content": [] }] }),
            "messages.1.member.role",
            "Member must not be null",
        ),
        (
            json!({ "messages": [{ "role": "user" }] }),
            "messages.1.member.content",
            "Member must not be null",
        ),
        (
            json!({ "messages": [valid, message(json!("model"))] }),
            "messages.2.member.role",
            "Member must satisfy enum value set: [user, assistant]",
        ),
        (
            json!({ "messages": [valid], "system": [{ "text": "" }] }),
            "system.1.member.text",
            length,
        ),
        (
            config(json!({ "maxTokens": 0 })),
            "inferenceConfig.maxTokens",
            "Member must have value greater than or equal to 1",
        ),
        (
            config(json!({ "temperature": 1.5 })),
            "inferenceConfig.temperature",
            "Member must have value less than or equal to 1",
        ),
        (
            config(json!({ "topP": -0.5 })),
            "inferenceConfig.topP",
            "Member must have value greater than or equal to 0",
        ),
        (
            config(json!({ "stopSequences": ["a", ""] })),
            "inferenceConfig.stopSequences.2.member",
            length,
        ),
        (
            config(json!({ "stopSequences": ["a", "b", "c", "d", "e"] })),
            "inferenceConfig.stopSequences",
            "Member must have length less than or equal to 4",
        ),
    ] {
        let response = converse(&service, service.model_id(), &body).await;
        assert_eq!(response.error(), (400, "ValidationException"), "{body}");
        let text = response.json()["message"].as_str().unwrap().to_owned();
        let expected = format!(" at '{member}' failed to satisfy constraint: {constraint}");
        assert!(text.starts_with("1 validation error detected: "), "{text}");
        assert!(text.ends_with(&expected), "{text}");
    }
    let long = converse(&service, &"m".repeat(2049), &json!({ "messages": [valid] })).await;
    assert_eq!(long.error(), (400, "ValidationException"));
}

#[tokio::test]
async fn invalid_conversations_and_unknown_models_are_modeled_errors() {
    let service = service(Duration::ZERO).await;
    let user = json!({ "role": "user", "content": [] });
    let assistant = json!({ "role": "assistant", "content": [] });
    for body in [
        json!({}),
        json!({ "messages": [] }),
        json!({ "messages": [assistant] }),
        json!({ "messages": [user, assistant] }),
        json!({ "messages": [user, user] }),
        json!({ "messages": [user], "inferenceConfig": { "maxTokens": 0 } }),
        json!({ "messages": "text" }),
    ] {
        let response = converse(&service, service.model_id(), &body).await;
        assert_eq!(response.error(), (400, "ValidationException"), "{body}");
        assert_eq!(response.json().as_object().unwrap().len(), 1, "{body}");
    }
    let response = converse(&service, "other", &message("Hi.")).await;
    assert_eq!(response.error(), (404, "ResourceNotFoundException"));
    service.inject(Fault::internal_server_error());
    let response = converse(&service, service.model_id(), &message("Hi.")).await;
    assert_eq!(response.error(), (500, "InternalServerException"));
}

#[tokio::test]
async fn a_wrong_signature_is_rejected() {
    let service = service(Duration::ZERO).await;
    let signer = Signer {
        secret: "other".to_owned(),
        service: "bedrock",
        ..Signer::from_service(&service)
    };
    let path = format!("/model/{}/converse-stream", service.model_id());
    let body = message("Hi.").to_string();
    let response = send(&service, &signer, "POST", &path, &body).await;
    assert_eq!(response.status, 403);
}
