//! The token that `aws login` writes to a file.

use std::io;
use std::path::Path;
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;

use super::operation::{AccessToken, RefreshTokenInput, RefreshTokenOutput};
use crate::config::FileSystem;
use crate::credentials::expiration;
use crate::credentials::validate::Part;
use crate::{Document, Timestamp, TimestampFormat};

/// A token with all members of its file, unknown ones included, so that it can be written back. It has no `Debug`, being made of
/// secrets.
#[derive(Clone)]
pub(in crate::credentials) struct Token {
    document: Document,
    pub(super) credentials: Credentials,
    pub(super) expires_at: SystemTime,
}

impl Token {
    pub(super) fn read(files: &FileSystem, path: &Path) -> Result<Self, String> {
        let text = files.read(path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => "does not exist".to_owned(),
            _ => format!("cannot be read: {error}"),
        })?;
        let document = Document::from_json(text);
        Self::from_document(
            document.map_err(|error| format!("is invalid JSON: {}", error.without_path()))?,
        )
    }

    fn from_document(document: Document) -> Result<Self, String> {
        let member = |name: &'static str| {
            let token = document.get("accessToken");
            text(token, name).ok_or_else(|| format!("has no accessToken.{name}"))
        };
        let parts = [
            ("accessKeyId", Part::AccessKeyId),
            ("secretAccessKey", Part::SecretAccessKey),
            ("sessionToken", Part::SessionToken),
        ];
        for (name, part) in parts {
            part.validate(format_args!("has an invalid {name}"), &member(name)?)?;
        }
        let expires_at = expiration::parse(&member("expiresAt")?)
            .ok_or("has an accessToken.expiresAt that is not an ISO 8601 time")?;
        let mut credentials = Credentials::builder()
            .provider_name("login")
            .access_key_id(member("accessKeyId")?)
            .secret_access_key(member("secretAccessKey")?)
            .session_token(member("sessionToken")?)
            .expiry(expires_at);
        credentials.set_account_id(member("accountId").ok().map(Into::into));
        Ok(Self {
            credentials: credentials.build(),
            expires_at,
            document,
        })
    }

    /// Returns the region of the sign-in, which older tokens do not have.
    pub(super) fn region(&self) -> Option<String> {
        text(Some(&self.document), "signInRegion")
    }

    /// Returns the private key that the token is bound to, in the form PEM.
    pub(super) fn key(&self) -> Result<String, String> {
        self.member("dpopKey")
    }

    /// Returns the request that renews the token, without the proof that the client has the private key.
    pub(super) fn renewal(&self) -> Result<RefreshTokenInput, String> {
        Ok(RefreshTokenInput {
            client_id: self.member("clientId")?,
            refresh_token: self.member("refreshToken")?,
            grant_type: "refresh_token".to_owned(),
            proof: String::new(),
        })
    }

    /// Returns the token with the members that its renewal has changed.
    pub(super) fn renewed(
        &self,
        output: RefreshTokenOutput,
        now: SystemTime,
    ) -> Result<Self, String> {
        let lifetime = Duration::from_secs(output.expires_in.try_into().unwrap_or_default());
        if lifetime.is_zero() || output.refresh_token.is_empty() {
            return Err("the response has no expiresIn or no refreshToken".to_owned());
        }
        // Other programs reject fractions of seconds in the file.
        let expires_at = Timestamp::from(now + lifetime);
        let expires_at = Timestamp::from_seconds(expires_at.seconds());
        let AccessToken {
            access_key_id,
            secret_access_key,
            session_token,
        } = output.access_token;
        let access_token = self.document.get("accessToken");
        let mut access_token = access_token
            .and_then(Document::as_object)
            .cloned()
            .unwrap_or_default();
        let mut set = |name: &str, value: String| {
            access_token.insert(name.to_owned(), value.into());
        };
        set("accessKeyId", access_key_id);
        set("secretAccessKey", secret_access_key);
        set("sessionToken", session_token);
        set("expiresAt", expires_at.format(TimestampFormat::DateTime));
        let mut members = self.document.as_object().cloned().unwrap_or_default();
        members.insert("accessToken".to_owned(), Document::Object(access_token));
        members.insert("refreshToken".to_owned(), output.refresh_token.into());
        Self::from_document(Document::Object(members))
            .map_err(|problem| format!("the response {problem}"))
    }

    /// Writes the token to its file.
    pub(super) fn write(&self, files: &FileSystem, path: &Path) -> io::Result<()> {
        files.replace(path, self.document.to_json().as_bytes())
    }

    fn member(&self, name: &str) -> Result<String, String> {
        text(Some(&self.document), name).ok_or_else(|| format!("it has no {name}"))
    }
}

fn text(document: Option<&Document>, name: &str) -> Option<String> {
    let text = document?.get(name)?.as_str()?;
    Some(text.to_owned()).filter(|text| !text.is_empty())
}
