//! Sessions that the service rejects.

use std::time::Duration;

use futures::future::join_all;
use tinsmith::preflight::OpenSession;
use tinsmith::testing::{ScriptedResponse, ScriptedTransport, TestTime};
use tinsmith::{ErrorKind, Time};

use super::directory::{GetObject, HeadObject, OpenInput};
use super::{call, done, ids, opened, script};
use crate::support::{config, start};

fn expired() -> ScriptedResponse {
    ScriptedResponse::error(400, "ExpiredToken", "the session has ended")
}

/// Adds the response to each of ten requests.
fn respond_ten_times(script: &ScriptedTransport, response: fn() -> ScriptedResponse) {
    for _ in 0..10 {
        script.respond(response());
    }
}

#[tokio::test]
async fn a_rejected_session_is_replaced_once() {
    let script = script([opened("A", 300), expired(), opened("B", 300), expired()]);
    let call = call(config(&script));
    let error = call.send_ref(&GetObject("b", "k")).await.unwrap_err();
    assert_eq!(error.code(), Some("ExpiredToken"));
    assert_eq!(error.attempts(), 2);
    assert_eq!(ids(&script), ["AKIDEXAMPLE", "A", "AKIDEXAMPLE", "B"]);
}

/// Another session opened at once would be rejected as well.
#[tokio::test(start_paused = true)]
async fn the_successor_of_a_rejected_session_is_not_replaced_soon() {
    let script = script([opened("A", 300), expired(), opened("B", 300), expired()]);
    script.respond(expired());
    let time = TestTime::starting_at(start());
    let call = call(config(&script).time(time));
    for _ in 0..2 {
        call.send_ref(&GetObject("b", "k")).await.unwrap_err();
    }
    assert_eq!(ids(&script)[2..], ["AKIDEXAMPLE", "B", "B"]);
    time.sleep(Duration::from_secs(10)).await;
    for response in [expired(), opened("C", 300), done()] {
        script.respond(response);
    }
    call.send_ref(&GetObject("b", "k")).await.unwrap();
    assert_eq!(ids(&script)[5..], ["B", "AKIDEXAMPLE", "C"]);
}

/// The sessions of other resources are opened between the rejection and the next call.
#[tokio::test(start_paused = true)]
async fn other_sessions_do_not_end_the_pause_after_a_rejection() {
    let script = script([opened("A", 300), expired()]);
    let time = TestTime::starting_at(start());
    let call = call(config(&script).time(time));
    let rejected = ScriptedResponse::error(403, "AccessDenied", "no session");
    script.respond(rejected);
    call.send_ref(&GetObject("b", "k")).await.unwrap_err();
    script.respond(opened("O", 300)).respond(done());
    call.send_ref(&GetObject("other", "k")).await.unwrap();
    script.respond(opened("B", 300)).respond(expired());
    call.send_ref(&GetObject("b", "k")).await.unwrap_err();
    let opener = "AKIDEXAMPLE";
    assert_eq!(
        ids(&script),
        [opener, "A", opener, opener, "O", opener, "B"]
    );
}

#[tokio::test(start_paused = true)]
async fn requests_that_are_rejected_at_the_same_time_share_the_next_session() {
    let script = script([opened("A", 300)]);
    respond_ten_times(&script, || expired().after(Duration::from_secs(1)));
    script.respond(opened("B", 300).after(Duration::from_secs(1)));
    respond_ten_times(&script, done);
    let call = call(config(&script));
    let get = || call.send_ref(&GetObject("b", "k"));
    for result in join_all((0..10).map(|_| get())).await {
        result.unwrap();
    }
    let expected = [
        &["AKIDEXAMPLE"][..],
        &["A"; 10],
        &["AKIDEXAMPLE"],
        &["B"; 10],
    ];
    assert_eq!(ids(&script), expected.concat());
}

/// The session is evicted by others while the request is under way.
#[tokio::test(start_paused = true)]
async fn a_rejected_session_is_replaced_even_if_the_client_forgot_it() {
    let script = script([opened("A", 300), expired().after(Duration::from_secs(1))]);
    let call = call(config(&script));
    let get = async || call.send_ref(&GetObject("b", "k")).await;
    let others = async {
        for number in 0..100 {
            script.respond(opened("O", 300)).respond(done());
            let other: &'static str = format!("other-{number}").leak();
            call.send_ref(&GetObject(other, "k")).await.unwrap();
        }
        script.respond(opened("B", 300)).respond(done());
    };
    let (result, ()) = tokio::join!(get(), others);
    result.unwrap();
    assert_eq!(ids(&script)[202..], ["AKIDEXAMPLE", "B"]);
}

#[tokio::test]
async fn an_error_of_a_request_without_a_session_leaves_the_sessions() {
    let script = script([opened("A", 300), done(), expired(), done()]);
    let call = call(config(&script));
    call.send_ref(&GetObject("b", "k")).await.unwrap();
    let mut without_session = OpenInput::default();
    without_session.set_resource("b".to_owned());
    let error = call.send_ref(&without_session).await.unwrap_err();
    assert_eq!(error.code(), Some("ExpiredToken"));
    call.send_ref(&GetObject("b", "k")).await.unwrap();
    assert_eq!(ids(&script), ["AKIDEXAMPLE", "A", "AKIDEXAMPLE", "A"]);
}

/// The response to a HEAD request has no body, which would have the code.
#[tokio::test]
async fn the_status_of_a_head_request_rejects_a_session() {
    for (status, is_rejection) in [(400, true), (403, false), (404, false)] {
        let script = script([opened("A", 300), ScriptedResponse::status(status)]);
        if is_rejection {
            script.respond(opened("B", 300)).respond(done());
        }
        let result = call(config(&script)).send(HeadObject).await;
        assert_eq!(result.is_ok(), is_rejection, "{status}");
        let expected = ["AKIDEXAMPLE", "A", "AKIDEXAMPLE", "B"];
        let number = if is_rejection { 4 } else { 2 };
        assert_eq!(ids(&script), expected[..number], "{status}");
    }
}

#[tokio::test]
async fn a_session_whose_token_cannot_be_sent_is_named() {
    let end = tinsmith::Timestamp::from(start() + Duration::from_secs(300));
    let end = end.format(tinsmith::TimestampFormat::DateTime);
    let body = format!(r#"{{"id":"A","secret":"s","token":"a\nb","expiration":"{end}"}}"#);
    let script = script([ScriptedResponse::json(200, body)]);
    let error = call(config(&script)).send(GetObject("b", "k")).await;
    let error = error.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Credentials);
    let message = error.to_string();
    let expected = "GetObject: credentials from the session that the service opened: ";
    assert!(message.starts_with(expected), "{message}");
}
