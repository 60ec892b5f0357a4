//! The names by which a request has the session token of its credentials, if they are others than those of Signature Version 4.

use http::header::HeaderName;

use crate::error::Error;
#[cfg(feature = "session-credentials")]
use crate::error::ErrorKind;

/// The names for the token of a session with a resource.
#[cfg(feature = "session-credentials")]
#[derive(Clone, Copy, Debug)]
pub(crate) struct TokenNames {
    /// The header of a signed request.
    pub(crate) header: &'static str,
    /// The query parameter of a presigned URL.
    pub(crate) parameter: &'static str,
}

/// No request has such names, so that nothing is compiled for them.
#[cfg(not(feature = "session-credentials"))]
#[derive(Clone, Copy, Debug)]
pub(crate) enum TokenNames {}

#[cfg(feature = "session-credentials")]
impl TokenNames {
    /// Returns the header of a signed request.
    ///
    /// # Errors
    ///
    /// The text is no name of a header.
    pub(super) fn header(self) -> Result<HeaderName, Error> {
        HeaderName::try_from(self.header).map_err(|problem| {
            let name = self.header;
            let problem = format!("the header {name:?} of the session token: {problem}");
            Error::new(ErrorKind::Endpoint, problem)
        })
    }

    /// Returns the query parameter of a presigned URL.
    pub(super) fn parameter(self) -> &'static str {
        self.parameter
    }
}

#[cfg(not(feature = "session-credentials"))]
impl TokenNames {
    pub(super) fn header(self) -> Result<HeaderName, Error> {
        match self {}
    }

    pub(super) fn parameter(self) -> &'static str {
        match self {}
    }
}
