//! Tests without a network: scripted answers, and a look at what was sent.
//!
//! A [`ScriptedTransport`] takes the place of the network. A page, or a whole conversation, is as many lines as it has answers:
//!
//! ```
//! # use tinsmith::service::{FromResponse, Operation, OperationMetadata, RequestWriter, ResponseReader, ServiceMetadata};
//! # #[derive(Clone, Debug, Default)] struct GetFarmInput { farm_id: Option<String> }
//! # #[derive(Debug, Default)] struct GetFarmOutput { name: String }
//! # impl FromResponse for GetFarmOutput { fn from_response(_: &mut ResponseReader<'_>) -> Self { Self::default() } }
//! # impl Operation for GetFarmInput {
//! #     type Output = GetFarmOutput;
//! #     const METADATA: &'static OperationMetadata = &OperationMetadata { name: "GetFarm", uri: "/{farmId}", ..OperationMetadata::DEFAULT };
//! #     fn write(&self, request: &mut RequestWriter<'_>) { request.label("farmId", &self.farm_id); }
//! # }
//! # struct Client(tinsmith::Handle);
//! # impl Client {
//! #     fn new(config: &tinsmith::Config) -> Self { Self(tinsmith::Handle::new(config, &ServiceMetadata::DEFAULT)) }
//! #     async fn get_farm(&self, id: &str) -> Result<GetFarmOutput, tinsmith::Error> { self.0.call().send(GetFarmInput { farm_id: Some(id.into()) }).await }
//! # }
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), tinsmith::Error> {
//! use tinsmith::testing::{Answer, ScriptedTransport};
//!
//! let script = ScriptedTransport::new();
//! script.answer(Answer::output_with(|farm: &mut GetFarmOutput| farm.name = "north".to_owned()));
//! script.when("GetFarm").answer(Answer::error(404, "ResourceNotFoundException", "no such farm"));
//! let client = Client::new(&script.config());
//!
//! assert_eq!(client.get_farm("farm-1").await?.name, "north");
//! assert_eq!(client.get_farm("farm-2").await.unwrap_err().code(), Some("ResourceNotFoundException"));
//! let sent = script.sent();
//! assert_eq!(sent[1].input::<GetFarmInput>().unwrap().farm_id.as_deref(), Some("farm-2"));
//! assert_eq!(sent[1].path(), "/farm-2");
//! assert_eq!(script.answers_left(), 0);
//! # Ok(()) }
//! ```
//!
//! Answers can be outputs and errors of the model, any HTTP response, failures, delays and silence. Those of a paginated operation are one
//! line: [`ScriptedTransport::pages`]. What a generated structure holds is set field by field: [`filled`]. A [`Recorder`] writes real traffic
//! to a file, and [`ScriptedTransport::replay`] plays it back.

mod answer;
mod difference;
#[doc(hidden)]
pub mod fuzzing;
mod matcher;
mod pages;
pub mod protocol;
mod recording;
pub(crate) mod typed;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use bytes::Bytes;
use http::{Request, Response};

use crate::http::transport::{Transport, TransportError, TransportErrorKind, TransportOptions};
use crate::{Body, BoxFuture, Config};

pub use self::answer::Answer;
pub use self::matcher::{Input, Matcher, Path, Sent};
pub use self::protocol::filled;
pub use self::recording::Recorder;
pub use crate::time::TestTime;

/// A transport that answers from a script, and keeps what was sent. Clones share the script.
///
/// A request gets the first answer that is left and is for it. If there is none, the call fails with an error that shows the request beside
/// what the script waits for; nothing ever reaches a network.
#[derive(Clone, Debug, Default)]
pub struct ScriptedTransport(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    entries: Vec<Entry>,
    sent: Vec<Sent>,
}

struct Entry {
    /// None for any request.
    matcher: Option<Box<dyn Matcher>>,
    reply: Reply,
}

enum Reply {
    Once(Answer),
    Each(Box<dyn FnMut(&Sent) -> Answer + Send>),
}

impl ScriptedTransport {
    /// A transport with an empty script.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an answer to the end of the script, for whatever request comes.
    pub fn answer(&self, answer: impl Into<Answer>) -> &Self {
        self.add(None, Reply::Once(answer.into()))
    }

    /// Adds an answer for some requests only: those of an operation (`"ListSessions"`), to a [`Path`], with an [`Input`], or that a function
    /// accepts. The function must not use the script itself, which waits for it.
    pub fn when(&self, matcher: impl Matcher) -> When<'_> {
        When {
            script: self,
            matcher: Box::new(matcher),
        }
    }

    fn add(&self, matcher: Option<Box<dyn Matcher>>, reply: Reply) -> &Self {
        self.state().entries.push(Entry { matcher, reply });
        self
    }

    /// A configuration over this script: a region, made-up credentials, a clock that starts at 2023-11-14T22:13:20Z, and retries without
    /// back-off. [`Config::to_builder`] changes it.
    ///
    /// Other waits are real, unless the test pauses tokio's time: what a `Retry-After` asks for, waiting out throttling, the polls of
    /// waiters, and the delays of answers.
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

    /// All requests so far, in order. Cloned, so that they can be looked at while calls go on.
    pub fn sent(&self) -> Vec<Sent> {
        self.state().sent.clone()
    }

    /// All requests so far as they went out, their bodies collected.
    pub fn requests(&self) -> Vec<Request<Bytes>> {
        self.state()
            .sent
            .iter()
            .map(|sent| sent.request.clone())
            .collect()
    }

    /// What the transport was told beside each request.
    pub fn options(&self) -> Vec<TransportOptions> {
        self.state().sent.iter().map(|sent| sent.options).collect()
    }

    /// How many answers were not asked for yet. One for [each](When::answer_each) request is never left.
    pub fn answers_left(&self) -> usize {
        let state = self.state();
        let left = state
            .entries
            .iter()
            .filter(|entry| matches!(entry.reply, Reply::Once(_)));
        left.count()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn next(&self, sent: Sent) -> Result<Answer, TransportError> {
        let mut state = self.state();
        let state = &mut *state;
        state.sent.push(sent.clone());
        let is_for = |entry: &Entry| {
            entry
                .matcher
                .as_ref()
                .is_none_or(|matcher| matcher.matches(&sent))
        };
        let Some(index) = state.entries.iter().position(is_for) else {
            let left = state.waits_for(&sent);
            let message = format!("unexpected request {}: {sent}; {left}", state.sent.len());
            return Err(TransportError::new(TransportErrorKind::Unsendable, message));
        };
        if let Some(Entry {
            reply: Reply::Each(answer),
            ..
        }) = state.entries.get_mut(index)
        {
            return Ok(answer(&sent));
        }
        match state.entries.remove(index).reply {
            Reply::Once(answer) => Ok(answer),
            Reply::Each(mut answer) => Ok(answer(&sent)),
        }
    }
}

impl State {
    /// What the script still has, beginning with what a request is closest to.
    fn waits_for(&self, sent: &Sent) -> String {
        /// No one reads the whole of a long recording in an error.
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
            return "the script has no answer left".to_owned();
        }
        format!("the script waits for {}", words.join("; or for "))
    }
}

