//! [Signature Version 4](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html).
//!
//! A request first gets what the signature covers, headers or query parameters, and is then signed as it stands.

mod canonical;
mod key;

use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use http::header::{AUTHORIZATION, HeaderName, HeaderValue};
use http::{Request, Uri};
use sha2::{Digest, Sha256};

use self::canonical::Headers;
pub(crate) use self::key::SigningKeys;
use crate::text::{encode, hex};
use crate::{Body, Timestamp, TimestampFormat};

/// How a day is written.
const DAY: &str = "YYYYMMDD";
const ALGORITHM: &str = "AWS4-HMAC-SHA256";
const CONTENT_SHA256: HeaderName = HeaderName::from_static("x-amz-content-sha256");
const DATE: HeaderName = HeaderName::from_static("x-amz-date");
const SECURITY_TOKEN: HeaderName = HeaderName::from_static("x-amz-security-token");
/// What stands for the hash of a body that the signature does not cover.
const UNSIGNED_PAYLOAD: &str = "UNSIGNED-PAYLOAD";

/// What a signature is made out to, and with what.
#[derive(Debug)]
pub(crate) struct Signing<'a> {
    pub(crate) credentials: &'a Credentials,
    pub(crate) keys: &'a SigningKeys,
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
    /// An error says why the request cannot be signed: it has a header that is not UTF-8, for example.
    pub(crate) fn apply(
        &self,
        request: &mut Request<Body>,
        placement: Placement,
    ) -> Result<(), String> {
        let date_time = date_time(self.time);
        let scope = self.scope(&date_time);
        let payload = match request.body().as_bytes() {
            Some(bytes) if self.signs_body => hex(&Sha256::digest(bytes)),
            _ => UNSIGNED_PAYLOAD.to_owned(),
        };
        if placement == Placement::Headers {
            self.add_headers(request, &date_time)?;
        }
        let headers = Headers::of(request, placement)?;
        if let Placement::Query(expires) = placement {
            let parameters = self.parameters(&scope, &date_time, expires, &headers.names);
            *request.uri_mut() = with_query(request.uri(), &parameters)?;
        }
        let canonical = canonical::request(request, self.double_encoding, &headers, &payload);
        let hash = hex(&Sha256::digest(canonical));
        let to_sign = [ALGORITHM, &date_time, &scope, &hash].join("\n");
        let signature = self.keys.signature(self, &to_sign);
        match placement {
            Placement::Headers => {
                let id = self.credentials.access_key_id();
                let names = &headers.names;
                let mut value = header_value(&format!(
                    "{ALGORITHM} Credential={id}/{scope}, SignedHeaders={names}, Signature={signature}"
                ))?;
                // It can be replayed for some minutes.
                value.set_sensitive(true);
                request.headers_mut().insert(AUTHORIZATION, value);
            }
            Placement::Query(_) => {
                let signature = [("X-Amz-Signature", signature)];
                *request.uri_mut() = with_query(request.uri(), &signature)?;
            }
        }
        Ok(())
    }

    /// For what the signature is good: a day, a region and a service.
    fn scope(&self, date_time: &str) -> String {
        let day = date_time.get(..DAY.len()).unwrap_or_default();
        [day, self.region, self.service, "aws4_request"].join("/")
    }

    fn add_headers(&self, request: &mut Request<Body>, date_time: &str) -> Result<(), String> {
        let headers = request.headers_mut();
        headers.insert(DATE, header_value(date_time)?);
        if let Some(token) = self.credentials.session_token() {
            let mut token = header_value(token)?;
            token.set_sensitive(true);
            headers.insert(SECURITY_TOKEN, token);
        }
        if !self.signs_body {
            // Without the body in it, a signature needs the header that says so.
            headers.insert(CONTENT_SHA256, HeaderValue::from_static(UNSIGNED_PAYLOAD));
        }
        Ok(())
    }

    /// What a query says of its signature before that is known.
    fn parameters(
        &self,
        scope: &str,
        date_time: &str,
        expires: Duration,
        signed_headers: &str,
    ) -> Vec<(&'static str, String)> {
        let id = self.credentials.access_key_id();
        let mut parameters = vec![
            ("X-Amz-Algorithm", ALGORITHM.to_owned()),
            ("X-Amz-Credential", [id, scope].join("/")),
            ("X-Amz-Date", date_time.to_owned()),
            ("X-Amz-Expires", expires.as_secs().to_string()),
            ("X-Amz-SignedHeaders", signed_headers.to_owned()),
        ];
        let token = self.credentials.session_token();
        parameters.extend(token.map(|token| ("X-Amz-Security-Token", token.to_owned())));
        parameters
    }
}

/// A time as signatures have it: `YYYYMMDD'T'HHMMSS'Z'`.
fn date_time(time: SystemTime) -> String {
    let text = Timestamp::from(time).format(TimestampFormat::DateTime);
    let whole_seconds = text.get(.."YYYY-MM-DDTHH:MM:SS".len()).unwrap_or(&text);
    let mut date_time = whole_seconds.replace(['-', ':'], "");
    date_time.push('Z');
    date_time
}

fn header_value(text: &str) -> Result<HeaderValue, String> {
    HeaderValue::try_from(text)
        .map_err(|_| "the credentials have characters that a header cannot hold".to_owned())
}

fn with_query(uri: &Uri, parameters: &[(&str, String)]) -> Result<Uri, String> {
    let mut text = uri.to_string();
    let mut separator = if uri.query().is_some() { '&' } else { '?' };
    for (name, value) in parameters {
        text.push(separator);
        text.push_str(name);
        text.push('=');
        encode(value, &mut text);
        separator = '&';
    }
    text.parse()
        .map_err(|_| "the signed URL is too long".to_owned())
}

#[cfg(test)]
mod tests;
