//! The regions in which a signature is valid, which decide its algorithm.

use http::header::HeaderName;
#[cfg(feature = "sigv4a")]
use http::header::HeaderValue;

#[cfg(feature = "sigv4a")]
use crate::error::{Error, ErrorKind};

/// The header with the regions of a signature for several ones.
pub(crate) const REGION_SET: HeaderName = HeaderName::from_static("x-amz-region-set");

/// The regions of a signature.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Regions<'a> {
    /// One region, by Signature Version 4.
    One(&'a str),
    /// A set of regions, such as `*` or `us-east-1,us-west-2`, by Signature Version 4A.
    #[cfg(feature = "sigv4a")]
    Set(&'a str),
}

impl Regions<'_> {
    /// Returns the name of the algorithm.
    pub(super) fn algorithm(self) -> &'static str {
        match self {
            Self::One(_) => "AWS4-HMAC-SHA256",
            #[cfg(feature = "sigv4a")]
            Self::Set(_) => "AWS4-ECDSA-P256-SHA256",
        }
    }

    /// Returns the scope of the credentials on a day, `YYYYMMDD`. A set of regions is not a part of it.
    pub(super) fn scope(self, day: &str, service: &str) -> String {
        match self {
            Self::One(region) => [day, region, service, "aws4_request"].join("/"),
            #[cfg(feature = "sigv4a")]
            Self::Set(_) => [day, service, "aws4_request"].join("/"),
        }
    }

    /// Returns the value of the header with the regions, if a signature for them has it.
    #[cfg(feature = "sigv4a")]
    pub(super) fn header(self) -> Result<Option<HeaderValue>, Error> {
        let Self::Set(region_set) = self else {
            return Ok(None);
        };
        let value = HeaderValue::try_from(region_set).map_err(|problem| {
            let problem = format!("the regions {region_set:?} of the endpoint: {problem}");
            Error::new(ErrorKind::Endpoint, problem)
        })?;
        Ok(Some(value))
    }
}
