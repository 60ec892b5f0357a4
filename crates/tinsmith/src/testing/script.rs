//! The transport that responds from a script.

use std::fmt;
use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use bytes::Bytes;
use http::{Request, Response};

use super::open_body::EndOfCall;
use super::{Matcher, ScriptedResponse, SentRequest};
use crate::http::transport::{Transport, TransportError, TransportErrorKind, TransportOptions};
use crate::time::TestTime;
use crate::{Body, BoxFuture, Config};

/// A transport that responds from a script, and keeps the requests. Clones share the script.
///
/// A request gets the first remaining response that it matches. If there is none, the call fails with an error that shows the request
/// and the remaining script. No request reaches a network.
///
/// Such an unexpected request of an operation also fails the test, by a panic when the last clone is dropped, because the code under test may ignore
/// the error of the call. A panic in a spawned task or another thread does not fail a test, and a clone that is never dropped does not panic: end such a
/// test with [`assert_finished`](Self::assert_finished). [`take_unexpected_requests`](Self::take_unexpected_requests) is for a test that expects
/// unexpected requests. Requests for the metadata of a container or an instance do not count: the provider chain tries several sources.
///
/// A request is read to its end before it gets its response. A request with events in both directions gets its response as soon as no further event of
/// its input is ready, and matchers see the events up to that point. The events that follow are read while the response is read;
/// [`sent_requests`](Self::sent_requests) returns those that were read so far. As with a service, none are read after the response has ended. If the
/// output is typed, the events are read to their end, and an error of their stream is not reported; events that never end then keep the script alive. The
/// script keeps each input, so that the streams in it are not dropped with their calls.
#[derive(Clone, Debug, Default)]
pub struct ScriptedTransport(Arc<Mutex<Script>>);

impl ScriptedTransport {
    /// Creates a transport with an empty script.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a response to the end of the script, for any request.
    pub fn respond(&self, response: impl Into<ScriptedResponse>) -> &Self {
        self.add(None, Reply::Once(response.into()))
    }

    /// Begins a response for certain requests: those of an operation (`"ListSessions"`), to a [`Path`](super::Path), with an
    /// [`Input`](super::Input), or those that a function accepts. The function must not use the script itself, which is locked.
    pub fn when(&self, matcher: impl Matcher) -> Expectation<'_> {
        Expectation {
            script: self,
            matcher: Box::new(matcher),
        }
    }

    pub(super) fn add(&self, matcher: Option<Box<dyn Matcher>>, reply: Reply) -> &Self {
        self.script().entries.push(Entry { matcher, reply });
        self
    }

    /// Returns a configuration with this transport: a region, placeholder credentials, a clock that starts at 2023-11-14T22:13:20Z, and
    /// retries without backoff. [`Config::to_builder`] changes it.
    ///
    /// Other delays are real unless the test pauses tokio's time: those of `Retry-After`, throttling, waiters and responses.
    pub fn config(&self) -> Config {
        Config::builder()
            .region("us-west-2")
            .credentials(Credentials::new(
                "AKIDEXAMPLE",
                "secret",
                None,
                None,
                "script",
            ))
            .transport(self.clone())
            .time(TestTime::starting_at(
                SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000),
            ))
            .jitter(0.0)
            .build()
    }

    /// Returns copies of all requests so far, in order.
    pub fn sent_requests(&self) -> Vec<SentRequest> {
        let sent = self.script().sent.clone();
        // Without the lock: events that are read now come from code of the test.
        sent.into_iter().map(SentRequest::up_to_now).collect()
    }

    /// Returns all requests so far as HTTP requests, with their bodies.
    pub fn requests(&self) -> Vec<Request<Bytes>> {
        let sent = self.sent_requests().into_iter();
        sent.map(|sent| sent.request).collect()
    }

    /// Returns the options that the transport received with each request.
    pub fn options(&self) -> Vec<TransportOptions> {
        self.script().sent.iter().map(|sent| sent.options).collect()
    }

    /// Returns the number of unused responses. A response for [each](Expectation::respond_each) request does not count.
    pub fn responses_left(&self) -> usize {
        let script = self.script();
        let left = script
            .entries
            .iter()
            .filter(|entry| matches!(entry.reply, Reply::Once(_)));
        left.count()
    }

    /// Asserts that each response of the script was used and no request was unexpected.
    ///
    /// # Panics
    ///
    /// Panics with the unused responses and the unexpected requests. A response for [each](Expectation::respond_each) request need not be used.
    #[track_caller]
    pub fn assert_finished(&self) {
        let problems = self.script().take_problems();
        assert!(problems.is_empty(), "{}", problems.join("\n"));
    }

    /// Takes the messages about unexpected requests so far. A test that expects them calls this, so that they do not fail it.
    pub fn take_unexpected_requests(&self) -> Vec<String> {
        mem::take(&mut self.script().unexpected)
    }

    fn script(&self) -> MutexGuard<'_, Script> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Transport for ScriptedTransport {
    fn send(
        &self,
        request: Request<Body>,
        options: &TransportOptions,
    ) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        let options = *options;
        Box::pin(async move {
            let sent = SentRequest::receive(request, options).await?;
            let open = sent.open.clone();
            let Some(open) = open else {
                let response = self.script().next(sent)?;
                return response.send().await;
            };
            let end_of_call = EndOfCall::new(open.clone());
            let response = self.script().next(sent)?;
            open.read_on(response.typed());
            let response = response.send().await?;
            end_of_call.disarm();
            Ok(response.map(|body| open.respond(body)))
        })
    }
}

