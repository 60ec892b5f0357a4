//! The reader's items: integers, floats, strings, and the heads of arrays and maps.

use std::borrow::Cow;

use super::head::{self, Head};
use super::path;
use crate::codec::limits::{Memory, Progress, TOO_DEEP};
use crate::codec::{FullList, MAX_DEPTH, ReadError};
use crate::types::decimal;
use crate::{Timestamp, TimestampFormat};

const OUT_OF_RANGE: &str = "number out of range";

/// The greatest depth of a list whose items are probably the rest of the body: a member of the outermost map.
const OUTERMOST_DEPTH: usize = 2;

/// A reader of one CBOR value, in place.
#[derive(Debug)]
pub struct CborReader<'a> {
    input: &'a [u8],
    /// The offset of the next item; the end of the input after an error.
    offset: usize,
    depth: usize,
    error: Option<Error>,
    memory: Memory,
    /// The positions in the unions whose member is being read, because the length of a map may be known only before its entries.
    pub(super) unions: Vec<CborItems>,
}

#[derive(Clone, Copy, Debug)]
struct Error {
    message: &'static str,
    offset: usize,
}

impl<'a> CborReader<'a> {
    /// Creates a reader of `input`.
    pub fn new(input: &'a [u8]) -> Self {
        Self {
            input,
            offset: 0,
            depth: 0,
            error: None,
            memory: Memory::for_body(input.len()),
            unions: Vec::new(),
        }
    }

    /// Ends the value.
    ///
    /// # Errors
    ///
    /// The first error: the bytes are not CBOR, are not what the caller expected, or are followed by others.
    pub fn finish(mut self) -> Result<(), ReadError> {
        if self.offset < self.input.len() {
            self.record_error("expected the end");
        }
        match self.error {
            Some(Error { message, offset }) => Err(ReadError {
                path: path::at_end_of(self.input.get(..offset).unwrap_or_default()),
                message,
                offset: Some(offset),
            }),
            None => Ok(()),
        }
    }

    /// Records an error at the next item, unless there is one already.
    pub fn record_error(&mut self, message: &'static str) {
        self.record_error_at(self.offset, message);
    }

    /// Records an error, unless there is one already. The end of the input follows it.
    #[cold]
    #[inline(never)]
    pub(super) fn record_error_at(&mut self, offset: usize, message: &'static str) {
        if self.error.is_none() {
            self.error = Some(Error { message, offset });
        }
        self.offset = self.input.len();
    }

    pub(super) fn reserve_memory(&mut self, bytes: usize) -> bool {
        let reserved = self.memory.reserve(bytes);
        if !reserved {
            self.record_error(Memory::USED_UP);
        }
        reserved
    }

    pub(super) fn reserve_list_memory(&mut self, list: FullList) -> usize {
        let progress = Progress {
            read: self.offset,
            left: self.input.len() - self.offset,
            is_outermost: self.depth <= OUTERMOST_DEPTH,
        };
        let slots = self.memory.reserve_slots(list, progress);
        if slots == 0 {
            self.record_error(Memory::USED_UP);
        }
        slots
    }

    pub(super) fn offset(&self) -> usize {
        self.offset
    }

    /// Returns the next head without reading it. `None`, with an error recorded, if it is malformed.
    pub(super) fn peek(&mut self) -> Option<Head> {
        match Head::parse(self.rest()) {
            Ok(head) => Some(head),
            Err(message) => {
                self.record_error(message);
                None
            }
        }
    }

    /// Reads the next head.
    pub(super) fn next(&mut self) -> Option<Head> {
        let head = self.peek()?;
        self.offset += head.length;
        Some(head)
    }

    pub(super) fn read_bool(&mut self) -> bool {
        let start = self.offset;
        match self.next().map(|head| (head.major, head.minor)) {
            Some((head::SIMPLE, head::FALSE)) => false,
            Some((head::SIMPLE, head::TRUE)) => true,
            _ => {
                self.record_error_at(start, "expected true or false");
                false
            }
        }
    }

