//! Credentials and signatures of requests.

use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_credential_types::provider::ProvideCredentials;
use aws_credential_types::provider::error::CredentialsError;
use http::{Request, Uri};

use super::Call;
use super::assembly::{UnsignedRequest, update_content_length};
#[cfg(feature = "checksums")]
use super::body_checksums::{TrailerEncoding, choose_payload};
#[cfg(feature = "event-stream")]
use super::event_signing::SignEvents;
use super::test_seam;
use crate::Body;
use crate::credentials_cache::{CredentialsCache, escape};
use crate::endpoint::SIGV4A;
use crate::error::{Chain, Error, ErrorKind};
use crate::protocol::auth::{Auth, AuthContext};
use crate::protocol::metadata::OperationMetadata;
use crate::sign::http_auth::{HttpAuth, HttpSecrets};
use crate::sign::{Payload, Placement, Signing, SigningKeys};

/// The authentication scheme of a call with its credentials.
pub(super) struct Identity {
    auth: Auth,
    /// The credentials of the signature, or the token of the configuration's provider as the secret access key. Absent if the request has
    /// no signature and no such token.
    credentials: Option<Credentials>,
}

/// The time and the credentials with which a request was authorized.
pub(super) struct Authorization {
    /// The time of the signature, by the services' clock.
    pub(super) time: SystemTime,
    /// The credentials of the [`Identity`].
    pub(super) credentials: Option<Credentials>,
    /// True if the request holds a secret that can be used by everyone who reads it.
    pub(super) has_secret: bool,
}

impl Call {
    /// Returns the authentication of an operation's requests, with the credentials that are loaded already, if they are.
    pub(super) async fn identity_for(
        &self,
        operation: &OperationMetadata,
        loaded: Option<&Credentials>,
    ) -> Result<Identity, Error> {
        let auth = self.auth_of(operation);
        if let Some(credentials) = loaded {
            return Ok(Identity {
                auth,
                credentials: Some(credentials.clone()),
            });
        }
        let is_signed = auth.is_signature();
        let found = match &self.options.credentials {
            Some(provider) if is_signed => {
                let result = provider.provide_credentials().await;
                Some(result.map_err(|error| escape(&error)))
            }
            _ => match self.cache_for(operation) {
                Some(cache) => Some(cache.get().await),
                None => None,
            },
        };
        let credentials = match (auth, found) {
            (auth, None | Some(Err(CredentialsError::CredentialsNotLoaded(_))))
                if auth.is_optional_signature() =>
            {
                Ok(None)
            }
            (_, Some(result)) => result.map(Some),
            (_, None) if is_signed => Err(not_set()),
            (_, None) => Ok(None),
        };
        match credentials {
            Ok(credentials) => Ok(Identity { auth, credentials }),
            Err(error) => Err(credentials_error(error).with_operation(operation.name)),
        }
    }

