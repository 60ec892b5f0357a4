//! The provider chain: the sources of credentials in their order.

use std::sync::Arc;

use aws_credential_types::provider::{self, ProvideCredentials, future};

use super::container::ContainerCredentials;
use super::instance_metadata::InstanceMetadata;
use super::mfa::MfaCode;
use super::profile_credentials::{ProfileCredentials, ProfileRole};
use super::source::{Lookup, Source};
use super::sso::SsoToken;
use super::unsaved_tokens::UnsavedTokens;
use super::variables::EnvironmentCredentials;
use super::web_identity::WebIdentityVariables;
use crate::config::{Config, Environment};
use crate::credentials_cache::provide;
use crate::profile::Profile;

/// The sources in their order. The first one with credentials is used.
#[derive(Debug)]
pub(crate) struct CredentialsChain(Vec<Box<dyn Source>>);

impl CredentialsChain {
    /// Creates a chain of the sources that an environment and a profile configure, in the order of the AWS CLI. A profile that is set by code
    /// precedes the variables, which are then omitted.
    ///
    /// `config` sends the requests for credentials, and has no credentials itself. `token` is the bearer token of the same profile, with
    /// which the chain shares renewed tokens.
    pub(crate) fn new(
        environment: Environment,
        profile: Profile,
        profile_is_from_code: bool,
        mfa_code: Option<MfaCode>,
        config: Config,
        token: Option<&SsoToken>,
    ) -> Self {
        let variables = EnvironmentCredentials::new(environment.clone());
        let web_identity =
            WebIdentityVariables::new(environment.clone(), profile.clone(), config.clone());
        let container = ContainerCredentials::with_environment(&config, environment.clone());
        let metadata = InstanceMetadata::with_environment(&config, environment.clone())
            .profile(profile.clone());
        let profile = ProfileCredentials {
            profile,
            environment,
            config,
            instance_metadata: metadata.clone(),
            mfa_code,
            sso_tokens: token.map(SsoToken::unsaved_tokens).unwrap_or_default(),
            login_tokens: UnsavedTokens::default(),
        };
        let profile = Arc::new(profile);
        let role = ProfileRole::new(Arc::clone(&profile));
        let mut sources: Vec<Box<dyn Source>> = Vec::new();
        if profile_is_from_code {
            sources.push(Box::new(role));
        } else {
            sources.push(Box::new(variables));
            sources.push(Box::new(role));
            sources.push(Box::new(web_identity));
        }
        sources.push(Box::new(profile));
        sources.push(Box::new(container));
        sources.push(Box::new(metadata));
        Self(sources)
    }

    async fn provide(&self) -> provider::Result {
        let mut reasons = Vec::new();
        for source in &self.0 {
            match source.find().await? {
                Lookup::Found(credentials) => return Ok(credentials),
                Lookup::Absent(reason) => reasons.push(reason),
            }
        }
        // A profile's role and its other credentials have one reason.
        reasons.retain(|reason| !reason.is_empty());
        Lookup::Absent(reasons.join("; ")).into_result()
    }
}

impl ProvideCredentials for CredentialsChain {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        provide(self.provide())
    }
}
