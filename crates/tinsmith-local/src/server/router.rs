//! The steps of a request: receive, find the operation, verify the signature, respond.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::body::{Bytes, to_bytes};
use axum::extract::rejection::PathRejection;
use axum::extract::{self, Extension, Path, Request};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, on};

use super::routes::{Handler, ROUTES};
use crate::http::{
    ErrorResponse, Input, Operation, RecordedRequest, Route, event_stream, response,
};
use crate::state::{State, lock};

/// The longest body that is read, in bytes: far more than any operation's.
const MAX_BODY_BYTES: usize = 1 << 20;
const CONTENT_TYPE: &str = "content-type";
const REQUEST_ID: &str = "x-amzn-requestid";

pub(crate) fn router(state: Arc<State>) -> Router {
    let mut router = Router::new().route("/", on(MethodFilter::POST, respond_to_target));
    for (operation, handler) in &ROUTES {
        if let Route::Path(method, path) = operation.route {
            let respond =
                move |state, labels, request| respond(operation, *handler, state, labels, request);
            router = router.route(path, on(method, respond));
        }
    }
    router
        .fallback(unknown_operation)
        .method_not_allowed_fallback(unknown_operation)
        .layer(middleware::from_fn_with_state(Arc::clone(&state), receive))
        .with_state(state)
}

/// Reads the whole request, and adds the headers that all responses have.
async fn receive(
    extract::State(state): extract::State<Arc<State>>,
    request: Request,
    next: Next,
) -> Response {
    let (parts, body) = request.into_parts();
    let mut response = match to_bytes(body, MAX_BODY_BYTES).await {
        Ok(body) => {
            let received = Arc::new(recorded_request(&parts, &body));
            let mut request = Request::from_parts(parts, body.into());
            request.extensions_mut().insert(received);
            next.run(request).await
        }
        Err(_) => ErrorResponse::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "RequestEntityTooLargeException",
            format!("The body could not be read, or is longer than {MAX_BODY_BYTES} bytes."),
        )
        .into_response(),
    };
    let id = lock(&state.random).uuid();
    let date = state.signing_time().to_http_date();
    let headers = response.headers_mut();
    for (name, value) in [(REQUEST_ID, id), (header::DATE.as_str(), date)] {
        if let Ok(value) = HeaderValue::try_from(value) {
            headers.entry(name).or_insert(value);
        }
    }
    response
}

/// Responds to a request whose header `X-Amz-Target` names the operation.
async fn respond_to_target(
    state: extract::State<Arc<State>>,
    request: Extension<Arc<RecordedRequest>>,
) -> Response {
    let target = request.header("x-amz-target");
    let found = ROUTES.iter().find(|(operation, _)| {
        matches!(operation.route, Route::Target(of_operation) if Some(of_operation) == target)
    });
    match found {
        Some((operation, handler)) => {
            let labels = Ok(Path(BTreeMap::new()));
            respond(operation, *handler, state, labels, request).await
        }
        None => unknown_operation(state, request).await,
    }
}

async fn respond(
    operation: &'static Operation,
    handler: Handler,
    extract::State(state): extract::State<Arc<State>>,
    labels: Result<Path<BTreeMap<String, String>>, PathRejection>,
    Extension(request): Extension<Arc<RecordedRequest>>,
) -> Response {
    let service = operation.service;
    if let Err(error) =
        state
            .identity
            .verify(&request, service.signing_name(), state.signing_time())
    {
        lock(&state.requests).push_unverified(&request);
        return ErrorResponse::new(StatusCode::FORBIDDEN, error.code(), error.message())
            .into_signature_error_of(service)
            .into_response();
    }
    lock(&state.requests).push_verified(&request);
    let mut interruption = None;
    if let Some(fault) = state.take_fault(operation) {
        interruption = fault.interruption();
        if let Some(response) = fault.into_response(operation).await {
            return response;
        }
    }
    let output = Input::new(labels, request).and_then(|input| match handler {
        Handler::Document(handler) => {
            let media_type = (CONTENT_TYPE.to_owned(), service.media_type().to_owned());
            let body = handler(&state, &input)?;
            Ok(response(StatusCode::OK, [media_type], body))
        }
        Handler::Events(handler) => {
            let mut events = handler(&state, &input)?;
            if let Some((count, exception)) = interruption {
                events.truncate(count);
                events.push(exception);
            }
            Ok(event_stream(events, state.event_pause))
        }
    });
    output.unwrap_or_else(|error| error.into_error_of(service).into_response())
}

async fn unknown_operation(
    extract::State(state): extract::State<Arc<State>>,
    Extension(request): Extension<Arc<RecordedRequest>>,
) -> Response {
    lock(&state.requests).push_unverified(&request);
    ErrorResponse::new(
        StatusCode::NOT_FOUND,
        "UnknownOperationException",
        "The requested operation is not recognized by the service.",
    )
    .into_response()
}

fn recorded_request(parts: &Parts, body: &Bytes) -> RecordedRequest {
    let header = |(name, value): (&HeaderName, &HeaderValue)| {
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
