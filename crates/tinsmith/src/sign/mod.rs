//! [Signature Version 4](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html), and 4A with the feature `sigv4a`.
//!
//! A request first gets the headers or query parameters that the signature covers, and is then signed as it is.

mod canonical;
pub(crate) mod checksum;
#[cfg(feature = "checksums")]
pub(crate) mod chunk_signing;
#[cfg(feature = "event-stream")]
pub(crate) mod frame_signing;
pub(crate) mod http_auth;
mod key;
mod post_policy;
mod regions;
mod token_names;

use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use http::header::{AUTHORIZATION, HeaderName, HeaderValue};
use http::{Request, Uri};
use sha2::{Digest, Sha256};

pub(crate) use self::canonical::Placement;
use self::canonical::SignedHeaders;
pub(crate) use self::checksum::CONTENT_SHA256;
use self::key::KeyScope;
pub(crate) use self::key::SigningKeys;
pub use self::post_policy::PostPolicy;
pub(crate) use self::regions::{REGION_SET, Regions};
pub(crate) use self::token_names::TokenNames;
use crate::codec::text::{decode_form, encode, hex};
use crate::error::{Error, ErrorKind};
use crate::{Body, Timestamp, TimestampFormat};

pub(crate) const DATE: HeaderName = HeaderName::from_static("x-amz-date");
pub(crate) const SECURITY_TOKEN: HeaderName = HeaderName::from_static("x-amz-security-token");
/// The hash of an empty body, which most requests have.
const EMPTY_PAYLOAD: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
/// The text in place of the hash of a body that the signature does not cover.
const UNSIGNED_PAYLOAD: &str = "UNSIGNED-PAYLOAD";
/// The text in place of the hash of a body that is an event stream, whose frames have signatures of their own.
#[cfg(feature = "event-stream")]
const STREAMED_EVENTS: &str = "STREAMING-AWS4-HMAC-SHA256-EVENTS";
/// The text in place of the hash of a body with signed chunks and a signed trailer.
#[cfg(feature = "checksums")]
const SIGNED_CHUNKS: &str = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER";
/// The text in place of the hash of a body with chunks and a trailer that the signature does not cover.
#[cfg(feature = "checksums")]
const UNSIGNED_CHUNKS: &str = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";

/// The credentials and the scope of a signature.
#[derive(Debug)]
pub(crate) struct Signing<'a> {
    pub(crate) credentials: &'a Credentials,
    /// The cache of the derived key, if it is cached.
    pub(crate) keys: Option<&'a SigningKeys>,
    pub(crate) service: &'a str,
    pub(crate) regions: Regions<'a>,
    pub(crate) time: SystemTime,
    /// The names for the session token, if they are others than those for the credentials of users and roles.
    pub(crate) token: Option<TokenNames>,
    /// True if the path is normalized and encoded once more for the signature.
    pub(crate) double_encoding: bool,
    pub(crate) payload: Payload,
}

/// The way in which the signature of a request treats the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Payload {
    /// The signature covers the body.
    Signed,
    /// The signature does not cover the body.
    Unsigned,
    /// The body is an event stream, whose frames are signed one by one.
    #[cfg(feature = "event-stream")]
    Events,
    /// The signature covers the body, whose hash is in a header, too.
    #[cfg(feature = "checksums")]
    SignedWithHeader,
    /// The body consists of chunks, which are signed one by one.
    #[cfg(feature = "checksums")]
    SignedChunks,
    /// The body consists of chunks that the signature does not cover.
    #[cfg(feature = "checksums")]
    UnsignedChunks,
}

impl Payload {
    /// Returns the text in place of the hash of the body; `None` if that is signed.
    pub(crate) fn placeholder(self) -> Option<&'static str> {
        match self {
            Self::Signed => None,
            Self::Unsigned => Some(UNSIGNED_PAYLOAD),
            #[cfg(feature = "event-stream")]
            Self::Events => Some(STREAMED_EVENTS),
            #[cfg(feature = "checksums")]
            Self::SignedWithHeader => None,
            #[cfg(feature = "checksums")]
            Self::SignedChunks => Some(SIGNED_CHUNKS),
            #[cfg(feature = "checksums")]
            Self::UnsignedChunks => Some(UNSIGNED_CHUNKS),
        }
    }

    /// Rejects a body whose parts are signed one by one, because those signatures are for one region.
    #[cfg(feature = "sigv4a")]
    fn validate_multi_region(self) -> Result<(), Error> {
        let rejected: Option<(&str, &str)> = match self {
            #[cfg(feature = "event-stream")]
            Self::Events => Some(("an event stream", "use a regional endpoint")),
            #[cfg(feature = "checksums")]
            Self::SignedChunks => Some((
                "a stream in signed chunks",
                "use https without `payload_signing_enabled`, or a body from memory",
            )),
            _ => None,
        };
        rejected.map_or(Ok(()), |(body, remedy)| {
            let problem = format!("{body} is not signed for several regions (sigv4a): {remedy}");
            Err(Error::new(ErrorKind::InvalidInput, problem))
        })
    }
}

