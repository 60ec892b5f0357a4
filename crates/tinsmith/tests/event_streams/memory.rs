//! The memory of a long stream.

use std::process::Command;

use bytes::Bytes;
use futures::{StreamExt as _, stream};
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

/// The number of events that are encoded once and repeated.
const BLOCK: i64 = 1000;

/// A transport whose responses have this number of events, in chunks that end within a frame.
#[derive(Debug)]
struct Ticks(i64);

impl Transport for Ticks {
    fn send(
        &self,
        _request: http::Request<Body>,
        _options: &TransportOptions,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        let frames: Vec<u8> = (0..BLOCK)
            .flat_map(|count| tick(count).to_bytes())
            .collect();
        let frames = Bytes::from(frames);
        let chunks = stream::iter(0..self.0 / BLOCK).flat_map(move |_| {
            let frames = frames.clone();
            let starts = (0..frames.len()).step_by(8192);
            stream::iter(starts.map(move |start| {
                let end = frames.len().min(start + 8192);
                // Memory of its own, as a chunk of a connection has.
                Ok::<_, std::io::Error>(Bytes::copy_from_slice(&frames[start..end]))
            }))
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
    assert_eq!(sum, total / BLOCK * (BLOCK * (BLOCK - 1) / 2));
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find(|line| line.starts_with("VmHWM"));
    println!("{}", peak.unwrap_or_default());
}
