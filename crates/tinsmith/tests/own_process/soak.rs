//! Many calls with a fault in one of twenty requests: each has a correct result, and nothing leaks.

use std::collections::BTreeMap;
use std::fs;
use std::time::{Duration, Instant};

use crate::server::{Fault, Server};
use crate::support::{GetThingInput, SERVICE, credentials};
use tinsmith::transport::ReqwestTransport;
use tinsmith::{Config, Error, ErrorKind, Handle, Transport};

const TASKS: usize = 64;

#[cfg(feature = "hyper")]
#[test]
fn thousands_of_calls_over_hyper_end_right_and_leave_nothing_behind() {
    crate::own_process::run("soak::over_hyper", 1);
}

#[test]
fn thousands_of_calls_over_reqwest_end_right_and_leave_nothing_behind() {
    crate::own_process::run("soak::over_reqwest", 1);
}

#[cfg(feature = "hyper")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs a process of its own, which the test beside it starts"]
async fn over_hyper() {
    soak(tinsmith::transport::HyperTransport::new(), 3_200).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs a process of its own, which the test beside it starts"]
async fn over_reqwest() {
    soak(ReqwestTransport::new(), 3_200).await;
}

#[cfg(feature = "hyper")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes a minute: cargo test --release -p tinsmith --features hyper --test own_process two_hundred_thousand_calls_over_hyper -- --ignored --nocapture"]
async fn two_hundred_thousand_calls_over_hyper_end_right_and_leave_nothing_behind() {
    soak(tinsmith::transport::HyperTransport::new(), 200_000).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes a minute: cargo test --release -p tinsmith --test own_process two_hundred_thousand_calls_over_reqwest -- --ignored --nocapture"]
async fn two_hundred_thousand_calls_over_reqwest_end_right_and_leave_nothing_behind() {
    soak(ReqwestTransport::new(), 200_000).await;
}

fn faults() -> Vec<Fault> {
    vec![
        Fault::sends_nothing().then_resets(),
        Fault::sends_nothing().then_closes(),
        Fault::sends_nothing().then_is_silent(),
        Fault::sends("HTTP/1.1 200 OK\r\ncontent-le").then_resets(),
        Fault::sends("HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{").then_closes(),
        Fault::sends("HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{").then_is_silent(),
        Fault::sends("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\n{\r\n")
            .then_closes(),
        Fault::sends("garbage\r\n\r\n").then_closes(),
        Fault::responds("500 Internal Server Error", "<html>"),
        Fault::responds("503 Unavailable", ""),
        Fault::responds(
            "429 Too Many Requests\r\nx-amzn-errortype: SlowDown\r\nx-amz-retry-after: 5",
            "",
        ),
        Fault::responds("302 Found\r\nlocation: http://127.0.0.1:1/", ""),
        Fault::responds("200 OK", "<html>"),
    ]
}

/// Returns the name under which an error is counted, if it is one that those faults can cause.
fn kind_of(error: &Error) -> Option<&'static str> {
    let is_final = error.attempts() == 3 || error.is_retry_quota_exhausted();
    match (error.kind(), error.status()) {
        (ErrorKind::InvalidResponse, Some(200)) => Some("web page"),
        (ErrorKind::InvalidResponse, Some(302)) => Some("redirect"),
        (ErrorKind::Connection, _) if is_final => Some("connection"),
        (ErrorKind::Timeout, _) if is_final => Some("time-out"),
        (ErrorKind::InvalidResponse, Some(500 | 503)) if is_final => Some("5xx"),
        (ErrorKind::Service, Some(429)) if is_final => Some("throttling"),
        _ => None,
    }
}

/// The resources of the process.
#[derive(Clone, Copy, Debug)]
struct Held {
    /// Kilobytes in memory.
    memory: usize,
    files: usize,
    tasks: usize,
}

impl Held {
    fn now() -> Self {
        let status = fs::read_to_string("/proc/self/status").unwrap();
        let memory = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let memory = memory.and_then(|memory| memory.trim().strip_suffix(" kB"));
        Self {
            memory: memory.unwrap().parse().unwrap(),
            files: fs::read_dir("/proc/self/fd").unwrap().count(),
            tasks: tokio::runtime::Handle::current()
                .metrics()
                .num_alive_tasks(),
        }
    }
}

type Outcomes = BTreeMap<&'static str, usize>;

/// Makes a number of calls, shared by the tasks.
async fn calls(client: &Handle, number: usize) -> Outcomes {
    let tasks: Vec<_> = (0..TASKS)
        .map(|task| {
            let client = client.clone();
            tokio::spawn(async move {
                let mut outcomes = Outcomes::new();
                for call in (task..number).step_by(TASKS) {
                    let id = format!("t-{call}");
                    let outcome = match client.call().send(GetThingInput::new(&id)).await {
                        Ok(output) if output.name == id => "success",
                        Ok(output) => panic!("{id} got the output of {}", output.name),
                        Err(error) => kind_of(&error).unwrap_or_else(|| panic!("{error}")),
                    };
                    *outcomes.entry(outcome).or_default() += 1;
                }
                outcomes
            })
        })
        .collect();
    let mut all = Outcomes::new();
    for task in tasks {
        for (outcome, number) in task.await.unwrap() {
            *all.entry(outcome).or_default() += number;
        }
    }
    all
}

async fn soak(transport: impl Transport + 'static, number: usize) {
    let before = Held::now();
    let server = Server::start().await.unwrap();
    server.breaks_sometimes(20, faults());
    let config = Config::builder()
        .region("us-west-2")
        .credentials(credentials())
        .endpoint_url(format!("http://{}", server.address()))
        .transport(transport)
        .read_timeout(Duration::from_millis(500));
    let client = Handle::new(&config.build(), &SERVICE);
    // The first calls fill pools and caches, which then stay.
    calls(&client, number / 10).await;
    let start = Held::now();
    let (requests, served) = (server.requests(), server.served());
    let started = Instant::now();
    let outcomes = calls(&client, number).await;
    let elapsed = started.elapsed();
    let end = Held::now();
    let (requests, served) = (server.requests() - requests, server.served() - served);
    println!("{number} calls from {TASKS} tasks in {elapsed:.1?}: {outcomes:?}");
    println!(
        "{requests} requests, {} of them broken, over {} connections in all",
        requests - served,
        server.connections()
    );
    println!("the retry quota is at {}", client.retry_quota());
    assert_eq!(outcomes.values().sum::<usize>(), number);
    drop(client);
    drop(server);
    let mut after = Held::now();
    for _ in 0..100 {
        if (after.files, after.tasks) == (before.files, before.tasks) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
        after = Held::now();
    }
    println!("before {before:?}\nstart  {start:?}\nend    {end:?}\nafter  {after:?}");
    assert_eq!((after.files, after.tasks), (before.files, before.tasks));
    assert!(end.memory < start.memory + 8 * 1024, "memory grew");
}
