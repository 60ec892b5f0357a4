//! The pull reader.

use std::borrow::Cow;

use super::{MAX_DEPTH, ReadError, path, strings};

/// Reads one JSON text ([RFC 8259](https://www.rfc-editor.org/rfc/rfc8259)) piece by piece, in place.
#[derive(Debug)]
pub struct Reader<'a> {
    pub(super) input: &'a str,
    /// Where the next piece begins; the end, once something failed.
    pub(super) at: usize,
    depth: usize,
    failure: Option<Failure>,
    /// Whether timestamps may have another format than their members', and numbers be quoted.
    pub(super) for_data: bool,
}

#[derive(Clone, Copy, Debug)]
struct Failure {
    message: &'static str,
    offset: usize,
}

impl<'a> Reader<'a> {
    /// A reader of `input`. That it is UTF-8 is checked here, once for all strings.
    pub fn new(input: &'a [u8]) -> Self {
        let (text, failure) = match str::from_utf8(input) {
            Ok(text) => (text, None),
            Err(error) => (
                str::from_utf8(input.get(..error.valid_up_to()).unwrap_or_default())
                    .unwrap_or_default(),
                Some(Failure {
                    message: "not UTF-8",
                    offset: error.valid_up_to(),
                }),
            ),
        };
        let at = if failure.is_some() { text.len() } else { 0 };
        Self {
            input: text,
            at,
            depth: 0,
            failure,
            for_data: false,
        }
    }

    /// A reader of text that may have been written by hand, or in a format that knows fewer numbers than JSON.
    #[cfg(feature = "serde")]
    pub(crate) fn for_data(input: &'a [u8]) -> Self {
        Self {
            for_data: true,
            ..Self::new(input)
        }
    }

    /// Tells the first error, one of them being that something follows the text's one value.
    ///
    /// # Errors
    ///
    /// The text is not JSON, or not what was asked for.
    pub fn finish(mut self) -> Result<(), ReadError> {
        if self.failure.is_none() && self.peek().is_some() {
            self.fail("expected the end");
        }
        match self.failure {
            Some(Failure { message, offset }) => {
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

    /// Whether something was wrong already.
    pub fn failed(&self) -> bool {
        self.failure.is_some()
    }

    /// Keeps an error at the next piece, unless there is one.
    pub fn fail(&mut self, message: &'static str) {
        self.fail_at(self.at, message);
    }

    /// Keeps an error, unless there is one. Whatever is read from now on finds the end of the text.
    #[cold]
    #[inline(never)]
    pub(super) fn fail_at(&mut self, offset: usize, message: &'static str) {
        if self.failure.is_none() {
            let message = if offset == self.input.len() && !self.input.is_empty() {
                "cut short"
            } else {
                message
            };
            self.failure = Some(Failure { message, offset });
        }
        self.at = self.input.len();
    }

    pub(super) fn byte(&self) -> Option<u8> {
        self.input.as_bytes().get(self.at).copied()
    }

    /// The text from here.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.input.as_bytes().get(self.at..).unwrap_or_default()
    }

    /// The next byte that is not white space.
    #[inline]
    pub(crate) fn peek(&mut self) -> Option<u8> {
        match self.byte() {
            Some(..=b' ') => self.skip_white_space(),
            byte => byte,
        }
    }

    #[inline(never)]
    fn skip_white_space(&mut self) -> Option<u8> {
        let rest = self.rest();
        let is_space = |byte: &&u8| matches!(byte, b' ' | b'\n' | b'\r' | b'\t');
        self.at += rest.iter().take_while(is_space).count();
        self.byte()
    }

    pub(super) fn expect(&mut self, byte: u8, message: &'static str) -> bool {
        let found = self.peek() == Some(byte);
        if found {
            self.at += 1;
        } else {
            self.fail(message);
        }
        found
    }

    pub(super) fn literal(&mut self, literal: &'static str) -> bool {
        let found = self.rest().starts_with(literal.as_bytes());
        if found {
            self.at += literal.len();
        }
        found
    }

    /// Takes a `null`, if one comes next.
    pub fn null(&mut self) -> bool {
        if self.peek() != Some(b'n') {
            return false;
        }
        let null = self.literal("null");
        if !null {
            self.fail("expected a value");
        }
        null
    }

    /// Reads a boolean.
    pub fn bool(&mut self) -> bool {
        match self.peek() {
            Some(b't') if self.literal("true") => true,
            Some(b'f') if self.literal("false") => false,
            _ => {
                self.fail("expected true or false");
                false
            }
        }
    }

    /// Reads a string, without a copy if it has no escapes.
    pub fn string(&mut self) -> Cow<'a, str> {
        if self.peek() != Some(b'"') {
            self.fail("expected a string");
            return Cow::Borrowed("");
        }
        let start = self.at + 1;
        let text = self.input.as_bytes().get(start..).unwrap_or_default();
        let end = start + strings::plain_length(text);
        match self.input.as_bytes().get(end) {
            Some(b'"') => {
                self.at = end + 1;
                Cow::Borrowed(self.input.get(start..end).unwrap_or_default())
            }
            _ => Cow::Owned(self.string_with_escapes(start)),
        }
    }

    /// Reads a string into `out`.
    pub fn string_into(&mut self, out: &mut String) {
        *out = self.string().into_owned();
    }

    #[cold]
    #[inline(never)]
    fn string_with_escapes(&mut self, start: usize) -> String {
        let mut string = String::new();
        self.at = start;
        loop {
            let plain = self.at + strings::plain_length(self.rest());
            string.push_str(self.input.get(self.at..plain).unwrap_or_default());
            self.at = plain + 1;
            let problem = match self.input.as_bytes().get(plain) {
                Some(b'"') => return string,
                Some(b'\\') => match strings::unescape(self.rest(), &mut string) {
                    Ok(length) => {
                        self.at += length;
                        continue;
                    }
                    Err(problem) => problem,
                },
                Some(_) => "control character in a string",
                None => {
                    self.fail_at(self.input.len(), "string without an end");
                    return String::new();
                }
            };
            self.fail_at(start, problem);
            return String::new();
        }
    }

    pub(super) fn enter(&mut self, open: u8, message: &'static str) -> bool {
        if !self.expect(open, message) {
            return false;
        }
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            self.fail("nests too deep");
        }
        !self.failed()
    }

