//! Scripts of responses, the requests that they expect, and recordings of real traffic.

use std::time::Duration;

use crate::support::{
    Busy, GetThingInput, GetThingOutput, NotFound, SERVICE, ServiceError, get_thing,
};
use http::Response;
use tinsmith::testing::{Input, Path, ScriptedResponse, ScriptedTransport};
use tinsmith::transport::TransportErrorKind;
use tinsmith::{Call, Config, ErrorKind, Handle};

pub(crate) fn call(config: &Config) -> Call {
    Handle::new(config, &SERVICE).call()
}

pub(crate) fn thing(name: &str) -> GetThingOutput {
    GetThingOutput {
        name: name.to_owned(),
        size: None,
    }
}

#[tokio::test]
async fn typed_outputs_and_errors_are_returned_unchanged() {
    let script = ScriptedTransport::new();
    let gone = NotFound {
        message: "no thing".to_owned(),
        resource_id: "t-1".to_owned(),
    };
    script
        .respond(ScriptedResponse::output(thing("lamp")))
        .respond(ScriptedResponse::service_error(ServiceError::NotFound(
            gone.clone(),
        )));
    let call = call(&script.config());
    assert_eq!(get_thing(call.clone()).await.unwrap(), thing("lamp"));
    let error = get_thing(call).await.unwrap_err();
    assert_eq!(error.service_error(), Some(&ServiceError::NotFound(gone)));
    assert_eq!(
        error.to_string(),
        "GetThing: NotFoundException: no thing (404, 1 attempt)"
    );
}

#[tokio::test]
async fn a_retryable_error_is_retried() {
    let script = ScriptedTransport::new();
    let busy = ServiceError::Busy(Busy::default());
    script
        .respond(ScriptedResponse::service_error(busy))
        .respond(ScriptedResponse::failure(
            TransportErrorKind::Connection,
            "reset",
        ))
        .respond(
            ScriptedResponse::from(Response::new(r#"{"name":"lamp"}"#))
                .after(Duration::from_millis(1)),
        );
    assert_eq!(
        get_thing(call(&script.config())).await.unwrap(),
        thing("lamp")
    );
    assert_eq!(script.requests().len(), 3);
}

#[tokio::test]
async fn an_output_of_another_operation_is_an_error() {
    #[derive(Debug, Default)]
    struct Other;
    impl tinsmith::service::FromResponse for Other {
        fn from_response(_: &mut tinsmith::service::ResponseReader<'_>) -> Self {
            Self
        }
    }
    let script = ScriptedTransport::new();
    script.respond(ScriptedResponse::output(Other));
    let error = get_thing(call(&script.config())).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidResponse);
    assert!(
        error
            .to_string()
            .contains("Other`, but the operation returns `calls::support::GetThingOutput`"),
        "{error}"
    );
}

#[tokio::test]
async fn a_sent_request_has_its_input_and_its_http_request() {
    let script = ScriptedTransport::new();
    script.respond(ScriptedResponse::output(thing("lamp")));
    get_thing(call(&script.config())).await.unwrap();
    let sent = script.sent_requests();
    let sent = sent.first().unwrap();
    assert_eq!(sent.operation(), Some("GetThing"));
    assert_eq!(sent.input(), Some(&GetThingInput::new("t-1")));
    assert_eq!(sent.input::<GetThingOutput>(), None);
    assert_eq!((sent.path(), sent.body_text()), ("/things/t-1", ""));
    assert!(sent.request.headers().contains_key("authorization"));
}

#[tokio::test]
async fn responses_match_their_requests() {
    let script = ScriptedTransport::new();
    script
        .when(Path("/things/t-2".to_owned()))
        .respond(ScriptedResponse::output(thing("second")));
    script
        .when(|sent: &tinsmith::testing::SentRequest| sent.path().ends_with("t-1"))
        .respond(ScriptedResponse::output(thing("first")));
    let mut requests = 0;
    script.when("GetThing").respond_each(move |sent| {
        requests += 1;
        ScriptedResponse::output(thing(&format!("{} {requests}", sent.path())))
    });
    let call = call(&script.config());
    let mut names = Vec::new();
    for id in ["t-1", "t-2", "t-1", "t-3"] {
        names.push(call.send_ref(&GetThingInput::new(id)).await.unwrap().name);
    }
    assert_eq!(names, ["first", "second", "/things/t-1 1", "/things/t-3 2"]);
    assert_eq!(script.responses_left(), 0);
}

#[tokio::test]
async fn an_unexpected_request_is_shown_with_the_expected_ones() {
    let script = ScriptedTransport::new();
    script
        .when("ListThings")
        .respond(ScriptedResponse::status(200));
    script
        .when(Path("/things/t-9".to_owned()))
        .respond(ScriptedResponse::status(200));
    let error = get_thing(call(&script.config())).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "GetThing: no response from management.things.us-west-2.amazonaws.com: unexpected request 1: GET https://management.things.us-west-2.amazonaws.com/things/t-1; \
         the script expects ListThings; or path /things/t-9 (1 attempt)"
    );
    assert_eq!(script.responses_left(), 2);
    let messages = script.take_unexpected_requests();
    assert!(
        messages[0].starts_with("unexpected request 1: GET https://management.things."),
        "{messages:?}"
    );
}

