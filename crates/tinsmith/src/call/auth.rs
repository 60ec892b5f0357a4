//! Credentials and signatures of requests.

use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_credential_types::provider::ProvideCredentials;
use aws_credential_types::provider::error::CredentialsError;
use http::header::{AUTHORIZATION, HeaderValue};
use http::{Request, Uri};

use super::Call;
use super::assembly::{UnsignedRequest, update_content_length};
use crate::Body;
use crate::config::bearer_token_variable;
use crate::credentials::escape;
use crate::error::{Chain, Error, ErrorKind};
use crate::protocol::auth::{Auth, AuthWishes};
use crate::protocol::metadata::OperationMetadata;
use crate::sign::http_auth::{HttpAuth, HttpSecrets};
use crate::sign::{Placement, Signing};

/// The authentication scheme of a call and what it needs.
pub(super) struct Identity {
    auth: Auth,
    /// Absent if the request has no signature.
    credentials: Option<Credentials>,
    /// The bearer token of a provider, if no other is set.
    token: Option<String>,
}

/// The time and the credentials with which a request was signed.
pub(super) struct Signed {
    /// The time of the signature, by the services' clock.
    pub(super) time: SystemTime,
    /// Absent if the request has no signature.
    pub(super) credentials: Option<Credentials>,
}

impl Call {
    /// Returns what an operation's requests are authorized with.
    pub(super) async fn identity_for(
        &self,
        operation: &OperationMetadata,
    ) -> Result<Identity, Error> {
        let mut identity = Identity {
            auth: self.auth_of(operation),
            credentials: None,
            token: None,
        };
        let loaded = match identity.auth {
            Auth::SigV4Optional => self.optional_credentials().await,
            Auth::SigV4 | Auth::SigV4UnsignedPayload => self.credentials().await.map(Some),
            Auth::Bearer => {
                identity.token = self.loaded_token(operation).await?;
                return Ok(identity);
            }
            Auth::None | Auth::Http(_) | Auth::Choice(_) => return Ok(identity),
        };
        identity.credentials = loaded.map_err(|error| error.with_operation(operation.name))?;
        Ok(identity)
    }

    /// Returns the authentication scheme of an operation, by the configuration if the operation offers several.
    fn auth_of(&self, operation: &OperationMetadata) -> Auth {
        let Auth::Choice(choice) = operation.auth else {
            return operation.auth;
        };
        let settings = self.settings();
        choice.choose(&AuthWishes {
            preference: settings.auth_preference.as_ref(),
            has_own_token: &|| settings.has_own_token(operation.service.signing_name),
        })
    }

    /// Returns the token of the profile's provider if no other is set.
    async fn loaded_token(&self, operation: &OperationMetadata) -> Result<Option<String>, Error> {
        let settings = self.settings();
        let service = operation.service.signing_name;
        match &settings.token_source {
            Some(source) if settings.bearer_token_of(service).is_none() => {
                let token = (source.load)(&source.provider).await;
                let token = token.map_err(|problem| {
                    Error::new(ErrorKind::Credentials, problem).with_operation(operation.name)
                });
                token.map(Some)
            }
            _ => Ok(None),
        }
    }

