//! Credentials of IAM Identity Center, for those who have signed in with `aws sso login`.

mod operations;
mod token;
mod unwritten;

use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{self, ProvideCredentials, future};

use self::operations::{
    CreateTokenOutput, GetRoleCredentialsInput, GetRoleCredentialsOutput, read,
};
use self::token::Token;
pub(super) use self::unwritten::Unwritten;
use super::sha1;
use crate::call::Handle;
use crate::config::{Config, Environment};
use crate::protocol::service::Operation;

/// From so long before its expiry on, a token is renewed.
const RENEWAL: Duration = Duration::from_secs(15 * 60);

/// Asks IAM Identity Center (once AWS Single Sign-On) for the credentials of a role, with the token that `aws sso login` keeps in
/// `~/.aws/sso/cache`.
///
/// A token of a [session](Self::session) is renewed a quarter of an hour ahead of its expiry, and the renewed one written to its file for
/// other programs to use; if that cannot be written, the old one stays there, and the renewed one is kept by this provider and its clones
/// for as long as that stays. The files are read and written on the caller's thread.
#[derive(Clone, Debug)]
pub struct Sso {
    portal: Handle,
    oidc: Handle,
    start_url: String,
    session: Option<String>,
    account_id: String,
    role_name: String,
    cache: Option<PathBuf>,
    unwritten: Unwritten,
}

impl Sso {
    /// A provider of this role's credentials, by way of the transport, the clock and the endpoints of `config`. The region is that of
    /// IAM Identity Center, not of the services to call.
    pub fn new(
        config: &Config,
        start_url: impl Into<String>,
        region: impl Into<String>,
        account_id: impl Into<String>,
        role_name: impl Into<String>,
    ) -> Self {
        let config = config.to_builder().region(region).build();
        Self {
            portal: Handle::new(&config, &operations::SSO),
            oidc: Handle::new(&config, &operations::SSO_OIDC),
            start_url: start_url.into(),
            session: None,
            account_id: account_id.into(),
            role_name: role_name.into(),
            cache: cache_of(&Environment::of_process()),
            unwritten: Unwritten::default(),
        }
    }

    /// The name of the `[sso-session]` that was signed in to. Without one, the token is that of the start URL.
    #[must_use]
    pub fn session(mut self, name: impl Into<String>) -> Self {
        self.session = Some(name.into());
        self
    }

    /// The directory of the tokens, in place of `~/.aws/sso/cache`.
    #[must_use]
    pub fn cache_directory(mut self, path: impl Into<PathBuf>) -> Self {
        self.cache = Some(path.into());
        self
    }

    /// The directory of the tokens by these variables.
    pub(super) fn environment(mut self, environment: &Environment) -> Self {
        self.cache = cache_of(environment);
        self
    }

    /// Shares what could not be written with other providers of the same profile.
    pub(super) fn unwritten(mut self, unwritten: Unwritten) -> Self {
        self.unwritten = unwritten;
        self
    }

    async fn provide(&self) -> provider::Result {
        let token = self.token().await?;
        let input = GetRoleCredentialsInput {
            account_id: self.account_id.clone(),
            role_name: self.role_name.clone(),
            access_token: token.access_token,
        };
        let answer = self.portal.call().send(input).await.map_err(|error| {
            if error.status() == Some(401) {
                let problem = format!("{error}; {}", self.sign_in());
                return CredentialsError::provider_error(problem);
            }
            CredentialsError::provider_error(error)
        })?;
        read(GetRoleCredentialsInput::METADATA, &answer)
            .and_then(|output| self.credentials(output))
            .map_err(CredentialsError::provider_error)
    }

    fn credentials(&self, output: GetRoleCredentialsOutput) -> Result<Credentials, String> {
        let found = output.role_credentials;
        for (name, value) in [
            ("accessKeyId", &found.access_key_id),
            ("secretAccessKey", &found.secret_access_key),
            ("sessionToken", &found.session_token),
        ] {
            if value.is_empty() {
                return Err(format!("GetRoleCredentials: the answer has no {name}"));
            }
        }
        let milliseconds = u64::try_from(found.expiration)
            .ok()
            .filter(|time| *time > 0);
        let expiry = milliseconds
            .and_then(|time| SystemTime::UNIX_EPOCH.checked_add(Duration::from_millis(time)))
            .ok_or("GetRoleCredentials: the answer has no expiration")?;
        Ok(Credentials::builder()
            .provider_name("sso")
            .access_key_id(found.access_key_id)
            .secret_access_key(found.secret_access_key)
            .session_token(found.session_token)
            .expiry(expiry)
            .account_id(self.account_id.as_str())
            .build())
    }

    /// A token that is valid now.
    async fn token(&self) -> Result<Token, CredentialsError> {
        let path = self.token_file().ok_or_else(|| {
            CredentialsError::invalid_configuration(
                "there is no home directory to look for SSO tokens in",
            )
        })?;
        let explain = |problem: String| {
            CredentialsError::provider_error(format!("{problem}; {}", self.sign_in()))
        };
        let on_file = Token::read(&path).map_err(explain)?;
        let token = match self.unwritten.in_place_of(&on_file) {
            Some(renewed) => renewed,
            None => on_file.clone(),
        };
        let now = self.oidc.call().time().now();
        let is_valid = token.expires_at > now;
        let is_old = token.expires_at <= now + RENEWAL;
        let expired = |why: String| explain(format!("the SSO token {} {why}", path.display()));
        if self.session.is_none() {
            // Tokens of start URLs cannot be renewed.
            let problem = || expired("has expired".to_owned());
            return if is_valid { Ok(token) } else { Err(problem()) };
        }
        if !is_old {
            return Ok(token);
        }
        match self.renewed(&token, now).await {
            Ok(renewed) => {
                // Whoever cannot write the file can still use what is in memory, and must: the old refresh token may be good once only.
                if renewed.write(&path).is_err() {
                    self.unwritten.keep(on_file, renewed.clone());
                }
                Ok(renewed)
            }
            Err(_) if is_valid => Ok(token),
            Err(problem) => Err(expired(format!("has expired and {problem}"))),
        }
    }

    async fn renewed(&self, token: &Token, now: SystemTime) -> Result<Token, String> {
        let input = token.renewal(now)?;
        let metadata = operations::CreateTokenInput::METADATA;
        let explain = |problem: String| format!("cannot be renewed: {problem}");
        let answer = self.oidc.call().send(input).await;
        let answer = answer.map_err(|error| explain(error.to_string()))?;
        let output: CreateTokenOutput = read(metadata, &answer).map_err(explain)?;
        token
            .renewed(output, now)
            .map_err(|problem| explain(problem.to_owned()))
    }

    fn token_file(&self) -> Option<PathBuf> {
        let key = self.session.as_ref().unwrap_or(&self.start_url);
        let name = format!("{}.json", sha1::hex(key.as_bytes()));
        Some(self.cache.as_ref()?.join(name))
    }

    /// What a user can do about it.
    fn sign_in(&self) -> String {
        match &self.session {
            Some(session) => format!("sign in with `aws sso login --sso-session {session}`"),
            None => "sign in with `aws sso login`".to_owned(),
        }
    }
}

fn cache_of(environment: &Environment) -> Option<PathBuf> {
    Some(environment.home()?.join(".aws").join("sso").join("cache"))
}

impl ProvideCredentials for Sso {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(self.provide())
    }
}
