//! Compression of request bodies, and decompression of response bodies that are compressed although the request did not accept this.

use http::header::{CONTENT_ENCODING, HeaderMap};

#[cfg(feature = "gzip")]
pub(super) use self::gzip::{compress, decompress};
#[cfg(not(feature = "gzip"))]
pub(super) use self::off::{compress, decompress};

/// Returns the content encodings of a body; `None` if the body is as it is.
pub(super) fn content_encoding(headers: &HeaderMap) -> Option<&str> {
    let encoding = headers.get(CONTENT_ENCODING)?.to_str().ok()?.trim();
    Some(encoding)
        .filter(|encoding| !encoding.is_empty() && !encoding.eq_ignore_ascii_case("identity"))
}

#[cfg(feature = "gzip")]
mod gzip {
    use std::io::{Read, Write};

    use flate2::Compression;
    use flate2::read::MultiGzDecoder;
    use flate2::write::GzEncoder;
    use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, HeaderValue};
    use http::{Request, Response};

    use super::content_encoding;
    use crate::config::Settings;
    use crate::error::{Error, ErrorKind};
    use crate::{Body, BodyTooLarge};

    /// Compresses a large body that is in memory, unless the settings disable it.
    pub(in crate::call) fn compress(request: &mut Request<Body>, settings: &Settings) {
        if settings.disable_request_compression {
            return;
        }
        let min_size = settings.request_min_compression_size_bytes;
        let body = request.body().as_bytes();
        let Some(bytes) = body.filter(|bytes| bytes.len() >= min_size) else {
            return;
        };
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        // Writing to memory does not fail; if it did, the body would be sent as it is.
        let Ok(compressed) = encoder.write_all(bytes).and_then(|()| encoder.finish()) else {
            return;
        };
        let before = request
            .headers()
            .get(CONTENT_ENCODING)
            .and_then(|value| value.to_str().ok());
        let encodings =
            before.map_or_else(|| "gzip".to_owned(), |before| format!("{before}, gzip"));
        let Ok(encodings) = HeaderValue::try_from(encodings) else {
            return;
        };
        *request.body_mut() = compressed.into();
        request.headers_mut().insert(CONTENT_ENCODING, encodings);
    }

    /// Decompresses a body that is compressed although the request did not accept this, and removes the headers that describe the
    /// compressed body. A body with another encoding stays as it is, and so does the empty one of a response to `HEAD`.
    ///
    /// # Errors
    ///
    /// The body is not in the gzip format, or that of a response without an error is longer than `limit` when it is decompressed.
    pub(in crate::call) fn decompress(
        response: &mut Response<Body>,
        limit: usize,
    ) -> Result<(), Error> {
        let encoding = content_encoding(response.headers());
        let is_gzip = encoding.is_some_and(|encoding| {
            encoding.eq_ignore_ascii_case("gzip") || encoding.eq_ignore_ascii_case("x-gzip")
        });
        let body = response.body().as_bytes().filter(|body| !body.is_empty());
        let (true, Some(body)) = (is_gzip, body) else {
            return Ok(());
        };
        let is_error = !response.status().is_success();
        match decode(body, limit) {
            (decoded, None) => replace_body(response, decoded),
            // The beginning of an error's body is enough. Without any, the body stays, and the error names its encoding.
            (decoded, Some(_)) if is_error && !decoded.is_empty() => {
                replace_body(response, decoded);
            }
            (_, Some(_)) if is_error => {}
            (_, Some(error)) => return Err(error),
        }
        Ok(())
    }

    fn replace_body(response: &mut Response<Body>, decoded: Vec<u8>) {
        *response.body_mut() = decoded.into();
        response.headers_mut().remove(CONTENT_ENCODING);
        response.headers_mut().remove(CONTENT_LENGTH);
    }

    /// Decodes a body up to `limit` bytes, and returns them with the error that ended it early.
    fn decode(body: &[u8], limit: usize) -> (Vec<u8>, Option<Error>) {
        let mut decoded = Vec::new();
        let one_more = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
        let result = MultiGzDecoder::new(body)
            .take(one_more)
            .read_to_end(&mut decoded);
        if decoded.len() > limit {
            decoded.truncate(limit);
            let error = BodyTooLarge { limit };
            let message = error.to_string();
            let error = Error::new(ErrorKind::InvalidResponse, message).with_inner(error);
            return (decoded, Some(error));
        }
        let error = result.err().map(|error| {
            let message = format!("the response's body cannot be decompressed: {error}");
            Error::new(ErrorKind::InvalidResponse, message).with_inner(error)
        });
        (decoded, error)
    }

    #[cfg(test)]
    mod tests {
        use super::*;
        use crate::Config;

        fn compressed(body: impl Into<Body>) -> Vec<u8> {
            let mut request = Request::new(body.into());
            compress(&mut request, &Config::builder().build().0);
            assert_eq!(request.headers()["content-encoding"], "gzip");
            request.body().as_bytes().expect("in memory").to_vec()
        }

        #[test]
        fn a_large_body_is_compressed_and_a_small_one_is_not() {
            let large = "ab".repeat(10_000);
            let (decoded, error) = decode(&compressed(large.clone()), large.len());
            assert!(error.is_none() && decoded == large.as_bytes());
            let mut request = Request::new(Body::from("small"));
            compress(&mut request, &Config::builder().build().0);
            assert!(!request.headers().contains_key(CONTENT_ENCODING));
        }

        #[test]
        fn decompression_ends_at_the_limit() {
            let (decoded, error) = decode(&compressed(vec![0; 10_000_000]), 1_000);
            let error = error.expect("too long");
            assert_eq!(error.to_string(), "the body is longer than 1000 bytes");
            assert_eq!(decoded, [0; 1_000]);
            assert!(decoded.capacity() < 100_000, "{}", decoded.capacity());
        }

        #[test]
        fn a_truncated_body_is_decoded_as_far_as_it_goes() {
            let bytes = compressed("ab".repeat(10_000));
            let truncated = bytes.get(..bytes.len() - 9).expect("long enough");
            let (decoded, error) = decode(truncated, 100_000);
            assert!(decoded.starts_with(b"abab"));
            let error = error.expect("truncated").to_string();
            assert!(error.contains("cannot be decompressed"), "{error}");
            assert!(decode(b"no gzip at all", 100).1.is_some());
        }
    }
}

#[cfg(not(feature = "gzip"))]
mod off {
    use http::{Request, Response};

    use crate::config::Settings;
    use crate::{Body, Error};

    /// Leaves the body as it is.
    pub(in crate::call) fn compress(_request: &mut Request<Body>, _settings: &Settings) {}

    /// Leaves the body as it is.
    pub(in crate::call) fn decompress(
        _response: &mut Response<Body>,
        _limit: usize,
    ) -> Result<(), Error> {
        Ok(())
    }
}
