//! Streamed bodies of requests in the content encoding `aws-chunked`, with their checksum in a trailer.

use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;

use super::algorithm::{ChecksumAlgorithm, Hasher};
use crate::http::{Body, BodyError};
use crate::sign::chunk_signing::ChunkSigner;

/// The number of bytes of each chunk but the last.
const CHUNK_SIZE: u64 = 64 * 1024;

/// The text before the signature of a chunk.
const SIGNATURE: &str = ";chunk-signature=";

/// The name of the trailer with the signature of the trailers.
const TRAILER_SIGNATURE: &str = "x-amz-trailer-signature";

/// The number of digits of a signature.
const SIGNATURE_LENGTH: u64 = 64;

const LINE_END: Bytes = Bytes::from_static(b"\r\n");

/// Returns the length of a body with `length` bytes in the encoding.
pub(crate) fn encoded_length(length: u64, algorithm: ChecksumAlgorithm, is_signed: bool) -> u64 {
    let line_end = LINE_END.len() as u64;
    let signature = match is_signed {
        true => SIGNATURE.len() as u64 + SIGNATURE_LENGTH,
        false => 0,
    };
    let head = |size: u64| format!("{size:x}").len() as u64 + signature + line_end;
    let chunk = |size: u64| head(size) + size + line_end;
    let rest = match length % CHUNK_SIZE {
        0 => 0,
        rest => chunk(rest),
    };
    let trailer = algorithm.header().len() as u64 + 1 + algorithm.encoded_length() + line_end;
    let trailer_signature = match is_signed {
        true => TRAILER_SIGNATURE.len() as u64 + 1 + SIGNATURE_LENGTH + line_end,
        false => 0,
    };
    length / CHUNK_SIZE * chunk(CHUNK_SIZE)
        + rest
        + head(0)
        + trailer
        + trailer_signature
        + line_end
}

/// The chunks of a body, each with its length and perhaps its signature, and the checksum of the body after them.
pub(crate) struct ChunkedBody {
    body: Body,
    /// The number of bytes that the request has announced, if it has.
    announced: Option<u64>,
    algorithm: ChecksumAlgorithm,
    /// The state of the checksum, until the trailer is written.
    hasher: Option<Hasher>,
    signer: Option<ChunkSigner>,
    /// The bytes of the body that are in no chunk yet.
    buffer: VecDeque<Bytes>,
    buffered: u64,
    /// The number of bytes of the body that were read.
    read: u64,
    /// True if the body has no further bytes.
    is_read: bool,
    /// The encoded parts that are passed on next.
    encoded: VecDeque<Bytes>,
}

impl ChunkedBody {
    pub(crate) fn new(
        body: Body,
        announced: Option<u64>,
        algorithm: ChecksumAlgorithm,
        signer: Option<ChunkSigner>,
    ) -> Self {
        Self {
            body,
            announced,
            algorithm,
            hasher: Some(Hasher::new(algorithm)),
            signer,
            buffer: VecDeque::new(),
            buffered: 0,
            read: 0,
            is_read: false,
            encoded: VecDeque::new(),
        }
    }

    /// Reads until there is a whole chunk or the body ends.
    fn poll_buffer(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BodyError>> {
        while self.buffered < CHUNK_SIZE && !self.is_read {
            let next = match Pin::new(&mut self.body).poll_next(cx) {
                // All bytes that were announced are sent without a wait for the end of the stream.
                Poll::Pending if self.announced == Some(self.read) => None,
                next => ready!(next),
            };
            match next {
                Some(bytes) => {
                    let bytes = bytes?;
                    if let Some(hasher) = &mut self.hasher {
                        hasher.update(&bytes);
                    }
                    self.buffered += bytes.len() as u64;
                    self.read += bytes.len() as u64;
                    self.buffer.push_back(bytes);
                }
                None => self.is_read = true,
            }
            self.check_length()?;
        }
        Poll::Ready(Ok(()))
    }

    /// Compares the number of bytes with the length that the request has announced: the service would wait for more bytes, or take those that
    /// follow for another request.
    fn check_length(&self) -> Result<(), BodyError> {
        let (Some(announced), read) = (self.announced, self.read) else {
            return Ok(());
        };
        if read > announced || self.is_read && read < announced {
            let problem = match self.is_read {
                true => format!("the body ends after {read} of {announced} bytes"),
                false => {
                    format!("the body is longer than its announced length of {announced} bytes")
                }
            };
            return Err(BodyError::new(problem));
        }
        Ok(())
    }

    /// Encodes the next chunk or, at the end of the body, the last chunk and the trailers.
    fn encode(&mut self) {
        let mut parts = Vec::new();
        let mut size = 0;
        while let Some(mut bytes) = self.buffer.pop_front() {
            let missing = usize::try_from(CHUNK_SIZE - size).unwrap_or(usize::MAX);
            if bytes.len() > missing {
                let rest = bytes.split_off(missing);
                self.buffer.push_front(rest);
            }
            size += bytes.len() as u64;
            parts.push(bytes);
            if size == CHUNK_SIZE {
                break;
            }
        }
        self.buffered -= size;
        let signature = self.signer.as_mut().map(|signer| signer.sign_chunk(&parts));
        let head = match signature {
            Some(signature) => format!("{size:x}{SIGNATURE}{signature}\r\n"),
            None => format!("{size:x}\r\n"),
        };
        self.encoded.push_back(head.into());
        if size == 0 {
            self.encode_trailers();
            return;
        }
        self.encoded.extend(parts);
        self.encoded.push_back(LINE_END);
    }

    fn encode_trailers(&mut self) {
        let Some(hasher) = self.hasher.take() else {
            return;
        };
        let trailer = format!("{}:{}", self.algorithm.header(), hasher.finish());
        let signature = self
            .signer
            .as_mut()
            .map(|signer| signer.sign_trailer(&trailer));
        let mut end = format!("{trailer}\r\n");
        if let Some(signature) = signature {
            end.extend([TRAILER_SIGNATURE, ":", &signature, "\r\n"]);
        }
        end.push_str("\r\n");
        self.encoded.push_back(end.into());
    }
}

impl Stream for ChunkedBody {
    type Item = Result<Bytes, BodyError>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            if let Some(part) = this.encoded.pop_front() {
                return Poll::Ready(Some(Ok(part)));
            }
            if this.hasher.is_none() {
                return Poll::Ready(None);
            }
            if let Err(error) = ready!(this.poll_buffer(cx)) {
                this.hasher = None;
                return Poll::Ready(Some(Err(error)));
            }
            this.encode();
        }
    }
}