impl Signing<'_> {
    /// Signs a request with all headers that it has; those that are added later stay unsigned. Returns the signature.
    ///
    /// # Errors
    ///
    /// The request cannot be signed: it has a header that is not UTF-8, for example.
    pub(crate) fn apply(
        &self,
        request: &mut Request<Body>,
        placement: Placement,
    ) -> Result<String, Error> {
        let payload = match (self.payload.placeholder(), request.body().as_bytes()) {
            (None, Some(bytes)) => payload_hash(bytes),
            (placeholder, _) => placeholder.unwrap_or(UNSIGNED_PAYLOAD).to_owned(),
        };
        self.apply_to_payload(request, &payload, placement)
    }

    /// Signs a request whose body is elsewhere. `payload` is the hash of the body, or the text in place of it.
    pub(crate) fn apply_to_payload(
        &self,
        request: &mut Request<Body>,
        payload: &str,
        placement: Placement,
    ) -> Result<String, Error> {
        self.validate_credentials()?;
        #[cfg(feature = "sigv4a")]
        if let Regions::Set(_) = self.regions {
            self.payload.validate_multi_region()?;
        }
        let algorithm = self.regions.algorithm();
        let date_time = date_time(self.time);
        let (day, _) = date_time.split_once('T').unwrap_or_default();
        let scope = self.regions.scope(day, self.service);
        if placement == Placement::Headers {
            self.add_headers(request, &date_time)?;
            #[cfg(feature = "checksums")]
            if self.payload == Payload::SignedWithHeader
                && let Ok(hash) = HeaderValue::try_from(payload)
            {
                request.headers_mut().insert(CONTENT_SHA256, hash);
            }
        }
        let invalid_input = |problem: String| Error::new(ErrorKind::InvalidInput, problem);
        let headers = SignedHeaders::from_request(request, placement).map_err(invalid_input)?;
        if let Placement::Query(expires) = placement {
            let parameters = self.parameters(&scope, &date_time, expires, &headers.names);
            *request.uri_mut() = with_query(request.uri(), &parameters).map_err(invalid_input)?;
        }
        let canonical = canonical::text(request, self.double_encoding, &headers, payload);
        let hash = hex(&Sha256::digest(canonical));
        let string_to_sign = [algorithm, &date_time, &scope, &hash].join("\n");
        let signature = self.signature(day, &string_to_sign);
        match placement {
            Placement::Headers => {
                let id = self.credentials.access_key_id();
                let names = &headers.names;
                let mut value = credentials_header(
                    "the access key id",
                    &format!(
                        "{algorithm} Credential={id}/{scope}, SignedHeaders={names}, Signature={signature}"
                    ),
                )?;
                // The signature can be replayed for some minutes.
                value.set_sensitive(true);
                request.headers_mut().insert(AUTHORIZATION, value);
            }
            Placement::Query(_) => {
                let parameter = [("X-Amz-Signature", signature.clone())];
                *request.uri_mut() =
                    with_query(request.uri(), &parameter).map_err(invalid_input)?;
            }
        }
        Ok(signature)
    }

    /// Returns the signature of a string on a day, `YYYYMMDD`, in hexadecimal digits.
    fn signature(&self, day: &str, string_to_sign: &str) -> String {
        match self.regions {
            Regions::One(region) => {
                let key = KeyScope {
                    secret: self.credentials.secret_access_key(),
                    time: self.time,
                    day,
                    region,
                    service: self.service,
                };
                key::signature(self.keys, &key, string_to_sign)
            }
            #[cfg(feature = "sigv4a")]
            Regions::Set(_) => {
                let id = self.credentials.access_key_id();
                let secret = self.credentials.secret_access_key();
                key::multi_region_signature(id, secret, string_to_sign)
            }
        }
    }

    /// Rejects keys that were copied with a line break: a service would reject the signature without naming them.
    fn validate_credentials(&self) -> Result<(), Error> {
        let parts = [
            ("the access key id", Some(self.credentials.access_key_id())),
            (
                "the secret access key",
                Some(self.credentials.secret_access_key()),
            ),
            ("the session token", self.credentials.session_token()),
        ];
        match parts.iter().find(|(_, text)| text.is_some_and(has_control)) {
            Some((part, _)) => Err(invalid_part(part)),
            None => Ok(()),
        }
    }

    /// Returns the session token. An empty one, as a provider may take it from an empty variable, is none.
    fn session_token(&self) -> Option<&str> {
        let token = self.credentials.session_token();
        token.filter(|token| !token.is_empty())
    }

    fn add_headers(&self, request: &mut Request<Body>, date_time: &str) -> Result<(), Error> {
        let headers = request.headers_mut();
        // Digits and two letters are always a valid value.
        if let Ok(date_time) = HeaderValue::try_from(date_time) {
            headers.insert(DATE, date_time);
        }
        #[cfg(feature = "sigv4a")]
        if let Some(region_set) = self.regions.header()? {
            headers.insert(REGION_SET, region_set);
        }
        if let Some(token) = self.session_token() {
            let mut token = credentials_header("the session token", token)?;
            token.set_sensitive(true);
            let name = match self.token {
                Some(names) => names.header()?,
                None => SECURITY_TOKEN,
            };
            headers.insert(name, token);
        }
        if let Some(placeholder) = self.payload.placeholder() {
            // The service requires this header for a signature that does not cover the body.
            headers.insert(CONTENT_SHA256, HeaderValue::from_static(placeholder));
        }
        Ok(())
    }

    /// Returns the query parameters that the signature covers.
    fn parameters(
        &self,
        scope: &str,
        date_time: &str,
        expires: Duration,
        signed_headers: &str,
    ) -> Vec<(&'static str, String)> {
        let id = self.credentials.access_key_id();
        let mut parameters = vec![
            ("X-Amz-Algorithm", self.regions.algorithm().to_owned()),
            ("X-Amz-Credential", [id, scope].join("/")),
            ("X-Amz-Date", date_time.to_owned()),
            ("X-Amz-Expires", expires.as_secs().to_string()),
            ("X-Amz-SignedHeaders", signed_headers.to_owned()),
        ];
        #[cfg(feature = "sigv4a")]
        if let Regions::Set(region_set) = self.regions {
            parameters.push(("X-Amz-Region-Set", region_set.to_owned()));
        }
        let token = self.session_token();
        let name = self.token.map(TokenNames::parameter);
        let name = name.unwrap_or("X-Amz-Security-Token");
        parameters.extend(token.map(|token| (name, token.to_owned())));
        parameters
    }
}

