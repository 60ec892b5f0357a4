//! The transport that replays the recorded exchanges of a case.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::{Request, Response, Uri};
use tinsmith::transport::{Transport, TransportError, TransportErrorKind, TransportOptions};
use tinsmith::{Body, BoxFuture};

use super::case::{Exchange, Group, RecordedRequest};

/// The headers that name an SDK, depend on the time, or are chosen by each SDK.
const IGNORED: [&str; 8] = [
    "amz-sdk-invocation-id",
    "amz-sdk-request",
    "content-length",
    "host",
    "user-agent",
    "x-amz-date",
    "x-amz-user-agent",
    "x-aws-ec2-metadata-token-ttl-seconds",
];

/// Replays exchanges in their order.
#[derive(Clone, Debug)]
pub(super) struct ReplayTransport(Arc<Mutex<State>>);

#[derive(Debug)]
struct State {
    exchanges: std::vec::IntoIter<Exchange>,
    group: Group,
    /// False while the configuration is loaded.
    has_started: bool,
    unexpected: Vec<String>,
}

impl ReplayTransport {
    pub(super) fn new(exchanges: Vec<Exchange>, group: Group) -> Self {
        Self(Arc::new(Mutex::new(State {
            exchanges: exchanges.into_iter(),
            group,
            has_started: false,
            unexpected: Vec::new(),
        })))
    }

    /// Begins to replay. Until then, nothing listens anywhere.
    pub(super) fn start(&self) {
        self.state().has_started = true;
    }

    /// Returns a description of each request that was not recorded.
    pub(super) fn unexpected(&self) -> Vec<String> {
        self.state().unexpected.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn respond(&mut self, request: &Request<Vec<u8>>) -> Result<Response<Body>, TransportError> {
        let refused = || TransportError::new(TransportErrorKind::Connection, "connection refused");
        // The providers of some cases end with the profile, but the chain continues with the metadata of the instance.
        let is_after_profile = self.group == Group::Profile
            && self.exchanges.len() == 0
            && request.uri().path() == "/latest/api/token";
        if !self.has_started || is_after_profile {
            return Err(refused());
        }
        let Some(Exchange {
            request: recorded,
            response,
        }) = self.exchanges.next()
        else {
            let (method, uri) = (request.method(), request.uri());
            self.unexpected
                .push(format!("unexpected request: {method} {uri}"));
            return Err(refused());
        };
        if let Err(problem) = compare(&recorded, request) {
            self.unexpected.push(problem);
            return Err(refused());
        }
        let Some(status) = response.status else {
            return Err(refused());
        };
        let mut builder = Response::builder().status(status);
        for (name, values) in &response.headers {
            for value in values {
                builder = builder.header(name, value);
            }
        }
        builder
            .body(Body::from(response.body.into_bytes()))
            .map_err(|error| TransportError::new(TransportErrorKind::Unsendable, error))
    }
}

/// Compares a request with the recorded one. Recorded forms differ from their configuration in places, so only the action is compared.
fn compare(recorded: &RecordedRequest, request: &Request<Vec<u8>>) -> Result<(), String> {
    let expect = |subject: &str, found: String, expected: String| {
        if found == expected {
            return Ok(());
        }
        Err(format!("{subject} is {found:?} and not {expected:?}"))
    };
    expect(
        "the method",
        request.method().to_string(),
        recorded.method.clone(),
    )?;
    let uri: Uri = recorded
        .uri
        .parse()
        .map_err(|_| format!("{} is not a URI", recorded.uri))?;
    expect("the URI", normalize(request.uri()), normalize(&uri))?;
    let body = String::from_utf8_lossy(request.body());
    expect("the action", action(&body), action(&recorded.body))?;
    for (name, values) in &recorded.headers {
        let name = name.to_ascii_lowercase();
        if IGNORED.contains(&name.as_str()) {
            continue;
        }
        let found: Vec<_> = request
            .headers()
            .get_all(&name)
            .iter()
            .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
            .collect();
        if is_signature(&name, values) {
            expect(&name, found.len().to_string(), values.len().to_string())?;
            continue;
        }
        expect(&name, found.join(","), values.join(","))?;
    }
    Ok(())
}

/// True for a header of a signature: its value was replaced in the recordings, so only its presence is compared.
fn is_signature(name: &str, values: &[String]) -> bool {
    name == "x-amz-security-token"
        || name == "authorization" && values.concat().starts_with("AWS4-HMAC-SHA256 ")
}

/// Returns a URI with its query parameters in order.
fn normalize(uri: &Uri) -> String {
    let parameters: BTreeSet<_> = uri.query().unwrap_or_default().split('&').collect();
    let query = Vec::from_iter(parameters).join("&");
    let (scheme, authority) = (uri.scheme_str(), uri.authority());
    let authority = authority.map_or("", |authority| authority.as_str());
    format!(
        "{}://{authority}{}?{query}",
        scheme.unwrap_or_default(),
        uri.path()
    )
}

fn action(form: &str) -> String {
    let parameters = form.split('&');
    let action = parameters
        .into_iter()
        .find(|parameter| parameter.starts_with("Action="));
    action.unwrap_or_default().to_owned()
}

impl Transport for ReplayTransport {
    fn send(
        &self,
        request: Request<Body>,
        _options: &TransportOptions,
    ) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        Box::pin(async move {
            let (head, body) = request.into_parts();
            let body = body
                .as_bytes()
                .map(|bytes| bytes.to_vec())
                .unwrap_or_default();
            self.state().respond(&Request::from_parts(head, body))
        })
    }
}
