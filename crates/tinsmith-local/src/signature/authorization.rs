//! The parts of a signature, from the `Authorization` header or from the query string of a presigned URL.

use std::collections::BTreeMap;
use std::time::Duration;

use super::signature_error::SignatureError;
use crate::http::{RecordedRequest, percent_decode, query_pairs};
use crate::time::Timestamp;

pub(super) const ALGORITHM: &str = "AWS4-HMAC-SHA256";
pub(super) const TERMINATOR: &str = "aws4_request";
pub(super) const SECURITY_TOKEN_HEADER: &str = "x-amz-security-token";
pub(super) const QUERY_SIGNATURE: &str = "X-Amz-Signature";

/// The maximum lifetime of a presigned URL: a week, in seconds.
const MAX_EXPIRES: u64 = 7 * 24 * 60 * 60;

/// The parts of a signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Authorization {
    pub(super) access_key_id: String,
    pub(super) date: String,
    pub(super) region: String,
    pub(super) service: String,
    pub(super) timestamp: Timestamp,
    /// The lifetime of a presigned URL; `None` for a signature in a header.
    pub(super) expires: Option<Duration>,
    pub(super) session_token: Option<String>,
    pub(super) signed_headers: Vec<String>,
    pub(super) signature: Vec<u8>,
}

impl Authorization {
    pub(super) fn from_request(request: &RecordedRequest) -> Result<Self, SignatureError> {
        if let Some(header) = request.header("authorization") {
            return Self::from_header(request, header);
        }
        let query: BTreeMap<String, String> = query_pairs(&request.query)
            .map(|(name, value)| (decode(name), decode(value)))
            .collect();
        if query.contains_key("X-Amz-Algorithm") || query.contains_key(QUERY_SIGNATURE) {
            return Self::from_query(&query);
        }
        Err(SignatureError::Missing)
    }

    fn from_header(request: &RecordedRequest, header: &str) -> Result<Self, SignatureError> {
        let parameters = header.strip_prefix(ALGORITHM).ok_or_else(|| {
            SignatureError::Incomplete(format!(
                "Authorization header must start with '{ALGORITHM}'."
            ))
        })?;
        let parameters: BTreeMap<&str, &str> = parameters
            .split(',')
            .filter_map(|part| part.trim().split_once('='))
            .collect();
        let parameter = |name| {
            parameters.get(name).copied().ok_or_else(|| {
                SignatureError::Incomplete(format!(
                    "Authorization header requires '{name}' parameter."
                ))
            })
        };
        let timestamp = request.header("x-amz-date").ok_or_else(|| {
            SignatureError::Incomplete(
                "Authorization header requires existence of 'X-Amz-Date'.".to_owned(),
            )
        })?;
        Self::from_parts(
            parameter("Credential")?,
            parameter("SignedHeaders")?,
            parameter("Signature")?,
            timestamp,
            None,
            request.header(SECURITY_TOKEN_HEADER),
        )
    }

    fn from_query(query: &BTreeMap<String, String>) -> Result<Self, SignatureError> {
        let parameter = |name| {
            query.get(name).map(String::as_str).ok_or_else(|| {
                SignatureError::Incomplete(format!(
                    "AWS query-string parameters must include '{name}'."
                ))
            })
        };
        if parameter("X-Amz-Algorithm")? != ALGORITHM {
            return Err(SignatureError::Incomplete(format!(
                "X-Amz-Algorithm must be '{ALGORITHM}'."
            )));
        }
        let expires = parameter("X-Amz-Expires")?
            .parse()
            .ok()
            .filter(|seconds| (1..=MAX_EXPIRES).contains(seconds))
            .ok_or_else(|| {
                SignatureError::Incomplete(format!("X-Amz-Expires must be 1 to {MAX_EXPIRES}."))
            })?;
        Self::from_parts(
            parameter("X-Amz-Credential")?,
            parameter("X-Amz-SignedHeaders")?,
            parameter(QUERY_SIGNATURE)?,
            parameter("X-Amz-Date")?,
            Some(Duration::from_secs(expires)),
            query.get("X-Amz-Security-Token").map(String::as_str),
        )
    }

    fn from_parts(
        credential: &str,
        signed_headers: &str,
        signature: &str,
        timestamp: &str,
        expires: Option<Duration>,
        session_token: Option<&str>,
    ) -> Result<Self, SignatureError> {
        // An access key id may contain a slash, the four parts of the scope may not.
        let mut parts = credential.rsplitn(5, '/');
        let (Some(TERMINATOR), Some(service), Some(region), Some(date), Some(access_key_id)) = (
            parts.next(),
            parts.next(),
            parts.next(),
            parts.next(),
            parts.next(),
        ) else {
            return Err(SignatureError::Incomplete(format!(
                "Credential must have exactly 5 slash-delimited elements, the last of them \
                 '{TERMINATOR}'; got '{credential}'."
            )));
        };
        let timestamp = Timestamp::parse_basic(timestamp).ok_or_else(|| {
            SignatureError::Incomplete(format!(
                "Date must be in ISO-8601 'basic format', 'YYYYMMDDTHHMMSSZ'; got '{timestamp}'."
            ))
        })?;
        Ok(Self {
            access_key_id: access_key_id.to_owned(),
            date: date.to_owned(),
            region: region.to_owned(),
            service: service.to_owned(),
            timestamp,
            expires,
            session_token: session_token.map(str::to_owned),
            signed_headers: signed_headers.split(';').map(str::to_owned).collect(),
            signature: decode_signature(signature).unwrap_or_default(),
        })
    }
}

/// Decodes lower-case hexadecimal digits. Without them there are no bytes, which match no signature.
fn decode_signature(text: &str) -> Option<Vec<u8>> {
    hex::decode(text)
        .ok()
        .filter(|_| !text.bytes().any(|byte| byte.is_ascii_uppercase()))
}

fn decode(text: &str) -> String {
    String::from_utf8_lossy(&percent_decode(text)).into_owned()
}
