//! Jumps of the system's clock during a call, which make no delay and no timeout longer or shorter.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use crate::support::{GetThingInput, GetThingOutput, config, get_thing, handle, start};
use aws_credential_types::Credentials;
use aws_credential_types::provider::future;
use tinsmith::testing::{ScriptedResponse, ScriptedTransport};
use tinsmith::waiter::{Acceptance, Wait, Waiter};
use tinsmith::{
    AttemptInfo, BoxFuture, Error, Handle, Intercept, ProvideCredentials, RetryMode, Time,
    TokioTime,
};
use tokio::time::Instant;

const HOUR: Duration = Duration::from_secs(60 * 60);
const MINUTE: Duration = Duration::from_secs(60);

/// The jump of the clock at each reading.
#[derive(Clone, Copy, Debug)]
enum Set {
    Never,
    AnHourBack,
    AnHourForward,
}

const EVERY: [Set; 3] = [Set::Never, Set::AnHourBack, Set::AnHourForward];

/// A clock that jumps, over the timers of a paused runtime.
#[derive(Debug)]
struct Clock {
    set: Set,
    readings: AtomicU32,
    steady: TokioTime,
}

impl Clock {
    fn new(set: Set) -> Self {
        Self {
            set,
            readings: AtomicU32::default(),
            steady: TokioTime::default(),
        }
    }
}

impl Time for Clock {
    fn now(&self) -> SystemTime {
        let jumps = HOUR * self.readings.fetch_add(1, Ordering::Relaxed);
        match self.set {
            Set::Never => start(),
            Set::AnHourBack => start() - jumps,
            Set::AnHourForward => start() + jumps,
        }
    }

    fn monotonic(&self) -> Duration {
        self.steady.monotonic()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.steady.sleep(duration)
    }
}

fn script(responses: impl IntoIterator<Item = ScriptedResponse>) -> ScriptedTransport {
    let script = ScriptedTransport::new();
    for response in responses {
        script.respond(response);
    }
    script
}

fn client(set: Set, responses: impl IntoIterator<Item = ScriptedResponse>) -> Handle {
    handle(config(&script(responses)).time(Clock::new(set)))
}

fn busy() -> ScriptedResponse {
    ScriptedResponse::error(429, "BusyException", "a job is running")
}

fn rejection() -> ScriptedResponse {
    ScriptedResponse::error(403, "ExpiredTokenException", "expired")
}

