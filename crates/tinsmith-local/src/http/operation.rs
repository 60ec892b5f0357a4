//! The description of an operation: name, service and route.

use axum::routing::MethodFilter;

/// One of the two services.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Service {
    Deadline,
    Nimble,
}

impl Service {
    /// Returns the service's name in a credential scope.
    pub(crate) fn signing_name(self) -> &'static str {
        match self {
            Self::Deadline => "deadline",
            Self::Nimble => "nimble",
        }
    }
}

/// An operation of one of the services.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Operation {
    pub(crate) name: &'static str,
    pub(crate) service: Service,
    pub(crate) method: MethodFilter,
    /// The path, with its labels in braces.
    pub(crate) path: &'static str,
}
