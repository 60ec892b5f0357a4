//! The same calls by this SDK and by boto3 send the same requests and return the same values.
//!
//! Skipped, with a notice, if there is no `python3` with boto3.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

mod signatures;
mod tokens;

use std::error::Error;
use std::io::Write;
use std::process::Command;
use std::sync::LazyLock;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};
use tinsmith::codec::Shape;
use tinsmith::codec::json::{Json, to_vec};
use tinsmith::paginate::Paginator;
use tinsmith::{Config, Credentials, Timestamp};
use tinsmith_deadline::operation::{ListSessions, ListSessionsInput};
use tinsmith_deadline::types::{Period, ResourceIds, UsageGroupByField, UsageStatistic};
use tinsmith_local::{Fault, LocalService, ManualClock, RecordedRequest};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const OWNER: &str = "ada";

/// A starting token in botocore's format: page 1, from its fourth item.
const TOKEN: &str = "eyJuZXh0VG9rZW4iOiBudWxsLCAiYm90b190cnVuY2F0ZV9hbW91bnQiOiAzfQ==";

#[tokio::test]
async fn the_same_calls_send_the_same_requests_and_return_the_same_values_as_with_boto3()
-> Result<()> {
    if !has_boto3() {
        return Ok(());
    }
    let (theirs, ours) = (Case::new().await?, Case::new().await?);
    let their_values = theirs.by_boto3().await?;
    let our_values = ours.by_us().await?;
    let (their_requests, our_requests) = (theirs.service.requests(), ours.service.requests());
    assert!(
        their_values.len() >= 17,
        "boto3 made {} calls",
        their_values.len()
    );
    assert_eq!(our_values.len(), their_values.len(), "calls");
    for (call, (ours, theirs)) in our_values.iter().zip(&their_values).enumerate() {
        assert_eq!(
            plain(ours),
            plain(theirs),
            "the value of call {call} (left: this SDK, right: boto3)"
        );
    }
    assert_eq!(our_requests.len(), their_requests.len(), "requests");
    for (ours, theirs) in our_requests.iter().zip(&their_requests) {
        assert_eq!(
            sent(ours),
            sent(theirs),
            "the requests (left: this SDK, right: boto3)"
        );
    }
    Ok(())
}

/// True if there is a `python3` with boto3; prints a notice otherwise.
fn has_boto3() -> bool {
    static IS_THERE: LazyLock<bool> = LazyLock::new(|| {
        let boto3 = Command::new("python3")
            .args(["-c", "import boto3"])
            .output();
        boto3.is_ok_and(|output| output.status.success())
    });
    if !*IS_THERE {
        print_skipped("there is no python3 with boto3 here (pip install boto3)");
    }
    *IS_THERE
}

/// Prints a notice directly, because the output of `eprintln!` is captured when a test passes.
fn print_skipped(reason: &str) {
    let notice = format!("SKIPPED: {reason}\n");
    std::io::stderr()
        .write_all(notice.as_bytes())
        .expect("stderr takes a line");
}

/// The local service, and the ids for the calls of both clients.
struct Case {
    service: LocalService,
    queue: String,
    job: String,
    start: Duration,
    end: Duration,
}

impl Case {
    /// Starts a local service. Two of them differ in the port only, so that their responses are equal, page tokens included.
    async fn new() -> Result<Self> {
        let service = LocalService::builder()
            .clock(ManualClock::new(
                UNIX_EPOCH + Duration::from_secs(1_800_000_000),
            ))
            .aggregation_duration(Duration::ZERO)
            .start()
            .await?;
        service.inject(Fault::throttling(Duration::from_secs(7)).on("GetSession"));
        let job = service.long_job().ok_or("the farm has no job")?;
        let (queue, job) = (job.queue_id.to_owned(), job.job_id.to_owned());
        let (start, end) = service.history();
        let since_epoch = |time: SystemTime| time.duration_since(UNIX_EPOCH);
        Ok(Self {
            queue,
            job,
            start: since_epoch(start)?,
            end: since_epoch(end)?,
            service,
        })
    }

