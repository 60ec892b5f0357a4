//! Waiters with scripted responses and paused time.

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use tinsmith::service::{
    FromResponse, Operation, OperationMetadata, RequestWriter, ResponseReader, ServiceMetadata,
};
use tinsmith::testing::{ScriptedResponse, ScriptedTransport, TestTime};
use tinsmith::transport::TransportErrorKind;
use tinsmith::waiter::{Acceptance, State, Wait, WaitOutcome, Waiter};
use tinsmith::{Config, Error, ErrorKind, Handle};
use tokio::time::Instant;

static SERVICE: ServiceMetadata = ServiceMetadata {
    protocol: &tinsmith::protocol::REST_JSON_1,
    name: "Jobs",
    signing_name: "jobs",
    endpoint_prefix: "jobs",
    ..ServiceMetadata::DEFAULT
};

/// Returns the status of a job.
#[derive(Clone, Debug, Default)]
struct GetJob;

#[derive(Debug, Default)]
struct GetJobOutput {
    status: String,
    reason: String,
}

tinsmith::shape! { GetJobOutput { status: "status", reason: "reason", } }

impl FromResponse for GetJobOutput {
    fn from_response(response: &mut ResponseReader<'_>) -> Self {
        response.json()
    }
}

impl Operation for GetJob {
    type Output = GetJobOutput;

    const METADATA: &'static OperationMetadata = &OperationMetadata {
        service: &SERVICE,
        name: "GetJob",
        uri: "/job",
        ..OperationMetadata::DEFAULT
    };

    fn write(&self, _request: &mut RequestWriter<'_>) {}
}

/// Waits for the end of a job. A job that does not exist has ended as well.
struct JobComplete;

impl Waiter for JobComplete {
    type Operation = GetJob;

    const NAME: &'static str = "JobComplete";

    fn accept(_input: &GetJob, result: &Result<GetJobOutput, Error>) -> Option<Acceptance> {
        let (state, acceptor, description) = match result {
            Ok(job) if job.status == "COMPLETED" => (State::Success, 0, "status is COMPLETED"),
            Ok(job) if job.status == "FAILED" => (State::Failure, 1, "status is FAILED"),
            Err(error) if error.code() == Some("NotYetException") => {
                (State::Retry, 2, "NotYetException")
            }
            Err(error) if error.code() == Some("ForgottenException") => {
                (State::Success, 3, "ForgottenException")
            }
            Err(error) if error.code() == Some("DeniedException") => {
                (State::Failure, 4, "DeniedException")
            }
            _ => return None,
        };
        Some(Acceptance {
            state,
            acceptor,
            description,
        })
    }

    fn describe(job: &GetJobOutput) -> Option<String> {
        let mut state = format!("status is {}", job.status);
        if !job.reason.is_empty() {
            state = format!("{state}: {}", job.reason);
        }
        Some(state)
    }
}

/// A service with these responses in order: an error by its name, and none for "hang".
struct Service(ScriptedTransport);

impl Service {
    fn new<'a>(responses: impl IntoIterator<Item = &'a str>) -> Self {
        let script = ScriptedTransport::new();
        for response in responses {
            script.respond(match response {
                "hang" => ScriptedResponse::silence(),
                code if code.ends_with("Exception") => {
                    ScriptedResponse::error(400, code, "so it is")
                }
                body => ScriptedResponse::json(200, body),
            });
        }
        Self(script)
    }

    fn wait(&self, max_wait: Duration) -> Wait<JobComplete> {
        let config = Config::builder()
            .region("us-west-2")
            .credentials(Credentials::for_tests())
            .transport(self.0.clone())
            .time(TestTime::starting_at(SystemTime::UNIX_EPOCH))
            .build();
        Wait::new(Handle::new(&config, &SERVICE).call(), GetJob, max_wait)
    }
}

const MINUTE: Duration = Duration::from_secs(60);
const RUNNING: &str = r#"{"status": "RUNNING"}"#;
const COMPLETED: &str = r#"{"status": "COMPLETED"}"#;

