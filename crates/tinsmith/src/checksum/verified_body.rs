//! Bodies of responses whose checksum is verified while they are read.

use std::error::Error;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use http::Response;

use super::algorithm::{ChecksumAlgorithm, Hasher};
use super::http_checksum::HttpChecksum;
use crate::http::{Body, BodyError};

/// The error of a body that has another checksum than its response says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChecksumMismatch {
    algorithm: ChecksumAlgorithm,
    expected: String,
    found: String,
}

impl ChecksumMismatch {
    /// Returns the algorithm of the checksums.
    pub fn algorithm(&self) -> ChecksumAlgorithm {
        self.algorithm
    }

    /// Returns the checksum in the response, in base64.
    pub fn expected(&self) -> &str {
        &self.expected
    }

    /// Returns the checksum of the body, in base64.
    pub fn found(&self) -> &str {
        &self.found
    }
}

impl fmt::Display for ChecksumMismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            algorithm,
            expected,
            found,
        } = self;
        write!(
            f,
            "the body does not have the checksum of its response: its {algorithm} is {found} and not {expected:?}"
        )
    }
}

impl Error for ChecksumMismatch {}

/// Verifies the checksum of a response while its body is read, if it has one.
pub(crate) fn verify(response: &mut Response<Body>, supported: &HttpChecksum) {
    let Some((algorithm, expected)) = supported.of_response(response) else {
        return;
    };
    let expected = expected.to_owned();
    let body = std::mem::take(response.body_mut());
    let length = body.length();
    let verified = VerifiedBody {
        body,
        left: length,
        algorithm,
        expected,
        hasher: Some(Hasher::new(algorithm)),
    };
    *response.body_mut() = Body::from_chunks(verified, length);
}

/// A body whose last chunk is passed on only if the checksum is right.
struct VerifiedBody {
    body: Body,
    /// The number of bytes that follow, if the length of the body is known.
    left: Option<u64>,
    algorithm: ChecksumAlgorithm,
    expected: String,
    /// The state of the checksum, until it is compared.
    hasher: Option<Hasher>,
}

impl VerifiedBody {
    /// Compares the checksum, once.
    fn compare(&mut self) -> Result<(), BodyError> {
        let Some(hasher) = self.hasher.take() else {
            return Ok(());
        };
        let found = hasher.finish();
        if found == self.expected {
            return Ok(());
        }
        Err(BodyError::new(ChecksumMismatch {
            algorithm: self.algorithm,
            expected: self.expected.clone(),
            found,
        }))
    }
}

impl Stream for VerifiedBody {
    type Item = Result<Bytes, BodyError>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        let next = match ready!(Pin::new(&mut this.body).poll_next(cx)) {
            Some(Ok(chunk)) => {
                if let Some(hasher) = &mut this.hasher {
                    hasher.update(&chunk);
                }
                let length = chunk.len() as u64;
                let is_surplus = this.left.is_some_and(|left| left < length);
                this.left = this.left.map(|left| left.saturating_sub(length));
                match this.left {
                    _ if is_surplus => {
                        this.hasher = None;
                        let problem = "the body is longer than the length that its response says";
                        Some(Err(BodyError::new(problem)))
                    }
                    // A reader who knows the length does not wait for the end.
                    Some(0) => Some(this.compare().map(|()| chunk)),
                    _ => Some(Ok(chunk)),
                }
            }
            Some(Err(error)) => {
                this.hasher = None;
                Some(Err(error))
            }
            None => this.compare().err().map(Err),
        };
        if matches!(next, Some(Err(_))) {
            this.body = Body::empty();
        }
        Poll::Ready(next)
    }
}

#[cfg(test)]
mod tests {
    use futures::stream;

    use super::*;

    /// Reads a body in two chunks, whose length may be known, and returns the bytes before its end or its error.
    async fn read(checksum: &str, length: Option<u64>) -> (usize, Result<(), BodyError>) {
        let chunks = ["hel", "lo"].map(|chunk| Ok::<_, BodyError>(Bytes::from(chunk)));
        let mut response = Response::new(Body::from_stream(stream::iter(chunks), length));
        let value = checksum.parse().expect("a header");
        response.headers_mut().insert("x-amz-checksum-crc32", value);
        let supported = HttpChecksum {
            response_algorithms: &[ChecksumAlgorithm::Crc32],
            ..HttpChecksum::DEFAULT
        };
        verify(&mut response, &supported);
        let mut body = response.into_body();
        assert_eq!(body.length(), length);
        let mut read = 0;
        let result = loop {
            match body.try_next().await {
                Ok(Some(chunk)) => read += chunk.len(),
                Ok(None) => break Ok(()),
                Err(error) => break Err(error),
            }
        };
        assert!(body.try_next().await.expect("the end").is_none());
        (read, result)
    }

    #[tokio::test]
    async fn the_last_chunk_of_a_body_with_a_wrong_checksum_is_withheld_if_its_length_is_known() {
        for (length, expected) in [(Some(5), 3), (None, 5)] {
            let (bytes, result) = read("NhCmhg==", length).await;
            assert!(bytes == 5 && result.is_ok());
            let (bytes, result) = read("AAAAAA==", length).await;
            assert_eq!(bytes, expected);
            let error = result.expect_err("another checksum");
            assert_eq!(
                error.to_string(),
                "the body does not have the checksum of its response: its CRC32 is NhCmhg== and not \"AAAAAA==\""
            );
        }
    }

    #[tokio::test]
    async fn a_chunk_after_the_last_byte_of_the_length_is_an_error() {
        for length in [3, 4] {
            // The checksum is that of `hel`.
            let (bytes, result) = read("5QvxGw==", Some(length)).await;
            assert_eq!(bytes, 3);
            let error = result.expect_err("too long");
            let message = error.to_string();
            assert!(message.contains("longer than"), "{length}: {message}");
        }
    }

    #[tokio::test]
    async fn the_length_of_an_empty_body_does_not_hide_its_checksum() {
        let mut response = Response::new(Body::empty());
        let value = "NhCmhg==".parse().expect("a header");
        response.headers_mut().insert("x-amz-checksum-crc32", value);
        let supported = HttpChecksum {
            response_algorithms: &[ChecksumAlgorithm::Crc32],
            ..HttpChecksum::DEFAULT
        };
        verify(&mut response, &supported);
        assert!(response.into_body().try_next().await.is_err());
    }
}
