//! Tests of event streams in requests and responses.

use std::fmt::Debug;
use std::future::Future;

use bytes::{Bytes, BytesMut};
use http::Request;

use super::call_harness::{Exchange, block_on};
use super::compare::{same, same_json};
use super::differences::{Differences, debug};
use crate::event_stream::{EventStream, Frame, HeaderValue};
use crate::protocol::service::ModeledError;
use crate::testing::sent_events::frames;
use crate::{Body, Config, Error};

/// A response whose output has an event stream: a case of `smithy.test#eventStreamTests`.
#[derive(Clone, Copy, Debug)]
pub struct EventStreamTest {
    /// The case's id.
    pub id: &'static str,
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: &'static [(&'static str, &'static str)],
    /// The body of a response without frames.
    pub body: &'static str,
    /// The frames, in base64.
    pub frames: &'static [&'static str],
}

impl EventStreamTest {
    /// A response without frames, for `..EventStreamTest::DEFAULT`.
    pub const DEFAULT: Self = Self {
        id: "",
        status: 200,
        headers: &[],
        body: "",
        frames: &[],
    };

    /// Sends the call, whose stream must have these events and end then.
    #[track_caller]
    pub fn check_events<O, T, F>(
        &self,
        call: impl FnOnce(&Config) -> F,
        stream: fn(&mut O) -> &mut EventStream<T>,
        expected: Vec<T>,
    ) where
        T: PartialEq + Debug,
        F: Future<Output = Result<O, Error>>,
    {
        let mut differences = Differences::new(self.id);
        match run(&self.exchange(&mut differences), call, stream) {
            Ok((_, actual)) if same(&expected, &actual) => {}
            Ok((_, actual)) => differences.add("events", &debug(&expected), &debug(&actual)),
            Err(error) => differences.add("events", &debug(&expected), &error.to_string()),
        }
        differences.assert_none();
    }

    /// Sends the call, whose output must have the members of this one.
    #[track_caller]
    pub fn check_output<O, T, F>(
        &self,
        call: impl FnOnce(&Config) -> F,
        stream: fn(&mut O) -> &mut EventStream<T>,
        expected: &O,
    ) where
        O: Debug,
        T: Debug,
        F: Future<Output = Result<O, Error>>,
    {
        let mut differences = Differences::new(self.id);
        match run(&self.exchange(&mut differences), call, stream) {
            // Outputs with a stream are not compared by value. Both streams have ended.
            Ok((actual, _)) if debug(expected) == debug(&actual) => {}
            Ok((actual, _)) => differences.add("output", &debug(expected), &debug(&actual)),
            Err(error) => differences.add("output", &debug(expected), &error.to_string()),
        }
        differences.assert_none();
    }

    /// Sends the call, which must fail with this modeled error before the stream or within it.
    #[track_caller]
    pub fn check_error<O, T, E, F>(
        &self,
        call: impl FnOnce(&Config) -> F,
        stream: fn(&mut O) -> &mut EventStream<T>,
        expected: E,
    ) where
        T: Debug,
        E: ModeledError + PartialEq,
        F: Future<Output = Result<O, Error>>,
    {
        let mut differences = Differences::new(self.id);
        match run(&self.exchange(&mut differences), call, stream) {
            Ok((_, actual)) => differences.add("error", &debug(&expected), &debug(&actual)),
            Err(error) => match error.service_error::<E>() {
                Some(actual) if same(&expected, actual) => {}
                Some(actual) => differences.add("error", &debug(&expected), &debug(actual)),
                None => differences.add("error", &debug(&expected), &error.to_string()),
            },
        }
        differences.assert_none();
    }

