//! The region that a response names, as the cause of an error.

use std::error::Error as StdError;
use std::fmt;

use http::HeaderMap;

use crate::error::Error;

/// The region in which a service has the resource of a request.
#[derive(Debug)]
pub(super) struct NamedRegion {
    pub(super) name: String,
    /// True if it is the region of the request, so that another region is not the cause of the error.
    pub(super) is_of_request: bool,
}

impl NamedRegion {
    /// Returns the region that an error has as its cause.
    pub(super) fn from_error(error: &Error) -> Option<&Self> {
        error.get_ref()?.downcast_ref()
    }
}

impl fmt::Display for NamedRegion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the service names the region {}", self.name)?;
        match self.is_of_request {
            true => f.write_str(", to which the request was sent"),
            false => Ok(()),
        }
    }
}

impl StdError for NamedRegion {}

/// Parses the region in a header. Returns `None` if it is invalid.
pub(super) fn parse_header(headers: &HeaderMap, name: &str) -> Option<String> {
    parse_region(headers.get(name)?.to_str().ok()?)
}

/// Parses the name of a region, which becomes a part of the host. Returns `None` if it is invalid.
pub(super) fn parse_region(text: &str) -> Option<String> {
    let is_region = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    let is_valid = (1..64).contains(&text.len()) && text.bytes().all(is_region);
    is_valid.then(|| text.to_owned())
}
