//! The sessions that a client keeps, and the times at which it opens others.

use std::time::Duration;

use futures::future::join_all;
use tinsmith::Time;
use tinsmith::testing::{ScriptedResponse, TestTime};

use super::directory::GetObject;
use super::{call, done, ids, opened, script};
use crate::support::{config, start};

const SECOND: Duration = Duration::from_secs(1);

fn denied() -> ScriptedResponse {
    ScriptedResponse::error(403, "AccessDenied", "no session")
}

/// The clock is five minutes fast, or a little less: sessions of five minutes have ended or seem to end soon when they arrive.
#[tokio::test(start_paused = true)]
async fn a_fast_clock_does_not_make_sessions_useless() {
    for fast in [270, 295, 300, 600] {
        let script = script([opened("A", 300).after(SECOND)]);
        let time = TestTime::starting_at(start() + Duration::from_secs(fast));
        let call = call(config(&script).time(time));
        let get = || call.send_ref(&GetObject("b", "k"));
        for _ in 0..4 {
            script.respond(done());
        }
        for result in join_all((0..3).map(|_| get())).await {
            result.unwrap();
        }
        get().await.unwrap();
        assert_eq!(ids(&script), ["AKIDEXAMPLE", "A", "A", "A", "A"], "{fast}");
        time.sleep(Duration::from_secs(60)).await;
        script.respond(opened("B", 300)).respond(done());
        get().await.unwrap();
        assert_eq!(ids(&script)[5..], ["AKIDEXAMPLE", "B"], "{fast}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_renewal_that_failed_is_repeated_after_a_pause() {
    let script = script([opened("A", 300), done(), denied(), done(), done()]);
    let time = TestTime::starting_at(start());
    let call = call(config(&script).time(time));
    let get = || call.send_ref(&GetObject("b", "k"));
    for seconds in [0, 256, 9] {
        time.sleep(Duration::from_secs(seconds)).await;
        get().await.unwrap();
    }
    assert_eq!(ids(&script)[2..], ["AKIDEXAMPLE", "A", "A"]);
    time.sleep(SECOND).await;
    script.respond(opened("B", 600)).respond(done());
    get().await.unwrap();
    assert_eq!(ids(&script)[5..], ["AKIDEXAMPLE", "B"]);
}

/// The service decides whether a session that seems to have ended is valid.
#[tokio::test(start_paused = true)]
async fn a_session_that_arrived_late_is_used_if_its_renewal_fails() {
    let script = script([opened("A", 300), done()]);
    let time = TestTime::starting_at(start() + Duration::from_secs(600));
    let call = call(config(&script).time(time));
    let get = || call.send_ref(&GetObject("b", "k"));
    get().await.unwrap();
    time.sleep(Duration::from_secs(60)).await;
    script.respond(denied()).respond(done()).respond(done());
    get().await.unwrap();
    get().await.unwrap();
    assert_eq!(ids(&script)[2..], ["AKIDEXAMPLE", "A", "A"]);
}

#[tokio::test(start_paused = true)]
async fn the_next_caller_opens_the_session_if_the_first_one_gives_up() {
    let script = script([
        opened("A", 300).after(SECOND),
        opened("B", 300).after(SECOND),
    ]);
    script.respond(done());
    let call = call(config(&script));
    let object = GetObject("b", "k");
    let (mut first, mut second) = (
        Box::pin(call.send_ref(&object)),
        Box::pin(call.send_ref(&object)),
    );
    assert!(futures::poll!(&mut first).is_pending());
    assert!(futures::poll!(&mut second).is_pending());
    assert_eq!(ids(&script), ["AKIDEXAMPLE"]);
    drop(first);
    second.await.unwrap();
    assert_eq!(ids(&script), ["AKIDEXAMPLE", "AKIDEXAMPLE", "B"]);
}

/// The bound is botocore's.
#[tokio::test(start_paused = true)]
async fn the_session_that_was_used_least_recently_makes_room_for_the_101st() {
    let script = script([]);
    script.when("Open").respond_each(|_| opened("S", 300));
    script.when("GetObject").respond_each(|_| done());
    let call = call(config(&script));
    let is_opened = async |number: usize| {
        let before = script.requests().len();
        let resource: &'static str = format!("resource-{number}").leak();
        call.send_ref(&GetObject(resource, "k")).await.unwrap();
        script.requests().len() - before == 2
    };
    for number in 0..100 {
        assert!(is_opened(number).await, "{number}");
    }
    assert!(!is_opened(0).await);
    assert!(is_opened(100).await);
    for (number, is_new) in [(0, false), (2, false), (99, false), (1, true)] {
        assert_eq!(is_opened(number).await, is_new, "{number}");
    }
}

/// Only sessions that can be used count.
#[tokio::test(start_paused = true)]
async fn sessions_that_were_never_opened_or_have_ended_take_no_room() {
    let script = script([]);
    let resources = (0..100).map(|number| &*format!("resource-{number}").leak());
    let resources: Vec<&'static str> = resources.collect();
    let time = TestTime::starting_at(start());
    let call = call(config(&script).time(time));
    script.respond(opened("FIRST", 300)).respond(done());
    call.send_ref(&GetObject("first", "k")).await.unwrap();
    for resource in &resources {
        script.respond(denied());
        let result = call.send_ref(&GetObject(resource, "k")).await;
        result.unwrap_err();
    }
    let before = script.requests().len();
    script.respond(done());
    call.send_ref(&GetObject("first", "k")).await.unwrap();
    assert_eq!(ids(&script)[before..], ["FIRST"]);
    script.respond(opened("LAST", 600)).respond(done());
    call.send_ref(&GetObject("last", "k")).await.unwrap();
    for resource in &resources[..99] {
        script.respond(opened("S", 300)).respond(done());
        call.send_ref(&GetObject(resource, "k")).await.unwrap();
    }
    time.sleep(Duration::from_secs(300)).await;
    for resource in &resources[..99] {
        script.respond(opened("S", 600)).respond(done());
        call.send_ref(&GetObject(resource, "k")).await.unwrap();
    }
    script.respond(done());
    call.send_ref(&GetObject("last", "k")).await.unwrap();
    assert_eq!(ids(&script).last().unwrap(), "LAST");
}
