//! The metadata of the response of a successful call.

use std::fmt;

use http::{HeaderMap, StatusCode};

use super::operation_call::Call;
use super::outcome::SuccessResponse;
use crate::error::{Error, request_id};
use crate::protocol::service::Operation;

/// The metadata of the response of a successful call, which [`RequestBuilder::send_with_metadata`](crate::RequestBuilder::send_with_metadata)
/// returns.
#[derive(Clone)]
#[non_exhaustive]
pub struct ResponseMetadata {
    /// The status.
    pub status: StatusCode,
    /// The headers, as received.
    pub headers: HeaderMap,
    /// The id that the service gave the request, which AWS support requests. It is that of a header.
    pub request_id: Option<String>,
    /// The number of attempts, of which the last one succeeded.
    pub attempts: u32,
}

impl Call {
    /// Sends the input, and waits for the output and the metadata of its response.
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn send_with_metadata<O: Operation>(
        self,
        input: O,
    ) -> Result<(O::Output, ResponseMetadata), Error> {
        let parts = self.serialize(input);
        let response = self.execute(O::METADATA, parts).await?;
        let metadata = ResponseMetadata::from_response(&response);
        Ok((response.deserialize(O::METADATA)?, metadata))
    }
}

impl ResponseMetadata {
    fn from_response(response: &SuccessResponse) -> Self {
        Self {
            status: response.status(),
            headers: response.headers().clone(),
            request_id: request_id(response.headers()),
            attempts: response.attempts(),
        }
    }
}

/// Shows no headers, since they may hold members that are sensitive.
impl fmt::Debug for ResponseMetadata {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseMetadata")
            .field("status", &self.status)
            .field("request_id", &self.request_id)
            .field("attempts", &self.attempts)
            .finish_non_exhaustive()
    }
}
