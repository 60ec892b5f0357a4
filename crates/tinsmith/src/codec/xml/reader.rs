//! The reader's elements and their text.

use std::borrow::Cow;

use super::lexer::{self, CUT_SHORT, Token, WHITESPACE, local_name};
use super::{attributes, path, text};
use crate::codec::limits::{Memory, Progress, TOO_DEEP};
use crate::codec::{FullList, MAX_DEPTH, ReadError, XmlTraits};

/// The greatest depth of an item whose list probably has the rest of the document: `<…Response><…Result><Items><member>`.
const OUTERMOST_DEPTH: usize = 4;

/// A reader of one XML document, in place.
///
/// Names are compared without their prefixes.
#[derive(Debug)]
pub struct XmlReader<'a> {
    input: &'a str,
    /// The offset of the next token; the end of the input after an error.
    pub(super) offset: usize,
    /// The names of the elements that are open.
    open: Vec<&'a str>,
    /// True in an element whose start tag is its end, too.
    pub(super) is_empty: bool,
    /// The attributes of the element whose start tag was read last.
    pub(super) attributes: &'a str,
    /// True if the root was found.
    has_root: bool,
    /// The value that is read next, if it is that of an attribute.
    pub(super) attribute: Option<Cow<'a, str>>,
    /// The offset of the end of that attribute.
    pub(super) attribute_end: usize,
    /// True if the value that is read next is absent: that of an entry that has only a key.
    pub(super) is_absent: bool,
    /// The traits of the value that is read next.
    pub(super) traits: &'static XmlTraits,
    /// The name of the elements of the list or map that is read next, if it is a flattened one in a union.
    pub(super) union_member: Option<&'a str>,
    error: Option<Error>,
    memory: Memory,
}

#[derive(Clone, Copy, Debug)]
struct Error {
    message: &'static str,
    offset: usize,
}

