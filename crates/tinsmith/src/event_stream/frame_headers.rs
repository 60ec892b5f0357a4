//! The headers of frames: names and typed values.

use std::collections::BTreeSet;
use std::fmt;

use bytes::{BufMut, BytesMut};

use super::frame_error::FrameError;
use crate::Timestamp;

/// The header with the type of a message: `event`, `exception` or `error`.
pub(super) const MESSAGE_TYPE: &str = ":message-type";

/// The header with the type of an event.
pub(super) const EVENT_TYPE: &str = ":event-type";

/// The header with the type of an exception.
pub(super) const EXCEPTION_TYPE: &str = ":exception-type";

/// The value of a header.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum HeaderValue<'a> {
    /// A boolean.
    Bool(bool),
    /// An integer of 8 bits.
    I8(i8),
    /// An integer of 16 bits.
    I16(i16),
    /// An integer of 32 bits.
    I32(i32),
    /// An integer of 64 bits.
    I64(i64),
    /// Binary data, at most 65,535 bytes.
    Bytes(&'a [u8]),
    /// Text, at most 65,535 bytes.
    Text(&'a str),
    /// A timestamp, in milliseconds.
    Timestamp(Timestamp),
    /// A UUID.
    Uuid([u8; 16]),
}

const TRUE: u8 = 0;
const FALSE: u8 = 1;
const I8: u8 = 2;
const I16: u8 = 3;
const I32: u8 = 4;
const I64: u8 = 5;
const BYTES: u8 = 6;
const TEXT: u8 = 7;
const TIMESTAMP: u8 = 8;
const UUID: u8 = 9;

/// An iterator over the headers of a frame.
#[derive(Clone)]
pub struct FrameHeaders<'a> {
    encoded: &'a [u8],
    rest: &'a [u8],
}

/// The values may be sensitive.
impl fmt::Debug for FrameHeaders<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.clone().map(|(name, _)| name))
            .finish()
    }
}

impl<'a> FrameHeaders<'a> {
    /// Creates an iterator over headers that are valid.
    pub(super) fn new(encoded: &'a [u8]) -> Self {
        Self {
            encoded,
            rest: encoded,
        }
    }

    /// Returns the number of bytes of all headers.
    pub fn encoded_len(&self) -> usize {
        self.encoded.len()
    }

    /// Returns the value of the header of this name, without decoding the others.
    pub(super) fn value(mut self, name: &str) -> Option<HeaderValue<'a>> {
        let mut headers = std::iter::from_fn(|| self.next_encoded());
        let header = headers.find(|header| header.name == name.as_bytes())?;
        header.decode_value()
    }

    /// Returns the bytes of the headers of these names that are text. They are UTF-8, and compared without another check of it.
    pub(super) fn texts<const N: usize>(mut self, names: [&str; N]) -> [&'a [u8]; N] {
        let mut texts: [&[u8]; N] = [&[]; N];
        while let Some(header) = self.next_encoded() {
            let mut places = names.iter().zip(&mut texts);
            let is_of = |(name, _): &(&&str, _)| name.as_bytes() == header.name;
            if header.kind == TEXT
                && let Some((_, text)) = places.find(is_of)
            {
                *text = header.value;
            }
        }
        texts
    }

    fn next_encoded(&mut self) -> Option<EncodedHeader<'a>> {
        // The headers are valid.
        EncodedHeader::read(&mut self.rest).ok()?
    }
}

impl<'a> Iterator for FrameHeaders<'a> {
    type Item = (&'a str, HeaderValue<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        self.next_encoded()?.decode()
    }
}

/// The number of names that are compared one by one, which is faster than a set. Most frames have fewer headers.
const FEW: usize = 8;

/// Checks encoded headers, so that reading them later cannot fail. As in botocore, each name is that of one header.
pub(super) fn validate(mut encoded: &[u8]) -> Result<(), &'static str> {
    let mut few: [&[u8]; FEW] = [&[]; FEW];
    let mut others = BTreeSet::new();
    let mut count = 0;
    while let Some(header) = EncodedHeader::read(&mut encoded)? {
        header.validate()?;
        let name = header.name;
        let is_new = !few.iter().take(count).any(|known| *known == name)
            && match few.get_mut(count) {
                Some(place) => {
                    *place = name;
                    true
                }
                None => others.insert(name),
            };
        if !is_new {
            return Err("its name is that of an earlier header");
        }
        count += 1;
    }
    Ok(())
}

/// A header whose name and text may not be UTF-8.
struct EncodedHeader<'a> {
    name: &'a [u8],
    kind: u8,
    value: &'a [u8],
}