fn anvil() -> ScriptedResponse {
    ScriptedResponse::json(200, r#"{"name":"anvil"}"#)
}

/// A waiter without success.
struct ThingGone;

impl Waiter for ThingGone {
    type Operation = GetThingInput;

    const NAME: &'static str = "ThingGone";

    fn accept(_: &GetThingInput, _: &Result<GetThingOutput, Error>) -> Option<Acceptance> {
        None
    }
}

#[tokio::test(start_paused = true)]
async fn a_waiter_lasts_as_long_as_its_maximum() {
    for set in EVERY {
        let begin = Instant::now();
        let call = client(set, (0..30).map(|_| anvil())).call();
        let watched = Arc::new(Mutex::new(Vec::new()));
        let sink = Arc::clone(&watched);
        let wait = Wait::<ThingGone>::new(call, GetThingInput::new("1"), MINUTE)
            .on_attempt(move |attempt| sink.lock().unwrap().push(attempt.elapsed.as_secs()));
        let error = wait.await.unwrap_err();
        let elapsed = begin.elapsed();
        // The backoff is 2, 4, 8 and 16 seconds, and the last attempt is 2 seconds before the end.
        assert_eq!(
            (error.attempts(), elapsed.as_secs()),
            (6, 58),
            "{set:?}: {error}"
        );
        assert_eq!(*watched.lock().unwrap(), [0, 2, 6, 14, 30, 58], "{set:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn throttling_is_waited_out_for_the_maximum() {
    for set in EVERY {
        let begin = Instant::now();
        let call = client(set, (0..30).map(|_| busy()))
            .call()
            .configure(|options| options.wait_out_throttling(MINUTE));
        let error = call.send(GetThingInput::new("1")).await.unwrap_err();
        let elapsed = begin.elapsed();
        assert_eq!(
            (error.attempts(), elapsed.as_secs()),
            (8, 59),
            "{set:?}: {error}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn the_timeout_of_the_whole_call_is_exact() {
    for set in EVERY {
        let begin = Instant::now();
        let responses = [ScriptedResponse::status(503), ScriptedResponse::silence()];
        let call = client(set, responses)
            .call()
            .configure(|options| options.operation_timeout(MINUTE).attempt_timeout(None));
        let error = call.send(GetThingInput::new("1")).await.unwrap_err();
        let elapsed = begin.elapsed();
        assert_eq!(
            error.to_string(),
            "GetThing: the call took longer than 60s (2 attempts)"
        );
        assert_eq!(elapsed, MINUTE, "{set:?}");
    }
}

/// Requests of a client in adaptive mode, of which the first is throttled: the rate recovers with the time that passes.
#[tokio::test(start_paused = true)]
async fn the_rate_of_an_adaptive_client_stays_the_same() {
    let mut took = Vec::new();
    for set in EVERY {
        let begin = Instant::now();
        let responses = [busy()].into_iter().chain((0..20).map(|_| anvil()));
        let time = Clock::new(set);
        let client = handle(
            config(&script(responses))
                .time(time)
                .retry_mode(RetryMode::Adaptive),
        );
        for _ in 0..20 {
            client.call().send(GetThingInput::new("1")).await.unwrap();
        }
        took.push(begin.elapsed());
    }
    assert_eq!((took[0], took[0]), (took[1], took[2]));
}

/// A provider that always returns the same keys.
#[derive(Clone, Debug)]
struct Same {
    expiry: Option<SystemTime>,
    loads: Arc<AtomicU32>,
}

impl ProvideCredentials for Same {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        self.loads.fetch_add(1, Ordering::Relaxed);
        let keys = Credentials::new("KEY", "secret", None, self.expiry, "same");
        future::ProvideCredentials::ready(Ok(keys))
    }
}

#[tokio::test(start_paused = true)]
async fn a_provider_is_called_again_after_a_minute() {
    // Keys that have expired when they are returned, and keys that a service rejects.
    let late = (Some(SystemTime::UNIX_EPOCH), anvil as fn() -> _, [1, 1, 2]);
    let rejected = (None, rejection as fn() -> _, [2, 2, 3]);
    for (set, (expiry, response, expected)) in EVERY
        .into_iter()
        .flat_map(|set| [(set, late), (set, rejected)])
    {
        let provider = Same {
            expiry,
            loads: Arc::default(),
        };
        let time = Clock::new(set);
        let client = handle(
            config(&script((0..3).map(|_| response())))
                .time(time)
                .credentials(provider.clone()),
        );
        for (wait, loads) in [0, 30, 31].into_iter().zip(expected) {
            tokio::time::advance(Duration::from_secs(wait)).await;
            assert_eq!(get_thing(client.call()).await.is_ok(), expiry.is_some());
            let found = provider.loads.load(Ordering::Relaxed);
            assert_eq!(found, loads, "{set:?}, {expiry:?}, after {wait} s");
        }
    }
}

#[derive(Clone, Debug, Default)]
struct Stopwatch(Arc<Mutex<Vec<Duration>>>);

impl Intercept for Stopwatch {
    fn after_attempt(&self, _: Result<(), &Error>, elapsed: Duration, _: &AttemptInfo) {
        self.0.lock().unwrap().push(elapsed);
    }
}

#[tokio::test(start_paused = true)]
async fn interceptors_get_the_time_of_an_attempt() {
    for set in EVERY {
        let stopwatch = Stopwatch::default();
        let time = Clock::new(set);
        let config = config(&script([ScriptedResponse::silence(), anvil()]))
            .time(time)
            .attempt_timeout(Duration::from_secs(3))
            .interceptor(stopwatch.clone());
        let sent = handle(config).call().send(GetThingInput::new("1")).await;
        assert_eq!(sent.unwrap().name, "anvil");
        assert_eq!(
            *stopwatch.0.lock().unwrap(),
            [Duration::from_secs(3), Duration::ZERO],
            "{set:?}"
        );
    }
}
