//! The checksums of request bodies that have one algorithm: those that operations of any service may require beside their signature. Checksums
//! with a choice of algorithms are in `crate::checksum`.
//!
//! A body that is a stream has none: it is read once, while it is sent. Where the service rejects a request without the checksum, such a body is invalid.

use http::HeaderMap;
use http::Request;
use http::header::{HeaderName, HeaderValue};
#[cfg(feature = "checksums")]
use md5::Md5;
use sha2::{Digest, Sha256};

use crate::Body;
use crate::codec::text::hex;

/// The header with the hash of the body, or with the text that a signature without it has in its place.
pub(crate) const CONTENT_SHA256: HeaderName = HeaderName::from_static("x-amz-content-sha256");
#[cfg(feature = "checksums")]
const CONTENT_MD5: HeaderName = HeaderName::from_static("content-md5");
const TREE_HASH: HeaderName = HeaderName::from_static("x-amz-sha256-tree-hash");

/// The number of bytes that each leaf of a tree hash covers.
const LEAF: usize = 1024 * 1024;

/// A checksum that requests of an operation carry: the function that adds it, so that only clients of services which require it link its
/// code.
#[derive(Clone, Copy, Debug)]
pub struct Checksum {
    add: fn(&[u8], &mut HeaderMap),
    /// The problem of a body that is a stream, if its request needs the checksum.
    stream_problem: Option<&'static str>,
}

impl Checksum {
    /// `Content-MD5` (`smithy.api#httpChecksumRequired`).
    #[cfg(feature = "checksums")]
    pub const MD5: Self = Self {
        add: add_md5,
        stream_problem: None,
    };
    /// The tree hash of Amazon S3 Glacier, with the body's SHA-256. A body that is a stream is invalid.
    pub const TREE_HASH: Self = Self {
        add: add_tree_hash,
        stream_problem: Some(
            "the body is a file or another stream, whose tree hash (x-amz-sha256-tree-hash) is unknown before it is sent: use a body in memory, or upload a long one in parts from memory",
        ),
    };

    /// Adds the checksum to a request. A header that the caller set stays.
    pub(crate) fn add(self, request: &mut Request<Body>) {
        if let Some(bytes) = request.body().as_bytes().cloned() {
            (self.add)(&bytes, request.headers_mut());
        }
    }

    /// Returns the problem of a body that has no checksum, if its request needs one.
    pub(crate) fn problem_of(self, body: &Body) -> Option<&'static str> {
        self.stream_problem.filter(|_| body.is_stream())
    }
}

#[cfg(feature = "checksums")]
fn add_md5(body: &[u8], headers: &mut HeaderMap) {
    let text = base64_simd::STANDARD.encode_to_string(Md5::digest(body));
    add(headers, CONTENT_MD5, &text);
}

fn add_tree_hash(body: &[u8], headers: &mut HeaderMap) {
    add(headers, CONTENT_SHA256, &hex(&Sha256::digest(body)));
    add(headers, TREE_HASH, &hex(&tree_hash(body)));
}

fn add(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    // Base64 and hexadecimal digits are always a valid value.
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.entry(name).or_insert(value);
    }
}

/// Returns the root of a binary tree whose leaves are the hashes of each mebibyte, and whose inner nodes are the hashes of their two
/// children. A node without a sibling moves up unchanged. <https://docs.aws.amazon.com/amazonglacier/latest/dev/checksum-calculations.html>
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
                single => single.first().copied().unwrap_or_default(),
            })
            .collect();
    }
    level
        .first()
        .copied()
        .unwrap_or_else(|| Sha256::digest([]).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(feature = "checksums")]
    fn with_checksum(body: impl Into<Body>) -> Request<Body> {
        let mut request = Request::new(body.into());
        Checksum::MD5.add(&mut request);
        request
    }

    #[test]
    fn the_tree_hash_pairs_mebibytes_and_moves_the_odd_one_up() {
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

    #[cfg(feature = "checksums")]
    #[test]
    fn a_checksum_that_the_caller_set_stays() {
        let mut request = Request::new(Body::from("x"));
        request
            .headers_mut()
            .insert(CONTENT_MD5, HeaderValue::from_static("mine"));
        Checksum::MD5.add(&mut request);
        assert_eq!(request.headers()["content-md5"], "mine");
    }

    #[cfg(feature = "checksums")]
    #[test]
    fn the_checksum_of_an_empty_body_is_sent_too() {
        assert_eq!(
            with_checksum("").headers()["content-md5"],
            "1B2M2Y8AsgTpgAmY7PhCfg=="
        );
    }
}
