//! The token that `aws sso login` writes to a file.

use std::io;
use std::path::Path;
use std::time::{Duration, SystemTime};

use super::operations::{CreateTokenInput, CreateTokenOutput};
use crate::config::FileSystem;
use crate::credentials::expiration;
use crate::{Document, Timestamp, TimestampFormat};

/// A token with all members of its file, unknown ones included, so that it can be written back. It has no `Debug`, being made of
/// secrets.
#[derive(Clone)]
pub(in crate::credentials) struct Token {
    document: Document,
    pub(super) access_token: String,
    pub(super) expires_at: SystemTime,
}

impl Token {
    pub(super) fn read(files: &FileSystem, path: &Path) -> Result<Self, String> {
        let explain = |problem: String| format!("the SSO token {} {problem}", path.display());
        let text = files.read(path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => explain("does not exist".to_owned()),
            _ => explain(format!("cannot be read: {error}")),
        })?;
        let document = Document::from_json(text);
        let document = document
            .map_err(|error| explain(format!("is invalid JSON: {}", error.without_path())))?;
        Self::from_document(document).map_err(|problem| explain(problem.to_owned()))
    }

    fn from_document(document: Document) -> Result<Self, &'static str> {
        let access_token = text(&document, "accessToken").ok_or("has no accessToken")?;
        let expires_at = text(&document, "expiresAt").ok_or("has no expiresAt")?;
        Ok(Self {
            expires_at: expiration::parse(&expires_at)
                .ok_or("has an expiresAt that is not an ISO 8601 time")?,
            access_token,
            document,
        })
    }

    /// Returns the request that renews the token, if the file has all of its members and the client is still registered.
    pub(super) fn renewal(&self, now: SystemTime) -> Result<CreateTokenInput, String> {
        let member = |name| {
            text(&self.document, name).ok_or_else(|| format!("cannot be renewed: it has no {name}"))
        };
        let registered = member("registrationExpiresAt")?;
        match expiration::parse(&registered) {
            Some(end) if end > now => {}
            Some(_) => {
                return Err("cannot be renewed: its registrationExpiresAt has passed".to_owned());
            }
            None => {
                return Err(
                    "cannot be renewed: its registrationExpiresAt is not an ISO 8601 time"
                        .to_owned(),
                );
            }
        }
        Ok(CreateTokenInput {
            client_id: member("clientId")?,
            client_secret: member("clientSecret")?,
            grant_type: "refresh_token".to_owned(),
            refresh_token: member("refreshToken")?,
        })
    }

    /// Returns the token with the members that its renewal has changed.
    pub(super) fn renewed(
        &self,
        output: CreateTokenOutput,
        now: SystemTime,
    ) -> Result<Self, &'static str> {
        let lifetime = Duration::from_secs(output.expires_in.try_into().unwrap_or_default());
        if output.access_token.is_empty() || lifetime.is_zero() {
            return Err("CreateToken: the response has no accessToken or no expiresIn");
        }
        let mut members = self.document.as_object().cloned().unwrap_or_default();
        // Other programs reject fractions of seconds in the file.
        let expires_at = Timestamp::from(now + lifetime);
        let expires_at = Timestamp::from_seconds(expires_at.seconds());
        let mut set = |name: &str, value: String| members.insert(name.to_owned(), value.into());
        set("accessToken", output.access_token);
        set("expiresAt", expires_at.format(TimestampFormat::DateTime));
        if let Some(token) = output.refresh_token {
            set("refreshToken", token);
        }
        Self::from_document(Document::Object(members))
    }

    /// Writes the token to its file.
    pub(super) fn write(&self, files: &FileSystem, path: &Path) -> io::Result<()> {
        files.replace(path, self.document.to_json().as_bytes())
    }
}

fn text(document: &Document, name: &str) -> Option<String> {
    let text = document.get(name).and_then(Document::as_str);
    text.filter(|text| !text.is_empty()).map(str::to_owned)
}
