//! The signatures of an input's events while they are sent.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::SystemTime;

use aws_credential_types::Credentials;
use bytes::Bytes;
use futures_core::Stream;
use http::Request;

use super::Call;
use super::assembly::UnsignedRequest;
use crate::endpoint::Endpoint;
use crate::error::{Error, ErrorKind};
use crate::http::body::Body;
use crate::http::body_error::BodyError;
use crate::http::request_stream::RequestStream;
use crate::protocol::metadata::OperationMetadata;
use crate::sign::frame_signing::FrameSigning;
use crate::time::BoxFuture;

/// The function that signs the events of a request, which travels beside the request: a pointer, so that clients without events in inputs do
/// not link it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SignEvents(fn(Body, EventSigner) -> Body);

impl SignEvents {
    /// The pointer to the function.
    pub(crate) const POINTER: Self = Self(sign_events);

    /// True if the body of a request consists of events.
    pub(super) fn is_needed(request: &Request<Body>) -> bool {
        request.extensions().get::<Self>().is_some()
    }
}

/// The state of the signatures of a request's events.
pub(crate) struct EventSigner {
    call: Call,
    operation: &'static OperationMetadata,
    endpoint: Arc<Endpoint>,
    credentials: Credentials,
    /// The expiry of renewed credentials that had expired as well, so that they are not loaded for every frame.
    seen_expiry: Option<SystemTime>,
    /// The signature of the request, or of the last frame.
    prior: String,
    stream: RequestStream,
}

impl Call {
    /// Replaces the body of a request with events by one that signs them, beginning with the signature of the request.
    pub(super) fn sign_events(
        &self,
        unsigned: &UnsignedRequest,
        request: &mut Request<Body>,
        credentials: &Credentials,
        signature: String,
    ) {
        let extensions = request.extensions();
        let Some(SignEvents(sign)) = extensions.get().copied() else {
            return;
        };
        let signer = EventSigner {
            call: self.clone(),
            operation: unsigned.operation,
            endpoint: Arc::clone(&unsigned.endpoint),
            credentials: credentials.clone(),
            seen_expiry: None,
            prior: signature,
            stream: extensions.get().cloned().unwrap_or_default(),
        };
        let body = std::mem::take(request.body_mut());
        *request.body_mut() = sign(body, signer);
    }
}

fn sign_events(body: Body, signer: EventSigner) -> Body {
    let frames = SignedFrames {
        body: Some(body),
        signer,
        frame: None,
        renewal: None,
    };
    Body::from_chunks(frames, None)
}

/// A body whose chunks, each a frame, are signed, with an empty frame after them.
struct SignedFrames {
    /// The frames that are left.
    body: Option<Body>,
    signer: EventSigner,
    /// The frame that is signed next.
    frame: Option<Bytes>,
    /// Other credentials, while they are loaded.
    renewal: Option<BoxFuture<'static, Result<Option<Credentials>, Error>>>,
}

impl SignedFrames {
    /// Returns the next frame; an empty one at the end.
    fn poll_frame(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, BodyError>>> {
        if let Some(frame) = self.frame.take() {
            return Poll::Ready(Some(Ok(frame)));
        }
        let Some(body) = &mut self.body else {
            return Poll::Ready(None);
        };
        let next = ready!(Pin::new(body).poll_next(cx));
        if !matches!(next, Some(Ok(_))) {
            self.body = None;
        }
        Poll::Ready(Some(next.unwrap_or_else(|| Ok(Bytes::new()))))
    }

    /// Waits for other credentials if those of the signer have expired.
    fn poll_credentials(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        if self.renewal.is_none() && self.signer.must_renew() {
            self.renewal = Some(self.signer.load_credentials());
        }
        if let Some(renewal) = &mut self.renewal {
            let result = ready!(renewal.as_mut().poll(cx));
            self.renewal = None;
            if let Some(credentials) = result? {
                let now = self.signer.call.time().now();
                self.signer.seen_expiry = credentials.expiry().filter(|expiry| *expiry <= now);
                self.signer.credentials = credentials;
            }
        }
        Poll::Ready(Ok(()))
    }
}

impl Stream for SignedFrames {
    type Item = Result<Bytes, BodyError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        let frame = match ready!(this.poll_frame(cx)) {
            Some(Ok(frame)) => frame,
            end => return Poll::Ready(end),
        };
        let signed = match this.poll_credentials(cx) {
            Poll::Pending => {
                this.frame = Some(frame);
                return Poll::Pending;
            }
            Poll::Ready(result) => result.and_then(|()| this.signer.sign(frame)),
        };
        Poll::Ready(Some(signed.map_err(|error| {
            this.body = None;
            this.signer.stream.record(error)
        })))
    }
}

impl EventSigner {
    /// True if the credentials have expired. A frame names no key: the peer verifies it with the keys of the request as long as they are valid.
    fn must_renew(&self) -> bool {
        let now = self.call.time().now();
        let expiry = self.credentials.expiry();
        expiry.is_some_and(|expiry| expiry <= now) && expiry != self.seen_expiry
    }

    fn load_credentials(&self) -> BoxFuture<'static, Result<Option<Credentials>, Error>> {
        let (call, operation) = (self.call.clone(), self.operation);
        Box::pin(async move { call.credentials_for(operation).await })
    }

    fn sign(&mut self, frame: Bytes) -> Result<Bytes, Error> {
        let signing = FrameSigning {
            credentials: &self.credentials,
            keys: self.call.signing_keys(),
            service: &self.endpoint.signing_name,
            region: self.endpoint.signing_region.as_deref().unwrap_or_default(),
            time: self.call.services_time(),
        };
        let signed = signing.sign(frame, &mut self.prior);
        signed.map_err(|error| Error::new(ErrorKind::InvalidInput, error.to_string()))
    }
}
