//! The interface that the request builders of generated crates have in common.

use bytes::Bytes;
use http::{Request, Response};

use crate::protocol::service::Operation;
use crate::{Body, Call, Error, ResponseMetadata};

/// A request builder of a generated crate: optional members, the metadata of responses, requests to be sent by other means, and responses that were
/// received by other means.
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

    /// Sets a member if there is a value, by its setter:
    ///
    /// ```
    /// # use tinsmith::RequestBuilder;
    /// # let script = tinsmith::testing::ScriptedTransport::new();
    /// # let client = tinsmith_deadline::Client::new(&script.config());
    /// use tinsmith_deadline::operation::ListSessions;
    ///
    /// let page_size: Option<i32> = None; // an optional argument of the program
    /// let list = client.list_sessions().with_optional(page_size, ListSessions::max_results);
    /// # assert_eq!(list.input().max_results, None);
    /// # assert_eq!(list.with_optional(Some("t"), ListSessions::next_token).input().next_token.as_deref(), Some("t"));
    /// ```
    fn with_optional<T>(self, value: Option<T>, set: impl FnOnce(Self, T) -> Self) -> Self {
        match value {
            Some(value) => set(self, value),
            None => self,
        }
    }

    /// Sends the request, and returns the output with the metadata of its response: the status, the headers, the request id and the number
    /// of attempts. An error has them itself.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), tinsmith::Error> {
    /// # use tinsmith::testing::{ScriptedResponse, ScriptedTransport};
    /// # let script = ScriptedTransport::new();
    /// # script.respond(ScriptedResponse::json(200, r#"{"sessions": []}"#).header("x-amzn-requestid", "5f1d"));
    /// # let client = tinsmith_deadline::Client::new(&script.config());
    /// use tinsmith::RequestBuilder;
    ///
    /// let list = client.list_sessions().farm_id("f").queue_id("q").job_id("j");
    /// let (page, metadata) = list.send_with_metadata().await?;
    /// println!("{} sessions, request {:?}", page.sessions.len(), metadata.request_id);
    /// # assert_eq!((metadata.request_id.as_deref(), metadata.attempts), (Some("5f1d"), 1));
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// The errors are those of `send`.
    fn send_with_metadata(
        self,
    ) -> impl Future<Output = Result<(<Self::Input as Operation>::Output, ResponseMetadata), Error>> + Send
    {
        let (call, input) = self.into_parts();
        call.send_with_metadata(input)
    }

    /// Returns the request as it would be sent, unsigned. Its body is not encoded: [`sign`](Self::sign) appends the checksum of a stream.
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

    /// Deserializes a response that was received by other means. The checksum of its body is not validated.
    ///
    /// # Errors
    ///
    /// The response is an error of the service, or does not match the model.
    fn parse(response: Response<Bytes>) -> Result<<Self::Input as Operation>::Output, Error> {
        Call::parse::<Self::Input>(response)
    }
}