    /// Returns the noun for the authentication of an operation's requests, for messages.
    pub(super) fn identity_name(&self, operation: &OperationMetadata) -> &'static str {
        match self.auth_of(operation) {
            Auth::Http(scheme) => scheme.secret(),
            _ => "credentials",
        }
    }

    /// Signs a request by the authentication scheme of its operation.
    pub(super) fn authorize(
        &self,
        unsigned: &UnsignedRequest,
        request: &mut Request<Body>,
        placement: Placement,
        identity: Identity,
    ) -> Result<Authorization, Error> {
        update_content_length(request, placement);
        let Identity { auth, credentials } = identity;
        let operation = unsigned.operation;
        let failed = |kind, problem| Error::new(kind, problem).with_operation(operation.name);
        if operation.bears_secret && !self.may_send_secret(request.uri()) {
            let problem =
                "a request with a secret is sent over https only: use an `https` endpoint";
            return Err(failed(ErrorKind::Credentials, problem.to_owned()));
        }
        let has_secret = operation.bears_secret || matches!(auth, Auth::Http(_));
        if let Auth::Http(scheme) = auth {
            self.set_secret(scheme, operation, credentials.as_ref(), request)
                .map_err(|error| error.with_operation(operation.name))?;
        }
        #[cfg(feature = "checksums")]
        let payload_signing = self.settings().payload_signing_of(operation.service.name);
        #[cfg(feature = "checksums")]
        let encoding = TrailerEncoding::from_request(
            request,
            auth.is_signature() && credentials.is_some(),
            payload_signing,
        );
        let credentials = match credentials {
            Some(credentials) if auth.is_signature() => credentials,
            credentials => {
                if matches!((auth, placement), (Auth::None, Placement::Query(_)))
                    && self.is_unsigned()
                {
                    return Err(unsigned_error().with_operation(operation.name));
                }
                #[cfg(feature = "checksums")]
                if let Some(encoding) = encoding {
                    encoding.encode_unsigned(request);
                }
                return Ok(Authorization {
                    time: self.services_time(),
                    credentials,
                    has_secret,
                });
            }
        };
        // A stream cannot be hashed before it is sent.
        let payload = match auth.signs_body() && !request.body().is_stream() {
            true => Payload::Signed,
            false => Payload::Unsigned,
        };
        #[cfg(feature = "checksums")]
        let payload = match encoding {
            Some(encoding) => encoding.to_payload(),
            None => choose_payload(operation, request, placement, payload, payload_signing),
        };
        #[cfg(feature = "event-stream")]
        let payload = match (SignEvents::is_needed(request), placement) {
            (true, Placement::Headers) => Payload::Events,
            (true, Placement::Query(_)) => {
                let problem = "an input with events cannot be presigned, because each event is signed when it is sent";
                return Err(failed(ErrorKind::InvalidInput, problem.to_owned()));
            }
            (false, _) => payload,
        };
        if let Some(scheme) = &unsigned.endpoint.other_scheme {
            return Err(failed(ErrorKind::Endpoint, other_scheme_problem(scheme)));
        }
        let regions = unsigned.endpoint.signing_regions().ok_or_else(|| {
            let places = &self.settings().region_sources;
            failed(
                ErrorKind::Endpoint,
                format!("no region is set for the signature; looked at {places}"),
            )
        })?;
        let time = self.services_time();
        let signing = Signing {
            credentials: &credentials,
            keys: self.signing_keys(),
            service: &unsigned.endpoint.signing_name,
            regions,
            token: unsigned.endpoint.token,
            time,
            double_encoding: unsigned.endpoint.double_encoding,
            payload,
        };
        let signature = signing.apply(request, placement);
        let signature = signature.map_err(|error| self.signing_error(unsigned, error))?;
        #[cfg(feature = "checksums")]
        if let Some(encoding) = encoding {
            let seed = signature.clone();
            encoding.encode_signed(request, unsigned, &credentials, time, seed);
        }
        #[cfg(feature = "event-stream")]
        self.sign_events(unsigned, request, &credentials, signature);
        #[cfg(not(feature = "event-stream"))]
        drop(signature);
        Ok(Authorization {
            time,
            credentials: Some(credentials),
            has_secret,
        })
    }

    /// Adds the operation to the error of a signature, and to that of credentials their origin.
    #[cold]
    fn signing_error(&self, unsigned: &UnsignedRequest, error: Error) -> Error {
        let origin = match (unsigned.endpoint.token, &self.options.credentials) {
            (Some(_), _) => "the session that the service opened",
            (None, None) => "the provider of the configuration",
            (None, Some(_)) => "the options of the call",
        };
        let error = match error.kind() {
            kind @ ErrorKind::Credentials => {
                error.in_context(kind, &format!("credentials from {origin}"))
            }
            _ => error,
        };
        error.with_operation(unsigned.operation.name)
    }

    /// Returns the cache of signing keys, if the credentials are the client's. The keys of a call's own credentials are not cached.
    pub(super) fn signing_keys(&self) -> Option<&SigningKeys> {
        let is_cached = self.options.credentials.is_none();
        is_cached.then_some(&self.handle.0.signing_keys)
    }

    /// Returns the credentials with which the operation's requests are signed, if they are.
    pub(super) async fn credentials_for(
        &self,
        operation: &OperationMetadata,
    ) -> Result<Option<Credentials>, Error> {
        let Identity { auth, credentials } = self.identity_for(operation, None).await?;
        Ok(credentials.filter(|_| auth.is_signature()))
    }

    /// Marks credentials as rejected by the service. True if the client may have others for another attempt; the call's own provider is
    /// called for every attempt anyway.
    pub(super) fn reject_credentials(
        &self,
        operation: &OperationMetadata,
        credentials: &Credentials,
    ) -> bool {
        let cache = self.cache_for(operation);
        cache.is_some_and(|cache| cache.reject(credentials))
    }

    /// True if the client's provider has other credentials than these by now.
    pub(super) async fn has_others_than(
        &self,
        operation: &OperationMetadata,
        credentials: &Credentials,
    ) -> Result<bool, Error> {
        match self.cache_for(operation) {
            Some(cache) => cache.has_others_than(credentials).await,
            None => Ok(false),
        }
        .map_err(credentials_error)
    }

    /// Returns the time of the services' clock, as far as responses contained it.
    pub(super) fn services_time(&self) -> SystemTime {
        self.handle.0.skew.correct(self.time().now())
    }

    /// True if a secret may be sent to a URI.
    pub(super) fn may_send_secret(&self, uri: &Uri) -> bool {
        uri.scheme_str() == Some("https")
            || uri.host().is_some_and(crate::endpoint::is_loopback)
            || self.settings().plaintext_secrets
    }

    /// Returns the authentication scheme of an operation, by the configuration if the operation offers several. There is none in place of a signature
    /// that the configuration disables.
    fn auth_of(&self, operation: &OperationMetadata) -> Auth {
        let settings = self.settings();
        let auth = match operation.auth {
            Auth::Choice(choice) => choice.choose(&AuthContext {
                preference: settings.auth_preference.as_ref(),
                secrets: self.secrets(operation, None),
                has_token_provider: settings.token.is_some(),
            }),
            auth => auth,
        };
        match auth.is_signature() && self.is_unsigned() {
            true => Auth::None,
            false => auth,
        }
    }

    /// True if the configuration disables signatures, and the call has no credentials of its own.
    fn is_unsigned(&self) -> bool {
        self.settings().is_unsigned && self.options.credentials.is_none()
    }

    /// Returns the cache that the credentials or the token of an operation's requests come from.
    fn cache_for(&self, operation: &OperationMetadata) -> Option<&CredentialsCache> {
        let settings = self.settings();
        let cache = match self.auth_of(operation) {
            Auth::Http(scheme) => settings
                .token
                .as_ref()
                .filter(|_| scheme.is_from_provider(&self.secrets(operation, None))),
            auth if auth.is_signature() && self.options.credentials.is_none() => {
                settings.credentials.as_ref()
            }
            _ => None,
        };
        cache.map(|cache| &**cache)
    }

    /// Returns the secrets for the authentication schemes of HTTP.
    fn secrets<'a>(
        &'a self,
        operation: &OperationMetadata,
        loaded: Option<&'a Credentials>,
    ) -> HttpSecrets<'a> {
        let settings = self.settings();
        HttpSecrets {
            api_key: settings.api_key.as_deref(),
            basic_auth: settings.basic_auth.as_ref(),
            bearer_tokens: settings.bearer_tokens_of(operation.service.signing_name),
            loaded_token: loaded.map(Credentials::secret_access_key),
        }
    }

    /// Adds the secret of an authentication scheme of HTTP. It is usable by every reader, and so is sent in plaintext to the loopback
    /// interface only.
    fn set_secret(
        &self,
        scheme: &dyn HttpAuth,
        operation: &OperationMetadata,
        loaded: Option<&Credentials>,
        request: &mut Request<Body>,
    ) -> Result<(), Error> {
        let failed = |problem| Error::new(ErrorKind::Credentials, problem);
        let may_send = self.may_send_secret(request.uri());
        let secrets = self.secrets(operation, loaded);
        scheme.authenticate(&secrets, request).map_err(failed)?;
        test_seam::mark_secret(scheme, request.extensions_mut());
        match may_send {
            true => Ok(()),
            false => Err(failed(format!(
                "{} is sent over https only: use an `https` endpoint",
                scheme.secret()
            ))),
        }
    }
}

