//! The token that `aws sso login` leaves in a file.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::time::{Duration, SystemTime};

use super::operations::{CreateTokenInput, CreateTokenOutput};
use crate::{Document, Timestamp, TimestampFormat, random};

/// A token with all that its file says, also what is of no use here, so that it can be written back. It has no `Debug`, being made of
/// secrets.
#[derive(Clone)]
pub(super) struct Token {
    document: Document,
    pub(super) access_token: String,
    pub(super) expires_at: SystemTime,
}

impl Token {
    pub(super) fn read(path: &Path) -> Result<Self, String> {
        let explain = |problem: String| format!("the SSO token {} {problem}", path.display());
        let text = fs::read(path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => explain("is not there".to_owned()),
            _ => explain(format!("cannot be read: {error}")),
        })?;
        let document = Document::from_json(text);
        let document = document.map_err(|error| explain(format!("is malformed: {error}")))?;
        Self::of(document).map_err(|problem| explain(problem.to_owned()))
    }

    fn of(document: Document) -> Result<Self, &'static str> {
        let access_token = text(&document, "accessToken").ok_or("has no accessToken")?;
        let expires_at = text(&document, "expiresAt").ok_or("has no expiresAt")?;
        Ok(Self {
            expires_at: time(&expires_at).ok_or("has an expiresAt that is no time")?,
            access_token,
            document,
        })
    }

    /// What it takes to renew the token, if the file has all of it and the client is registered still.
    pub(super) fn renewal(&self, now: SystemTime) -> Result<CreateTokenInput, String> {
        let member = |name| {
            text(&self.document, name).ok_or_else(|| format!("cannot be renewed: it has no {name}"))
        };
        let registered = member("registrationExpiresAt")?;
        if time(&registered).is_none_or(|end| end <= now) {
            return Err("cannot be renewed: its registrationExpiresAt has passed".to_owned());
        }
        Ok(CreateTokenInput {
            client_id: member("clientId")?,
            client_secret: member("clientSecret")?,
            grant_type: "refresh_token".to_owned(),
            refresh_token: member("refreshToken")?,
        })
    }

    /// The same token with what its renewal gave.
    pub(super) fn renewed(
        &self,
        output: CreateTokenOutput,
        now: SystemTime,
    ) -> Result<Self, &'static str> {
        let lifetime = Duration::from_secs(output.expires_in.try_into().unwrap_or_default());
        if output.access_token.is_empty() || lifetime.is_zero() {
            return Err("CreateToken: the answer has no accessToken or no expiresIn");
        }
        let mut members = self.document.as_object().cloned().unwrap_or_default();
        // Other readers of the file do not take fractions of seconds.
        let expires_at = Timestamp::from(now + lifetime);
        let expires_at = Timestamp::from_seconds(expires_at.seconds());
        let mut set = |name: &str, value: String| members.insert(name.to_owned(), value.into());
        set("accessToken", output.access_token);
        set("expiresAt", expires_at.format(TimestampFormat::DateTime));
        if let Some(token) = output.refresh_token {
            set("refreshToken", token);
        }
        Self::of(Document::Object(members))
    }

    /// Replaces the file in one step, so that no reader sees half of it, and with access for nobody else.
    pub(super) fn write(&self, path: &Path) -> io::Result<()> {
        let name = format!(".{}.tmp", random::uuid());
        let temporary = path.with_file_name(name);
        let result = write_new(&temporary, self.document.to_json().as_bytes())
            .and_then(|()| fs::rename(&temporary, path));
        if result.is_err() {
            // What could not be put in its place must not stay behind, being a secret.
            let _ = fs::remove_file(&temporary);
        }
        result
    }
}

fn write_new(path: &Path, contents: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(contents)?;
    file.sync_all()
}

fn text(document: &Document, name: &str) -> Option<String> {
    let text = document.get(name).and_then(Document::as_str);
    text.filter(|text| !text.is_empty()).map(str::to_owned)
}

fn time(text: &str) -> Option<SystemTime> {
    // Old versions of the AWS CLI wrote `UTC` for `Z`.
    let text = text
        .strip_suffix("UTC")
        .map_or(text.to_owned(), |time| format!("{time}Z"));
    let time = Timestamp::parse(&text, TimestampFormat::DateTime).ok()?;
    Some(time.into())
}
