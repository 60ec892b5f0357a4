//! Streamed bodies in the encoding `aws-chunked`: signed chunks, and the checksum in a signed trailer.

use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use aws_sigv4::sign::v4::{calculate_signature, generate_signing_key};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use sha2::{Digest, Sha256};

use crate::client::{Client, REGION, Result, SERVICE, Signed};

/// The number of bytes of a chunk, which the chunks of the encoded body have already.
const CHUNK: usize = 64 * 1024;
const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// Returns the length of an encoded body.
pub(crate) fn encoded_length(size: usize) -> usize {
    let head = |size: usize| format!("{size:x}").len() + 83;
    let chunk = |size: usize| head(size) + size + 2;
    let rest = match size % CHUNK {
        0 => 0,
        rest => chunk(rest),
    };
    // Two lines of trailers and an empty line follow the head of the last chunk.
    size / CHUNK * chunk(CHUNK) + rest + head(0) + 31 + 90 + 2
}

/// A body whose chunks are signed one by one.
pub(crate) struct ChunkedBody<B> {
    body: B,
    length: u64,
    key: Vec<u8>,
    date_time: String,
    scope: String,
    prior: String,
    crc: crc32fast::Hasher,
    parts: VecDeque<Bytes>,
    is_complete: bool,
}

impl<B> ChunkedBody<B> {
    pub(crate) fn new(body: B, size: usize, client: &Client, signed: &Signed) -> Result<Self> {
        let date_time = signed.header("x-amz-date")?.to_owned();
        let secret = client.credentials.secret_access_key();
        let key = generate_signing_key(secret, signed.time, REGION, SERVICE);
        Ok(Self {
            body,
            length: encoded_length(size) as u64,
            key: key.as_ref().to_vec(),
            scope: format!("{}/{REGION}/{SERVICE}/aws4_request", &date_time[..8]),
            date_time,
            prior: signed.signature.clone(),
            crc: crc32fast::Hasher::new(),
            parts: VecDeque::new(),
            is_complete: false,
        })
    }

    fn sign(&mut self, kind: &str, hashes: &str) {
        let (date_time, scope, prior) = (&self.date_time, &self.scope, &self.prior);
        let text = format!("AWS4-HMAC-SHA256-{kind}\n{date_time}\n{scope}\n{prior}\n{hashes}");
        self.prior = calculate_signature(&self.key, text.as_bytes());
    }

    fn encode(&mut self, chunk: Bytes) {
        self.crc.update(&chunk);
        let hash = hex::encode(Sha256::digest(&chunk));
        self.sign("PAYLOAD", &format!("{EMPTY}\n{hash}"));
        let head = format!("{:x};chunk-signature={}\r\n", chunk.len(), self.prior);
        let end = Bytes::from_static(b"\r\n");
        self.parts.extend([head.into(), chunk, end]);
    }

    fn finish(&mut self) {
        self.is_complete = true;
        self.sign("PAYLOAD", &format!("{EMPTY}\n{EMPTY}"));
        let head = format!("0;chunk-signature={}\r\n", self.prior);
        let crc = STANDARD.encode(self.crc.clone().finalize().to_be_bytes());
        let trailer = format!("x-amz-checksum-crc32:{crc}");
        let hash = hex::encode(Sha256::digest(format!("{trailer}\n")));
        self.sign("TRAILER", &hash);
        let signature = &self.prior;
        let end = format!("{head}{trailer}\r\nx-amz-trailer-signature:{signature}\r\n\r\n");
        self.parts.push_back(end.into());
    }
}

impl<B: Body<Data = Bytes> + Unpin> Body for ChunkedBody<B> {
    type Data = Bytes;
    type Error = B::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<std::result::Result<Frame<Bytes>, B::Error>>> {
        let this = self.get_mut();
        loop {
            if let Some(part) = this.parts.pop_front() {
                return Poll::Ready(Some(Ok(Frame::data(part))));
            }
            if this.is_complete {
                return Poll::Ready(None);
            }
            match ready!(Pin::new(&mut this.body).poll_frame(context)?) {
                Some(frame) => frame
                    .into_data()
                    .into_iter()
                    .for_each(|chunk| this.encode(chunk)),
                None => this.finish(),
            }
        }
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.length)
    }
}
