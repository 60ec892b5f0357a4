//! The description of an operation: name, service and route.

use axum::routing::MethodFilter;

/// One of the services.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Service {
    Bedrock,
    Deadline,
    Logs,
    Nimble,
}

impl Service {
    /// Returns the service's name in a credential scope.
    pub(crate) fn signing_name(self) -> &'static str {
        match self {
            Self::Bedrock => "bedrock",
            Self::Deadline => "deadline",
            Self::Logs => "logs",
            Self::Nimble => "nimble",
        }
    }

    /// Returns the media type of the service's protocol.
    pub(crate) fn media_type(self) -> &'static str {
        match self {
            Self::Bedrock | Self::Deadline | Self::Nimble => "application/json",
            Self::Logs => "application/x-amz-json-1.1",
        }
    }
}

/// An operation of one of the services.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Operation {
    pub(crate) name: &'static str,
    pub(crate) service: Service,
    pub(crate) route: Route,
}

/// The part of a request that selects its operation.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Route {
    /// Method and path, with the labels of the path in braces (restJson1).
    Path(MethodFilter, &'static str),
    /// The header `X-Amz-Target` of a POST request to `/` (awsJson1_1).
    Target(&'static str),
}
