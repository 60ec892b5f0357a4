//! The interface that the request builders of generated crates have in common.

use bytes::Bytes;
use http::{Request, Response};

use crate::protocol::service::Operation;
use crate::{Body, Call, Error};

/// A request builder of a generated crate: requests to be sent by other means, and responses that were received by other means.
///
/// ```no_run
/// # use tinsmith::{Error, RequestBuilder};
/// # async fn example<B: RequestBuilder + Clone>(get_session: B, received: http::Response<bytes::Bytes>) -> Result<(), Error> {
/// let request = get_session.clone().to_http_request()?; // unsigned
/// let mut changed = get_session.clone().to_http_request()?;
/// changed.headers_mut().insert("x-tenant", http::HeaderValue::from_static("north"));
/// let request = get_session.clone().sign(changed).await?;
/// let request = get_session.clone().signed().await?;    // to be sent within minutes
/// let session = B::parse(received)?;
/// # Ok(()) }
/// ```
pub trait RequestBuilder: Sized + Send {
    /// The input of the operation.
    type Input: Operation;

    /// Returns the call with its options, and the input with the members that are set so far.
    fn into_parts(self) -> (Call, Self::Input);

    /// Returns the request as it would be sent, unsigned.
    ///
    /// # Errors
    ///
    /// A required member is missing, or there is no endpoint.
    fn to_http_request(self) -> Result<Request<Body>, Error> {
        let (call, input) = self.into_parts();
        call.build(&input)
    }

    /// Returns the request as it would be sent, signed now. Services accept the signature for about 5 minutes.
    ///
    /// # Errors
    ///
    /// A required member is missing, or there are no credentials or no endpoint.
    fn signed(self) -> impl Future<Output = Result<Request<Body>, Error>> + Send {
        let (call, input) = self.into_parts();
        async move { call.sign(&input).await }
    }

    /// Signs a request that [`to_http_request`](Self::to_http_request) returned and that was changed since, such as by another header or body.
    ///
    /// `content-length` is updated if the length of the body is known. The caller updates the other headers that depend on the body: the
    /// checksums that some operations require, and `content-encoding` if the body was compressed.
    ///
    /// # Errors
    ///
    /// The errors are those of [`signed`](Self::signed), and a header that is not UTF-8.
    fn sign(
        self,
        request: Request<Body>,
    ) -> impl Future<Output = Result<Request<Body>, Error>> + Send {
        let (call, input) = self.into_parts();
        async move { call.sign_request(&input, request).await }
    }

    /// Deserializes a response that was received by other means.
    ///
    /// # Errors
    ///
    /// The response is an error of the service, or does not match the model.
    fn parse(response: Response<Bytes>) -> Result<<Self::Input as Operation>::Output, Error> {
        Call::parse::<Self::Input>(response)
    }
}
