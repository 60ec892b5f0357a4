//! A service that lists numbers, and its requests.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_credential_types::Credentials;
use tinsmith::paginate::{Paginated, Paginator};
use tinsmith::transport::{Transport, TransportError, TransportOptions};
use tinsmith::{Blob, Body, BoxFuture, Config, ConfigBuilder, Handle};
use tokio::sync::Semaphore;

use crate::operations::{Bare, List, Map, SERVICE};

/// A service with the numbers `0..total`. Its tokens are `first.request`, or scripted.
#[derive(Clone, Debug)]
pub(crate) struct Service(Arc<State>);

#[derive(Debug)]
struct State {
    total: usize,
    sizes: Vec<usize>,
    tokens: Vec<&'static str>,
    status: Option<&'static str>,
    failing: Option<usize>,
    latency: Option<Duration>,
    silent: bool,
    /// The semaphore that blocks responses.
    gate: Semaphore,
    count: AtomicUsize,
    in_flight: AtomicUsize,
    requests: Mutex<Vec<String>>,
}

impl Service {
    pub(crate) fn new(total: i32) -> Self {
        Self(Arc::new(State {
            total: usize::try_from(total).unwrap(),
            sizes: Vec::new(),
            tokens: Vec::new(),
            status: None,
            failing: None,
            latency: None,
            silent: false,
            gate: Semaphore::new(Semaphore::MAX_PERMITS),
            count: AtomicUsize::new(0),
            in_flight: AtomicUsize::new(0),
            requests: Mutex::default(),
        }))
    }

    fn with(mut self, change: impl FnOnce(&mut State)) -> Self {
        change(Arc::get_mut(&mut self.0).unwrap());
        self
    }

    /// Sets the sizes of pages, in a cycle, for requests without a page size. Empty pages occur in the first cycle only.
    pub(crate) fn with_sizes(self, sizes: impl Into<Vec<usize>>) -> Self {
        self.with(|state| state.sizes = sizes.into())
    }

    /// Sets the tokens of the responses. After the last one there are none.
    pub(crate) fn with_tokens(self, tokens: impl Into<Vec<&'static str>>) -> Self {
        self.with(|state| state.tokens = tokens.into())
    }

    pub(crate) fn with_status(self, status: &'static str) -> Self {
        self.with(|state| state.status = Some(status))
    }

    /// Fails the request with this index.
    pub(crate) fn failing(self, request: usize) -> Self {
        self.with(|state| state.failing = Some(request))
    }

    pub(crate) fn with_latency(self, latency: Duration) -> Self {
        self.with(|state| state.latency = Some(latency))
    }

    /// Disables the list of requests.
    pub(crate) fn silent(self) -> Self {
        self.with(|state| state.silent = true)
    }

    /// Blocks responses until they are released.
    pub(crate) fn stuck(self) -> Self {
        self.with(|state| state.gate = Semaphore::new(0))
    }

    pub(crate) fn release(&self) {
        self.0.gate.add_permits(1);
    }

    /// Returns the queries of all requests.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.0.requests.lock().unwrap().clone()
    }

    pub(crate) fn in_flight(&self) -> usize {
        self.0.in_flight.load(Ordering::SeqCst)
    }

    fn paginate<O: Paginated>(&self, input: O) -> Paginator<O> {
        paginate_over(self.clone(), input)
    }

    pub(crate) fn list(&self) -> Paginator<List> {
        self.paginate(List::default())
    }

    pub(crate) fn list_sized(&self, size: i32) -> Paginator<List> {
        self.paginate(List {
            size: Some(size),
            ..List::default()
        })
    }

    pub(crate) fn list_from(&self, token: &str) -> Paginator<List> {
        self.paginate(List {
            token: Some(token.to_owned()),
            ..List::default()
        })
    }

    pub(crate) fn map(&self) -> Paginator<Map> {
        self.paginate(Map::default())
    }

    pub(crate) fn bare(&self) -> Paginator<Bare> {
        self.paginate(Bare::default())
    }
}

impl State {
    fn respond(&self, uri: &http::Uri) -> http::Response<Body> {
        let query = uri.query().unwrap_or_default();
        let request = self.count.fetch_add(1, Ordering::SeqCst);
        if !self.silent {
            self.requests.lock().unwrap().push(query.to_owned());
        }
        if self.failing == Some(request) {
            let body = r#"{"__type": "BrokenException", "message": "not now"}"#;
            return http::Response::builder()
                .status(400)
                .body(body.into())
                .unwrap();
        }
        let parameter = |name: &str| {
            query
                .split('&')
                .find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
        };
        let first = parameter("token")
            .and_then(|token| token.split('.').next()?.parse().ok())
            .unwrap_or(0);
        let size = match self.sizes.get(request % self.sizes.len().max(1)) {
            Some(0) if request >= self.sizes.len() => 1,
            Some(size) => *size,
            None => parameter("size").map_or(10, |size| size.parse().unwrap()),
        };
        let end = self.total.min(first + size);
        let token = match self.tokens.as_slice() {
            [] => (end < self.total).then(|| format!("{end}.{request}")),
            tokens => tokens.get(request).map(|&token| token.to_owned()),
        };
        let status = self
            .status
            .map_or_else(|| format!("response {request}"), str::to_owned);
        let numbers = first..end;
        let body = match uri.path() {
            "/map" => {
                let pairs: BTreeMap<_, _> = numbers
                    .map(|number| (format!("n{number}"), number))
                    .collect();
                serde_json::json!({ "pairs": pairs, "token": token })
            }
            "/list" => {
                serde_json::json!({ "numbers": Vec::from_iter(numbers), "token": token, "status": status })
            }
            _ => serde_json::json!({ "token": token }),
        };
        http::Response::new(body.to_string().into())
    }
}

impl Transport for Service {
    fn send(
        &self,
        request: http::Request<Body>,
        _options: &TransportOptions,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        let guard = InFlight::new(Arc::clone(&self.0));
        let response = self.0.respond(request.uri());
        Box::pin(async move {
            if let Some(latency) = guard.0.latency {
                tokio::time::sleep(latency).await;
            }
            let _permit = guard.0.gate.acquire().await.unwrap();
            Ok(response)
        })
    }
}

/// Counts a request while its future exists.
struct InFlight(Arc<State>);

impl InFlight {
    fn new(state: Arc<State>) -> Self {
        state.in_flight.fetch_add(1, Ordering::SeqCst);
        Self(state)
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.in_flight.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Creates a paginator with a transport.
pub(crate) fn paginate_over<O: Paginated>(
    transport: impl Transport + 'static,
    input: O,
) -> Paginator<O> {
    let config = builder().transport(transport).build();
    Paginator::new(Handle::new(&config, &SERVICE).call(), input)
}

fn builder() -> ConfigBuilder {
    Config::builder()
        .region("us-west-2")
        .credentials(Credentials::for_tests())
}

/// Creates a paginator of a server.
#[cfg(any(feature = "hyper", feature = "rustls"))]
pub(crate) fn list_at(url: &str) -> Paginator<List> {
    let config = builder().endpoint_url(url).build();
    Paginator::new(Handle::new(&config, &SERVICE).call(), List::default())
}

/// Decodes a resume token.
pub(crate) fn decoded(token: Option<String>) -> String {
    let Some(token) = token else {
        return "nothing more".to_owned();
    };
    let json: Blob = tinsmith::codec::json::from_slice(format!("\"{token}\"").as_bytes()).unwrap();
    String::from_utf8(json.to_vec()).unwrap()
}
