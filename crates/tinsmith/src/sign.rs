//! Signature Version 4.

use std::str;
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SignatureLocation,
    SigningSettings, UriPathNormalizationMode, sign,
};
use aws_sigv4::sign::v4::SigningParams;
use http::header::{HeaderName, HeaderValue, InvalidHeaderValue};
use http::uri::{Authority, PathAndQuery};
use http::{Request, Uri};
use tracing::Dispatch;
use tracing::level_filters::LevelFilter;

use crate::Body;
use crate::error::Chain;

/// What a signature is made out to, and with what.
#[derive(Debug)]
pub(crate) struct Signing<'a> {
    pub(crate) credentials: &'a Credentials,
    pub(crate) service: &'a str,
    pub(crate) region: &'a str,
    pub(crate) time: SystemTime,
    /// Whether the path is encoded once more for the signature, and freed of dots and double slashes.
    pub(crate) double_encoding: bool,
    /// Whether the signature covers the body.
    pub(crate) signs_body: bool,
}

/// Where the signature goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Placement {
    /// Into headers.
    Headers,
    /// Into the query of a URL that is good for so long.
    Query(Duration),
}

impl Signing<'_> {
    /// Signs a request with an absolute URI. Signs all headers there are, so those that are still to come stay unsigned.
    ///
    /// An error says why the request cannot be signed: it has a header that is not ASCII, for example.
    pub(crate) fn apply(
        &self,
        request: &mut Request<Body>,
        placement: Placement,
    ) -> Result<(), String> {
        let (headers, query) = self.sign(request, placement)?;
        for (name, value, sensitive) in headers {
            let mut value = HeaderValue::try_from(value)
                .map_err(|error: InvalidHeaderValue| error.to_string())?;
            // The authorization header can be replayed for some minutes.
            value.set_sensitive(sensitive || name == "authorization");
            request
                .headers_mut()
                .insert(HeaderName::from_static(name), value);
        }
        if !query.is_empty() {
            *request.uri_mut() = with_query(request.uri(), &query)?;
        }
        Ok(())
    }

    fn sign(&self, request: &Request<Body>, placement: Placement) -> Result<Signed, String> {
        let identity = self.credentials.clone().into();
        let params = SigningParams::builder()
            .identity(&identity)
            .region(self.region)
            .name(self.service)
            .time(self.time)
            .settings(self.settings(placement))
            .build()
            .map_err(|error| error.to_string())?
            .into();
        let headers: Vec<(&str, &str)> = request
            .headers()
            .iter()
            .map(|(name, value)| {
                Ok((
                    name.as_str(),
                    str::from_utf8(value.as_bytes()).map_err(|_| name)?,
                ))
            })
            .collect::<Result<_, &HeaderName>>()
            .map_err(|name| format!("the header {name} is not UTF-8"))?;
        let body = match request.body().as_bytes() {
            Some(bytes) if self.signs_body => SignableBody::Bytes(bytes),
            _ => SignableBody::UnsignedPayload,
        };
        let explain = |error| format!("the request cannot be signed: {}", Chain(&error));
        let signable = SignableRequest::new(
            request.method().as_str(),
            url(request.uri()),
            headers.into_iter(),
            body,
        )
        .map_err(explain)?;
        let (headers, query) = unheard(|| sign(signable, &params))
            .map_err(explain)?
            .into_parts()
            .0
            .into_parts();
        Ok((
            headers
                .into_iter()
                .map(|header| (header.name(), header.value().to_owned(), header.sensitive()))
                .collect(),
            query
                .into_iter()
                .map(|(name, value)| (name, value.into_owned()))
                .collect(),
        ))
    }

    fn settings(&self, placement: Placement) -> SigningSettings {
        let mut settings = SigningSettings::default();
        if !self.double_encoding {
            settings.percent_encoding_mode = PercentEncodingMode::Single;
            settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
        }
        match placement {
            Placement::Headers if !self.signs_body => {
                // Without the body in it, a signature needs the header that says so.
                settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
            }
            Placement::Headers => {}
            Placement::Query(expires_in) => {
                settings.signature_location = SignatureLocation::QueryParams;
                settings.expires_in = Some(expires_in);
            }
        }
        settings
    }
}

/// The text of an absolute URI, put together at once: its `Display` writes piece by piece.
fn url(uri: &Uri) -> String {
    let authority = uri.authority().map_or("", Authority::as_str);
    let path_and_query = uri.path_and_query().map_or("/", PathAndQuery::as_str);
    [
        uri.scheme_str().unwrap_or_default(),
        "://",
        authority,
        path_and_query,
    ]
    .concat()
}

/// Keeps to itself what aws-sigv4 logs at the level `trace`: URLs and headers with the secrets of an input in them, and, for a
/// presigned URL, the session token.
///
/// Taking the subscriber away on this thread is possible for tracing alone. Its feature `log` writes events to the `log` crate
/// instead, as long as the process never had a subscriber; if a logger is there for them, it loses them from then on.
fn unheard<T>(sign: impl FnOnce() -> T) -> T {
    let is_traced = LevelFilter::current() == LevelFilter::TRACE;
    let is_logged = log::log_enabled!(target: "aws_sigv4::http_request::sign", log::Level::Trace);
    if is_traced || is_logged {
        tracing::dispatcher::with_default(&Dispatch::none(), sign)
    } else {
        sign()
    }
}

/// Headers with whether they are secrets, and query parameters.
type Signed = (
    Vec<(&'static str, String, bool)>,
    Vec<(&'static str, String)>,
);

fn with_query(uri: &Uri, parameters: &[(&str, String)]) -> Result<Uri, String> {
    let mut text = uri.to_string();
    let mut separator = if uri.query().is_some() { '&' } else { '?' };
    for (name, value) in parameters {
        text.push(separator);
        text.push_str(name);
        text.push('=');
        text.push_str(&crate::endpoint::uri_encode(value));
        separator = '&';
    }
    text.parse()
        .map_err(|_| "the signed URL is too long".to_owned())
}

#[cfg(test)]
mod tests;