    /// Sends the call, which must fail before the stream or within it, with this code if there is one.
    #[track_caller]
    pub fn check_failure<O, T, F>(
        &self,
        call: impl FnOnce(&Config) -> F,
        stream: fn(&mut O) -> &mut EventStream<T>,
        code: Option<&str>,
    ) where
        T: Debug,
        F: Future<Output = Result<O, Error>>,
    {
        let mut differences = Differences::new(self.id);
        let exchange = self.exchange(&mut differences);
        let result = run(&exchange, call, stream);
        match (result, exchange.request()) {
            (Ok((_, actual)), _) => differences.add("failure", &debug(&code), &debug(&actual)),
            // An error of the call itself says nothing about the response.
            (Err(error), None) => differences.add("request", "a request", &error.to_string()),
            (Err(error), Some(_)) if code.is_some() && error.code() != code => {
                differences.add("failure", &debug(&code), &error.to_string());
            }
            (Err(_), Some(_)) => {}
        }
        differences.assert_none();
    }

    /// Sends the call, whose request must have these frames. They are compared without the signatures around them.
    #[track_caller]
    pub fn check_sent<O, F>(&self, call: impl FnOnce(&Config) -> F)
    where
        F: Future<Output = Result<O, Error>>,
    {
        let mut differences = Differences::new(self.id);
        let mut exchange = Exchange::new(self.status, self.headers, Body::empty());
        exchange.reads_request = true;
        let expected = self.body(&mut differences);
        // The request is checked, and not the result of the call.
        let error = exchange.run(None, call).err();
        let body = exchange.request().map(Request::into_body);
        let body = body.map(|body| block_on(body.collect()));
        match (body, expected.as_bytes()) {
            (Some(Ok(body)), Some(expected)) => {
                let (expected, actual) = (frames(expected), frames(&body));
                let has_equal = expected.len() == actual.len()
                    && expected
                        .iter()
                        .zip(&actual)
                        .all(|(expected, actual)| same_frame(expected, actual));
                if !has_equal || expected.is_empty() {
                    let [expected, actual] = [&expected, &actual].map(|frames| contents(frames));
                    differences.add("frames", &expected, &actual);
                }
            }
            (body, _) => differences.add("request", "a body", &debug(&(error, body))),
        }
        differences.assert_none();
    }

    fn exchange(&self, differences: &mut Differences) -> Exchange {
        Exchange::new(self.status, self.headers, self.body(differences))
    }

    /// Returns the body of the frames; malformed base64 is a difference.
    fn body(&self, differences: &mut Differences) -> Body {
        if self.frames.is_empty() && !self.body.is_empty() {
            return self.body.into();
        }
        let mut bytes = BytesMut::new();
        for frame in self.frames {
            match base64_simd::STANDARD.decode_to_vec(frame) {
                Ok(decoded) => bytes.extend(decoded),
                Err(_) => differences.add("frames", "padded base64", frame),
            }
        }
        Bytes::from(bytes).into()
    }
}

/// Sends the call, and returns the output with all events.
fn run<O, T, F>(
    exchange: &Exchange,
    call: impl FnOnce(&Config) -> F,
    stream: fn(&mut O) -> &mut EventStream<T>,
) -> Result<(O, Vec<T>), Error>
where
    F: Future<Output = Result<O, Error>>,
{
    let mut output = exchange.run(None, call)?;
    let mut events = Vec::new();
    while let Some(event) = block_on(stream(&mut output).try_next())? {
        events.push(event);
    }
    Ok((output, events))
}

/// True if two frames have equal headers, in any order, and equal payloads.
fn same_frame(expected: &Frame, actual: &Frame) -> bool {
    let is_json = expected.header(":content-type") == Some(HeaderValue::Text("application/json"));
    let has_same_payload = match is_json {
        true => same_json(expected.payload(), actual.payload()),
        false => expected.payload() == actual.payload(),
    };
    has_same_payload && headers(expected) == headers(actual)
}

fn headers(frame: &Frame) -> Vec<String> {
    let mut headers: Vec<_> = frame
        .headers()
        .map(|header| format!("{header:?}"))
        .collect();
    headers.sort_unstable();
    headers
}

fn contents(frames: &[Frame]) -> String {
    let frames = frames.iter().map(|frame| (headers(frame), frame.payload()));
    debug(&frames.collect::<Vec<_>>())
}