    /// Signs a request by the authentication scheme of its operation.
    pub(super) fn authorize(
        &self,
        unsigned: &UnsignedRequest,
        request: &mut Request<Body>,
        placement: Placement,
        identity: Identity,
    ) -> Result<Signed, Error> {
        update_content_length(request);
        let Identity {
            auth,
            credentials,
            token,
        } = identity;
        let operation = unsigned.operation;
        if operation.bears_secret && !self.is_safe(request.uri()) {
            let error = Error::new(
                ErrorKind::Credentials,
                "a request with a secret is sent over https only",
            );
            return Err(error.with_operation(operation.name));
        }
        match auth {
            Auth::Bearer => self.set_bearer_token(operation, token, request),
            Auth::Http(scheme) => self.set_secret(scheme, request),
            _ => Ok(()),
        }
        .map_err(|error| error.with_operation(operation.name))?;
        let Some(credentials) = credentials else {
            return Ok(Signed {
                time: self.services_time(),
                credentials: None,
            });
        };
        // A stream cannot be hashed before it is sent.
        let signs_body = !matches!(auth, Auth::SigV4UnsignedPayload) && !request.body().is_stream();
        let failed = |kind, problem| Error::new(kind, problem).with_operation(operation.name);
        let region = unsigned.endpoint.signing_region.as_deref().ok_or_else(|| {
            let places = &self.settings().region_sources;
            failed(
                ErrorKind::Endpoint,
                format!("no region is set for the signature; looked at {places}"),
            )
        })?;
        let time = self.services_time();
        // Nothing is cached of credentials that are the call's own.
        let is_cached = self.options.credentials.is_none();
        let signing = Signing {
            credentials: &credentials,
            keys: is_cached.then_some(&self.handle.0.signing_keys),
            service: &unsigned.endpoint.signing_name,
            region,
            time,
            double_encoding: unsigned.endpoint.double_encoding,
            signs_body,
        };
        match signing.apply(request, placement) {
            Ok(()) => Ok(Signed {
                time,
                credentials: Some(credentials),
            }),
            Err((ErrorKind::Credentials, problem)) => {
                let origin = match is_cached {
                    true => "the provider of the configuration",
                    false => "the options of the call",
                };
                let problem = format!("credentials from {origin}: {problem}");
                Err(failed(ErrorKind::Credentials, problem))
            }
            Err((kind, problem)) => Err(failed(kind, problem)),
        }
    }

    /// Marks credentials as rejected by the service. True if the client may have others for another attempt; the call's own provider is
    /// called for every attempt anyway.
    pub(super) fn reject_credentials(&self, credentials: &Credentials) -> bool {
        let cache = self.settings().credentials.as_ref();
        self.options.credentials.is_none() && cache.is_some_and(|cache| cache.reject(credentials))
    }

    /// True if the client's provider has other credentials than these by now.
    pub(super) async fn has_others_than(&self, credentials: &Credentials) -> Result<bool, Error> {
        match &self.settings().credentials {
            Some(cache) => cache.has_others_than(credentials).await,
            None => Ok(false),
        }
        .map_err(credentials_error)
    }

    /// Returns the time of day by the services' clock, as far as responses have told it.
    fn services_time(&self) -> SystemTime {
        self.handle.0.skew.correct(self.time().now())
    }

    async fn credentials(&self) -> Result<Credentials, Error> {
        self.find_credentials()
            .await
            .unwrap_or_else(|| Err(not_set()))
            .map_err(credentials_error)
    }

    /// Returns credentials, or none if no provider has any. A provider that fails is an error.
    async fn optional_credentials(&self) -> Result<Option<Credentials>, Error> {
        match self.find_credentials().await {
            None | Some(Err(CredentialsError::CredentialsNotLoaded(_))) => Ok(None),
            Some(Ok(credentials)) => Ok(Some(credentials)),
            Some(Err(error)) => Err(credentials_error(error)),
        }
    }

    async fn find_credentials(&self) -> Option<Result<Credentials, CredentialsError>> {
        if let Some(provider) = &self.options.credentials {
            let result = provider.provide_credentials().await;
            return Some(result.map_err(|error| escape(&error)));
        }
        Some(self.settings().credentials.as_ref()?.get().await)
    }

    /// True if a secret may be sent to a URI.
    pub(super) fn is_safe(&self, uri: &Uri) -> bool {
        uri.scheme_str() == Some("https")
            || uri.host().is_some_and(crate::endpoint::is_loopback)
            || self.settings().allows_plaintext_secrets()
    }

