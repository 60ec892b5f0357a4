//! The session that a token belongs to, and the renewal of the token.

use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use aws_credential_types::provider::error::CredentialsError;

use super::access_token::Token;
use super::operations::{self, CreateTokenInput, CreateTokenOutput};
use crate::call::Handle;
use crate::config::{Config, Environment};
use crate::credentials::regional_client::regional_client;
use crate::credentials::secret_body::deserialize;
use crate::credentials::sha1;
use crate::credentials::unsaved_tokens::UnsavedTokens;
use crate::protocol::service::Operation;

/// The time before the expiry of a token from which on it is renewed.
const RENEWAL: Duration = Duration::from_secs(15 * 60);

/// A session of IAM Identity Center.
#[derive(Clone, Debug)]
pub(super) struct SsoSession {
    oidc: Handle,
    start_url: String,
    /// The name of the `[sso-session]`; without one, the token is that of the start URL.
    pub(super) name: Option<String>,
    /// The profile that has the start URL, for messages.
    pub(super) profile: Option<String>,
    environment: Environment,
    /// The directory of the tokens.
    pub(super) directory: Option<PathBuf>,
    pub(super) unsaved_tokens: UnsavedTokens<Token>,
}

impl SsoSession {
    /// Creates a session in the region of `config`, with the tokens of the process's home directory.
    pub(super) fn new(config: &Config, start_url: String) -> Self {
        let session = Self {
            oidc: regional_client(config, &operations::SSO_OIDC),
            start_url,
            name: None,
            profile: None,
            environment: Environment::default(),
            directory: None,
            unsaved_tokens: UnsavedTokens::default(),
        };
        session.environment(Environment::from_process())
    }

    /// Sets the environment whose home directory has the tokens.
    pub(super) fn environment(mut self, environment: Environment) -> Self {
        let home = environment.home();
        self.directory = home.map(|home| home.join(".aws").join("sso").join("cache"));
        self.environment = environment;
        self
    }

    /// Returns a token that is valid now.
    pub(super) async fn token(&self) -> Result<Token, CredentialsError> {
        let files = self.environment.files();
        let path = self.token_file().ok_or_else(|| {
            CredentialsError::invalid_configuration(
                "there is no home directory with SSO tokens: HOME is not set",
            )
        })?;
        let explain = |problem: String| {
            CredentialsError::provider_error(format!("{problem}; {}", self.remedy()))
        };
        let on_file = Token::read(files, &path).map_err(explain)?;
        let key_on_file = &on_file.access_token;
        let token = match self.unsaved_tokens.in_place_of(&path, key_on_file) {
            Some(renewed) => renewed,
            None => on_file.clone(),
        };
        let now = self.oidc.call().time().now();
        let is_valid = token.expires_at > now;
        let expired = |why: String| explain(format!("the SSO token {} {why}", path.display()));
        if self.name.is_none() {
            // Tokens of start URLs cannot be renewed.
            let problem = || expired("has expired".to_owned());
            return if is_valid { Ok(token) } else { Err(problem()) };
        }
        if token.expires_at > now + RENEWAL {
            return Ok(token);
        }
        match self.renew(&token, now).await {
            Ok(renewed) => {
                // The old refresh token may be valid only once, so a token that cannot be written has to be kept.
                if renewed.write(files, &path).is_err() {
                    self.unsaved_tokens.keep(path, key_on_file, renewed.clone());
                }
                Ok(renewed)
            }
            Err(_) if is_valid => Ok(token),
            Err(problem) => Err(expired(format!("has expired and {problem}"))),
        }
    }

    /// Returns the command that gets another token.
    pub(super) fn remedy(&self) -> String {
        match (&self.name, &self.profile) {
            (Some(session), _) => format!("sign in with `aws sso login --sso-session {session}`"),
            (None, Some(profile)) => format!("sign in with `aws sso login --profile {profile}`"),
            (None, None) => "sign in with `aws sso login`".to_owned(),
        }
    }

    async fn renew(&self, token: &Token, now: SystemTime) -> Result<Token, String> {
        let input = token.renewal(now)?;
        let explain = |problem: String| format!("cannot be renewed: {problem}");
        let response = self.oidc.call().send(input).await;
        let response = response.map_err(|error| explain(error.to_string()))?;
        let output: CreateTokenOutput =
            deserialize(CreateTokenInput::METADATA, &response).map_err(explain)?;
        token
            .renewed(output, now)
            .map_err(|problem| explain(problem.to_owned()))
    }

    fn token_file(&self) -> Option<PathBuf> {
        let key = self.name.as_ref().unwrap_or(&self.start_url);
        let name = format!("{}.json", sha1::hex(key.as_bytes()));
        Some(self.directory.as_ref()?.join(name))
    }
}
