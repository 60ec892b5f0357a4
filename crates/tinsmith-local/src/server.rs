//! The road of a request: recorded, found its operation, its signature checked, answered.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::{Bytes, to_bytes};
use axum::extract::rejection::PathRejection;
use axum::extract::{Extension, Path, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::on;

use crate::clock::Clock;
use crate::deadline::aggregation::Aggregations;
use crate::error::{ErrorAnswer, answer};
use crate::fault::{Fault, Faults};
use crate::nimble::Studio;
use crate::operation::{Input, OPERATIONS, Operation};
use crate::page::Pager;
use crate::random::SplitMix64;
use crate::request::RecordedRequest;
use crate::seed::Farm;
use crate::signature::Identity;
use crate::time::Timestamp;

/// The longest body that is read: far more than any operation's.
const BODY_LIMIT: usize = 1 << 20;
/// How many requests are remembered, so that a service that runs for days does not grow.
const REMEMBERED: usize = 10_000;
const REQUEST_ID: &str = "x-amzn-requestid";

/// What all requests share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) identity: Identity,
    pub(crate) farm: Farm,
    pub(crate) studio: Studio,
    pub(crate) pager: Pager,
    pub(crate) clock: Box<dyn Clock>,
    pub(crate) signing_clock: Box<dyn Clock>,
    pub(crate) aggregation_duration: Duration,
    pub(crate) aggregations: Mutex<Aggregations>,
    /// Probability that a request is answered with an error of the service's.
    pub(crate) error_rate: f64,
    pub(crate) faults: Mutex<Faults>,
    pub(crate) random: Mutex<SplitMix64>,
    pub(crate) requests: Mutex<VecDeque<RecordedRequest>>,
}

impl Shared {
    /// The time that aggregations and tokens go by.
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now().into()
    }

    fn fault(&self, operation: &Operation) -> Option<Fault> {
        if let Some(fault) = lock(&self.faults).take(operation) {
            return Some(fault);
        }
        let mut random = lock(&self.random);
        random
            .chance(self.error_rate)
            .then(|| match random.below(2) {
                0 => Fault::throttling(Duration::from_secs(1)),
                _ => Fault::internal_server_error(),
            })
    }
}

/// Takes a lock. A panic elsewhere leaves nothing half done here, so a poisoned lock is as good as any.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

pub(crate) fn router(shared: Arc<Shared>) -> Router {
    let router = OPERATIONS.iter().fold(Router::new(), |router, operation| {
        let handler = move |shared, labels, request| run(operation, shared, labels, request);
        router.route(operation.path, on(operation.method, handler))
    });
    router
        .fallback(unknown_operation)
        .method_not_allowed_fallback(unknown_operation)
        .layer(middleware::from_fn_with_state(Arc::clone(&shared), record))
        .with_state(shared)
}

async fn run(
    operation: &'static Operation,
    State(shared): State<Arc<Shared>>,
    labels: Result<Path<BTreeMap<String, String>>, PathRejection>,
    Extension(request): Extension<Arc<RecordedRequest>>,
) -> Response {
    let signing_name = operation.service.signing_name();
    let signing_time = shared.signing_clock.now().into();
    if let Err(denied) = shared.identity.verify(&request, signing_name, signing_time) {
        return ErrorAnswer::new(StatusCode::FORBIDDEN, denied.code(), denied.message())
            .into_response();
    }
    let fault = shared.fault(operation);
    if let Some(fault) = fault
        && let Some(response) = fault.into_response(operation).await
    {
        return response;
    }
    match Input::new(labels, request).and_then(|input| (operation.run)(&shared, &input)) {
        Ok(body) => answer(StatusCode::OK, [], body),
        Err(error) => error.in_the_form_of(operation.service).into_response(),
    }
}

async fn unknown_operation() -> Response {
    ErrorAnswer::new(
        StatusCode::NOT_FOUND,
        "UnknownOperationException",
        "The requested operation is not recognized by the service.",
    )
    .into_response()
}

/// Reads the whole request, keeps a record of it, and gives every answer what all of them have.
async fn record(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let mut response = match to_bytes(body, BODY_LIMIT).await {
        Ok(body) => {
            let recorded = recorded(&parts, &body);
            remember(&mut lock(&shared.requests), recorded.clone());
            let mut request = Request::from_parts(parts, body.into());
            request.extensions_mut().insert(Arc::new(recorded));
            next.run(request).await
        }
        Err(_) => ErrorAnswer::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "RequestEntityTooLargeException",
            format!("The body could not be read, or is longer than {BODY_LIMIT} bytes."),
        )
        .into_response(),
    };
    let id = lock(&shared.random).uuid();
    let date = Timestamp::from(shared.signing_clock.now()).to_http_date();
    let headers = response.headers_mut();
    for (name, value) in [(REQUEST_ID, id), (header::DATE.as_str(), date)] {
        if let Ok(value) = HeaderValue::try_from(value) {
            headers.entry(name).or_insert(value);
        }
    }
    response
}

fn remember(requests: &mut VecDeque<RecordedRequest>, request: RecordedRequest) {
    if requests.len() == REMEMBERED {
        requests.pop_front();
    }
    requests.push_back(request);
}

fn recorded(parts: &Parts, body: &Bytes) -> RecordedRequest {
    let header = |(name, value): (&header::HeaderName, &HeaderValue)| {
        (
            name.as_str().to_owned(),
            String::from_utf8_lossy(value.as_bytes()).into_owned(),
        )
    };
    RecordedRequest {
        method: parts.method.as_str().to_owned(),
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        headers: parts.headers.iter().map(header).collect(),
        body: body.to_vec(),
    }
}