#[tokio::test(start_paused = true)]
async fn an_output_that_no_acceptor_matches_is_followed_by_another_attempt() {
    let service = Service::new([RUNNING, RUNNING, "NotYetException", COMPLETED]);
    let waited = service.wait(MINUTE).await.unwrap();
    assert_eq!(
        waited.acceptance,
        Acceptance {
            state: State::Success,
            acceptor: 0,
            description: "status is COMPLETED"
        }
    );
    assert_eq!(waited.attempts, 4);
    assert!(
        (6..=14).contains(&waited.elapsed.as_secs()),
        "{:?}",
        waited.elapsed
    );
    assert_eq!(waited.into_output().unwrap().status, "COMPLETED");
}

#[tokio::test(start_paused = true)]
async fn a_state_that_is_reached_at_once_takes_no_time() {
    let start = Instant::now();
    let waited = Service::new([COMPLETED]).wait(MINUTE).await.unwrap();
    assert_eq!((waited.attempts, start.elapsed()), (1, Duration::ZERO));
}

#[tokio::test(start_paused = true)]
async fn an_error_can_be_the_success() {
    let waited = Service::new([RUNNING, "ForgottenException"])
        .wait(MINUTE)
        .await
        .unwrap();
    assert_eq!(waited.acceptance.acceptor, 3);
    assert_eq!(
        waited.result.unwrap_err().code(),
        Some("ForgottenException")
    );
}

#[tokio::test(start_paused = true)]
async fn an_error_that_no_acceptor_matches_ends_the_wait() {
    let service = Service::new([RUNNING, "BrokenException", COMPLETED]);
    let error = service.wait(MINUTE).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.code()),
        (ErrorKind::Service, Some("BrokenException"))
    );
}

/// Waits until a job cannot be read, for any reason that the service has.
#[derive(Debug)]
struct JobGone;

impl Waiter for JobGone {
    type Operation = GetJob;

    const NAME: &'static str = "JobGone";

    fn accept(_input: &GetJob, result: &Result<GetJobOutput, Error>) -> Option<Acceptance> {
        match result {
            Ok(_) => None,
            Err(_) => Some(Acceptance::success(0, "an error")),
        }
    }
}

async fn wait_until_gone(response: ScriptedResponse) -> Result<WaitOutcome<GetJobOutput>, Error> {
    let script = ScriptedTransport::new();
    script.respond(response);
    let config = script.config().to_builder().max_attempts(1).build();
    Wait::<JobGone>::new(Handle::new(&config, &SERVICE).call(), GetJob, MINUTE).await
}

#[tokio::test(start_paused = true)]
async fn an_error_without_a_response_of_the_service_is_matched_with_no_acceptor() {
    for (response, kind) in [
        (
            ScriptedResponse::failure(TransportErrorKind::Connection, "reset"),
            ErrorKind::Connection,
        ),
        (
            ScriptedResponse::json(200, "{\"status\":"),
            ErrorKind::InvalidResponse,
        ),
    ] {
        let error = wait_until_gone(response).await.unwrap_err();
        assert_eq!(error.kind(), kind, "{error}");
    }
    for response in [
        ScriptedResponse::error(400, "GoneException", "so it is"),
        ScriptedResponse::status(404),
    ] {
        let waited = wait_until_gone(response).await.unwrap();
        assert_eq!((waited.attempts, waited.result.is_err()), (1, true));
    }
    // Without credentials, no request is sent.
    let script = ScriptedTransport::new();
    let config = Config::builder().region("us-west-2").transport(script);
    let call = Handle::new(&config.build(), &SERVICE).call();
    let error = Wait::<JobGone>::new(call, GetJob, MINUTE).await;
    assert_eq!(error.unwrap_err().kind(), ErrorKind::Credentials);
}

#[tokio::test(start_paused = true)]
async fn a_failure_is_an_error_with_the_message_of_the_service() {
    let service = Service::new([
        RUNNING,
        r#"{"status": "FAILED", "reason": "too many rows"}"#,
    ]);
    let error = service.wait(MINUTE).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Waiter);
    assert_eq!(
        error.to_string(),
        "GetJob: JobComplete cannot be reached: status is FAILED: too many rows (2 attempts)"
    );
}

