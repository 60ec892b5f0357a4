//! What becomes of a request's body before it is signed: compression, then checksums of what goes out.
//!
//! A body that is a stream goes out as it is: it is read once, while it is sent.

use http::Request;
use http::header::{CONTENT_LENGTH, HeaderName, HeaderValue};
use md5::{Digest, Md5};
use sha2::Sha256;

use crate::Body;
use crate::codec::text::hex;
use crate::protocol::service::{Checksum, OperationMetadata};

const CONTENT_MD5: HeaderName = HeaderName::from_static("content-md5");
pub(crate) const CONTENT_SHA256: HeaderName = HeaderName::from_static("x-amz-content-sha256");
const TREE_HASH: HeaderName = HeaderName::from_static("x-amz-sha256-tree-hash");

/// How many bytes each leaf of a tree hash covers.
const LEAF: usize = 1024 * 1024;

/// Compresses the body and adds the checksums that the operation asks for. A header that the caller set stays.
pub(super) fn finish(operation: &OperationMetadata, request: &mut Request<Body>) {
    #[cfg(feature = "gzip")]
    if operation.compression {
        gzip::compress(request);
    }
    let Some(bytes) = request.body().as_bytes().cloned() else {
        return;
    };
    match operation.checksum {
        Checksum::None => {}
        Checksum::Md5 => {
            let mut text = Vec::new();
            crate::codec::base64::encode(&Md5::digest(&bytes), &mut text);
            add(request, CONTENT_MD5, &text);
        }
        Checksum::TreeHash => {
            add(
                request,
                CONTENT_SHA256,
                hex(&Sha256::digest(&bytes)).as_bytes(),
            );
            add(request, TREE_HASH, hex(&tree_hash(&bytes)).as_bytes());
        }
    }
}

/// Lets the length be that of the body as it is, which may be another one than it was made for. Of a stream of unknown length, only its
/// maker can tell.
pub(super) fn renew_length(request: &mut Request<Body>) {
    let Some(length) = request.body().length() else {
        return;
    };
    let said = match request.headers().get(CONTENT_LENGTH) {
        Some(said) => said.to_str().ok().and_then(|said| said.parse().ok()),
        None => Some(0),
    };
    if said == Some(length) {
        return;
    }
    if length > 0 {
        request.headers_mut().insert(CONTENT_LENGTH, length.into());
    } else {
        request.headers_mut().remove(CONTENT_LENGTH);
    }
}

fn add(request: &mut Request<Body>, name: HeaderName, value: &[u8]) {
    // Base64 and hexadecimal digits are always a valid value.
    if let Ok(value) = HeaderValue::from_bytes(value) {
        request.headers_mut().entry(name).or_insert(value);
    }
}

/// The root of a binary tree whose leaves are the hashes of each mebibyte, and whose other nodes those of their two children. A node
/// without a sibling goes up as it is. <https://docs.aws.amazon.com/amazonglacier/latest/dev/checksum-calculations.html>
fn tree_hash(bytes: &[u8]) -> [u8; 32] {
    let mut level: Vec<[u8; 32]> = bytes
        .chunks(LEAF)
        .map(|leaf| Sha256::digest(leaf).into())
        .collect();
    while level.len() > 1 {
        level = level
            .chunks(2)
            .map(|pair| match pair {
                [left, right] => Sha256::new()
                    .chain_update(left)
                    .chain_update(right)
                    .finalize()
                    .into(),
                alone => alone.first().copied().unwrap_or_default(),
            })
            .collect();
    }
    level
        .first()
        .copied()
        .unwrap_or_else(|| Sha256::digest([]).into())
}

#[cfg(feature = "gzip")]
mod gzip {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;
    use http::Request;
    use http::header::{CONTENT_ENCODING, HeaderValue};

    use crate::Body;

    /// Bodies smaller than this go out as they are: the default of the SDKs' setting `request_min_compression_size_bytes`.
    const SMALLEST: usize = 10_240;

    pub(super) fn compress(request: &mut Request<Body>) {
        let Some(bytes) = request
            .body()
            .as_bytes()
            .filter(|bytes| bytes.len() >= SMALLEST)
        else {
            return;
        };
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        // Writing to memory does not fail; if it did, the body would go out as it is.
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
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finished(operation: OperationMetadata, body: impl Into<Body>) -> Request<Body> {
        let mut request = Request::new(body.into());
        finish(&operation, &mut request);
        request
    }

    #[test]
    fn the_tree_hash_pairs_mebibytes_and_lets_the_odd_one_up() {
        let leaf = |byte: u8| vec![byte; LEAF];
        let (a, b, c): ([u8; 32], [u8; 32], [u8; 32]) = (
            Sha256::digest(leaf(1)).into(),
            Sha256::digest(leaf(2)).into(),
            Sha256::digest([3]).into(),
        );
        let pair: [u8; 32] = Sha256::digest([a, b].concat()).into();
        let root: [u8; 32] = Sha256::digest([pair, c].concat()).into();
        assert_eq!(tree_hash(&[leaf(1), leaf(2), vec![3]].concat()), root);
        assert_eq!(tree_hash(b"x"), <[u8; 32]>::from(Sha256::digest(b"x")));
        assert_eq!(tree_hash(b""), <[u8; 32]>::from(Sha256::digest(b"")));
    }

    #[test]
    fn a_checksum_that_the_caller_set_stays() {
        let operation = OperationMetadata {
            checksum: Checksum::Md5,
            ..OperationMetadata::DEFAULT
        };
        let mut request = Request::new(Body::from("x"));
        request
            .headers_mut()
            .insert(CONTENT_MD5, HeaderValue::from_static("mine"));
        finish(&operation, &mut request);
        assert_eq!(request.headers()["content-md5"], "mine");
        assert_eq!(
            finished(operation, "").headers()["content-md5"],
            "1B2M2Y8AsgTpgAmY7PhCfg=="
        );
    }

    #[cfg(feature = "gzip")]
    #[test]
    fn a_large_body_is_compressed_and_a_small_one_is_not() {
        use std::io::Read;
        let operation = OperationMetadata {
            compression: true,
            ..OperationMetadata::DEFAULT
        };
        let large = "ab".repeat(10_000);
        let request = finished(operation, large.clone());
        assert_eq!(request.headers()["content-encoding"], "gzip");
        let mut text = String::new();
        flate2::read::GzDecoder::new(&request.body().as_bytes().unwrap()[..])
            .read_to_string(&mut text)
            .unwrap();
        assert_eq!(text, large);
        assert!(
            finished(operation, "small")
                .headers()
                .get("content-encoding")
                .is_none()
        );
    }
}