impl<'a> EncodedHeader<'a> {
    /// Reads the next header; `None` at the end.
    fn read(rest: &mut &'a [u8]) -> Result<Option<Self>, &'static str> {
        let Some((length, after)) = rest.split_first() else {
            return Ok(None);
        };
        *rest = after;
        if *length == 0 {
            return Err("its name is empty");
        }
        let name = take(rest, usize::from(*length)).ok_or("its name is longer than the headers")?;
        let (kind, after) = rest.split_first().ok_or("its value has no type")?;
        *rest = after;
        let value = match *kind {
            TRUE | FALSE => take(rest, 0),
            I8 => take(rest, 1),
            I16 => take(rest, 2),
            I32 => take(rest, 4),
            I64 | TIMESTAMP => take(rest, 8),
            BYTES | TEXT => take_prefixed(rest),
            UUID => take(rest, 16),
            _ => return Err("its value has an unknown type"),
        };
        Ok(Some(Self {
            name,
            kind: *kind,
            value: value.ok_or("its value is longer than the headers")?,
        }))
    }

    fn validate(&self) -> Result<(), &'static str> {
        if !is_utf8(self.name) {
            return Err("its name is not UTF-8");
        }
        if self.kind == TEXT && !is_utf8(self.value) {
            return Err("its text is not UTF-8");
        }
        Ok(())
    }

    /// Decodes the name and the value of a header that is valid.
    fn decode(self) -> Option<(&'a str, HeaderValue<'a>)> {
        let name = str::from_utf8(self.name).ok()?;
        Some((name, self.decode_value()?))
    }

    fn decode_value(self) -> Option<HeaderValue<'a>> {
        let value = self.value;
        Some(match self.kind {
            TRUE => HeaderValue::Bool(true),
            FALSE => HeaderValue::Bool(false),
            I8 => HeaderValue::I8(i8::from_be_bytes(array(value))),
            I16 => HeaderValue::I16(i16::from_be_bytes(array(value))),
            I32 => HeaderValue::I32(i32::from_be_bytes(array(value))),
            I64 => HeaderValue::I64(i64::from_be_bytes(array(value))),
            TIMESTAMP => {
                let milliseconds = i64::from_be_bytes(array(value));
                HeaderValue::Timestamp(Timestamp::from_millis(milliseconds))
            }
            UUID => HeaderValue::Uuid(array(value)),
            TEXT => HeaderValue::Text(str::from_utf8(value).ok()?),
            _ => HeaderValue::Bytes(value),
        })
    }
}

/// True if bytes are UTF-8. Most texts are short and ASCII, of which the check is faster.
fn is_utf8(bytes: &[u8]) -> bool {
    bytes.is_ascii() || str::from_utf8(bytes).is_ok()
}

fn take<'a>(rest: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
    let (taken, after) = rest.split_at_checked(length)?;
    *rest = after;
    Some(taken)
}

/// Takes bytes that follow their length.
fn take_prefixed<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = take(rest, 2)?;
    take(rest, usize::from(u16::from_be_bytes(array(length))))
}

/// Returns the bytes of a value that has this length.
fn array<const N: usize>(value: &[u8]) -> [u8; N] {
    value.first_chunk().copied().unwrap_or([0; N])
}

/// Appends a header.
pub(crate) fn write_header(
    name: &str,
    value: HeaderValue<'_>,
    encoded: &mut BytesMut,
) -> Result<(), FrameError> {
    let length = u8::try_from(name.len()).ok().filter(|length| *length > 0);
    let length = length.ok_or(FrameError::Unencodable(
        "the name of a header has 1 to 255 bytes",
    ))?;
    encoded.put_u8(length);
    encoded.put_slice(name.as_bytes());
    match value {
        HeaderValue::Bool(value) => encoded.put_u8(if value { TRUE } else { FALSE }),
        HeaderValue::I8(value) => {
            encoded.put_u8(I8);
            encoded.put_i8(value);
        }
        HeaderValue::I16(value) => {
            encoded.put_u8(I16);
            encoded.put_i16(value);
        }
        HeaderValue::I32(value) => {
            encoded.put_u8(I32);
            encoded.put_i32(value);
        }
        HeaderValue::I64(value) => {
            encoded.put_u8(I64);
            encoded.put_i64(value);
        }
        HeaderValue::Bytes(bytes) => write_prefixed(BYTES, bytes, encoded)?,
        HeaderValue::Text(text) => write_prefixed(TEXT, text.as_bytes(), encoded)?,
        HeaderValue::Timestamp(timestamp) => {
            encoded.put_u8(TIMESTAMP);
            encoded.put_i64(milliseconds(timestamp));
        }
        HeaderValue::Uuid(uuid) => {
            encoded.put_u8(UUID);
            encoded.put_slice(&uuid);
        }
    }
    Ok(())
}

fn write_prefixed(kind: u8, bytes: &[u8], encoded: &mut BytesMut) -> Result<(), FrameError> {
    let length = u16::try_from(bytes.len()).map_err(|_| {
        FrameError::Unencodable("the value of a header is longer than 65,535 bytes")
    })?;
    encoded.put_u8(kind);
    encoded.put_u16(length);
    encoded.put_slice(bytes);
    Ok(())
}

fn milliseconds(timestamp: Timestamp) -> i64 {
    let rest = i64::from(timestamp.subsec_nanoseconds() / 1_000_000);
    timestamp
        .seconds()
        .saturating_mul(1000)
        .saturating_add(rest)
}
