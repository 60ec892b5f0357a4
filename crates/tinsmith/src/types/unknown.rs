//! The values of union members without a type of the model.

use std::fmt;

use crate::Document;

/// The value of a union's member that has no data (Smithy's `Unit`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Unit;

/// A union's member that this version of the client does not know. It cannot be sent. That of a union that was never set has neither name nor value.
// A box, so that this rare variant does not make unions larger than their other members do.
#[derive(Clone, Default)]
pub struct UnknownMember(Option<Box<(String, Document)>>);

impl UnknownMember {
    /// Creates a member with a name and a value.
    pub fn new(name: impl Into<String>, value: Document) -> Self {
        Self(Some(Box::new((name.into(), value))))
    }

    /// Returns the member's name, which is empty if the union was never set.
    pub fn name(&self) -> &str {
        self.0.as_ref().map_or("", |member| &member.0)
    }

    /// Returns the member's value; null if the union was never set.
    pub fn value(&self) -> &Document {
        self.0.as_ref().map_or(&Document::Null, |member| &member.1)
    }

    /// Returns the member's name and value: an empty name and null if the union was never set.
    pub fn into_parts(self) -> (String, Document) {
        self.0.map_or_else(Default::default, |member| *member)
    }
}

impl PartialEq for UnknownMember {
    fn eq(&self, other: &Self) -> bool {
        (self.name(), self.value()) == (other.name(), other.value())
    }
}

impl fmt::Debug for UnknownMember {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnknownMember")
            .field("name", &self.name())
            .field("value", self.value())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_is_as_large_as_a_pointer_and_shows_its_name_and_value() {
        assert_eq!(size_of::<UnknownMember>(), size_of::<usize>());
        let member = UnknownMember::new("shape", Document::from("round"));
        assert_eq!(
            (member.name(), member.value()),
            ("shape", &Document::from("round"))
        );
        assert_eq!(
            format!("{member:?}"),
            r#"UnknownMember { name: "shape", value: String("round") }"#
        );
        let unset = UnknownMember::default();
        assert_eq!((unset.name(), unset.value()), ("", &Document::Null));
        assert_eq!(unset, UnknownMember::new("", Document::Null));
        assert_ne!(unset, member);
        assert_eq!(unset.into_parts(), (String::new(), Document::Null));
        assert_eq!(
            member.into_parts(),
            ("shape".to_owned(), Document::from("round"))
        );
    }
}