#[tokio::test]
async fn the_closest_of_many_inputs_is_shown_with_its_differences() {
    let script = ScriptedTransport::new();
    let input = |id: &str, note: &str| GetThingInput {
        secret_note: Some(note.to_owned()),
        ..GetThingInput::new(id)
    };
    script
        .when("ListThings")
        .respond(ScriptedResponse::status(200));
    for wanted in [input("t-1", "a"), input("t-2", "a"), input("t-2", "b")] {
        script
            .when(Input(wanted))
            .respond(ScriptedResponse::output(thing("")));
    }
    let call = call(&script.config());
    call.send_ref(&input("t-2", "a")).await.unwrap();
    let error = call.send_ref(&input("t-3", "b")).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "GetThing: no response from management.things.us-west-2.amazonaws.com: unexpected request 2: \
         GET https://management.things.us-west-2.amazonaws.com/things/t-3?note=b; the script expects \
         GetThing with its input, but id is Some(\"t-3\") instead of Some(\"t-2\"); or \
         GetThing with its input, but id is Some(\"t-3\") instead of Some(\"t-1\") \
         and secret_note is Some(\"b\") instead of Some(\"a\"); or ListThings (1 attempt)"
    );
    assert_eq!(script.responses_left(), 3);
    assert_eq!(script.take_unexpected_requests().len(), 1);
}

#[tokio::test]
async fn of_a_long_script_the_first_three_are_shown() {
    let script = ScriptedTransport::new();
    for operation in ["A", "B", "C", "D", "E"] {
        script
            .when(operation)
            .respond(ScriptedResponse::status(200));
    }
    let error = get_thing(call(&script.config())).await.unwrap_err();
    let expected = "the script expects A; or B; or C; or 2 more (1 attempt)";
    assert!(error.to_string().ends_with(expected), "{error}");
    script.take_unexpected_requests();
}

/// Runs a test that must fail, and returns the message of its panic.
async fn failure(test: impl Future<Output = ()> + Send + 'static) -> String {
    let panic = tokio::spawn(test).await.unwrap_err().into_panic();
    let message = panic.downcast_ref::<String>();
    message.cloned().unwrap_or_default()
}

#[tokio::test]
async fn an_unexpected_request_fails_a_test_that_ignores_the_error_of_the_call() {
    let message = failure(async {
        let script = ScriptedTransport::new();
        let _ignored = get_thing(call(&script.config())).await;
    });
    let message = message.await;
    assert!(
        message.starts_with("unexpected request 1: GET https://management.things."),
        "{message}"
    );
    let message = failure(async {
        // The client outlives the script of the test.
        let call = call(&ScriptedTransport::new().config());
        let _ignored = get_thing(call).await;
    });
    assert!(message.await.starts_with("unexpected request 1"));
}