    async fn by_boto3(&self) -> Result<Vec<Value>> {
        let folder = tempfile::tempdir()?;
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
        let about = json!({
            "folder": folder.path(),
            "nimble_model": format!("{root}/models/nimble.json"),
            "endpoint": self.service.endpoint_url(),
            "region": self.service.region(),
            "access_key_id": self.service.access_key_id(),
            "secret_access_key": self.service.secret_access_key(),
            "farm": self.service.farm_id(),
            "queue": self.queue,
            "job": self.job,
            "fleet": self.service.fleet_ids().first(),
            "start": self.start.as_secs(),
            "end": self.end.as_secs(),
            "studio": self.service.studio_id(),
            "owner": OWNER,
            "token": TOKEN,
        });
        let script = format!("{root}/xtask/tests/interchange/boto3_calls.py");
        // The service runs on this thread, so waiting for the script must not block it.
        let output = tokio::task::spawn_blocking(move || {
            Command::new("python3")
                .env("PYTHONDONTWRITEBYTECODE", "1")
                .arg(script)
                .arg(about.to_string())
                .output()
        })
        .await??;
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success(),
            "boto3's calls ended with {}: {errors}",
            output.status
        );
        let lines = String::from_utf8(output.stdout)?;
        lines
            .lines()
            .map(|line| Ok(serde_json::from_str(line)?))
            .collect()
    }

    fn list_sessions(&self, client: &tinsmith_deadline::Client) -> ListSessions {
        client
            .list_sessions()
            .farm_id(self.service.farm_id())
            .queue_id(&self.queue)
            .job_id(&self.job)
    }

    fn config(&self) -> Config {
        let service = &self.service;
        let credentials = Credentials::new(
            service.access_key_id(),
            service.secret_access_key(),
            None,
            None,
            "local",
        );
        Config::builder()
            .region(service.region())
            .endpoint_url(service.endpoint_url())
            .credentials(credentials)
            .max_attempts(1)
            .build()
    }

    async fn by_us(&self) -> Result<Vec<Value>> {
        let service = &self.service;
        let config = self.config();
        let deadline = tinsmith_deadline::Client::new(&config);
        let nimble = tinsmith_nimble::Client::new(&config);
        let get_session = |id: &str| {
            deadline
                .get_session()
                .farm_id(service.farm_id())
                .queue_id(&self.queue)
                .job_id(&self.job)
                .session_id(id)
                .send()
        };
        let unknown = format!("session-{}", "0".repeat(32));
        let mut results = Vec::new();

        record_result(&mut results, get_session(&unknown).await);
        let list = || self.list_sessions(&deadline).max_results(7);
        let first = record_result(&mut results, list().send().await).ok_or("no sessions")?;
        let token = first.next_token.ok_or("no second page")?;
        record_result(&mut results, list().next_token(token).send().await);
        for session in first.sessions.iter().take(3) {
            record_result(&mut results, get_session(&session.session_id).await);
        }
        record_result(&mut results, get_session(&unknown).await);
        record_result(&mut results, get_session("a/b %2F?#+ü..~").await);
        let invalid_token = self
            .list_sessions(&deadline)
            .next_token("no token & nothing=like+it ü/");
        record_result(&mut results, invalid_token.send().await);

        let start = || {
            deadline
                .start_sessions_statistics_aggregation()
                .farm_id(service.farm_id())
                .start_time(UNIX_EPOCH + self.start)
                .end_time(UNIX_EPOCH + self.end)
        };
        let started = start()
            .resource_ids(ResourceIds::QueueIds(vec![self.queue.clone()]))
            .timezone("UTC+08:00")
            .period(Period::Weekly)
            .group_by([UsageGroupByField::UserId, UsageGroupByField::UsageType])
            .statistics([
                UsageStatistic::Sum,
                UsageStatistic::Min,
                UsageStatistic::Max,
                UsageStatistic::Avg,
            ]);
        let started = record_result(&mut results, started.send().await).ok_or("no aggregation")?;
        let statistics = deadline
            .get_sessions_statistics_aggregation()
            .farm_id(service.farm_id())
            .aggregation_id(&started.aggregation_id)
            .max_results(5);
        record_result(&mut results, statistics.send().await);
        let fleets = service
            .fleet_ids()
            .iter()
            .take(1)
            .map(ToString::to_string)
            .collect();
        let by_fleet = start()
            .resource_ids(ResourceIds::FleetIds(fleets))
            .group_by([UsageGroupByField::FleetId])
            .statistics([UsageStatistic::Sum]);
        record_result(&mut results, by_fleet.send().await);

        let list = || {
            nimble
                .list_streaming_sessions()
                .studio_id(service.studio_id())
        };
        let streaming = record_result(&mut results, list().owned_by(OWNER).send().await)
            .ok_or("no streaming sessions")?;
        let one = streaming
            .sessions
            .first()
            .and_then(|session| session.session_id.clone());
        record_result(
            &mut results,
            list()
                .session_ids(one.ok_or("a session without an id")?)
                .send()
                .await,
        );
        record_result(
            &mut results,
            nimble
                .list_streaming_sessions()
                .studio_id("no studio/at all")
                .send()
                .await,
        );

        let pages = || self.list_sessions(&deadline).paginate().page_size(10);
        let limited = merged(&mut results, pages().max_items(23))
            .await?
            .ok_or("a limit without a token")?;
        for token in [limited, TOKEN.to_owned()] {
            merged(&mut results, pages().max_items(12).starting_token(token)).await?;
        }
        Ok(results)
    }
}

