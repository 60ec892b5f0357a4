//! Several steps before the request of a call is assembled.

use http::Response;

use super::{Preflight, PreflightContext};
use crate::Body;
use crate::error::Error;
use crate::protocol::request::RequestParts;
use crate::time::BoxFuture;

/// Several steps, in the order in which they prepare a request.
#[derive(Clone, Copy, Debug)]
pub struct Sequence(pub &'static [&'static dyn Preflight]);

impl Preflight for Sequence {
    fn prepare<'a>(
        &'a self,
        context: PreflightContext<'a>,
        mut parts: RequestParts,
    ) -> BoxFuture<'a, Result<RequestParts, Error>> {
        Box::pin(async move {
            for step in self.0 {
                parts = step.prepare(context, parts).await?;
            }
            Ok(parts)
        })
    }

    fn with_response_details(
        &self,
        error: Error,
        response: &Response<Body>,
        region: Option<&str>,
    ) -> Error {
        let steps = self.0.iter();
        steps.fold(error, |error, step| {
            step.with_response_details(error, response, region)
        })
    }

    fn update_after_error<'a>(
        &'a self,
        context: PreflightContext<'a>,
        parts: &'a RequestParts,
        error: &'a mut Error,
    ) -> BoxFuture<'a, bool> {
        Box::pin(async move {
            let mut is_outdated = false;
            for step in self.0 {
                is_outdated |= step.update_after_error(context, parts, error).await;
            }
            is_outdated
        })
    }
}
