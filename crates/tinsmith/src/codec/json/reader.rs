//! The reader's tokens: literals, strings, names, and the brackets around items; and the values that are skipped.

use std::borrow::Cow;

use super::{path, strings};
use crate::codec::limits::{Memory, Progress, TOO_DEEP};
use crate::codec::{FullList, MAX_DEPTH, ReadError};

/// The greatest depth of a list whose items are probably the rest of the text: a member of the outermost object.
const OUTERMOST_DEPTH: usize = 2;

/// A reader of one JSON text, in place.
#[derive(Debug)]
pub struct JsonReader<'a> {
    pub(super) input: &'a str,
    /// The offset of the next token; the end of the input after an error.
    pub(super) offset: usize,
    depth: usize,
    error: Option<Error>,
    memory: Memory,
    /// The buffer in which strings with escapes are decoded, so that each is allocated once.
    decoded: String,
    /// True for the text of a serde view, in which members have the names of the model, timestamps may have any format, and numbers may
    /// be quoted.
    pub(super) is_view: bool,
}

#[derive(Clone, Copy, Debug)]
struct Error {
    message: &'static str,
    offset: usize,
}

impl<'a> JsonReader<'a> {
    /// Creates a reader of `input`, which is checked to be UTF-8 once for all strings in it.
    pub fn new(input: &'a [u8]) -> Self {
        let (text, error) = match str::from_utf8(input) {
            Ok(text) => (text, None),
            Err(error) => (
                str::from_utf8(input.get(..error.valid_up_to()).unwrap_or_default())
                    .unwrap_or_default(),
                Some(Error {
                    message: "not UTF-8",
                    offset: error.valid_up_to(),
                }),
            ),
        };
        let offset = if error.is_some() { text.len() } else { 0 };
        Self {
            input: text,
            offset,
            depth: 0,
            error,
            memory: Memory::for_body(input.len()),
            decoded: String::new(),
            is_view: false,
        }
    }

    /// Creates a reader of a serde view: of a text that may be handwritten, or made from a format with fewer types of numbers than JSON.
    #[cfg(feature = "serde")]
    pub(crate) fn for_view(input: &'a [u8]) -> Self {
        Self {
            is_view: true,
            ..Self::new(input)
        }
    }

    /// Ends the text.
    ///
    /// # Errors
    ///
    /// The first error: the text is not JSON, is not what the caller expected, or is followed by more than white space.
    pub fn finish(mut self) -> Result<(), ReadError> {
        if self.error.is_none() && self.peek().is_some() {
            self.record_error("expected the end");
        }
        match self.error {
            Some(Error { message, offset }) => {
                let path = path::at_end_of(self.input.get(..offset).unwrap_or_default());
                Err(ReadError {
                    path,
                    message,
                    offset: Some(offset),
                })
            }
            None => Ok(()),
        }
    }

    /// True if there was an error.
    pub(crate) fn has_error(&self) -> bool {
        self.error.is_some()
    }

    /// Records an error at the next token, unless there is one already.
    pub fn record_error(&mut self, message: &'static str) {
        self.record_error_at(self.offset, message);
    }

    /// Records an error, unless there is one already. The end of the input follows it.
    #[cold]
    #[inline(never)]
    pub(super) fn record_error_at(&mut self, offset: usize, message: &'static str) {
        if self.error.is_none() {
            let message = if offset == self.input.len() && !self.input.is_empty() {
                "cut short"
            } else {
                message
            };
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

    /// Returns the input from the next token on.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.input.as_bytes().get(self.offset..).unwrap_or_default()
    }

    /// Skips white space and returns the next byte.
    #[inline]
    pub(crate) fn peek(&mut self) -> Option<u8> {
        match self.byte() {
            Some(..=b' ') => self.skip_white_space(),
            byte => byte,
        }
    }

    pub(crate) fn read_null(&mut self) -> bool {
        if self.peek() != Some(b'n') {
            return false;
        }
        let null = self.literal("null");
        if !null {
            self.record_error("expected a value");
        }
        null
    }

    pub(crate) fn read_bool(&mut self) -> bool {
        match self.peek() {
            Some(b't') if self.literal("true") => true,
            Some(b'f') if self.literal("false") => false,
            _ => {
                self.record_error("expected true or false");
                false
            }
        }
    }

    /// Reads a string, without a copy if it has no escapes.
    pub(crate) fn read_string(&mut self) -> Cow<'a, str> {
        if self.peek() != Some(b'"') {
            self.record_error("expected a string");
            return Cow::Borrowed("");
        }
        let start = self.offset + 1;
        let text = self.input.as_bytes().get(start..).unwrap_or_default();
        let end = start + strings::plain_length(text);
        match self.input.as_bytes().get(end) {
            Some(b'"') => {
                self.offset = end + 1;
                Cow::Borrowed(self.input.get(start..end).unwrap_or_default())
            }
            _ => Cow::Owned(self.read_string_with_escapes(start, end)),
        }
    }

