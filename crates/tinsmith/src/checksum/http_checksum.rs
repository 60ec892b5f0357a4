//! The checksums that an operation supports.

use http::header::{HeaderMap, HeaderName, HeaderValue};
use http::{Request, Response};

use super::algorithm::{ChecksumAlgorithm, compute_checksum};
use super::policy::ChecksumPolicy;
use crate::http::Body;

/// The beginning of the names of headers with checksums.
const HEADER: &str = "x-amz-checksum-";

/// Headers with this beginning that have no checksum.
const OTHER_HEADERS: [&str; 3] = [
    "x-amz-checksum-algorithm",
    "x-amz-checksum-mode",
    "x-amz-checksum-type",
];

/// The mode in which a service sends the checksum of the response's body.
const ENABLED: HeaderValue = HeaderValue::from_static("ENABLED");

/// The checksums that an operation supports (`aws.protocols#httpChecksum`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HttpChecksum {
    /// The header of the member with the algorithm of the request's checksum, if the input has one.
    pub algorithm_header: Option<&'static str>,
    /// True if each request has a checksum.
    pub is_required: bool,
    /// True if the body of the request is a stream in the model.
    pub has_streaming_input: bool,
    /// The header of the member that requests the checksum of the response, if the input has one.
    pub mode_header: Option<&'static str>,
    /// The algorithms of the checksums that the response may have.
    pub response_algorithms: &'static [ChecksumAlgorithm],
}

/// The checksum of a streamed body, which follows the body: an extension of the request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TrailingChecksum {
    pub(crate) algorithm: ChecksumAlgorithm,
    /// The header of the member with the algorithm, if the input has one.
    pub(crate) algorithm_header: Option<&'static str>,
}

/// The header with the checksum that was computed for the body of a request: an extension of the request.
#[derive(Clone, Debug)]
struct ComputedChecksum {
    name: HeaderName,
    value: HeaderValue,
}

impl ComputedChecksum {
    /// True if these headers still have it: the caller may replace or remove the checksum before the request is signed.
    fn is_in(&self, headers: &HeaderMap) -> bool {
        headers.get(&self.name) == Some(&self.value)
    }
}

impl HttpChecksum {
    /// No checksum, for `..HttpChecksum::DEFAULT`.
    pub const DEFAULT: Self = Self {
        algorithm_header: None,
        is_required: false,
        has_streaming_input: false,
        mode_header: None,
        response_algorithms: &[],
    };

    /// Adds the checksum of a body in memory to a request, or marks the request if its body is a stream. A checksum that the caller has set stays.
    ///
    /// # Errors
    ///
    /// The caller has chosen an algorithm that is not supported.
    pub(crate) fn add(
        &self,
        request: &mut Request<Body>,
        policy: ChecksumPolicy,
    ) -> Result<(), String> {
        let Some(algorithm) = self.request_algorithm(request.headers(), policy)? else {
            return Ok(());
        };
        if request.headers().keys().any(is_checksum) {
            return Ok(());
        }
        let value = match request.body().as_bytes() {
            Some(bytes) => HeaderValue::try_from(compute_checksum(algorithm, bytes)),
            None => {
                self.remove_unused_algorithm(request.headers_mut());
                request.extensions_mut().insert(TrailingChecksum {
                    algorithm,
                    algorithm_header: self.algorithm_header,
                });
                return Ok(());
            }
        };
        let headers = request.headers_mut();
        if let Some(name) = self.algorithm_header {
            headers.insert(name, HeaderValue::from_static(algorithm.as_str()));
        }
        // Base64 is always a valid value.
        if let Ok(value) = value {
            let name = HeaderName::from_static(algorithm.header());
            headers.insert(name.clone(), value.clone());
            let computed = ComputedChecksum { name, value };
            request.extensions_mut().insert(computed);
        }
        Ok(())
    }

