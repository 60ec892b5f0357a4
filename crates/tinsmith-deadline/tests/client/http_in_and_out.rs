//! Requests that are not sent by the client, and responses that it did not receive.

use std::time::Duration;

use http::Request;
use tinsmith::testing::{ScriptedResponse, ScriptedTransport};
use tinsmith::{AttemptInfo, Body, ConfigBuilder, Intercept, RequestBuilder, Timestamp};
use tinsmith_deadline::Client;
use tinsmith_deadline::error::ServiceError;
use tinsmith_deadline::operation::{GetSession, GetSessionInput, ListSessions};
use tinsmith_deadline::types::{ResourceIds, UsageGroupByField, UsageStatistic};

fn get_session() -> (ScriptedTransport, GetSession) {
    let script = ScriptedTransport::new();
    let client = Client::new(&script.config());
    let request = client
        .get_session()
        .farm_id("f")
        .queue_id("q")
        .job_id("j")
        .session_id("s");
    (script, request)
}

const URL: &str = "https://management.deadline.us-west-2.amazonaws.com/2023-10-12/farms/f/queues/q/jobs/j/sessions/s";

#[tokio::test]
async fn a_request_is_built_signed_and_presigned_without_being_sent() {
    let (script, get_session) = get_session();
    let request = get_session.clone().to_http_request().unwrap();
    assert_eq!(
        (request.method().as_str(), request.uri().to_string()),
        ("GET", URL.to_owned())
    );
    assert!(!request.headers().contains_key("authorization"));

    let request = get_session.clone().signed().await.unwrap();
    assert_eq!(request.uri(), URL);
    assert!(request.headers().contains_key("authorization"));

    let presigned = get_session
        .presigned(Duration::from_secs(60))
        .await
        .unwrap();
    let url = presigned.uri.to_string();
    assert!(
        url.starts_with(URL) && url.contains("X-Amz-Signature="),
        "{url}"
    );
    assert_eq!(script.requests().len(), 0);
}

#[test]
fn a_request_without_required_members_is_not_built() {
    let (_, get_session) = get_session();
    let error = get_session
        .with_input(GetSessionInput::default())
        .to_http_request()
        .unwrap_err();
    assert_eq!(error.problems().len(), 4, "{error}");
}

#[test]
fn a_response_of_any_origin_is_parsed() {
    let response = |status, body: &'static str| {
        let mut response = http::Response::new(body.into());
        *response.status_mut() = http::StatusCode::from_u16(status).unwrap();
        response
    };
    let page = ListSessions::parse(response(200, r#"{"sessions":[{"sessionId":"s-1"}]}"#)).unwrap();
    assert_eq!(page.sessions[0].session_id, "s-1");
    let error = GetSession::parse(response(
        404,
        r#"{"__type":"ResourceNotFoundException","resourceId":"s"}"#,
    ))
    .unwrap_err();
    assert!(
        matches!(error.service_error(), Some(ServiceError::ResourceNotFound(error)) if error.resource_id == "s")
    );
}

/// Replaces the body of a request.
#[derive(Debug)]
struct Replace(Vec<u8>);

impl Intercept for Replace {
    fn before_sign(&self, request: &mut Request<Body>, _attempt: &AttemptInfo) {
        *request.body_mut() = self.0.clone().into();
    }
}

#[tokio::test]
async fn a_replaced_body_is_sent_with_its_length() {
    let bodies = [
        ("longer", vec![b'x'; 2000], Some("2000")),
        ("shorter", vec![b'x'; 3], Some("3")),
        ("none", Vec::new(), None),
    ];
    for (name, body, length) in bodies {
        let script = ScriptedTransport::new();
        script.respond(ScriptedResponse::json(200, r#"{"aggregationId": "a-1"}"#));
        let config = script.config().to_builder();
        let start = |config: ConfigBuilder| {
            let request = Client::new(&config.build()).start_sessions_statistics_aggregation();
            request
                .farm_id("f")
                .resource_ids(ResourceIds::QueueIds(vec!["q".to_owned()]))
                .start_time(Timestamp::from_seconds(0))
                .end_time(Timestamp::from_seconds(60))
                .group_by([UsageGroupByField::QueueId])
                .statistics([UsageStatistic::Sum])
        };
        let mut request = start(config.clone()).to_http_request().unwrap();
        let before = request.headers()["content-length"].clone();
        let before: usize = before.to_str().unwrap().parse().unwrap();
        assert!(3 < before && before < 2000, "{before}");
        *request.body_mut() = body.clone().into();
        let signed = start(config.clone()).sign(request).await.unwrap();

        let call = start(config.interceptor(Replace(body.clone())));
        call.send().await.unwrap();
        let sent = script.requests().remove(0);
        assert_eq!(*sent.body(), body, "{name}");
        // The length of no body is sent without being signed.
        for (headers, length_of_none) in [(signed.headers(), None), (sent.headers(), Some("0"))] {
            let sent = headers.get("content-length");
            let sent = sent.map(|length| length.to_str().unwrap());
            assert_eq!(sent, length.or(length_of_none), "{name}");
            let signature = headers["authorization"].to_str().unwrap();
            assert_eq!(signature.contains("content-length"), length.is_some());
        }
    }
}