#[tokio::test]
async fn a_finished_script_has_no_response_left_and_no_unexpected_request() {
    let script = ScriptedTransport::new();
    script.respond(ScriptedResponse::output(thing("lamp")));
    script
        .when("ListThings")
        .respond_each(|_| ScriptedResponse::status(200));
    get_thing(call(&script.config())).await.unwrap();
    script.assert_finished();

    let message = failure(async {
        let script = ScriptedTransport::new();
        script
            .when("ListThings")
            .respond(ScriptedResponse::status(200));
        let _ignored = get_thing(call(&script.config())).await;
        script.respond(ScriptedResponse::status(200));
        script.assert_finished();
    });
    let message = message.await;
    let lines: Vec<_> = message.lines().collect();
    assert!(
        lines[0].starts_with("unexpected request 1: GET"),
        "{message}"
    );
    assert_eq!(
        lines[1..],
        [
            "unused response for ListThings",
            "unused response for any request"
        ]
    );
}

#[tokio::test]
async fn a_modeled_error_has_the_status_of_the_model_or_another() {
    let script = ScriptedTransport::new();
    let outage = || ServiceError::Outage(Busy::default());
    script
        .respond(ScriptedResponse::service_error(ServiceError::NotFound(
            NotFound::default(),
        )))
        .respond(ScriptedResponse::service_error(outage()));
    script.respond(ScriptedResponse::service_error(outage()).with_status(503));
    let config = crate::support::config(&script).max_attempts(1).build();
    for status in [404, 400, 503] {
        let error = get_thing(call(&config)).await.unwrap_err();
        assert_eq!(error.status(), Some(status));
    }
}

#[tokio::test(start_paused = true)]
async fn responses_can_be_delayed_disconnected_or_absent() {
    let script = ScriptedTransport::new();
    let config = crate::support::config(&script).max_attempts(1).build();
    let start = tokio::time::Instant::now();
    script.respond(ScriptedResponse::output(thing("late")).after(Duration::from_secs(3)));
    assert_eq!(get_thing(call(&config)).await.unwrap().name, "late");
    assert_eq!(start.elapsed(), Duration::from_secs(3));
    for (response, kind) in [
        (ScriptedResponse::silence(), ErrorKind::Timeout),
        (
            ScriptedResponse::json(200, "{")
                .pause(Duration::from_secs(1))
                .disconnect(),
            ErrorKind::Connection,
        ),
        (
            ScriptedResponse::failure(TransportErrorKind::Timeout, "connecting took too long"),
            ErrorKind::Timeout,
        ),
    ] {
        script.respond(response);
        assert_eq!(get_thing(call(&config)).await.unwrap_err().kind(), kind);
    }
}

#[tokio::test]
async fn no_request_reaches_the_network() {
    // A real server at the client's endpoint and at that of the credentials provider.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let script = ScriptedTransport::new();
    let environment = tinsmith::Environment::from_iter([
        ("AWS_EC2_METADATA_SERVICE_ENDPOINT", url.as_str()),
        ("AWS_CONTAINER_CREDENTIALS_FULL_URI", url.as_str()),
    ]);
    let load = |transport| {
        Config::builder()
            .environment(environment.clone())
            .region("us-west-2")
            .endpoint_url(&url)
            .transport(transport)
            .max_attempts(2)
            .load()
    };
    let error = get_thing(call(&load(script.clone()).await.unwrap())).await;
    assert_eq!(error.unwrap_err().kind(), ErrorKind::Credentials);
    let config = script.config().to_builder().endpoint_url(&url).build();
    let error = get_thing(call(&config)).await.unwrap_err().to_string();
    assert!(error.contains("unexpected request"), "{error}");
    // The requests for the metadata of a container or an instance do not count.
    assert_eq!(script.take_unexpected_requests().len(), 1);
    let sent = script.sent_requests();
    assert!(
        sent.iter().any(|sent| sent.operation().is_none()),
        "{sent:?}"
    );
    let connection = tokio::time::timeout(Duration::from_millis(100), listener.accept()).await;
    assert!(connection.is_err(), "{connection:?}");
}