    /// Adds the secret of an authentication scheme of HTTP. As everyone who reads it can use it, it is sent in plaintext to the loopback
    /// interface only.
    fn set_secret(&self, scheme: &dyn HttpAuth, request: &mut Request<Body>) -> Result<(), Error> {
        let failed = |problem| Error::new(ErrorKind::Credentials, problem);
        if !self.is_safe(request.uri()) {
            let secret = scheme.secret();
            return Err(failed(format!("{secret} is sent over https only")));
        }
        let settings = self.settings();
        let secrets = HttpSecrets {
            api_key: settings.api_key.as_deref(),
            basic_auth: settings.basic_auth.as_ref(),
        };
        scheme.authenticate(&secrets, request).map_err(failed)
    }

    /// Sets the bearer token. As everyone who reads it can use it, it is sent in plaintext to the loopback interface only.
    fn set_bearer_token(
        &self,
        operation: &OperationMetadata,
        loaded: Option<String>,
        request: &mut Request<Body>,
    ) -> Result<(), Error> {
        let failed = |problem: &str| Error::new(ErrorKind::Credentials, problem);
        let service = operation.service.signing_name;
        let token = self.settings().bearer_token_of(service);
        let token = token.or(loaded.as_deref()).ok_or_else(|| {
            failed(&format!(
                "no bearer token is set by `Config::builder().bearer_token(..)` or {}",
                bearer_token_variable(service)
            ))
        })?;
        let mut value = HeaderValue::try_from(format!("Bearer {token}")).map_err(|_| {
            failed("the bearer token holds a line break or another control character")
        })?;
        value.set_sensitive(true);
        if !self.is_safe(request.uri()) {
            return Err(failed("a bearer token is sent over https only"));
        }
        request.headers_mut().insert(AUTHORIZATION, value);
        Ok(())
    }
}

/// True if a request bypasses every proxy, which would read a secret that is for the loopback interface alone. An operation that may have a
/// secret counts as one that has.
pub(super) fn is_direct(operation: &OperationMetadata, uri: &Uri) -> bool {
    let has_secret = operation.auth.is_secret() || operation.bears_secret;
    has_secret && uri.scheme_str() != Some("https")
}

fn not_set() -> CredentialsError {
    CredentialsError::not_loaded(
        "no credentials: none are set by `Config::builder().credentials(..)`, and environment and files were not loaded",
    )
}

fn credentials_error(error: CredentialsError) -> Error {
    // The source names the places where credentials were looked for; the error itself says less.
    let message = match std::error::Error::source(&error) {
        Some(source) => Chain(source).to_string(),
        None => error.to_string(),
    };
    Error::new(ErrorKind::Credentials, message).with_inner(error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::service::{
        FromResponse, Operation, RequestWriter, ResponseReader, ServiceMetadata,
    };
    use crate::{Config, Handle};

    #[derive(Clone, Debug)]
    struct Nothing;

    impl Operation for Nothing {
        type Output = Nothing;
        const METADATA: &'static OperationMetadata = &OperationMetadata {
            service: &SERVICE,
            name: "Nothing",
            method: "GET",
            uri: "/",
            ..OperationMetadata::DEFAULT
        };

        fn write(&self, _request: &mut RequestWriter<'_>) {}
    }

    impl FromResponse for Nothing {
        fn from_response(_response: &mut ResponseReader<'_>) -> Self {
            Self
        }
    }

    static SERVICE: ServiceMetadata = ServiceMetadata {
        name: "things",
        signing_name: "things",
        endpoint_prefix: "things",
        ..ServiceMetadata::DEFAULT
    };

    fn keys(secret: &str) -> Credentials {
        Credentials::new("AKID", secret, None, None, "test")
    }

    #[tokio::test]
    async fn the_signing_key_of_a_call_s_own_credentials_is_not_cached() {
        let config = Config::builder()
            .region("us-west-2")
            .credentials(keys("client"));
        let handle = Handle::new(&config.build(), &SERVICE);
        let own = handle
            .call()
            .configure(|options| options.credentials(keys("call")));
        let request = own.sign(&Nothing).await.expect("signed");
        assert!(request.headers().contains_key(AUTHORIZATION));
        assert!(handle.0.signing_keys.is_empty());
        handle.call().sign(&Nothing).await.expect("signed");
        assert!(!handle.0.signing_keys.is_empty());
    }
}
