//! The memory of a long stream.

use std::process::Command;

use bytes::Bytes;
use futures::stream;
use tinsmith::testing::ScriptedTransport;
use tinsmith::transport::{TransportError, TransportOptions};
use tinsmith::{Body, BoxFuture, Transport};

use crate::clock::{Clock, WatchInput, send_with, tick};

const EVENTS: &str = "TINSMITH_TEST_EVENTS";

/// Returns the peak resident set in KiB of another process that streams a number of events.
fn peak(events: &str) -> u64 {
    let test = "memory::a_stream_of_the_given_length";
    let output = Command::new(std::env::current_exe().unwrap())
        .args([test, "--exact", "--ignored", "--nocapture"])
        .env(EVENTS, events)
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let line = text
        .lines()
        .find_map(|line| line.split("VmHWM:").nth(1))
        .unwrap_or_else(|| panic!("no figure: {text}"));
    line.trim().trim_end_matches(" kB").trim().parse().unwrap()
}

#[test]
#[cfg(target_os = "linux")]
fn a_million_events_take_no_more_memory_than_a_thousand() {
    let (short, long) = (peak("1000"), peak("1000000"));
    println!("peak resident set: {short} KiB for 1,000 events, {long} KiB for 1,000,000");
    assert!(long < short + 2 * 1024, "{short} KiB, {long} KiB");
}

/// A transport whose responses have this number of events, in chunks that end within a frame.
#[derive(Debug)]
struct Ticks(i64);

impl Transport for Ticks {
    fn send(
        &self,
        _request: http::Request<Body>,
        _options: &TransportOptions,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        let total = self.0;
        let chunks = stream::unfold((0, Vec::new()), move |(mut count, mut bytes)| async move {
            while bytes.len() < 8192 && count < total {
                bytes.extend_from_slice(&tick(count).to_bytes());
                count += 1;
            }
            let rest = bytes.split_off(bytes.len().min(8192));
            let chunk = Bytes::from(bytes);
            (!chunk.is_empty()).then_some((Ok::<_, std::io::Error>(chunk), (count, rest)))
        });
        Box::pin(async { Ok(http::Response::new(Body::from_stream(chunks, None))) })
    }
}

/// The test above runs it in another process.
#[tokio::test]
#[ignore = "it is the other test's subject"]
async fn a_stream_of_the_given_length() {
    let total = std::env::var(EVENTS).map_or(1000, |events| events.parse().unwrap());
    let config = ScriptedTransport::new().config();
    let config = config.to_builder().transport(Ticks(total)).build();
    let output = send_with(&config, WatchInput, |options| options).await;
    let mut events = output.unwrap().events;
    let mut sum = 0;
    while let Some(Clock::Tick(tick)) = events.try_next().await.unwrap() {
        sum += tick.count;
    }
    assert_eq!(sum, total * (total - 1) / 2);
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find(|line| line.starts_with("VmHWM"));
    println!("{}", peak.unwrap_or_default());
}