#[tokio::test(start_paused = true)]
async fn a_failure_by_an_error_keeps_the_error() {
    let error = Service::new(["DeniedException"])
        .wait(MINUTE)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Waiter);
    assert_eq!(
        (error.code(), error.status()),
        (Some("DeniedException"), Some(400))
    );
    assert_eq!(
        error.to_string(),
        "GetJob: DeniedException: JobComplete cannot be reached: so it is (400, 1 attempt)"
    );
}

#[tokio::test(start_paused = true)]
async fn the_output_of_a_failure_is_available() {
    let service = Service::new([r#"{"status": "FAILED", "reason": "too many rows"}"#]);
    let waited = service.wait(MINUTE).outcome().await.unwrap();
    assert_eq!(
        (waited.acceptance.state, waited.acceptance.acceptor),
        (State::Failure, 1)
    );
    assert_eq!(waited.into_output().unwrap().reason, "too many rows");
}

#[tokio::test(start_paused = true)]
async fn a_wait_ends_in_time_with_the_last_state() {
    let start = Instant::now();
    let error = Service::new([RUNNING; 30]).wait(MINUTE).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Waiter);
    let attempts = error.attempts();
    assert_eq!(
        error.to_string(),
        format!(
            "GetJob: JobComplete was not reached within 60s; last state: status is RUNNING ({attempts} attempts)"
        )
    );
    // The last attempt is before the end by the minimum delay.
    assert_eq!(start.elapsed(), MINUTE - Duration::from_secs(2));
}

#[tokio::test(start_paused = true)]
async fn a_request_that_hangs_does_not_outlast_the_wait() {
    let start = Instant::now();
    let error = Service::new([RUNNING, "hang"])
        .wait(MINUTE)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Waiter);
    assert_eq!(start.elapsed(), MINUTE);
}

#[tokio::test(start_paused = true)]
async fn every_attempt_is_reported() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let sink = Arc::clone(&seen);
    let service = Service::new([RUNNING, "NotYetException", COMPLETED]);
    let wait = service.wait(MINUTE).on_attempt(move |attempt| {
        let state = attempt.acceptance.map(|acceptance| acceptance.state);
        sink.lock().unwrap().push((
            attempt.number,
            state,
            attempt.state.map(str::to_owned),
            attempt.next.is_some(),
        ));
    });
    wait.await.unwrap();
    let seen = seen.lock().unwrap();
    assert_eq!(
        seen[0],
        (1, None, Some("status is RUNNING".to_owned()), true)
    );
    assert_eq!((seen[1].1, seen[1].3), (Some(State::Retry), true));
    assert!(
        seen[1]
            .2
            .as_ref()
            .unwrap()
            .starts_with("GetJob: NotYetException"),
        "{seen:?}"
    );
    assert_eq!(
        seen[2],
        (
            3,
            Some(State::Success),
            Some("status is COMPLETED".to_owned()),
            false
        )
    );
}

#[tokio::test(start_paused = true)]
async fn delays_can_be_set() {
    let start = Instant::now();
    let wait = Service::new([RUNNING, RUNNING, RUNNING, COMPLETED]).wait(MINUTE);
    wait.min_delay(Duration::from_millis(5))
        .max_delay(Duration::from_millis(5))
        .await
        .unwrap();
    assert_eq!(start.elapsed(), Duration::from_millis(15));
}

#[tokio::test(start_paused = true)]
async fn dropping_a_wait_cancels_its_request() {
    let gone = Arc::new(());
    let service = Service::new(["hang"]);
    let shown = Arc::clone(&gone);
    let wait = service
        .wait(MINUTE)
        .on_attempt(move |_| drop(Arc::clone(&shown)));
    let mut wait = wait.into_future();
    assert!(futures::poll!(&mut wait).is_pending());
    assert_eq!(service.0.requests().len(), 1);
    drop(wait);
    tokio::time::sleep(2 * MINUTE).await;
    assert_eq!(
        (service.0.requests().len(), Arc::strong_count(&gone)),
        (1, 1)
    );
}

#[test]
fn a_wait_is_send() {
    fn sendable<T: Send + 'static>(_: T) {}
    let service = Service::new([RUNNING]);
    sendable(service.wait(MINUTE).into_future());
    sendable(service.wait(MINUTE).outcome());
}