/// A response for certain requests that is not scripted yet.
#[must_use]
pub struct Expectation<'s> {
    script: &'s ScriptedTransport,
    matcher: Box<dyn Matcher>,
}

impl<'s> Expectation<'s> {
    /// Responds to one of the requests.
    pub fn respond(self, response: impl Into<ScriptedResponse>) -> &'s ScriptedTransport {
        self.script
            .add(Some(self.matcher), Reply::Once(response.into()))
    }

    /// Responds to each of the requests. The function must not use the script itself.
    pub fn respond_each(
        self,
        response: impl FnMut(&SentRequest) -> ScriptedResponse + Send + 'static,
    ) -> &'s ScriptedTransport {
        self.script
            .add(Some(self.matcher), Reply::Each(Box::new(response)))
    }
}

impl fmt::Debug for Expectation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Expectation")
            .field(&self.matcher.describe())
            .finish()
    }
}

#[derive(Default)]
struct Script {
    entries: Vec<Entry>,
    sent: Vec<SentRequest>,
    /// The messages about unexpected requests that the test has not taken.
    unexpected: Vec<String>,
}

struct Entry {
    /// The requests that the reply is for; `None` for any request.
    matcher: Option<Box<dyn Matcher>>,
    reply: Reply,
}

pub(super) enum Reply {
    Once(ScriptedResponse),
    Each(Box<dyn FnMut(&SentRequest) -> ScriptedResponse + Send>),
}

impl Script {
    /// Records a request and returns its response.
    fn next(&mut self, sent: SentRequest) -> Result<ScriptedResponse, TransportError> {
        self.sent.push(sent.clone());
        let is_for = |entry: &Entry| {
            entry
                .matcher
                .as_ref()
                .is_none_or(|matcher| matcher.matches(&sent))
        };
        let Some(index) = self.entries.iter().position(is_for) else {
            let expected = self.describe_expected(&sent);
            let message = format!("unexpected request {}: {sent}; {expected}", self.sent.len());
            if sent.operation().is_some() {
                self.unexpected.push(message.clone());
            }
            return Err(TransportError::new(TransportErrorKind::Unsendable, message));
        };
        if let Some(Entry {
            reply: Reply::Each(response),
            ..
        }) = self.entries.get_mut(index)
        {
            return Ok(response(&sent));
        }
        match self.entries.remove(index).reply {
            Reply::Once(response) => Ok(response),
            Reply::Each(mut response) => Ok(response(&sent)),
        }
    }

    /// Takes the messages about unexpected requests, and returns them with those about unused responses.
    fn take_problems(&mut self) -> Vec<String> {
        let mut problems = mem::take(&mut self.unexpected);
        let unused = self.entries.iter().filter_map(|entry| {
            let matcher = entry.matcher.as_ref().map(|matcher| matcher.describe());
            matches!(entry.reply, Reply::Once(_)).then(|| {
                let request = matcher.unwrap_or_else(|| "any request".to_owned());
                format!("unused response for {request}")
            })
        });
        problems.extend(unused);
        problems
    }

    /// Describes the remaining entries, beginning with those that are most similar to a request.
    fn describe_expected(&self, sent: &SentRequest) -> String {
        /// The number of entries that an error shows of a long script.
        const SHOWN: usize = 3;
        let matchers = self
            .entries
            .iter()
            .filter_map(|entry| entry.matcher.as_ref());
        let mut left: Vec<_> = matchers
            .map(|matcher| (matcher.differences(sent), matcher.describe()))
            .collect();
        left.sort_by_key(|(differences, _)| differences.len().checked_sub(1).unwrap_or(usize::MAX));
        let more = left.len().saturating_sub(SHOWN);
        let words = left.iter().take(SHOWN).map(|(differences, description)| {
            if differences.is_empty() {
                return description.clone();
            }
            format!("{description}, but {}", differences.join(" and "))
        });
        let mut words: Vec<_> = words.collect();
        if more > 0 {
            words.push(format!("{more} more"));
        }
        if words.is_empty() {
            return "the script has no response left".to_owned();
        }
        format!("the script expects {}", words.join("; or "))
    }
}

/// Fails a test whose code ignored the error of an unexpected request. A panic in a spawned task is caught by its runtime, so that the test fails
/// only if the last clone is dropped on its own thread.
impl Drop for Script {
    fn drop(&mut self) {
        let is_fine = self.unexpected.is_empty() || thread::panicking();
        assert!(is_fine, "{}", self.unexpected.join("\n"));
    }
}

impl fmt::Debug for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Script")
            .field("sent", &self.sent.len())
            .field("responses", &self.entries.len())
            .finish()
    }
}