/// The answer for some requests, still to be given.
#[must_use]
pub struct When<'s> {
    script: &'s ScriptedTransport,
    matcher: Box<dyn Matcher>,
}

impl<'s> When<'s> {
    /// Answers one of them.
    pub fn answer(self, answer: impl Into<Answer>) -> &'s ScriptedTransport {
        self.script
            .add(Some(self.matcher), Reply::Once(answer.into()))
    }

    /// Answers each of them. The function must not use the script itself.
    pub fn answer_each(
        self,
        answer: impl FnMut(&Sent) -> Answer + Send + 'static,
    ) -> &'s ScriptedTransport {
        self.script
            .add(Some(self.matcher), Reply::Each(Box::new(answer)))
    }
}

impl fmt::Debug for When<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("When")
            .field(&self.matcher.describe())
            .finish()
    }
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("State")
            .field("sent", &self.sent.len())
            .field("answers", &self.entries.len())
            .finish()
    }
}

impl Sent {
    async fn collect(
        request: Request<Body>,
        options: TransportOptions,
    ) -> Result<Self, TransportError> {
        let (head, body) = request.into_parts();
        let unsendable = |error| TransportError::new(TransportErrorKind::Unsendable, error);
        let body = body.collect().await.map_err(unsendable)?;
        Ok(Self {
            request: Request::from_parts(head, body),
            options,
        })
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
            let sent = Sent::collect(request, options).await?;
            self.next(sent)?.give().await
        })
    }
}
