//! The algorithms of checksums.

use std::fmt;

use base64_simd::STANDARD;
use crc::{CRC_32_ISCSI, CRC_64_NVME, Crc, Table};
use sha1::Sha1;
use sha2::{Digest, Sha256};

static CRC32C: Crc<u32, Table<16>> = Crc::<u32, Table<16>>::new(&CRC_32_ISCSI);
static CRC64NVME: Crc<u64, Table<16>> = Crc::<u64, Table<16>>::new(&CRC_64_NVME);

/// An algorithm of checksums.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ChecksumAlgorithm {
    /// CRC-32, which requests have by default.
    Crc32,
    /// CRC-32C.
    Crc32C,
    /// CRC-64/NVME.
    Crc64Nvme,
    /// SHA-1.
    Sha1,
    /// SHA-256.
    Sha256,
}

impl ChecksumAlgorithm {
    /// Every algorithm, those that take less time first.
    pub(super) const ALL: [Self; 5] = [
        Self::Crc32,
        Self::Crc32C,
        Self::Crc64Nvme,
        Self::Sha1,
        Self::Sha256,
    ];

    /// Returns the name of the algorithm in models and headers: `CRC32`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Crc32 => "CRC32",
            Self::Crc32C => "CRC32C",
            Self::Crc64Nvme => "CRC64NVME",
            Self::Sha1 => "SHA1",
            Self::Sha256 => "SHA256",
        }
    }

    /// Returns the name of the header with the checksum.
    pub(crate) fn header(self) -> &'static str {
        match self {
            Self::Crc32 => "x-amz-checksum-crc32",
            Self::Crc32C => "x-amz-checksum-crc32c",
            Self::Crc64Nvme => "x-amz-checksum-crc64nvme",
            Self::Sha1 => "x-amz-checksum-sha1",
            Self::Sha256 => "x-amz-checksum-sha256",
        }
    }

    /// Returns the number of characters of a checksum in base64.
    pub(super) fn encoded_length(self) -> u64 {
        match self {
            Self::Crc32 | Self::Crc32C => 8,
            Self::Crc64Nvme => 12,
            Self::Sha1 => 28,
            Self::Sha256 => 44,
        }
    }
}

impl fmt::Display for ChecksumAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The state of the checksum of a body that is read chunk by chunk.
pub(super) enum Hasher {
    Crc32(crc32fast::Hasher),
    Crc32C(crc::Digest<'static, u32, Table<16>>),
    Crc64Nvme(crc::Digest<'static, u64, Table<16>>),
    Sha1(Sha1),
    Sha256(Sha256),
}

impl Hasher {
    pub(super) fn new(algorithm: ChecksumAlgorithm) -> Self {
        match algorithm {
            ChecksumAlgorithm::Crc32 => Self::Crc32(crc32fast::Hasher::new()),
            ChecksumAlgorithm::Crc32C => Self::Crc32C(CRC32C.digest()),
            ChecksumAlgorithm::Crc64Nvme => Self::Crc64Nvme(CRC64NVME.digest()),
            ChecksumAlgorithm::Sha1 => Self::Sha1(Sha1::new()),
            ChecksumAlgorithm::Sha256 => Self::Sha256(Sha256::new()),
        }
    }

    pub(super) fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Crc32(state) => state.update(bytes),
            Self::Crc32C(state) => state.update(bytes),
            Self::Crc64Nvme(state) => state.update(bytes),
            Self::Sha1(state) => state.update(bytes),
            Self::Sha256(state) => state.update(bytes),
        }
    }

    /// Returns the checksum in base64 of its bytes, the most significant byte first.
    pub(super) fn finish(self) -> String {
        match self {
            Self::Crc32(state) => STANDARD.encode_to_string(state.finalize().to_be_bytes()),
            Self::Crc32C(state) => STANDARD.encode_to_string(state.finalize().to_be_bytes()),
            Self::Crc64Nvme(state) => STANDARD.encode_to_string(state.finalize().to_be_bytes()),
            Self::Sha1(state) => STANDARD.encode_to_string(state.finalize()),
            Self::Sha256(state) => STANDARD.encode_to_string(state.finalize()),
        }
    }
}

/// Returns the checksum of bytes in base64.
pub(super) fn compute_checksum(algorithm: ChecksumAlgorithm, bytes: &[u8]) -> String {
    let mut hasher = Hasher::new(algorithm);
    hasher.update(bytes);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Compares the check values of the catalogue of CRC algorithms for `123456789`, and those of the SHA standards for `abc`.
    #[test]
    fn the_checksums_are_those_of_the_standards() {
        let check = b"123456789".as_slice();
        for (algorithm, bytes, expected) in [
            (ChecksumAlgorithm::Crc32, check, "cbf43926"),
            (ChecksumAlgorithm::Crc32C, check, "e3069283"),
            (ChecksumAlgorithm::Crc64Nvme, check, "ae8b14860a799888"),
            (
                ChecksumAlgorithm::Sha1,
                b"abc",
                "a9993e364706816aba3e25717850c26c9cd0d89d",
            ),
            (
                ChecksumAlgorithm::Sha256,
                b"abc",
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            ),
        ] {
            let expected = STANDARD.encode_to_string(hex::decode(expected).expect("digits"));
            assert_eq!(compute_checksum(algorithm, bytes), expected, "{algorithm}");
            assert_eq!(expected.len() as u64, algorithm.encoded_length());
        }
    }

    #[test]
    fn a_checksum_does_not_depend_on_the_chunks() {
        let bytes: Vec<u8> = (0..=255).cycle().take(10_000).collect();
        for algorithm in ChecksumAlgorithm::ALL {
            for size in [1, 7, 64, 4_096] {
                let mut hasher = Hasher::new(algorithm);
                bytes.chunks(size).for_each(|chunk| hasher.update(chunk));
                assert_eq!(
                    hasher.finish(),
                    compute_checksum(algorithm, &bytes),
                    "{algorithm}"
                );
            }
        }
    }
}