    /// Goes to the next item or member. `false` at the `close`, which is taken, or after an error.
    #[inline]
    pub(super) fn advance(&mut self, first: &mut bool, close: u8, message: &'static str) -> bool {
        let at_first = std::mem::replace(first, false);
        match self.peek() {
            Some(b',') if !at_first => {
                self.at += 1;
                true
            }
            Some(byte) if byte == close => {
                self.at += 1;
                self.depth = self.depth.saturating_sub(1);
                false
            }
            Some(_) if at_first => true,
            _ => {
                self.fail(message);
                false
            }
        }
    }

    /// Begins an array.
    pub fn begin_array(&mut self) -> Items {
        self.enter(b'[', "expected an array");
        Items { first: true }
    }

    /// Whether the array has another item, which comes next then.
    pub fn next_item(&mut self, items: &mut Items) -> bool {
        self.advance(&mut items.first, b']', "expected , or ]")
    }

    /// Begins an object of any members.
    pub fn begin_map(&mut self) -> Items {
        self.enter(b'{', "expected an object");
        Items { first: true }
    }

    /// The name of the object's next member, whose value comes next then.
    pub fn next_key(&mut self, items: &mut Items) -> Option<Cow<'a, str>> {
        if !self.advance(&mut items.first, b'}', "expected , or }") {
            return None;
        }
        let key = self.string();
        self.expect(b':', "expected :").then_some(key)
    }

    /// Begins an object whose members' names are known. A name is `"name":`, quotes and colon included.
    pub fn begin_object(&mut self, names: &'static [&'static str]) -> Members {
        self.enter(b'{', "expected an object");
        Members {
            names,
            next: 0,
            first: true,
        }
    }

    /// The index of the next known member that is not `null`, whose value comes next then. Others are skipped.
    pub fn next_member(&mut self, members: &mut Members) -> Option<usize> {
        match self.expected_member(members) {
            Some(index) => Some(index),
            None => self.search_member(members),
        }
    }

    /// Takes the comma and the name of the member that is expected next, if nothing else is there, not even white space: services write
    /// members in a fixed order and waste no bytes.
    #[inline]
    fn expected_member(&mut self, members: &mut Members) -> Option<usize> {
        let rest = self.rest();
        let member = if members.first {
            rest
        } else {
            rest.strip_prefix(b",")?
        };
        let index = members.next;
        let value = member.strip_prefix(members.names.get(index)?.as_bytes())?;
        if matches!(value.first()?, b'n' | ..=b' ') {
            return None;
        }
        self.at = self.input.len() - value.len();
        members.next = index + 1;
        members.first = false;
        Some(index)
    }

    fn search_member(&mut self, members: &mut Members) -> Option<usize> {
        loop {
            let index = self.next_name(members)?;
            match index {
                _ if self.peek() == Some(b'n') => {
                    self.null();
                }
                Some(index) => return Some(index),
                None => self.skip(),
            }
        }
    }

    /// Takes the name of the next member. Its index, if it is known.
    fn next_name(&mut self, members: &mut Members) -> Option<Option<usize>> {
        if !self.advance(&mut members.first, b'}', "expected , or }") {
            return None;
        }
        let index = position(members.names, members.next, &self.string());
        if let Some(index) = index {
            members.next = index + 1;
        }
        self.expect(b':', "expected :").then_some(index)
    }
}

/// The index of a name, searched from the one that is expected next.
fn position(names: &[&str], next: usize, name: &str) -> Option<usize> {
    let is_name =
        |known: &&str| known.len() == name.len() + 3 && known.get(1..=name.len()) == Some(name);
    let (before, after) = names.split_at_checked(next)?;
    let index = after.iter().position(is_name).map(|index| next + index);
    index.or_else(|| before.iter().position(is_name))
}

/// How far an array or an object of any members has been read.
#[derive(Debug)]
pub struct Items {
    first: bool,
}

/// How far an object of known members has been read.
#[derive(Debug)]
pub struct Members {
    names: &'static [&'static str],
    /// The index of the member that is expected next.
    next: usize,
    first: bool,
}
