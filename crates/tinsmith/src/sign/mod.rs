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

use self::canonical::SignedHeaders;
pub(crate) use self::key::SigningKeys;
use crate::call::CONTENT_SHA256;
use crate::codec::text::{encode, hex};
use crate::error::ErrorKind;
use crate::{Body, Timestamp, TimestampFormat};

const ALGORITHM: &str = "AWS4-HMAC-SHA256";
const DATE: HeaderName = HeaderName::from_static("x-amz-date");
const SECURITY_TOKEN: HeaderName = HeaderName::from_static("x-amz-security-token");
/// The hash of no bytes, which is what most requests have for a body.
const EMPTY_PAYLOAD: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
/// What stands for the hash of a body that the signature does not cover.
const UNSIGNED_PAYLOAD: &str = "UNSIGNED-PAYLOAD";

/// What a signature is made out to, and with what.
#[derive(Debug)]
pub(crate) struct Signing<'a> {
    pub(crate) credentials: &'a Credentials,
    /// Where the derived key is kept, if it is.
    pub(crate) keys: Option<&'a SigningKeys>,
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
    /// Signs a request. Signs all headers there are, so those that are still to come stay unsigned.
    ///
    /// An error says why the request cannot be signed, and whose fault it is: it has a header that is not UTF-8, for example.
    pub(crate) fn apply(
        &self,
        request: &mut Request<Body>,
        placement: Placement,
    ) -> Result<(), (ErrorKind, String)> {
        let date_time = date_time(self.time);
        let (day, _) = date_time.split_once('T').unwrap_or_default();
        // For what the signature is good.
        let scope = [day, self.region, self.service, "aws4_request"].join("/");
        let payload = match request.body().as_bytes() {
            Some(bytes) if self.signs_body && bytes.is_empty() => EMPTY_PAYLOAD.to_owned(),
            Some(bytes) if self.signs_body => hex(&Sha256::digest(bytes)),
            _ => UNSIGNED_PAYLOAD.to_owned(),
        };
        if placement == Placement::Headers {
            self.add_headers(request, &date_time)?;
        }
        let input = |problem| (ErrorKind::InvalidInput, problem);
        let headers = SignedHeaders::of(request, placement).map_err(input)?;
        if let Placement::Query(expires) = placement {
            let parameters = self.parameters(&scope, &date_time, expires, &headers.names);
            *request.uri_mut() = with_query(request.uri(), &parameters).map_err(input)?;
        }
        let canonical = canonical::text(request, self.double_encoding, &headers, &payload);
        let hash = hex(&Sha256::digest(canonical));
        let to_sign = [ALGORITHM, &date_time, &scope, &hash].join("\n");
        let signature = key::signature(self, day, &to_sign);
        match placement {
            Placement::Headers => {
                let id = self.credentials.access_key_id();
                let names = &headers.names;
                let mut value = of_credentials(
                    "the access key id",
                    &format!(
                        "{ALGORITHM} Credential={id}/{scope}, SignedHeaders={names}, Signature={signature}"
                    ),
                )?;
                // It can be replayed for some minutes.
                value.set_sensitive(true);
                request.headers_mut().insert(AUTHORIZATION, value);
            }
            Placement::Query(_) => {
                let signature = [("X-Amz-Signature", signature)];
                *request.uri_mut() = with_query(request.uri(), &signature).map_err(input)?;
            }
        }
        Ok(())
    }

    fn add_headers(
        &self,
        request: &mut Request<Body>,
        date_time: &str,
    ) -> Result<(), (ErrorKind, String)> {
        let headers = request.headers_mut();
        // Of digits and two letters, so there is nothing to go wrong.
        if let Ok(date_time) = HeaderValue::try_from(date_time) {
            headers.insert(DATE, date_time);
        }
        if let Some(token) = self.credentials.session_token() {
            let mut token = of_credentials("the session token", token)?;
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

/// A header with a part of the credentials in it.
fn of_credentials(part: &str, text: &str) -> Result<HeaderValue, (ErrorKind, String)> {
    HeaderValue::try_from(text).map_err(|_| {
        let problem =
            format!("{part} has a line break or another control character: set it without");
        (ErrorKind::Credentials, problem)
    })
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
