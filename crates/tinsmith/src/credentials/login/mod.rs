//! The credentials of those who have signed in with `aws login`.

mod login_token;
mod operation;
mod proof;

use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{self, ProvideCredentials, future};
use sha2::{Digest, Sha256};

pub(super) use self::login_token::Token as LoginToken;
use self::operation::{RefreshTokenInput, RefreshTokenOutput};
use super::regional_client::client_at;
use super::secret_body::deserialize;
use super::unsaved_tokens::UnsavedTokens;
use crate::call::Handle;
use crate::codec::text::hex;
use crate::config::{Config, Environment};
use crate::credentials_cache::provide;
use crate::protocol::service::Operation;

/// The time before the expiry of credentials from which on they are renewed.
const RENEWAL: Duration = Duration::from_secs(5 * 60);

/// Gets the credentials of a session that `aws login` has begun, from the file that it writes to `~/.aws/login/cache`, or to
/// `AWS_LOGIN_CACHE_DIRECTORY`.
///
/// The credentials are valid for a quarter of an hour. They are renewed by AWS Sign-In in the five minutes before their expiry and written
/// to the file for other programs. The renewal proves that the client has the private key in the file, which needs the feature `rustls` or
/// `hyper`. If the file cannot be written, this provider and its clones keep the renewed credentials until the file changes. The file is
/// read and written on the thread that loads the credentials. The endpoints of AWS Sign-In are those of botocore in every partition, also
/// with FIPS and dual stack.
#[derive(Clone, Debug)]
pub struct Login {
    config: Config,
    session: String,
    /// The profile that names the session.
    profile: Option<String>,
    environment: Environment,
    directory: Option<PathBuf>,
    unsaved_tokens: UnsavedTokens<LoginToken>,
}

impl Login {
    /// Creates a provider of the credentials of a session, which the key `login_session` of a profile names. Requests use the transport, the
    /// clock and the endpoints of `config`, and its region if the session has none.
    pub fn new(config: &Config, session: impl Into<String>) -> Self {
        let login = Self {
            config: config.clone(),
            session: session.into(),
            profile: None,
            environment: Environment::default(),
            directory: None,
            unsaved_tokens: UnsavedTokens::default(),
        };
        login.environment(Environment::from_process())
    }

    /// Sets the directory of the files, in place of `~/.aws/login/cache`.
    #[must_use]
    pub fn cache_directory(mut self, path: impl Into<PathBuf>) -> Self {
        self.directory = Some(path.into());
        self
    }

    /// Sets the environment with the directory of the files.
    pub(super) fn environment(mut self, environment: Environment) -> Self {
        let in_home = || Some(environment.home()?.join(".aws").join("login").join("cache"));
        self.directory = environment
            .path("AWS_LOGIN_CACHE_DIRECTORY")
            .or_else(in_home);
        self.environment = environment;
        self
    }

    /// Sets the name of the profile, for messages.
    pub(super) fn profile(mut self, name: &str) -> Self {
        self.profile = Some(name.to_owned());
        self
    }

    /// Shares tokens that cannot be written with other providers of the same profile.
    pub(super) fn unsaved_tokens(mut self, tokens: UnsavedTokens<LoginToken>) -> Self {
        self.unsaved_tokens = tokens;
        self
    }

    async fn provide(&self) -> provider::Result {
        let files = self.environment.files();
        let path = self.token_file().ok_or_else(|| {
            CredentialsError::invalid_configuration(
                "there is no home directory with login tokens: HOME is not set",
            )
        })?;
        let explain = |problem: String| {
            let (path, remedy) = (path.display(), self.remedy());
            CredentialsError::provider_error(format!("the login token {path} {problem}; {remedy}"))
        };
        let on_file = LoginToken::read(files, &path).map_err(explain)?;
        let key_on_file = on_file.credentials.access_key_id();
        let token = match self.unsaved_tokens.in_place_of(&path, key_on_file) {
            Some(renewed) => renewed,
            None => on_file.clone(),
        };
        let now = self.config.0.time.now();
        if token.expires_at > now + RENEWAL {
            return Ok(token.credentials);
        }
        match self.renew(&token, now).await {
            Ok(renewed) => {
                // The old refresh token may be valid only once, so a token that cannot be written has to be kept.
                if renewed.write(files, &path).is_err() {
                    self.unsaved_tokens.keep(path, key_on_file, renewed.clone());
                }
                Ok(renewed.credentials)
            }
            Err(_) if token.expires_at > now => Ok(token.credentials),
            Err(problem) => Err(explain(format!(
                "has expired and cannot be renewed: {problem}"
            ))),
        }
    }

    async fn renew(&self, token: &LoginToken, now: SystemTime) -> Result<LoginToken, String> {
        let mut input = token.renewal()?;
        let client = self.client(token.region());
        let request = client.call().sign(&input).await;
        let request = request.map_err(|error| error.to_string())?;
        input.proof = proof::create(&token.key()?, &request.uri().to_string(), now)?;
        let response = client.call().send(input).await;
        let response = response.map_err(|error| error.to_string())?;
        let output: RefreshTokenOutput = deserialize(RefreshTokenInput::METADATA, &response)?;
        token.renewed(output, now)
    }

    /// Returns a client of AWS Sign-In in the region of the session.
    fn client(&self, region: Option<String>) -> Handle {
        let config = match region {
            Some(region) => self.config.to_builder().region(region).build(),
            None => self.config.clone(),
        };
        let settings = &config.0;
        let (use_fips, use_dual_stack) = (settings.use_fips, settings.use_dual_stack);
        let region = settings.region.as_deref();
        let url = region.and_then(|region| operation::endpoint(region, use_fips, use_dual_stack));
        client_at(&config, &operation::SIGN_IN, url)
    }

    fn token_file(&self) -> Option<PathBuf> {
        let name = format!("{}.json", hex(&Sha256::digest(&self.session)));
        Some(self.directory.as_ref()?.join(name))
    }

    /// Returns the command that gets another token.
    fn remedy(&self) -> String {
        match &self.profile {
            Some(profile) => format!("sign in with `aws login --profile {profile}`"),
            None => "sign in with `aws login`".to_owned(),
        }
    }
}

impl ProvideCredentials for Login {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        provide(self.provide())
    }
}
