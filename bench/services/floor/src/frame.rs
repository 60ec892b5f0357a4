//! The frames of an event stream.

use bytes::{Buf, Bytes, BytesMut};

use crate::client::Result;

/// The lengths of the frame and of its headers, and their checksum.
const PRELUDE: usize = 12;
const CHECKSUM: usize = 4;
/// The type of a header whose value is text.
const TEXT: u8 = 7;

pub(crate) struct Frame {
    headers: Bytes,
    pub(crate) payload: Bytes,
}

impl Frame {
    /// Takes the first frame of some bytes, if it is complete.
    pub(crate) fn take(bytes: &mut BytesMut) -> Result<Option<Self>> {
        let Some(mut prelude) = bytes.get(..PRELUDE) else {
            return Ok(None);
        };
        let expected = crc32fast::hash(&prelude[..PRELUDE - CHECKSUM]);
        let total = prelude.get_u32() as usize;
        let headers = PRELUDE + prelude.get_u32() as usize;
        if prelude.get_u32() != expected {
            return Err("wrong checksum of a prelude".into());
        }
        if headers + CHECKSUM > total {
            return Err("the headers are longer than the frame".into());
        }
        if bytes.len() < total {
            return Ok(None);
        }
        let frame = bytes.split_to(total).freeze();
        let end = total - CHECKSUM;
        if crc32fast::hash(&frame[..end]) != (&frame[end..]).get_u32() {
            return Err("wrong checksum of a frame".into());
        }
        Ok(Some(Self {
            headers: frame.slice(PRELUDE..headers),
            payload: frame.slice(headers..end),
        }))
    }

    /// Returns the value of a header. All headers are text, as those of the service are.
    pub(crate) fn header(&self, name: &str) -> Result<&str> {
        let mut rest = &self.headers[..];
        while let Some((length, after)) = rest.split_first() {
            let (known, after) = split(after, (*length).into())?;
            let (kind, after) = split(after, 3)?;
            if kind[0] != TEXT {
                return Err("a header is not text".into());
            }
            let length = u16::from_be_bytes([kind[1], kind[2]]);
            let (value, after) = split(after, length.into())?;
            if known == name.as_bytes() {
                return Ok(str::from_utf8(value)?);
            }
            rest = after;
        }
        Err(format!("no header {name}").into())
    }
}

fn split(bytes: &[u8], at: usize) -> Result<(&[u8], &[u8])> {
    bytes
        .split_at_checked(at)
        .ok_or_else(|| "a header is truncated".into())
}
