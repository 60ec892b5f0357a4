//! Small requests to what serves credentials on the machine itself.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, StatusCode};

use crate::config::Config;
use crate::http::transport::{Transport, TransportOptions};
use crate::time::{Time, with_timeout};
use crate::{Body, BodyError};

/// No answer of these is longer.
const MAX_ANSWER_BYTES: usize = 64 * 1024;

/// How long to wait before another try.
const PAUSE: Duration = Duration::from_secs(1);

/// Sends requests that need no signature and go past every proxy, whose business these answers are not.
#[derive(Clone, Debug)]
pub(super) struct Fetch {
    transport: Option<Arc<dyn Transport>>,
    time: Arc<dyn Time>,
    /// How long connecting may take, and then the answer.
    pub(super) timeout: Duration,
    /// How many times a request is sent at most.
    pub(super) attempts: u32,
}

/// An answer that was read to its end.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) body: Bytes,
}

/// Why there is no answer.
#[derive(Debug)]
pub(super) struct NoAnswer(String);

impl fmt::Display for NoAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Fetch {
    pub(super) fn new(config: &Config, timeout: Duration, attempts: u32) -> Self {
        Self {
            transport: config.0.transport.clone(),
            time: Arc::clone(&config.0.time),
            timeout,
            attempts,
        }
    }

    pub(super) fn time(&self) -> &dyn Time {
        &*self.time
    }

    /// Sends a request without a body until there is an answer that is no failure of the service, or no attempt is left.
    pub(super) async fn send(&self, request: &Request<()>) -> Result<Answer, NoAnswer> {
        let mut attempt = 1;
        loop {
            let result = self.attempt(request).await;
            let is_last = attempt >= self.attempts;
            match result {
                Ok(answer) if is_last || !answer.status.is_server_error() => return Ok(answer),
                Err(error) if is_last => return Err(error),
                _ => self.time.sleep(PAUSE).await,
            }
            attempt += 1;
        }
    }

    async fn attempt(&self, request: &Request<()>) -> Result<Answer, NoAnswer> {
        let Some(transport) = &self.transport else {
            return Err(NoAnswer("there is no transport to ask it with".to_owned()));
        };
        let request = request.clone().map(|()| Body::empty());
        let options = TransportOptions {
            connect_timeout: Some(self.timeout),
            direct: true,
            operation: None,
        };
        let answer = async {
            let response = transport.send(request, &options).await?;
            let (head, body) = response.into_parts();
            let body = body.collect_at_most(MAX_ANSWER_BYTES).await?;
            Ok::<_, BodyError>(Answer {
                status: head.status,
                body,
            })
        };
        // Connecting has its own limit, which says better what is wrong.
        let limit = self.timeout * 2;
        match with_timeout(&*self.time, Some(limit), answer).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) => Err(NoAnswer(crate::error::Chain(&*error).to_string())),
            Err(_) => Err(NoAnswer(format!("no answer within {limit:?}"))),
        }
    }
}
