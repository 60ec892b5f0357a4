//! Names of shapes and members.

use std::borrow::Borrow;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde_json::Value;

/// An absolute shape id: `namespace#Shape`, or `namespace#Shape$member`.
///
/// Cheap to clone, and looked up by `&str` in maps.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ShapeId(Arc<str>);

/// The text is not an absolute shape id.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is not a shape id of the form `namespace#Shape`")]
pub struct InvalidShapeId(String);

impl ShapeId {
    /// Returns the whole id.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the part before `#`.
    pub fn namespace(&self) -> &str {
        self.0
            .split_once('#')
            .map_or("", |(namespace, _)| namespace)
    }

    /// Returns the name of the shape, which is between `#` and `$`.
    pub fn name(&self) -> &str {
        let name = self.local();
        name.split_once('$').map_or(name, |(shape, _)| shape)
    }

    /// Returns the name of the member, if this is the id of a member.
    pub fn member(&self) -> Option<&str> {
        self.0.split_once('$').map(|(_, member)| member)
    }

    /// Returns the part after `#`: `Shape` or `Shape$member`.
    pub fn local(&self) -> &str {
        self.0.split_once('#').map_or("", |(_, local)| local)
    }

    /// Returns the id of a member of this shape.
    pub fn with_member(&self, member: &str) -> Self {
        Self(format!("{}#{}${member}", self.namespace(), self.name()).into())
    }

    /// Returns the id of the shape that has this member, or the same id if it is not the id of a member.
    pub fn shape(&self) -> Self {
        match self.0.split_once('$') {
            Some((shape, _)) => Self(shape.into()),
            None => self.clone(),
        }
    }

    /// Creates an id that is known to be well formed.
    pub(super) fn prelude(name: &str) -> Self {
        Self(format!("smithy.api#{name}").into())
    }
}

impl FromStr for ShapeId {
    type Err = InvalidShapeId;

    fn from_str(text: &str) -> Result<Self, InvalidShapeId> {
        let invalid = || InvalidShapeId(text.to_owned());
        let (namespace, local) = text.split_once('#').ok_or_else(invalid)?;
        let (shape, member) = match local.split_once('$') {
            Some((shape, member)) => (shape, Some(member)),
            None => (local, None),
        };
        let valid = namespace.split('.').all(is_identifier)
            && is_identifier(shape)
            && member.is_none_or(is_identifier);
        if valid {
            Ok(Self(text.into()))
        } else {
            Err(invalid())
        }
    }
}

/// True for Smithy's `Identifier`: a letter or underscores first, then letters, digits and underscores.
pub(crate) fn is_identifier(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && text
            .chars()
            .all(|each| each.is_ascii_alphanumeric() || each == '_')
}

impl Borrow<str> for ShapeId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for ShapeId {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl PartialEq<str> for ShapeId {
    fn eq(&self, other: &str) -> bool {
        *self.0 == *other
    }
}

impl PartialEq<&str> for ShapeId {
    fn eq(&self, other: &&str) -> bool {
        *self.0 == **other
    }
}

impl fmt::Display for ShapeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for ShapeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0, f)
    }
}

/// Returns the names in a path of members such as `page.nextToken`; `None` if the value is not such a path.
pub(crate) fn member_path(value: &Value) -> Option<Vec<String>> {
    let is_name = |name: &str| {
        let mut letters = name.chars();
        letters
            .next()
            .is_some_and(|first| first.is_alphabetic() || first == '_')
            && letters.all(|letter| letter.is_alphanumeric() || letter == '_')
    };
    let names = value.as_str()?.split('.');
    names
        .map(|name| is_name(name).then(|| name.to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_a_member_id() {
        let id: ShapeId = "com.example#Shape$member".parse().unwrap();
        assert_eq!(
            (id.namespace(), id.name(), id.member(), id.local()),
            ("com.example", "Shape", Some("member"), "Shape$member")
        );
        assert_eq!(id.shape(), "com.example#Shape");
        assert_eq!(id.shape().with_member("other"), "com.example#Shape$other");
    }

    #[test]
    fn a_text_that_is_no_absolute_id_is_rejected() {
        for text in [
            "", "Shape", "#Shape", "a#", "a#b#c", "a#b$", "a..b#c", "a#1b", "a#b c", "a#b$c$d",
        ] {
            assert!(text.parse::<ShapeId>().is_err(), "{text}");
        }
    }
}
