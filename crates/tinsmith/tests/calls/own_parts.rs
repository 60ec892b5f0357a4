//! Parts that a user replaces: interceptors, a clock, a credentials provider.

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use crate::support::{SERVICE, config, get_thing, handle};
use aws_credential_types::Credentials;
use aws_credential_types::provider::{self, ProvideCredentials, future};
use http::{HeaderValue, Request, Response};
use tinsmith::testing::{ScriptedResponse, ScriptedTransport};
use tinsmith::{AttemptInfo, Body, BoxFuture, Error, Handle, Intercept, Time};

#[derive(Clone, Debug, Default)]
struct Hook {
    name: &'static str,
    seen: Arc<Mutex<Vec<String>>>,
}

impl Hook {
    fn note(&self, what: impl AsRef<str>) {
        let line = format!("{} {}", self.name, what.as_ref());
        self.seen.lock().unwrap().push(line);
    }
}

impl Intercept for Hook {
    fn before_sign(&self, request: &mut Request<Body>, attempt: &AttemptInfo) {
        self.note(format!(
            "sign {}.{} {}/{}",
            attempt.service, attempt.operation, attempt.attempt, attempt.max_attempts
        ));
        request
            .headers_mut()
            .insert("x-tenant", HeaderValue::from_static("north"));
    }

    fn before_send(&self, request: &mut Request<Body>, _attempt: &AttemptInfo) {
        self.note(format!(
            "send {}",
            request.headers().contains_key("authorization")
        ));
        request
            .headers_mut()
            .insert("x-unsigned", HeaderValue::from_static("1"));
    }

    fn after_receive(&self, response: &mut Response<Body>, _attempt: &AttemptInfo) {
        self.note(format!("receive {}", response.status()));
        *response.body_mut() = Body::from(r#"{"name":"changed"}"#);
    }

    fn after_attempt(&self, result: Result<(), &Error>, took: Duration, _attempt: &AttemptInfo) {
        let result = result.map_err(|error| error.status());
        self.note(format!("end {result:?} after {took:?}"));
    }
}

#[tokio::test(start_paused = true)]
async fn a_hook_sees_and_changes_what_goes_out_and_comes_back() {
    let script = ScriptedTransport::new();
    script
        .respond(ScriptedResponse::status(503))
        .respond(ScriptedResponse::json(200, r#"{"name":"lamp"}"#).after(Duration::from_secs(2)));
    let seen = Arc::default();
    let hook = |name| Hook {
        name,
        seen: Arc::clone(&seen),
    };
    let config = config(&script)
        .interceptor(hook("a"))
        .interceptor(hook("b"))
        .build();
    // A configuration made from another one keeps them.
    let handle = Handle::new(&config.to_builder().build(), &SERVICE);
    let thing = get_thing(handle.call()).await.unwrap();
    assert_eq!(thing.name, "changed");
    let expected = [
        "a sign Thing Service.GetThing 1/3",
        "b sign Thing Service.GetThing 1/3",
        "a send true",
        "b send true",
        "b receive 503 Service Unavailable",
        "a receive 503 Service Unavailable",
        "b end Err(Some(503)) after 0ns",
        "a end Err(Some(503)) after 0ns",
        "a sign Thing Service.GetThing 2/3",
        "b sign Thing Service.GetThing 2/3",
        "a send true",
        "b send true",
        "b receive 200 OK",
        "a receive 200 OK",
        "b end Ok(()) after 2s",
        "a end Ok(()) after 2s",
    ];
    assert_eq!(*seen.lock().unwrap(), expected);
    let request = script.requests().remove(0);
    let signature = request.headers()["authorization"].to_str().unwrap();
    assert!(
        signature.contains("x-tenant") && !signature.contains("x-unsigned"),
        "{signature}"
    );
    assert_eq!(request.headers()["x-unsigned"], "1");
}

/// A clock that starts at noon and advances only by its sleeps. It reads neither the system's clock nor tokio's.
#[derive(Clone, Debug, Default)]
struct Noon(Arc<Mutex<Duration>>);

impl Time for Noon {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_697_112_000) + self.monotonic()
    }

    fn monotonic(&self) -> Duration {
        *self.0.lock().unwrap()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let clock = Arc::clone(&self.0);
        Box::pin(async move { *clock.lock().unwrap() += duration })
    }
}

#[derive(Debug)]
struct Vault;

impl ProvideCredentials for Vault {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        let credentials: provider::Result =
            Ok(Credentials::new("AKIDVAULT", "secret", None, None, "vault"));
        future::ProvideCredentials::ready(credentials)
    }
}