/// True if a request bypasses every proxy, which would read a secret that is for the loopback interface alone.
pub(super) fn is_direct(has_secret: bool, uri: &Uri) -> bool {
    has_secret && uri.scheme_str() != Some("https")
}

/// Returns the problem of an endpoint that needs signatures of a scheme which the program does not have.
#[cold]
fn other_scheme_problem(scheme: &str) -> String {
    let remedy = match scheme == SIGV4A && cfg!(not(feature = "sigv4a")) {
        true => ": enable the feature `sigv4a` of `tinsmith`, or use another endpoint",
        false => ", which this SDK does not have: use another endpoint",
    };
    format!("the endpoint needs signatures of the scheme {scheme}{remedy}")
}

/// Returns the error of a signature that was requested although the configuration disables signatures.
pub(super) fn unsigned_error() -> Error {
    let problem = "`ConfigBuilder::unsigned` excludes presigned URLs and other signatures; use a configuration with credentials";
    Error::new(ErrorKind::Credentials, problem)
}

pub(super) fn not_set() -> CredentialsError {
    CredentialsError::not_loaded(
        "no credentials: none are set by `Config::builder().credentials(..)`, and environment and files were not loaded",
    )
}

pub(super) fn credentials_error(error: CredentialsError) -> Error {
    // The source has the details: the error itself names the kind of failure only.
    let message = match std::error::Error::source(&error) {
        Some(source) => Chain(source).to_string(),
        None => error.to_string(),
    };
    Error::new(ErrorKind::Credentials, message).with_inner(error)
}

#[cfg(test)]
mod tests {
    use http::header::AUTHORIZATION;

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