/// Adds the result of a call as JSON, in the form of the service's response, and returns the output.
fn record_result<T: Shape<Json>>(
    results: &mut Vec<Value>,
    result: std::result::Result<T, tinsmith::Error>,
) -> Option<T> {
    match result {
        Ok(output) => {
            results.push(json!({"value": wire(&output)}));
            Some(output)
        }
        Err(error) => {
            results.push(json!({
                "error": {"code": error.code(), "message": error.message(), "status": error.status()}
            }));
            None
        }
    }
}

/// Adds a full result in the form of botocore's `build_full_result`, which is the merged list with the token under `NextToken`, and returns
/// the token.
async fn merged(
    results: &mut Vec<Value>,
    pages: Paginator<ListSessionsInput>,
) -> Result<Option<String>> {
    let result = pages.collect().await?;
    let mut output = result.output;
    output.next_token = None;
    let mut value = wire(&output);
    if let Some(members) = value.as_object_mut() {
        members.insert("NextToken".to_owned(), json!(result.resume_token));
    }
    results.push(json!({"value": value}));
    Ok(result.resume_token)
}

fn wire<T: Shape<Json>>(value: &T) -> Value {
    let text = to_vec(value).expect("what was read can be written");
    serde_json::from_slice(&text).expect("what was written is JSON")
}

/// Normalizes a value: without empty members, with times in microseconds, and with 1.0 as 1.
fn plain(value: &Value) -> Value {
    let says_nothing =
        |value: &Value| value.is_null() || *value == json!([]) || *value == json!({});
    match value {
        Value::Object(members) => members
            .iter()
            .map(|(name, member)| (name.clone(), plain(member)))
            .filter(|(_, member)| !says_nothing(member))
            .collect(),
        Value::Array(items) => items.iter().map(plain).collect(),
        Value::String(text) => match text.parse::<Timestamp>().map(SystemTime::try_from) {
            Ok(Ok(time)) => {
                let micros = time
                    .duration_since(UNIX_EPOCH)
                    .map(|time| time.as_micros() as f64);
                json!(micros.unwrap_or_default())
            }
            _ => value.clone(),
        },
        Value::Number(number) => json!(number.as_f64()),
        _ => value.clone(),
    }
}

/// Returns method, path, query and body, with the query parameters sorted.
fn sent(request: &RecordedRequest) -> (String, String, Vec<String>, Value) {
    let mut query: Vec<String> = request.query.split('&').map(str::to_owned).collect();
    query.sort();
    let body = serde_json::from_slice(&request.body).unwrap_or_default();
    (request.method.clone(), request.path.clone(), query, body)
}
