//! Errors of the service within a stream, and the streams that tests script.

use tinsmith::ErrorKind;
use tinsmith::event_stream::{EventStream, Frame, HeaderValue};
use tinsmith::testing::{ScriptedResponse, ScriptedTransport};

use crate::clock::{
    Broken, Clock, ServiceError, Tick, WatchInput, WatchOutput, frame, response, send, tick, watch,
};

#[tokio::test]
async fn a_modeled_exception_is_an_error_with_the_typed_error_and_ends_the_stream() {
    let payload = r#"{"message":"spring lost","parts":3}"#;
    let exception = frame("exception", ":exception-type", "broken", payload);
    let mut events = watch(response([&tick(1), &exception, &tick(2)])).await;
    assert!(events.try_next().await.unwrap().is_some());
    let error = events.try_next().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Service);
    assert_eq!(error.code(), Some("ClockBrokenException"));
    assert_eq!(
        error.to_string(),
        "Watch: ClockBrokenException: spring lost (200, request id r-1, 1 attempt)"
    );
    assert!(error.is_retryable());
    let broken = Broken {
        message: "spring lost".to_owned(),
        parts: 3,
    };
    assert_eq!(error.service_error(), Some(&ServiceError::Broken(broken)));
    assert_eq!(events.try_next().await.unwrap(), None);
}

#[tokio::test]
async fn an_exception_that_the_model_does_not_name_has_its_type_as_code() {
    let exception = frame(
        "exception",
        ":exception-type",
        "throttlingException",
        r#"{"message":"slow"}"#,
    );
    let error = watch(response([&exception])).await.try_next().await;
    let error = error.unwrap_err();
    assert_eq!(error.code(), Some("throttlingException"));
    assert_eq!(error.message(), "slow");
    assert!(error.service_error::<ServiceError>().is_none());
}

#[tokio::test]
async fn an_unmodeled_error_has_the_code_and_the_message_of_its_headers() {
    let headers = [
        (":message-type", HeaderValue::Text("error")),
        (":error-code", HeaderValue::Text("InternalError")),
        (":error-message", HeaderValue::Text("try later\n")),
    ];
    let error = Frame::new(&headers, "").unwrap();
    let error = watch(response([&error]))
        .await
        .try_next()
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Service);
    assert_eq!(error.code(), Some("InternalError"));
    assert_eq!(
        error.to_string(),
        "Watch: InternalError: try later (200, request id r-1, 1 attempt)"
    );
}

#[tokio::test]
async fn a_script_has_events_and_an_error() {
    let script = ScriptedTransport::new();
    script.respond(ScriptedResponse::output_with(|output: &mut WatchOutput| {
        let broken = ServiceError::Broken(Broken::default());
        output.events = EventStream::scripted([Clock::Tick(Tick { count: 1 })]).then_error(broken);
    }));
    let mut events = send(&script, WatchInput).await.unwrap().events;
    let first = events.try_next().await.unwrap();
    assert_eq!(first, Some(Clock::Tick(Tick { count: 1 })));
    let error = events.try_next().await.unwrap_err();
    assert_eq!(error.code(), Some("ClockBrokenException"));
    assert!(error.service_error::<ServiceError>().is_some());
    assert_eq!(events.try_next().await.unwrap(), None);
}
