//! Requests to the endpoints that serve credentials on the machine itself.

use std::fmt;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, StatusCode};

use crate::Body;
use crate::config::Config;
use crate::http::body_error::BoxError;
use crate::http::transport::{Transport, TransportOptions};
use crate::time::{Time, with_timeout};

/// The maximum size of a response.
const MAX_RESPONSE_BYTES: usize = 64 * 1024;

/// The wait between two attempts.
const PAUSE: Duration = Duration::from_secs(1);

/// A client of such an endpoint. Its requests are not signed, and never use a proxy, which would see the credentials.
#[derive(Clone, Debug)]
pub(super) struct LocalEndpoint {
    transport: Option<Arc<dyn Transport>>,
    time: Arc<dyn Time>,
    /// The timeout for connecting. The response may take as long again.
    pub(super) timeout: Duration,
    /// The maximum number of attempts.
    pub(super) attempts: u32,
    /// False if a request is not sent again that gets no response at first. On other machines nothing listens, and callers should not wait long for that.
    pub(super) retries_unreachable: bool,
}

/// A response with its whole body.
pub(super) struct LocalResponse {
    pub(super) status: StatusCode,
    pub(super) body: Bytes,
}

impl LocalResponse {
    /// True if the endpoint may respond otherwise later: it has failed, or throttles.
    pub(super) fn is_transient(&self) -> bool {
        self.status.is_server_error() || self.status == StatusCode::TOO_MANY_REQUESTS
    }
}

/// The reason why there is no response.
#[derive(Debug)]
pub(super) struct NoResponse {
    message: String,
    /// True if the endpoint has responded to an earlier attempt.
    pub(super) has_responded: bool,
}

impl NoResponse {
    fn new(message: String) -> Self {
        Self {
            message,
            has_responded: false,
        }
    }
}

impl fmt::Display for NoResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl LocalEndpoint {
    pub(super) fn new(config: &Config, timeout: Duration, attempts: u32) -> Self {
        Self {
            transport: config.0.transport.clone(),
            time: Arc::clone(&config.0.time),
            timeout,
            attempts,
            retries_unreachable: true,
        }
    }

    pub(super) fn time(&self) -> &dyn Time {
        &*self.time
    }

    /// Sends a request without a body. Failures are retried, and so are transient errors and successful responses whose body is unreadable.
    pub(super) async fn send(
        &self,
        request: &Request<()>,
        is_readable: fn(&[u8]) -> bool,
    ) -> Result<LocalResponse, NoResponse> {
        let must_retry = |response: &LocalResponse| {
            response.is_transient()
                || (response.status.is_success() && !is_readable(&response.body))
        };
        let mut has_responded = false;
        let mut attempt = 1;
        loop {
            let result = self.attempt(request).await;
            let is_last = attempt >= self.attempts;
            match result {
                Ok(response) if is_last || !must_retry(&response) => return Ok(response),
                Err(error) if is_last || !(has_responded || self.retries_unreachable) => {
                    return Err(NoResponse {
                        has_responded,
                        ..error
                    });
                }
                result => has_responded |= result.is_ok(),
            }
            self.time.sleep(PAUSE).await;
            attempt += 1;
        }
    }

    async fn attempt(&self, request: &Request<()>) -> Result<LocalResponse, NoResponse> {
        let Some(transport) = &self.transport else {
            return Err(NoResponse::new("no transport is set".to_owned()));
        };
        let request = request.clone().map(|()| Body::empty());
        let options = TransportOptions {
            connect_timeout: Some(self.timeout),
            direct: true,
            ..TransportOptions::default()
        };
        let exchange = async {
            let response = transport.send(request, &options).await?;
            let (head, body) = response.into_parts();
            let body = body.collect_at_most(MAX_RESPONSE_BYTES).await?;
            Ok::<_, BoxError>(LocalResponse {
                status: head.status,
                body,
            })
        };
        // Connecting has its own timeout, whose error is more precise.
        let limit = self.timeout * 2;
        match with_timeout(&*self.time, Some(limit), pin!(exchange)).await {
            Ok(Ok(response)) => Ok(response),
            Ok(Err(error)) => Err(NoResponse::new(crate::error::Chain(&*error).to_string())),
            Err(_) => Err(NoResponse::new(format!("no response within {limit:?}"))),
        }
    }
}
