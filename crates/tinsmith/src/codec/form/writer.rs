//! The writer's parameters and its errors.

use crate::codec::text;
use crate::codec::value_path::{push_index, push_name};
use crate::codec::xml::{ENTRY, ITEM, KEY, VALUE};
use crate::codec::{Member, XmlTraits};

/// The rules in which the two protocols differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormDialect {
    /// [`aws.protocols#awsQuery`](https://smithy.io/2.0/aws/protocols/aws-query-protocol.html).
    Aws,
    /// [`aws.protocols#ec2Query`](https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html): names begin in upper case, lists are
    /// flattened, and empty lists omitted.
    Ec2,
}

/// A writer of one form.
///
/// Values that must not be sent are collected, each with the path to it.
#[derive(Debug)]
pub struct FormWriter {
    dialect: FormDialect,
    body: String,
    errors: Vec<String>,
    /// The name of the parameter of the value that is written next.
    name: String,
    /// The traits of the value that is written next.
    traits: &'static XmlTraits,
    levels: Vec<Level>,
}

/// A value that has begun and not ended.
#[derive(Debug)]
struct Level {
    /// The length of the name that all parameters of the value begin with.
    length: usize,
    traits: &'static XmlTraits,
    position: Position,
}

#[derive(Debug)]
enum Position {
    /// A structure, and the current member's name in the model.
    Structure(&'static str),
    /// A list, and the number of items so far.
    List(usize),
    /// A map, the number of entries so far, and the key of the current one.
    Map(usize, String),
}

impl FormWriter {
    /// Creates a writer of a request for an operation of this name, in this version of the service.
    pub fn new(dialect: FormDialect, action: &str, version: &str) -> Self {
        let mut body = String::from("Action=");
        text::encode(action, &mut body);
        body.push_str("&Version=");
        text::encode(version, &mut body);
        Self {
            dialect,
            body,
            errors: Vec::new(),
            name: String::new(),
            traits: &XmlTraits::NONE,
            levels: Vec::new(),
        }
    }

    /// Returns the form.
    ///
    /// # Errors
    ///
    /// Every value that was rejected: the path to it and the reason.
    pub fn finish(self) -> Result<Vec<u8>, Vec<String>> {
        if self.errors.is_empty() {
            Ok(self.body.into())
        } else {
            Err(self.errors)
        }
    }

    pub(super) fn record_error(&mut self, message: &str) {
        let mut path = String::new();
        for level in &self.levels {
            match &level.position {
                Position::Structure(member) => push_name(&mut path, member),
                Position::List(items) => push_index(&mut path, items.saturating_sub(1)),
                Position::Map(_, key) => push_name(&mut path, key),
            }
        }
        self.errors.push(if path.is_empty() {
            message.to_owned()
        } else {
            format!("{path}: {message}")
        });
    }

    /// Writes a parameter with the current name.
    pub(super) fn parameter(&mut self, value: &str) {
        self.body.push('&');
        text::encode(&self.name, &mut self.body);
        self.body.push('=');
        text::encode(value, &mut self.body);
    }

    pub(super) fn begin_structure(&mut self) {
        self.begin(Position::Structure(""));
    }

    pub(super) fn begin_member(&mut self, member: &'static Member) {
        let name = member.form_name().unwrap_or_else(|| member.xml_name());
        let is_upper = self.dialect == FormDialect::Ec2 && member.form_name().is_none();
        self.set_position(|position| *position = Position::Structure(member.name()));
        self.next(name, is_upper, member.xml());
    }

    pub(super) fn begin_list(&mut self) {
        self.begin(Position::List(0));
    }

    pub(super) fn begin_item(&mut self) {
        let Some(Level {
            traits,
            position: Position::List(items),
            ..
        }) = self.levels.last_mut()
        else {
            return;
        };
        *items += 1;
        let (traits, index) = (*traits, *items);
        let item = traits.item_traits();
        let is_flattened = traits.is_flattened || self.dialect == FormDialect::Ec2;
        self.next_numbered((!is_flattened).then(|| item.name.unwrap_or(ITEM)), index);
        self.traits = item;
    }

    pub(super) fn end_list(&mut self) {
        let level = self.pop();
        let is_empty = level.is_some_and(|level| matches!(level.position, Position::List(0)));
        if is_empty && self.dialect == FormDialect::Aws {
            self.parameter("");
        }
    }

    pub(super) fn begin_map(&mut self) {
        self.begin(Position::Map(0, String::new()));
    }

    pub(super) fn begin_entry(&mut self, key: &str) {
        let Some(Level {
            traits,
            position: Position::Map(entries, current),
            ..
        }) = self.levels.last_mut()
        else {
            return;
        };
        *entries += 1;
        key.clone_into(current);
        let (traits, index) = (*traits, *entries);
        self.next_numbered((!traits.is_flattened).then_some(ENTRY), index);
        let length = self.name.len();
        self.push(traits.key_traits().name.unwrap_or(KEY), false);
        self.parameter(key);
        self.name.truncate(length);
        self.push(traits.item_traits().name.unwrap_or(VALUE), false);
        self.traits = traits.item_traits();
    }

    /// Ends the innermost value.
    pub(super) fn end(&mut self) {
        self.pop();
    }

    fn begin(&mut self, position: Position) {
        self.levels.push(Level {
            length: self.name.len(),
            traits: self.traits,
            position,
        });
    }

    fn pop(&mut self) -> Option<Level> {
        let level = self.levels.pop();
        if let Some(level) = &level {
            self.name.truncate(level.length);
        }
        level
    }

    fn set_position(&mut self, set: impl FnOnce(&mut Position)) {
        if let Some(level) = self.levels.last_mut() {
            set(&mut level.position);
        }
    }

    /// Sets the name of the next parameter to that of the innermost value and a part.
    fn next(&mut self, part: &str, is_upper: bool, traits: &'static XmlTraits) {
        let length = self.levels.last().map_or(0, |level| level.length);
        self.name.truncate(length);
        self.push(part, is_upper);
        self.traits = traits;
    }

    fn next_numbered(&mut self, part: Option<&str>, index: usize) {
        let length = self.levels.last().map_or(0, |level| level.length);
        self.name.truncate(length);
        if let Some(part) = part {
            self.push(part, false);
        }
        self.push(itoa::Buffer::new().format(index), false);
    }

    /// Appends a part to the name of the next parameter; `is_upper` puts its first letter in upper case.
    fn push(&mut self, part: &str, is_upper: bool) {
        if !self.name.is_empty() {
            self.name.push('.');
        }
        let mut rest = part.chars();
        match rest.next() {
            Some(first) if is_upper => {
                self.name.push(first.to_ascii_uppercase());
                self.name.push_str(rest.as_str());
            }
            _ => self.name.push_str(part),
        }
    }
}
