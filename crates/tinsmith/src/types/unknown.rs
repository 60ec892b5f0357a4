//! The values of union members without a type of the model.

use crate::Document;

/// The value of a union's member that has no data (Smithy's `Unit`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Unit;

/// A union's member that this version of the client does not know. It cannot be sent.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct UnknownMember {
    /// The member's name; empty if the union was never set.
    pub name: String,
    /// The member's value.
    pub value: Document,
}
