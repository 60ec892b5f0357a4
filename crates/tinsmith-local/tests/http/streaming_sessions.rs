use serde_json::{Value, json};
use tinsmith_local::{Fault, LocalService};

use super::client::{Response, Signer, send};

async fn service() -> LocalService {
    LocalService::builder().sessions(200).start().await.unwrap()
}

async fn list(service: &LocalService, studio: &str, query: &str) -> Response {
    let signer = Signer {
        service: "nimble",
        ..Signer::from_service(service)
    };
    let target = format!("/2020-08-01/studios/{studio}/streaming-sessions{query}");
    send(service, &signer, "GET", &target, "").await
}

fn sessions(page: &Value) -> &[Value] {
    page["sessions"].as_array().unwrap()
}

#[tokio::test]
async fn pages_contain_every_streaming_session_once_and_in_order() {
    let service = service().await;
    let mut listed = Vec::new();
    let mut query = String::new();
    loop {
        let page = list(&service, service.studio_id(), &query).await.json();
        listed.extend(
            sessions(&page)
                .iter()
                .map(|s| s["sessionId"].as_str().unwrap().to_owned()),
        );
        let Some(token) = page["nextToken"].as_str() else {
            break;
        };
        query = format!(
            "?nextToken={}",
            token.replace('+', "%2B").replace('=', "%3D")
        );
    }
    assert_eq!(listed, service.streaming_session_ids());
    assert!(listed.len() > 100);
}

#[tokio::test]
async fn filters_are_combined() {
    let service = service().await;
    let studio = service.studio_id();
    let all = list(&service, studio, "").await.json();
    let first = &sessions(&all)[0];
    let text = |member: &str| first[member].as_str().unwrap();
    let query = format!(
        "?ownedBy={}&createdBy={}",
        text("ownedBy"),
        text("createdBy")
    );
    let page = list(&service, studio, &query).await.json();
    assert!(sessions(&page).contains(first));
    for session in sessions(&page) {
        assert_eq!(session["ownedBy"], text("ownedBy"));
        assert_eq!(session["createdBy"], text("createdBy"));
    }
    let two = sessions(&all)[1]["sessionId"].as_str().unwrap();
    let query = format!("?sessionIds={two},{}", text("sessionId"));
    assert_eq!(
        sessions(&list(&service, studio, &query).await.json()).len(),
        2
    );
    assert_eq!(
        list(&service, studio, "?ownedBy=somebody").await.json(),
        json!({ "sessions": [] })
    );
}

#[tokio::test]
async fn a_token_is_invalid_with_another_filter() {
    let service = service().await;
    let page = list(&service, service.studio_id(), "").await.json();
    let token = page["nextToken"]
        .as_str()
        .unwrap()
        .replace('+', "%2B")
        .replace('=', "%3D");
    let query = format!("?ownedBy=ada&nextToken={token}");
    let response = list(&service, service.studio_id(), &query).await;
    assert_eq!(response.error(), (400, "ValidationException"));
    assert_eq!(response.json()["code"], "ValidationException");
    assert!(response.json()["context"]["nextToken"].is_string());
}

#[tokio::test]
async fn every_error_has_a_code_and_a_context_and_nothing_else() {
    let service = service().await;
    let response = list(&service, "elsewhere", "").await;
    assert_eq!(response.error(), (404, "ResourceNotFoundException"));
    let error = response.json();
    assert_eq!(error["code"], "ResourceNotFoundException");
    assert_eq!(
        error["context"],
        json!({ "resourceType": "studio", "resourceId": "elsewhere" })
    );

    for (fault, status) in [
        (Fault::access_denied(), 403),
        (Fault::conflict().context("sessionId", "x"), 409),
        (
            Fault::service_quota_exceeded().context("quota", "sessions"),
            402,
        ),
        (Fault::throttling(std::time::Duration::from_secs(1)), 429),
        (Fault::internal_server_error().context("cause", "test"), 500),
        (Fault::validation("OTHER", [("studioId", "bad")]), 400),
    ] {
        service.inject(fault);
        let response = list(&service, service.studio_id(), "").await;
        assert_eq!(response.status, status);
        assert_eq!(response.header("retry-after"), None);
        let error = response.json();
        let members: Vec<_> = error.as_object().unwrap().keys().collect();
        assert_eq!(members, ["code", "context", "message"]);
    }
}
