//! What request builders of generated crates have in common.

use bytes::Bytes;
use http::{Request, Response};

use crate::protocol::service::Operation;
use crate::{Body, Call, Error};

/// A request builder of a generated crate, beside its own methods: a request for other hands to send, and an answer that others received.
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
    /// The members of the request.
    type Input: Operation;

    /// The call, with its options, and the members as they are set so far.
    fn into_parts(self) -> (Call, Self::Input);

    /// The request as it would be sent, unsigned.
    ///
    /// # Errors
    ///
    /// A required member is missing, or there is no endpoint.
    fn to_http_request(self) -> Result<Request<Body>, Error> {
        let (call, input) = self.into_parts();
        call.build(&input)
    }

    /// The request as it would be sent, signed now. Services take it for about 5 minutes.
    ///
    /// # Errors
    ///
    /// A required member is missing, or there are no credentials or no endpoint.
    fn signed(self) -> impl Future<Output = Result<Request<Body>, Error>> + Send {
        let (call, input) = self.into_parts();
        async move { call.sign(&input).await }
    }

    /// Signs a request now that [`to_http_request`](Self::to_http_request) gave, and that was changed since: a header more, another body.
    ///
    /// The length is set anew where the body has one that is known. What else depends on the body is the caller's to renew: checksums, which
    /// some operations want, and `content-encoding` where the body was compressed.
    ///
    /// # Errors
    ///
    /// As for [`signed`](Self::signed); and what is not ASCII cannot be signed.
    fn sign(
        self,
        request: Request<Body>,
    ) -> impl Future<Output = Result<Request<Body>, Error>> + Send {
        let (call, input) = self.into_parts();
        async move { call.sign_request(&input, request).await }
    }

    /// Reads an answer that was received by other means.
    ///
    /// # Errors
    ///
    /// The answer is an error of the service, or not what the operation promises.
    fn parse(response: Response<Bytes>) -> Result<<Self::Input as Operation>::Output, Error> {
        Call::parse::<Self::Input>(response)
    }
}