    /// Begins an array.
    pub(crate) fn begin_array(&mut self) -> JsonItems {
        self.open(b'[', "expected an array");
        JsonItems { is_first: true }
    }

    /// Moves to the next item of an array; `false` at its end.
    pub(crate) fn next_in_array(&mut self, items: &mut JsonItems) -> bool {
        self.advance(&mut items.is_first, b']', "expected , or ]")
    }

    /// Begins an object of any members.
    pub(crate) fn begin_object(&mut self) -> JsonItems {
        self.open(b'{', "expected an object");
        JsonItems { is_first: true }
    }

    /// Returns the name of the object's next member; `None` at its end.
    pub(crate) fn next_name(&mut self, items: &mut JsonItems) -> Option<Cow<'a, str>> {
        if !self.advance(&mut items.is_first, b'}', "expected , or }") {
            return None;
        }
        let name = self.read_string();
        self.expect(b':', "expected :").then_some(name)
    }

    pub(super) fn open(&mut self, bracket: u8, message: &'static str) {
        if self.expect(bracket, message) {
            self.depth += 1;
            if self.depth > MAX_DEPTH {
                self.record_error(TOO_DEEP);
            }
        }
    }

    /// Closes an object or array if its bracket is the next byte.
    #[inline]
    pub(super) fn close_at_once(&mut self, close: u8) -> bool {
        let is_closed = self.byte() == Some(close);
        if is_closed {
            self.offset += 1;
            self.depth = self.depth.saturating_sub(1);
        }
        is_closed
    }

    /// Skips the next value, which may be any JSON.
    pub(crate) fn skip(&mut self) {
        match self.peek() {
            Some(b'"') => {
                self.read_string();
            }
            Some(b'{') => {
                let mut members = self.begin_object();
                while self.next_name(&mut members).is_some() {
                    self.skip();
                }
            }
            Some(b'[') => {
                let mut items = self.begin_array();
                while self.next_in_array(&mut items) {
                    self.skip();
                }
            }
            Some(b't' | b'f') => {
                self.read_bool();
            }
            Some(b'n') => {
                self.read_null();
            }
            Some(b'-' | b'0'..=b'9') => {
                self.read_number();
            }
            _ => self.record_error("expected a value"),
        }
    }

    fn byte(&self) -> Option<u8> {
        self.input.as_bytes().get(self.offset).copied()
    }

    #[inline(never)]
    fn skip_white_space(&mut self) -> Option<u8> {
        let rest = self.rest();
        let is_space = |byte: &&u8| matches!(byte, b' ' | b'\n' | b'\r' | b'\t');
        self.offset += rest.iter().take_while(is_space).count();
        self.byte()
    }

    fn expect(&mut self, byte: u8, message: &'static str) -> bool {
        let found = self.peek() == Some(byte);
        if found {
            self.offset += 1;
        } else {
            self.record_error(message);
        }
        found
    }

    fn literal(&mut self, literal: &'static str) -> bool {
        let found = self.rest().starts_with(literal.as_bytes());
        if found {
            self.offset += literal.len();
        }
        found
    }

    /// Reads a string that begins at `start` and has its first escape at `plain`.
    #[inline(never)]
    fn read_string_with_escapes(&mut self, start: usize, mut plain: usize) -> String {
        let mut string = std::mem::take(&mut self.decoded);
        string.clear();
        self.offset = start;
        loop {
            string.push_str(self.input.get(self.offset..plain).unwrap_or_default());
            self.offset = plain + 1;
            let message = match self.input.as_bytes().get(plain) {
                Some(b'"') => {
                    let read = string.as_str().to_owned();
                    self.decoded = string;
                    return read;
                }
                Some(b'\\') => match strings::unescape(self.rest(), &mut string) {
                    Ok(length) => {
                        self.offset += length;
                        plain = self.offset + strings::plain_length(self.rest());
                        continue;
                    }
                    Err(message) => message,
                },
                Some(_) => "control character in a string",
                None => {
                    self.record_error_at(self.input.len(), "string without an end");
                    return String::new();
                }
            };
            self.record_error_at(start, message);
            return String::new();
        }
    }

    /// Moves to the next item or member. `false` at the `close`, which is skipped, and after an error.
    #[inline]
    fn advance(&mut self, is_first: &mut bool, close: u8, message: &'static str) -> bool {
        let at_first = std::mem::replace(is_first, false);
        match self.peek() {
            Some(b',') if !at_first => {
                self.offset += 1;
                true
            }
            Some(byte) if byte == close => !self.close_at_once(close),
            Some(_) if at_first => true,
            _ => {
                self.record_error(message);
                false
            }
        }
    }
}

/// The position in an array or in an object of any members.
#[derive(Debug)]
pub struct JsonItems {
    pub(super) is_first: bool,
}
