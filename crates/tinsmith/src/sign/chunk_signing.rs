//! Signatures of the chunks of a body, each of which covers the one before.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html>

use std::time::SystemTime;

use aws_credential_types::Credentials;
use bytes::Bytes;
use sha2::{Digest, Sha256};

use super::key::{self, KeyScope, SigningKeys};
use super::{EMPTY_PAYLOAD, date_time};
use crate::codec::text::hex;

const CHUNK_ALGORITHM: &str = "AWS4-HMAC-SHA256-PAYLOAD";
const TRAILER_ALGORITHM: &str = "AWS4-HMAC-SHA256-TRAILER";

/// The signer of the chunks of a body.
#[derive(Debug)]
pub(crate) struct ChunkSigner {
    credentials: Credentials,
    keys: SigningKeys,
    region: String,
    service: String,
    time: SystemTime,
    date_time: String,
    /// The signature of the request, or of the last chunk.
    prior: String,
}

impl ChunkSigner {
    /// Creates the signer of the body of a request that was signed at this time with the signature `seed`.
    pub(crate) fn new(
        credentials: Credentials,
        region: &str,
        service: &str,
        time: SystemTime,
        seed: String,
    ) -> Self {
        Self {
            credentials,
            keys: SigningKeys::default(),
            region: region.to_owned(),
            service: service.to_owned(),
            time,
            date_time: date_time(time),
            prior: seed,
        }
    }

    /// Returns the signature of the next chunk, whose bytes are in several parts.
    pub(crate) fn sign_chunk(&mut self, parts: &[Bytes]) -> String {
        let mut hash = Sha256::new();
        for part in parts {
            hash.update(part);
        }
        self.sign(CHUNK_ALGORITHM, &[EMPTY_PAYLOAD, &hex(&hash.finalize())])
    }

    /// Returns the signature of the trailer after the last chunk: a header's name, a colon and the value.
    pub(crate) fn sign_trailer(&mut self, trailer: &str) -> String {
        let hash = Sha256::new()
            .chain_update(trailer)
            .chain_update("\n")
            .finalize();
        self.sign(TRAILER_ALGORITHM, &[&hex(&hash)])
    }

    fn sign(&mut self, algorithm: &str, hashes: &[&str]) -> String {
        let (day, _) = self.date_time.split_once('T').unwrap_or_default();
        let scope = [day, &self.region, &self.service, "aws4_request"].join("/");
        let head = [algorithm, &self.date_time, &scope, &self.prior];
        let string_to_sign = [&head, hashes].concat().join("\n");
        let key = KeyScope {
            secret: self.credentials.secret_access_key(),
            time: self.time,
            day,
            region: &self.region,
            service: &self.service,
        };
        self.prior = key::signature(Some(&self.keys), &key, &string_to_sign);
        self.prior.clone()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    /// Compares the example of the documentation: 65 KB of one letter in two chunks, with a trailing CRC-32C.
    #[test]
    fn the_signatures_are_those_of_the_documentation() {
        let credentials = Credentials::new(
            "AKIAIOSFODNN7EXAMPLE",
            "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            None,
            None,
            "test",
        );
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_369_353_600);
        let seed = "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e";
        let mut signer = ChunkSigner::new(credentials, "us-east-1", "s3", time, seed.to_owned());
        let letters = |count| [Bytes::from(vec![b'a'; count])];
        assert_eq!(
            signer.sign_chunk(&letters(65_536)),
            "b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2"
        );
        assert_eq!(
            signer.sign_chunk(&letters(1_024)),
            "1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7"
        );
        assert_eq!(
            signer.sign_chunk(&[]),
            "2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992"
        );
        assert_eq!(
            signer.sign_trailer("x-amz-checksum-crc32c:sOO8/Q=="),
            "d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435"
        );
    }
}