impl<'a> XmlReader<'a> {
    /// Creates a reader of `input`, which is checked to be UTF-8 once for all texts in it.
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
        const BYTE_ORDER_MARK: char = '\u{FEFF}';
        let start = match text.starts_with(BYTE_ORDER_MARK) {
            true => BYTE_ORDER_MARK.len_utf8(),
            false => 0,
        };
        Self {
            input: text,
            offset: if error.is_some() { text.len() } else { start },
            open: Vec::new(),
            is_empty: false,
            attributes: "",
            has_root: false,
            attribute: None,
            attribute_end: 0,
            is_absent: false,
            traits: &XmlTraits::NONE,
            union_member: None,
            error,
            memory: Memory::for_body(input.len()),
        }
    }

    /// Ends the document.
    ///
    /// # Errors
    ///
    /// The first error: the text is not XML, is not what the caller expected, or is followed by more than comments.
    pub fn finish(mut self) -> Result<(), ReadError> {
        while self.error.is_none() && !self.open.is_empty() {
            self.next_element();
        }
        self.next_element();
        match self.error {
            Some(Error { message, offset }) => Err(ReadError {
                path: path::at_end_of(self.input.get(..offset).unwrap_or_default()),
                message,
                offset: Some(offset),
            }),
            None => Ok(()),
        }
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
            self.error = Some(Error { message, offset });
        }
        self.offset = self.input.len();
        self.is_empty = false;
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
            is_outermost: self.open.len() <= OUTERMOST_DEPTH,
        };
        let slots = self.memory.reserve_slots(list, progress);
        if slots == 0 {
            self.record_error(Memory::USED_UP);
        }
        slots
    }

    /// Returns the message of the first error.
    pub(super) fn error(&self) -> Option<&'static str> {
        self.error.map(|error| error.message)
    }

    /// Returns the number of elements that are open.
    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    /// Returns the position after the start tag of the current element.
    pub(super) fn bookmark(&self) -> Bookmark<'a> {
        Bookmark {
            offset: self.offset,
            is_empty: self.is_empty,
            name: self.open.last().copied().unwrap_or_default(),
            attributes: self.attributes,
        }
    }

    /// Enters again an element that was left.
    pub(super) fn return_to(&mut self, bookmark: Bookmark<'a>) {
        self.offset = bookmark.offset;
        self.is_empty = bookmark.is_empty;
        self.attributes = bookmark.attributes;
        self.open.push(bookmark.name);
    }

    /// Moves to the next element in the current one, or to the root. `false` at the end of the current element, which is then left, at the end
    /// of the document, and after an error. Text is skipped.
    pub(crate) fn next_element(&mut self) -> bool {
        if self.is_empty {
            self.leave();
            return false;
        }
        if !self.open.is_empty() {
            self.skip_plain_text();
            if self.leave_at_end_tag() {
                return false;
            }
        }
        loop {
            let start = self.offset;
            let Some(token) = self.next_token() else {
                if !self.open.is_empty() || !self.has_root {
                    self.record_error(CUT_SHORT);
                }
                return false;
            };
            match token {
                Token::Start { .. } if self.open.is_empty() && self.has_root => {
                    self.record_error_at(start, "expected the end");
                    return false;
                }
                Token::Start {
                    name,
                    attributes,
                    is_empty,
                } => return self.enter(start, name, attributes, is_empty),
                Token::End(name) => {
                    self.end(start, name);
                    return false;
                }
                Token::Text(text) if !self.open.is_empty() => {
                    if let Err(message) = text::check(text) {
                        self.record_error_at(start, message);
                        return false;
                    }
                }
                Token::Verbatim(_) if !self.open.is_empty() => {}
                Token::Text(text) if text.trim_matches(WHITESPACE).is_empty() => {}
                Token::Text(_) | Token::Verbatim(_) => {
                    self.record_error_at(start, "expected an element");
                    return false;
                }
                Token::Ignored => {}
            }
        }
    }

    /// Returns the name of the current element without its prefix.
    pub(super) fn name(&self) -> &'a str {
        local_name(self.open.last().copied().unwrap_or_default())
    }

    /// Moves to the first element of this name in the current one. `false` at its end.
    pub(crate) fn enter_named(&mut self, name: &str) -> bool {
        while self.next_element() {
            if self.name() == local_name(name) {
                return true;
            }
            self.skip();
        }
        false
    }

    /// Moves to the first element at a path below the root. `false` if there is none.
    pub(crate) fn enter_path(&mut self, path: &[&str]) -> bool {
        self.next_element() && path.iter().all(|name| self.enter_named(name))
    }

    /// Skips the rest of the current element.
    pub(super) fn skip(&mut self) {
        self.leave_to(self.open.len().saturating_sub(1));
    }

    /// Skips the rest of the elements that are open beyond this number of them.
    pub(super) fn leave_to(&mut self, depth: usize) {
        while self.error.is_none() && self.open.len() > depth {
            self.next_element();
        }
    }

    /// Reads the text of the attribute or element that is read next, which it leaves.
    pub(crate) fn read_text(&mut self) -> Cow<'a, str> {
        if let Some(value) = self.attribute.take() {
            return value;
        }
        if self.is_empty {
            self.leave();
            return Cow::Borrowed("");
        }
        let start = self.offset;
        if let Some(text) = self.skip_plain_text() {
            if self.leave_at_end_tag() {
                return Cow::Borrowed(text);
            }
            self.offset = start;
        }
        let mut content = Cow::Borrowed("");
        loop {
            let start = self.offset;
            let piece = match self.next_token() {
                Some(Token::Text(text)) => text::unescape(text),
                Some(Token::Verbatim(text)) => Ok(text::with_line_feeds(text)),
                Some(Token::Ignored) => continue,
                Some(Token::End(name)) => {
                    self.end(start, name);
                    return content;
                }
                Some(Token::Start { .. }) => Err("expected text"),
                None => {
                    self.record_error(CUT_SHORT);
                    return Cow::Borrowed("");
                }
            };
            match piece {
                Ok(piece) if content.is_empty() => content = piece,
                Ok(piece) => content.to_mut().push_str(&piece),
                Err(message) => {
                    self.record_error_at(start, message);
                    return Cow::Borrowed("");
                }
            }
        }
    }

    /// Reads the text of the current element, and of the elements in it, which it leaves.
    pub(super) fn read_any_text(&mut self) -> String {
        let depth = self.open.len();
        let mut content = String::new();
        while self.error.is_none() && self.open.len() >= depth {
            if self.is_empty {
                self.leave();
                continue;
            }
            let start = self.offset;
            match self.next_token() {
                Some(Token::Text(text)) => match text::unescape(text) {
                    Ok(text) => content.push_str(&text),
                    Err(message) => self.record_error_at(start, message),
                },
                Some(Token::Verbatim(text)) => content.push_str(&text::with_line_feeds(text)),
                Some(Token::Start {
                    name,
                    attributes,
                    is_empty,
                }) => {
                    self.enter(start, name, attributes, is_empty);
                }
                Some(Token::End(name)) => self.end(start, name),
                Some(Token::Ignored) => {}
                None => self.record_error(CUT_SHORT),
            }
        }
        content
    }

    /// Reads an absent value, if it is the next one.
    pub(super) fn read_absent(&mut self) -> bool {
        std::mem::take(&mut self.is_absent)
    }

    fn rest(&self) -> &'a str {
        self.input.get(self.offset..).unwrap_or_default()
    }

    /// Moves to the next markup if there is only text without references before it, and returns the text.
    #[inline]
    fn skip_plain_text(&mut self) -> Option<&'a str> {
        let rest = self.rest();
        let (text, after) = rest.split_at_checked(text::plain_length(rest.as_bytes()))?;
        after.starts_with('<').then(|| {
            self.offset += text.len();
            text
        })
    }

    /// Leaves the current element if its end tag is next, and has no white space: most end tags have none.
    #[inline]
    fn leave_at_end_tag(&mut self) -> bool {
        let name = self.open.last().copied().unwrap_or_default();
        let end = self.rest().strip_prefix("</");
        let after = end.and_then(|end| end.strip_prefix(name)?.strip_prefix('>'));
        if let (Some(after), false) = (after, name.is_empty()) {
            self.offset = self.input.len() - after.len();
            self.leave();
            return true;
        }
        false
    }

    /// Reads the next token; `None` at the end of the input, and with an error recorded.
    fn next_token(&mut self) -> Option<Token<'a>> {
        match lexer::next(self.rest()) {
            Ok(Some((token, length))) => {
                self.offset += length;
                Some(token)
            }
            Ok(None) => None,
            Err(message) => {
                self.record_error(message);
                None
            }
        }
    }

    fn enter(&mut self, start: usize, name: &'a str, attributes: &'a str, is_empty: bool) -> bool {
        self.has_root = true;
        self.open.push(name);
        self.is_empty = is_empty;
        self.attributes = attributes;
        if self.open.len() > MAX_DEPTH {
            self.record_error_at(start, TOO_DEEP);
        }
        let mut rest = attributes;
        loop {
            match attributes::next(rest) {
                Ok(Some((_, value, after))) => {
                    rest = after;
                    if let Err(message) = text::check(value) {
                        self.record_error_at(self.end_of_attribute(rest), message);
                        break;
                    }
                }
                Ok(None) => break,
                Err(message) => {
                    self.record_error_at(start, message);
                    break;
                }
            }
        }
        self.error.is_none()
    }

    /// Leaves the current element.
    fn leave(&mut self) {
        self.is_empty = false;
        self.open.pop();
    }

    fn end(&mut self, start: usize, name: &str) {
        if self.open.last() == Some(&name) {
            self.leave();
        } else {
            self.record_error_at(start, "end tag without its start tag");
        }
    }
}

/// The position after a start tag.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bookmark<'a> {
    offset: usize,
    is_empty: bool,
    name: &'a str,
    attributes: &'a str,
}
