//! The protocols that a service may speak.

use crate::smithy::Shape;

/// A protocol that clients can be generated for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Protocol {
    /// HTTP bindings with JSON bodies.
    RestJson1,
}

impl Protocol {
    /// Every supported protocol, in the order of preference.
    pub(crate) const ALL: &[Self] = &[Self::RestJson1];

    /// The preferred protocol of those that a service speaks; `None` if none of them is supported.
    pub(crate) fn from_service(service: &Shape) -> Option<Self> {
        let mut supported = Self::ALL.iter().copied();
        supported.find(|protocol| service.traits.has(protocol.trait_id()))
    }

    /// The id of the trait that names the protocol.
    pub(crate) fn trait_id(self) -> &'static str {
        match self {
            Self::RestJson1 => "aws.protocols#restJson1",
        }
    }
}
