//! Bodies of successful responses, by every generated output.

use std::fmt::Debug;

use bytes::Bytes;
use http::Response;
use serde_json::Value;
use tinsmith::codec::json::{self, Json};
use tinsmith::codec::{ReadError, Shape};
use tinsmith::service::Operation;
use tinsmith::{Call, ErrorKind};
use tinsmith_deadline::operation::{
    GetSessionInput, GetSessionsStatisticsAggregationInput, ListSessionsInput,
    StartSessionsStatisticsAggregationInput,
};
use tinsmith_nimble::operation::ListStreamingSessionsInput;

/// The errors of serde_json for valid JSON beyond its limits.
const TOO_MUCH: [&str; 2] = ["recursion limit exceeded", "number out of range"];

/// Checks that an output is deserialized from JSON only, never from a truncated body, and is the same after it was serialized.
pub fn outputs(input: &[u8]) {
    output::<GetSessionInput>(input);
    output::<GetSessionsStatisticsAggregationInput>(input);
    output::<ListSessionsInput>(input);
    output::<StartSessionsStatisticsAggregationInput>(input);
    output::<ListStreamingSessionsInput>(input);
}

fn output<O: Operation<Output: Shape<Json> + Debug>>(input: &[u8]) {
    let output = match parse::<O>(input) {
        Ok(output) => output,
        Err(error) => {
            assert_eq!(error.kind(), ErrorKind::InvalidResponse, "{error}");
            return;
        }
    };
    if let Err(error) = serde_json::from_slice::<Value>(input)
        && !input.is_empty()
    {
        let message = error.to_string();
        assert!(
            TOO_MUCH.iter().any(|known| message.starts_with(known)),
            "{message}, but it is {output:?}"
        );
    }
    let end = input.trim_ascii_end().len();
    // An offset that depends on the body only.
    let sum = input
        .iter()
        .fold(1, |sum, byte| sum * 31 % 8191 + usize::from(*byte));
    let cut = sum % end.max(1);
    if let Some(short @ [_, ..]) = input.get(..cut) {
        let output = parse::<O>(short);
        assert!(output.is_err(), "half a body is {output:?}");
    }
    let Some(text) = written(&output) else {
        return;
    };
    let again: Result<O::Output, ReadError> = json::from_slice(&text);
    match again {
        Ok(again) => {
            assert_eq!(truncated(&again), truncated(&output));
            assert_eq!(written(&again), Some(text));
        }
        Err(error) => panic!("{}: {error}", text.escape_ascii()),
    }
}

fn parse<O: Operation>(body: &[u8]) -> Result<O::Output, tinsmith::Error> {
    Call::parse::<O>(Response::new(Bytes::copy_from_slice(body)))
}

/// Returns the debug text of an output, with the precision that timestamps have in requests: milliseconds.
fn truncated(output: &impl Debug) -> String {
    let text = format!("{output:?}");
    let mut parts = text.split("Timestamp(");
    let mut truncated = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        truncated.push_str("Timestamp(");
        let (time, rest) = part.split_once('Z').unwrap_or((part, ""));
        match time.split_once('.') {
            Some((seconds, fraction)) => {
                let fraction = fraction.get(..3).unwrap_or(fraction);
                let time = format!("{seconds}.{fraction}");
                truncated.push_str(time.trim_end_matches('0').trim_end_matches('.'));
            }
            None => truncated.push_str(time),
        }
        truncated.push('Z');
        truncated.push_str(rest);
    }
    truncated
}

/// Serializes an output. `None` for a value that only a response can have: a union whose member has no name.
fn written(output: &impl Shape<Json>) -> Option<Vec<u8>> {
    json::to_vec(output).ok()
}