    /// True if TLS and the checksum that was computed for it protect the body of a request, so that no signature has to cover it. As in botocore, this
    /// is for streams in the model alone, also if the body is in memory, and not for a checksum that the caller has set or replaced. Unlike in botocore, the
    /// header `Content-MD5` in place of a checksum does not protect the body.
    pub(crate) fn protects_body(&self, request: &Request<Body>) -> bool {
        self.has_streaming_input
            && request.uri().scheme_str() == Some("https")
            && request
                .extensions()
                .get::<ComputedChecksum>()
                .is_some_and(|computed| computed.is_in(request.headers()))
    }

    /// Removes the algorithm from a request without a checksum: services reject one without the other.
    pub(crate) fn remove_unused_algorithm(&self, headers: &mut HeaderMap) {
        if let Some(name) = self.algorithm_header
            && !headers.keys().any(is_checksum)
        {
            headers.remove(name);
        }
    }

    /// Requests the checksum of the response, unless the caller has set the mode.
    pub(crate) fn request_validation(&self, headers: &mut HeaderMap, policy: ChecksumPolicy) {
        if let Some(name) = self.mode_header
            && policy == ChecksumPolicy::WhenSupported
            && !headers.contains_key(name)
        {
            headers.insert(name, ENABLED);
        }
    }

    /// True if the response to a request with these headers is validated.
    pub(crate) fn is_validated(&self, headers: &HeaderMap, policy: ChecksumPolicy) -> bool {
        match self.mode_header {
            Some(name) => headers
                .get(name)
                .is_some_and(|mode| mode.as_bytes().eq_ignore_ascii_case(ENABLED.as_bytes())),
            None => policy == ChecksumPolicy::WhenSupported,
        }
    }

    /// Returns the algorithm of the checksum of a response's body and the checksum in base64, if the response has one. Of several it is the one
    /// that takes the least time.
    ///
    /// The checksum of an object of several parts may be that of the checksums of its parts. It ends with their number, as in `AAAAAA==-3`, and
    /// does not concern the body.
    pub(super) fn of_response<'r>(
        &self,
        response: &'r Response<Body>,
    ) -> Option<(ChecksumAlgorithm, &'r str)> {
        let algorithms = ChecksumAlgorithm::ALL.into_iter();
        let supported = algorithms.filter(|algorithm| self.response_algorithms.contains(algorithm));
        let mut found = supported.filter_map(|algorithm| {
            let text = response.headers().get(algorithm.header())?.to_str().ok()?;
            Some((algorithm, text.trim()))
        });
        // Base64 has no hyphen.
        found.find(|(_, text)| !text.is_empty() && !text.contains('-'))
    }

    /// Returns the algorithm that the caller has chosen, or else the default, if requests have a checksum.
    fn request_algorithm(
        &self,
        headers: &HeaderMap,
        policy: ChecksumPolicy,
    ) -> Result<Option<ChecksumAlgorithm>, String> {
        let chosen = self.algorithm_header.and_then(|name| headers.get(name));
        if let Some(chosen) = chosen {
            let mut algorithms = ChecksumAlgorithm::ALL.into_iter();
            let found = algorithms.find(|algorithm| {
                let name = algorithm.as_str().as_bytes();
                chosen.as_bytes().eq_ignore_ascii_case(name)
            });
            return match found {
                Some(algorithm) => Ok(Some(algorithm)),
                // The checksum itself is all that the service needs.
                None if headers.keys().any(is_checksum) => Ok(None),
                None => Err(format!(
                    "the checksum algorithm {chosen:?} is not supported: use CRC32, CRC32C, CRC64NVME, SHA1 or SHA256, or set the checksum"
                )),
            };
        }
        let is_default = self.algorithm_header.is_some() && policy == ChecksumPolicy::WhenSupported;
        Ok((is_default || self.is_required).then_some(ChecksumAlgorithm::Crc32))
    }
}

fn is_checksum(name: &HeaderName) -> bool {
    name.as_str().starts_with(HEADER) && !OTHER_HEADERS.contains(&name.as_str())
}
