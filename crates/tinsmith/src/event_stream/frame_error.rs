//! The errors of frames.

use std::error::Error;
use std::fmt;

/// The error of a frame that cannot be decoded or encoded. An offset is the number of bytes of the stream before the frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FrameError {
    /// The bytes of both lengths have another checksum than the prelude states.
    PreludeChecksum {
        /// The offset of the frame.
        offset: u64,
        /// The checksum in the prelude.
        stated: u32,
        /// The checksum of the bytes.
        computed: u32,
    },
    /// The bytes of the frame have another checksum than its end states.
    MessageChecksum {
        /// The offset of the frame.
        offset: u64,
        /// The checksum at the end.
        stated: u32,
        /// The checksum of the bytes.
        computed: u32,
    },
    /// A length is out of range: the frame is shorter than its parts, or one of them is too long.
    Length {
        /// The offset of the frame.
        offset: u64,
        /// The stated number of bytes of the frame.
        total: u32,
        /// The stated number of bytes of the headers.
        headers: u32,
    },
    /// A header is invalid.
    Header {
        /// The offset of the frame.
        offset: u64,
        /// The problem.
        problem: &'static str,
    },
    /// The stream ends within a frame.
    Truncated {
        /// The offset of the frame.
        offset: u64,
        /// The number of bytes of the whole stream.
        end: u64,
    },
    /// A frame cannot be encoded, for this reason.
    Unencodable(&'static str),
}

impl fmt::Display for FrameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PreludeChecksum {
                offset,
                stated,
                computed,
            } => write!(
                f,
                "frame at byte {offset}: wrong prelude checksum {stated:#010x}, expected {computed:#010x}"
            ),
            Self::MessageChecksum {
                offset,
                stated,
                computed,
            } => write!(
                f,
                "frame at byte {offset}: wrong message checksum {stated:#010x}, expected {computed:#010x}"
            ),
            Self::Length {
                offset,
                total,
                headers,
            } => write!(
                f,
                "frame at byte {offset}: a length is out of range ({total} bytes, of which {headers} are headers)"
            ),
            Self::Header { offset, problem } => {
                write!(f, "frame at byte {offset}: invalid header: {problem}")
            }
            Self::Truncated { offset, end } => write!(
                f,
                "the stream is truncated at byte {end}, within the frame at byte {offset}"
            ),
            Self::Unencodable(reason) => write!(f, "the frame cannot be encoded: {reason}"),
        }
    }
}

impl Error for FrameError {}
