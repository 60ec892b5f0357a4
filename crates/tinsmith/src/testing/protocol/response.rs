//! Tests of responses.

use std::error::Error as _;
use std::fmt::{Debug, Write};
use std::future::Future;

use super::call_harness::Exchange;
use super::compare::same;
use super::differences::{Differences, debug};
use super::view_check::{self, TestValue};
use crate::protocol::service::ModeledError;
use crate::{Body, Config, Error};

/// A response that a call deserializes: a case of `smithy.test#httpResponseTests`.
#[derive(Clone, Copy, Debug)]
pub struct ResponseTest {
    /// The case's id.
    pub id: &'static str,
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: &'static [(&'static str, &'static str)],
    /// The body.
    pub body: &'static str,
    /// The media type of the body. CBOR is in base64.
    pub media_type: Option<&'static str>,
}

impl ResponseTest {
    /// An empty response, for `..ResponseTest::DEFAULT`.
    pub const DEFAULT: Self = Self {
        id: "",
        status: 200,
        headers: &[],
        body: "",
        media_type: None,
    };

    /// Sends the call, which must succeed with this output.
    #[track_caller]
    pub fn check_output<T, F>(&self, call: impl FnOnce(&Config) -> F, expected: T)
    where
        T: TestValue + PartialEq + Debug,
        F: Future<Output = Result<T, Error>>,
    {
        let mut differences = Differences::new(self.id);
        match self.run(call) {
            Ok(actual) if same(&expected, &actual) => {}
            Ok(actual) => differences.add("output", &debug(&expected), &debug(&actual)),
            Err(error) => differences.add("output", &debug(&expected), &chain(&error)),
        }
        view_check::check(&expected, &mut differences);
        differences.assert_none();
    }

    /// Sends the call, which must fail with this modeled error.
    #[track_caller]
    pub fn check_error<T, E, F>(&self, call: impl FnOnce(&Config) -> F, expected: E)
    where
        T: Debug,
        E: TestValue + ModeledError + PartialEq,
        F: Future<Output = Result<T, Error>>,
    {
        let mut differences = Differences::new(self.id);
        match self.run(call) {
            Ok(actual) => differences.add("error", &debug(&expected), &debug(&actual)),
            Err(error) => match error.service_error::<E>() {
                Some(actual) if same(&expected, actual) => {}
                Some(actual) => differences.add("error", &debug(&expected), &debug(actual)),
                None => differences.add("error", &debug(&expected), &chain(&error)),
            },
        }
        view_check::check(&expected, &mut differences);
        differences.assert_none();
    }

    fn run<F: Future>(&self, call: impl FnOnce(&Config) -> F) -> F::Output {
        Exchange::new(self.status, self.headers, self.body()).run(None, call)
    }

    fn body(&self) -> Body {
        let is_binary = |media_type: &str| media_type.ends_with("cbor");
        match self.media_type.is_some_and(is_binary) {
            // A test whose base64 is malformed fails by its empty body.
            true => base64_simd::STANDARD
                .decode_to_vec(self.body)
                .unwrap_or_default()
                .into(),
            false => self.body.into(),
        }
    }
}

/// Returns the message of an error with those of its sources.
fn chain(error: &Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        // Writing to a string cannot fail.
        let _ = write!(text, ": {cause}");
        source = cause.source();
    }
    text
}
