//! The form of a case.

use std::collections::BTreeMap;

use serde::Deserialize;
use tinsmith::{Credentials, Timestamp};

/// One case, as `shared/conformance/README.md` describes it.
#[derive(Debug, Deserialize)]
pub(super) struct Case {
    pub(super) name: String,
    group: String,
    #[serde(default)]
    pub(super) env: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) files: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) http: Vec<Exchange>,
    pub(super) expected: Expected,
}

/// The provider that a case was recorded with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Group {
    /// The whole chain.
    Chain,
    /// The profile alone.
    Profile,
    /// The chain of bearer tokens.
    Token,
    Unknown,
}

/// A request and its response.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Exchange {
    pub(super) request: RecordedRequest,
    pub(super) response: RecordedResponse,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct RecordedRequest {
    pub(super) method: String,
    pub(super) uri: String,
    #[serde(default)]
    pub(super) headers: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub(super) body: String,
}

/// A response without a status is a failed connection.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct RecordedResponse {
    pub(super) status: Option<u16>,
    #[serde(default)]
    pub(super) headers: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub(super) body: String,
}

/// The expected result. The words of errors are the runtime's own.
#[derive(Debug, Deserialize)]
pub(super) enum Expected {
    Ok(Box<Identity>),
    ErrorContains(#[expect(dead_code, reason = "read by serde, and not compared")] String),
}

/// The credentials or the token of a case.
#[derive(Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Identity {
    access_key_id: Option<String>,
    secret_access_key: Option<String>,
    session_token: Option<String>,
    account_id: Option<String>,
    /// Seconds since 1970.
    pub(super) expiry: Option<u64>,
    token: Option<String>,
    expiration: Option<String>,
}

impl Case {
    pub(super) fn group_name(&self) -> &str {
        &self.group
    }

    pub(super) fn group(&self) -> Group {
        match self.group.as_str() {
            "default-credential-provider-chain" => Group::Chain,
            "profile-provider" => Group::Profile,
            "default-token-provider-chain" => Group::Token,
            _ => Group::Unknown,
        }
    }
}

impl Identity {
    pub(super) fn from_credentials(credentials: &Credentials) -> Self {
        let since_1970 = |time: std::time::SystemTime| {
            let duration = time.duration_since(std::time::SystemTime::UNIX_EPOCH);
            duration.map(|duration| duration.as_secs()).ok()
        };
        let account_id = credentials.account_id();
        Self {
            access_key_id: Some(credentials.access_key_id().to_owned()),
            secret_access_key: Some(credentials.secret_access_key().to_owned()),
            session_token: credentials.session_token().map(str::to_owned),
            account_id: account_id.map(|id| id.as_str().to_owned()),
            expiry: credentials.expiry().and_then(since_1970),
            ..Self::default()
        }
    }

    pub(super) fn from_token(token: &str, expiration: Option<Timestamp>) -> Self {
        Self {
            token: Some(token.to_owned()),
            expiration: expiration.map(|time| time.to_string()),
            ..Self::default()
        }
    }

    /// Describes an identity that was not expected. The keys of cases are no secrets.
    pub(super) fn describe(&self) -> String {
        format!("{self:?}")
    }
}