    /// Reads a `null` or `undefined`, if it is the next value.
    pub(crate) fn read_null(&mut self) -> bool {
        const BYTES: [u8; 2] = [
            head::SIMPLE << 5 | head::NULL,
            head::SIMPLE << 5 | head::UNDEFINED,
        ];
        let null = self.rest().first().is_some_and(|byte| BYTES.contains(byte));
        self.offset += usize::from(null);
        null
    }

    pub(super) fn read_integer(&mut self, min: i64, max: i64) -> i64 {
        let start = self.offset;
        let Some(head) = self.next() else { return 0 };
        let message = match head.integer().map(i64::try_from) {
            Some(Ok(integer)) if (min..=max).contains(&integer) => return integer,
            Some(_) => OUT_OF_RANGE,
            None => "expected an integer",
        };
        self.record_error_at(start, message);
        0
    }

    /// Reads a float of any precision. An integer is one, too: some services write `1.0` as `1`.
    pub(super) fn read_f64(&mut self) -> f64 {
        let start = self.offset;
        let Some(head) = self.next() else { return 0.0 };
        let integer = || head.integer().map(|integer| integer as f64);
        head.float().or_else(integer).unwrap_or_else(|| {
            self.record_error_at(start, "expected a number");
            0.0
        })
    }

    pub(super) fn read_f32(&mut self) -> f32 {
        let start = self.offset;
        let number = self.read_f64();
        let rounded = number as f32;
        if rounded.is_infinite() && number.is_finite() {
            self.record_error_at(start, OUT_OF_RANGE);
            return 0.0;
        }
        rounded
    }

    /// Reads a timestamp: a number of seconds since 1970 with a tag.
    pub(super) fn read_timestamp(&mut self) -> Timestamp {
        let start = self.offset;
        let tag = self.next();
        if tag.map(|tag| (tag.major, tag.argument)) != Some((head::TAG, head::TAG_TIMESTAMP)) {
            self.record_error_at(start, "expected a timestamp");
            return Timestamp::EPOCH;
        }
        let Some(head) = self.next() else {
            return Timestamp::EPOCH;
        };
        let text = match (head.integer(), head.float()) {
            (Some(integer), _) => integer.to_string(),
            (None, Some(float)) => decimal::float_text(float),
            (None, None) => String::new(),
        };
        match Timestamp::parse(&text, TimestampFormat::EpochSeconds) {
            Ok(timestamp) => timestamp,
            Err(error) => {
                self.record_error_at(start, error.message());
                Timestamp::EPOCH
            }
        }
    }