#[tokio::test]
async fn the_clock_and_the_credentials_can_be_the_user_s() {
    let script = ScriptedTransport::new();
    script.respond(ScriptedResponse::json(200, "{}"));
    let config = config(&script)
        .time(Noon::default())
        .credentials(Vault)
        .build();
    get_thing(Handle::new(&config, &SERVICE).call())
        .await
        .unwrap();
    let request = script.requests().remove(0);
    assert_eq!(request.headers()["x-amz-date"], "20231012T120000Z");
    let signature = request.headers()["authorization"].to_str().unwrap();
    assert!(
        signature.contains("Credential=AKIDVAULT/20231012/us-west-2/things/"),
        "{signature}"
    );
}

/// An interceptor that counts attempts.
#[derive(Debug)]
struct OwnCount;

impl Intercept for OwnCount {
    fn before_sign(&self, request: &mut Request<Body>, _attempt: &AttemptInfo) {
        let headers = request.headers_mut();
        for name in ["amz-sdk-invocation-id", "amz-sdk-request"] {
            headers.insert(name, HeaderValue::from_static("mine"));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn headers_that_count_attempts_go_out_as_they_were_signed() {
    let script = ScriptedTransport::new();
    script
        .respond(ScriptedResponse::status(503))
        .respond(ScriptedResponse::json(200, "{}"));
    let config = config(&script).interceptor(OwnCount).build();
    get_thing(Handle::new(&config, &SERVICE).call())
        .await
        .unwrap();
    for request in script.requests() {
        let signed = request.headers()["authorization"].to_str().unwrap();
        for name in ["amz-sdk-invocation-id", "amz-sdk-request"] {
            assert!(signed.contains(name), "{signed}");
            assert_eq!(request.headers()[name], "mine");
        }
    }
}

#[test]
fn a_clock_needs_neither_the_system_s_nor_tokio_s() {
    let script = ScriptedTransport::new();
    for _ in 0..2 {
        script.respond(ScriptedResponse::error(
            429,
            "BusyException",
            "a job is running",
        ));
    }
    script.respond(ScriptedResponse::json(200, "{}"));
    let clock = Noon::default();
    let waited = Arc::new(Mutex::new(Vec::new()));
    let sink = Arc::clone(&waited);
    let call = handle(config(&script).time(clock.clone()))
        .call()
        .configure(|options| {
            options
                .wait_out_throttling(Duration::from_secs(60))
                .on_throttling(move |throttled| sink.lock().unwrap().push(throttled.elapsed))
        });
    futures::executor::block_on(get_thing(call)).unwrap();
    assert_eq!(
        *waited.lock().unwrap(),
        [Duration::ZERO, Duration::from_secs(1)]
    );
    assert_eq!(clock.monotonic(), Duration::from_secs(3));
}

#[tokio::test(start_paused = true)]
async fn an_interceptor_sees_no_end_of_an_attempt_that_the_timeout_of_the_call_or_a_drop_ends() {
    let script = ScriptedTransport::new();
    script
        .respond(ScriptedResponse::silence())
        .respond(ScriptedResponse::silence());
    let hook = Hook::default();
    let second = Duration::from_secs(1);
    let config = config(&script)
        .interceptor(hook.clone())
        .operation_timeout(second);
    let handle = Handle::new(&config.build(), &SERVICE);
    get_thing(handle.call()).await.unwrap_err();
    let dropped = tokio::time::timeout(second / 2, get_thing(handle.call()));
    dropped.await.unwrap_err();
    let begun = [" sign Thing Service.GetThing 1/3", " send true"];
    assert_eq!(*hook.seen.lock().unwrap(), [begun, begun].concat());
}
