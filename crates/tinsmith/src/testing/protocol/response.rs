//! What a call makes of an answer.

use std::error::Error as _;
use std::fmt::{Debug, Write};
use std::future::Future;

use super::Differences;
use super::compare::same;
use super::data::{self, Recorded};
use super::exchange::Exchange;
use crate::protocol::service::ModeledError;
use crate::{Config, Error};

/// An answer that a call has to read: a case of `smithy.test#httpResponseTests`.
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
}

impl ResponseTest {
    /// An empty answer, for `..ResponseTest::DEFAULT`.
    pub const DEFAULT: Self = Self {
        id: "",
        status: 200,
        headers: &[],
        body: "",
    };

    /// Makes the call, which has to succeed with this output.
    #[track_caller]
    pub fn check_output<T, F>(&self, call: impl FnOnce(&Config) -> F, expected: T)
    where
        T: Recorded + PartialEq + Debug,
        F: Future<Output = Result<T, Error>>,
    {
        let mut differences = Differences::new(self.id);
        match self.run(call) {
            Ok(actual) if same(&expected, &actual) => {}
            Ok(actual) => differences.add("output", &debug(&expected), &debug(&actual)),
            Err(error) => differences.add("output", &debug(&expected), &chain(&error)),
        }
        data::check(&expected, &mut differences);
        differences.assert_none();
    }

    /// Makes the call, which has to fail with this error of the service's.
    #[track_caller]
    pub fn check_error<T, E, F>(&self, call: impl FnOnce(&Config) -> F, expected: E)
    where
        T: Debug,
        E: Recorded + ModeledError + PartialEq,
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
        data::check(&expected, &mut differences);
        differences.assert_none();
    }

    fn run<F: Future>(&self, call: impl FnOnce(&Config) -> F) -> F::Output {
        Exchange::new(self.status, self.headers, self.body).run(None, call)
    }
}

/// The debug text over several lines, set in from the margin.
pub(super) fn debug(value: &dyn Debug) -> String {
    format!("{value:#?}").replace('\n', "\n    ")
}

/// An error with everything that led to it.
fn chain(error: &Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        // Writing to a string does not fail.
        let _ = write!(text, ": {cause}");
        source = cause.source();
    }
    text
}