    /// Reads a text, without a copy if it is in one piece.
    pub(crate) fn read_string(&mut self) -> Cow<'a, str> {
        let start = self.offset;
        let text = match self.read_chunks(head::TEXT, "expected a string") {
            Cow::Borrowed(bytes) => str::from_utf8(bytes).map(Cow::Borrowed).ok(),
            Cow::Owned(bytes) => String::from_utf8(bytes).map(Cow::Owned).ok(),
        };
        text.unwrap_or_else(|| {
            self.record_error_at(start, "not UTF-8");
            Cow::Borrowed("")
        })
    }

    /// Reads bytes, without a copy if they are in one piece.
    pub(super) fn read_bytes(&mut self) -> Cow<'a, [u8]> {
        self.read_chunks(head::BYTES, "expected bytes")
    }

    /// Begins an array.
    pub(crate) fn begin_array(&mut self) -> CborItems {
        self.open(head::ARRAY, 1, "expected an array")
    }

    /// Begins a map of any entries.
    pub(crate) fn begin_entries(&mut self) -> CborItems {
        self.open(head::MAP, 2, "expected a map")
    }

    /// Moves to the next item of an array or entry of a map; `false` at its end, which is read, and after an error.
    pub(crate) fn advance(&mut self, items: &mut CborItems) -> bool {
        if self.error.is_some() {
            return false;
        }
        let has_next = match &mut items.left {
            Some(0) => false,
            Some(left) => {
                *left -= 1;
                true
            }
            None => !self.read_break(),
        };
        if !has_next {
            self.depth = self.depth.saturating_sub(1);
        }
        has_next
    }

    /// Returns the key of the map's next entry; `None` at its end.
    pub(crate) fn next_name(&mut self, items: &mut CborItems) -> Option<Cow<'a, str>> {
        if !self.advance(items) {
            return None;
        }
        let name = self.read_string();
        self.error.is_none().then_some(name)
    }

    /// Skips the next value, which may be any CBOR.
    pub(crate) fn skip(&mut self) {
        let start = self.offset;
        let Some(head) = self.peek() else { return };
        match head.major {
            head::BYTES => {
                self.read_bytes();
            }
            head::TEXT => {
                self.read_string();
            }
            head::ARRAY => {
                let mut items = self.begin_array();
                while self.advance(&mut items) {
                    self.skip();
                }
            }
            head::MAP => {
                let mut items = self.begin_entries();
                while self.advance(&mut items) {
                    self.skip();
                    self.skip();
                }
            }
            head::TAG => {
                self.next();
                self.read_tagged(start, Self::skip);
            }
            _ if head.is_break() => self.record_error("expected a value"),
            _ => {
                self.next();
            }
        }
    }

    /// Reads the value of a tag, which is one level deeper: tags of tags nest like arrays.
    pub(super) fn read_tagged<T>(&mut self, start: usize, read: fn(&mut Self) -> T) -> T {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            self.record_error_at(start, TOO_DEEP);
        }
        let value = read(self);
        self.depth = self.depth.saturating_sub(1);
        value
    }

    fn rest(&self) -> &'a [u8] {
        self.input.get(self.offset..).unwrap_or_default()
    }

    /// Reads the next head if it has this major type; otherwise records an error.
    fn expect(&mut self, major: u8, message: &'static str) -> Option<Head> {
        let head = self.peek()?;
        if head.major == major {
            self.offset += head.length;
            Some(head)
        } else {
            self.record_error(message);
            None
        }
    }

    fn read_chunks(&mut self, major: u8, message: &'static str) -> Cow<'a, [u8]> {
        let Some(head) = self.expect(major, message) else {
            return Cow::Borrowed(&[]);
        };
        if !head.is_indefinite() {
            return Cow::Borrowed(self.take(head));
        }
        let mut chunks = Vec::new();
        while !self.read_break() {
            let start = self.offset;
            match self.expect(major, "expected a piece of a string") {
                Some(head) if !head.is_indefinite() => {
                    let chunk = self.take(head);
                    // Each piece of a text is a text of its own.
                    if major == head::TEXT && str::from_utf8(chunk).is_err() {
                        self.record_error_at(start, "not UTF-8");
                    }
                    chunks.extend_from_slice(chunk);
                }
                Some(_) => self.record_error_at(start, "expected a piece of a string"),
                None => {}
            }
            if self.error.is_some() {
                return Cow::Borrowed(&[]);
            }
        }
        Cow::Owned(chunks)
    }

    /// Reads the bytes of a string with this head.
    fn take(&mut self, head: Head) -> &'a [u8] {
        let length = usize::try_from(head.argument).unwrap_or(usize::MAX);
        match self.rest().get(..length) {
            Some(bytes) => {
                self.offset += length;
                bytes
            }
            None => {
                self.record_error_at(self.input.len(), head::CUT_SHORT);
                &[]
            }
        }
    }

    fn read_break(&mut self) -> bool {
        let found = self.rest().first() == Some(&head::BREAK);
        self.offset += usize::from(found);
        found
    }

    /// Reads the head of an array or map whose items take at least `size` bytes each.
    fn open(&mut self, major: u8, size: u64, message: &'static str) -> CborItems {
        let start = self.offset;
        let Some(head) = self.expect(major, message) else {
            return CborItems { left: Some(0) };
        };
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            self.record_error_at(start, TOO_DEEP);
        } else if head.argument.saturating_mul(size) > self.rest().len() as u64 {
            self.record_error_at(self.input.len(), head::CUT_SHORT);
        }
        CborItems {
            left: (!head.is_indefinite()).then_some(head.argument),
        }
    }
}

/// The position in an array or in a map of any entries.
#[derive(Debug)]
pub struct CborItems {
    /// The number of items that are left; `None` up to the end of an indefinite length.
    left: Option<u64>,
}
