//! One call with a transport in memory.

use std::future::Future;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

use aws_credential_types::Credentials;

use crate::config::ConfigBuilder;
use crate::endpoint::ParamValue;
use crate::http::transport::{Transport, TransportError, TransportErrorKind, TransportOptions};
use crate::time::BoxFuture;
use crate::{Body, Config};

/// A transport with one response, which keeps the request.
#[derive(Clone, Debug)]
pub(super) struct Exchange {
    pub(super) status: u16,
    pub(super) headers: &'static [(&'static str, &'static str)],
    pub(super) body: Body,
    /// True if the body of the request is read before the response, as that of events, which end with the call.
    pub(super) reads_request: bool,
    request: Arc<Mutex<Option<http::Request<Body>>>>,
}

/// The idempotency token that Smithy's tests expect.
const TOKEN: &str = "00000000-0000-4000-8000-000000000000";

impl Exchange {
    pub(super) fn new(
        status: u16,
        headers: &'static [(&'static str, &'static str)],
        body: impl Into<Body>,
    ) -> Self {
        Self {
            status,
            headers,
            body: body.into(),
            reads_request: false,
            request: Arc::default(),
        }
    }

    /// Sends a call with this transport. `host`, optionally with a path, replaces the service's host.
    pub(super) fn run<F: Future>(
        &self,
        host: Option<&str>,
        call: impl FnOnce(&Config) -> F,
    ) -> F::Output {
        // A service outside of AWS has no standard host.
        let url = format!("https://{}", host.unwrap_or("example.com"));
        block_on(call(&self.config().endpoint_url(url).build()))
    }

    /// Sends a call with this transport to the host that the endpoint rules of the service give for these parameters.
    pub(super) fn run_with_params<F: Future>(
        &self,
        params: &[(&'static str, ParamValue)],
        call: impl FnOnce(&Config) -> F,
    ) -> F::Output {
        let add = |config: ConfigBuilder, (name, value): &(&'static str, ParamValue)| {
            config.endpoint_param(*name, *value)
        };
        let config = params.iter().fold(self.config(), add);
        block_on(call(&config.build()))
    }

    fn config(&self) -> ConfigBuilder {
        let credentials = Credentials::new("AKIDEXAMPLE", "secret", None, None, "protocol test");
        Config::builder()
            .region("us-east-1")
            .credentials(credentials)
            .max_attempts(1)
            .idempotency_token(TOKEN)
            .transport(self.clone())
    }

    /// Returns the request, if the call sent one.
    pub(super) fn request(&self) -> Option<http::Request<Body>> {
        self.request
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
    }
}

impl Transport for Exchange {
    fn send(
        &self,
        request: http::Request<Body>,
        _options: &TransportOptions,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        let mut response = http::Response::builder().status(self.status);
        for (name, value) in self.headers {
            response = response.header(*name, *value);
        }
        let response = response.body(self.body.clone());
        Box::pin(async move {
            let request = match self.reads_request {
                true => read(request).await?,
                false => request,
            };
            *self.request.lock().unwrap_or_else(PoisonError::into_inner) = Some(request);
            response.map_err(|error| TransportError::new(TransportErrorKind::Unsendable, error))
        })
    }
}

/// Reads the body of a request.
async fn read(request: http::Request<Body>) -> Result<http::Request<Body>, TransportError> {
    let (head, body) = request.into_parts();
    let body = body.collect().await;
    let body = body.map_err(|error| TransportError::new(TransportErrorKind::Connection, error))?;
    Ok(http::Request::from_parts(head, body.into()))
}

/// Runs a future to completion on this thread, without timers.
pub(super) fn block_on<F: Future>(future: F) -> F::Output {
    struct Unpark(Thread);
    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut context = Context::from_waker(&waker);
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(output) => return output,
            Poll::Pending => thread::park(),
        }
    }
}
