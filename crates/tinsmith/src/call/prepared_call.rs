//! Calls with a step before their request is assembled.

use std::pin::pin;
use std::sync::atomic::AtomicBool;

use super::Call;
use super::operation_call::{Preflight, PreflightContext, PreflightStep};
use super::outcome::SuccessResponse;
use crate::error::Error;
use crate::protocol::metadata::OperationMetadata;
use crate::protocol::request::RequestParts;
use crate::retry::Retries;
use crate::time::{BoxFuture, with_timeout};

impl Call {
    /// Adds a step before the request is assembled.
    pub fn with_preflight(mut self, preflight: &'static dyn Preflight) -> Self {
        self.preflight = Some(PreflightStep { preflight, run });
        self
    }
}

/// Prepares a request and sends it. The time of the preparation counts as a part of the call.
fn run<'a>(
    preflight: &'static dyn Preflight,
    call: &'a Call,
    operation: &'static OperationMetadata,
    parts: RequestParts,
) -> BoxFuture<'a, Result<SuccessResponse, Error>> {
    Box::pin(async move {
        let mut retries = call.retries(parts.body.is_stream());
        let is_loading = AtomicBool::new(false);
        let context = PreflightContext {
            call,
            operation,
            is_loading: &is_loading,
        };
        let result = with_timeout(
            &**call.time(),
            call.options.timeouts.operation,
            pin!(send(preflight, context, parts, &mut retries)),
        )
        .await;
        result.unwrap_or_else(|elapsed| {
            Err(call.operation_timeout(elapsed, operation, &retries, &is_loading))
        })
    })
}

/// Prepares a request and sends it, once more if the error shows that the preparation is outdated.
async fn send(
    preflight: &'static dyn Preflight,
    context: PreflightContext<'_>,
    parts: RequestParts,
    retries: &mut Retries,
) -> Result<SuccessResponse, Error> {
    let mut again = (!parts.body.is_stream()).then(|| parts.clone());
    let mut parts = parts;
    loop {
        let prepared = preflight.prepare(context, parts).await?;
        let call = context.call;
        let request = call.identified_request(context.operation, Ok(prepared))?;
        let result = call.attempts(&request, retries, context.is_loading).await;
        match (result, again.take()) {
            (Err(error), Some(same)) if preflight.is_outdated(context, &same, &error) => {
                parts = same;
            }
            (result, _) => return result,
        }
    }
}