/// Returns the URL without the query parameters of an older signature; `None` if there are none.
pub(crate) fn without_signature(uri: &Uri) -> Option<Uri> {
    const PARAMETERS: [&[u8]; 9] = [
        b"x-amz-algorithm",
        b"x-amz-content-sha256",
        b"x-amz-credential",
        b"x-amz-date",
        b"x-amz-expires",
        b"x-amz-region-set",
        b"x-amz-security-token",
        b"x-amz-signature",
        b"x-amz-signedheaders",
    ];
    let query = uri.query()?;
    let is_signature = |parameter: &str| {
        let name = parameter.split('=').next().unwrap_or_default();
        let name = decode_form(name).to_ascii_lowercase();
        PARAMETERS.contains(&name.as_slice())
    };
    let parameters = query.split('&');
    let kept: Vec<_> = parameters
        .filter(|parameter| !is_signature(parameter))
        .collect();
    let query = match kept.join("&") {
        kept if kept.len() == query.len() => return None,
        kept if kept.is_empty() => kept,
        kept => ["?", &kept].concat(),
    };
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some([uri.path(), &query].concat().parse().ok()?);
    Uri::from_parts(parts).ok()
}

/// Returns the hash of a body in hexadecimal digits.
pub(crate) fn payload_hash(body: &[u8]) -> String {
    match body {
        [] => EMPTY_PAYLOAD.to_owned(),
        body => hex(&Sha256::digest(body)),
    }
}

/// Formats a time as `YYYYMMDD'T'HHMMSS'Z'`.
fn date_time(time: SystemTime) -> String {
    let text = Timestamp::from(time).format(TimestampFormat::DateTime);
    let whole_seconds = text.get(.."YYYY-MM-DDTHH:MM:SS".len()).unwrap_or(&text);
    let mut date_time = whole_seconds.replace(['-', ':'], "");
    date_time.push('Z');
    date_time
}

/// Returns the value of a header that holds a part of the credentials.
fn credentials_header(part: &str, text: &str) -> Result<HeaderValue, Error> {
    HeaderValue::try_from(text).map_err(|_| invalid_part(part))
}

// Once in a program: each copy is a loop of vector instructions.
#[inline(never)]
fn has_control(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_control())
}

fn invalid_part(part: &str) -> Error {
    let problem = "holds a line break or another control character: set it without one";
    Error::new(ErrorKind::Credentials, format!("{part} {problem}"))
}

fn with_query(uri: &Uri, parameters: &[(&str, String)]) -> Result<Uri, String> {
    let mut text = uri.to_string();
    let mut separator = match uri.query() {
        None => "?",
        Some("") => "",
        Some(_) => "&",
    };
    for (name, value) in parameters {
        text.extend([separator, name, "="]);
        encode(value, &mut text);
        separator = "&";
    }
    text.parse()
        .map_err(|_| "the signed URL is too long".to_owned())
}

#[cfg(test)]
mod tests;
