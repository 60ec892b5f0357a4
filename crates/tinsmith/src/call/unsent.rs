//! Requests that are signed without being sent.

use http::Request;

use super::Call;
use super::authentication::Authorization;
use crate::Body;
use crate::error::Error;
use crate::protocol::metadata::OperationMetadata;
use crate::protocol::request::{InvalidInput, RequestParts};
use crate::sign::Placement;

impl Call {
    /// Assembles a request and signs it without sending it. Returns the time of the signature and its credentials, too.
    pub(super) async fn assemble_and_sign(
        &self,
        operation: &'static OperationMetadata,
        parts: Result<RequestParts, InvalidInput>,
        placement: Placement,
    ) -> Result<(Request<Body>, Authorization), Error> {
        let unsigned = self.prepare(operation, parts, placement).await?;
        // The sender of a presigned request has the body.
        #[cfg(feature = "checksums")]
        let unsigned = match placement {
            Placement::Headers => self.with_checksum(unsigned)?,
            Placement::Query(_) => unsigned.without_unused_algorithm(),
        };
        let mut request = unsigned.request.clone();
        let loaded = unsigned.credentials.as_deref();
        let identity = self.identity_for(operation, loaded).await?;
        let authorization = self.authorize(&unsigned, &mut request, placement, identity)?;
        Ok((request, authorization))
    }
}
