//! Authentication by an API key, by a user name and a password, or by a bearer token.
//!
//! These schemes are behind [`HttpAuth`], so that clients of services that have others do not link them.

use std::fmt;

use base64_simd::STANDARD;
use http::header::{AUTHORIZATION, HeaderName, HeaderValue};
use http::{Request, Uri};

use crate::Body;
use crate::codec::text;
use crate::config::variable_of_service;

/// An authentication scheme of HTTP, by which a secret of the caller is part of the request.
pub trait HttpAuth: fmt::Debug + Sync {
    /// Returns the noun phrase for the secret in messages: `the API key`.
    fn secret(&self) -> &'static str;

    /// Returns the name of the scheme in models, without its namespace: `httpApiKeyAuth`.
    fn name(&self) -> &'static str;

    /// True if code or a variable has set the secret.
    fn is_set(&self, secrets: &HttpSecrets<'_>) -> bool;

    /// True if the secret is the token of the configuration's provider, which has to be loaded before the request is made.
    fn is_from_provider(&self, _secrets: &HttpSecrets<'_>) -> bool {
        false
    }

    /// Returns the name of the query parameter that holds the secret, if one does.
    fn query_parameter(&self) -> Option<&'static str> {
        None
    }

    /// Adds the secret to a request.
    ///
    /// # Errors
    /// A message that names the secret which is not set or cannot be sent.
    fn authenticate(
        &self,
        secrets: &HttpSecrets<'_>,
        request: &mut Request<Body>,
    ) -> Result<(), String>;
}

/// The secrets of a client's configuration.
#[derive(Clone, Copy)]
pub struct HttpSecrets<'a> {
    pub(crate) api_key: Option<&'a str>,
    pub(crate) basic_auth: Option<&'a (String, String)>,
    pub(crate) bearer_tokens: BearerTokens<'a>,
    /// The token of the configuration's provider.
    pub(crate) loaded_token: Option<&'a str>,
}

/// The bearer tokens of a client's configuration for one service.
#[derive(Clone, Copy)]
pub(crate) struct BearerTokens<'a> {
    /// The token that code has set for all services.
    pub(crate) of_code: Option<&'a str>,
    /// Tokens by the names of their variables.
    pub(crate) of_variables: &'a [(String, String)],
    /// The signing name of the service.
    pub(crate) service: &'a str,
}

impl<'a> BearerTokens<'a> {
    /// Returns the token that a variable holds for the service.
    pub(crate) fn of_variable(&self) -> Option<&'a str> {
        let wanted = self.variable();
        let mut variables = self.of_variables.iter();
        let variable = variables.find(|(name, _)| *name == wanted);
        variable.map(|(_, token)| token.as_str())
    }

    /// Returns the token for the service. The one that code has set precedes that of a variable.
    fn get(&self) -> Option<&'a str> {
        self.of_code.or_else(|| self.of_variable())
    }

    fn variable(&self) -> String {
        variable_of_service(BEARER_TOKEN, self.service)
    }
}

/// The beginning of the names of variables with bearer tokens.
pub(crate) const BEARER_TOKEN: &str = "AWS_BEARER_TOKEN";

/// The name of the scheme of bearer tokens in models, without its namespace.
pub(crate) const HTTP_BEARER_AUTH: &str = "httpBearerAuth";

impl fmt::Debug for HttpSecrets<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpSecrets").finish_non_exhaustive()
    }
}

impl HttpSecrets<'_> {
    fn api_key(&self) -> Result<&str, String> {
        self.api_key
            .ok_or_else(|| "no API key is set by `Config::builder().api_key(..)`".to_owned())
    }
}

/// A bearer token (`smithy.api#httpBearerAuth`).
#[derive(Clone, Copy, Debug)]
pub struct BearerAuth;

impl HttpAuth for BearerAuth {
    fn name(&self) -> &'static str {
        HTTP_BEARER_AUTH
    }

    fn secret(&self) -> &'static str {
        "the bearer token"
    }

    fn is_set(&self, secrets: &HttpSecrets<'_>) -> bool {
        secrets.bearer_tokens.get().is_some()
    }

    fn is_from_provider(&self, secrets: &HttpSecrets<'_>) -> bool {
        !self.is_set(secrets)
    }

    fn authenticate(
        &self,
        secrets: &HttpSecrets<'_>,
        request: &mut Request<Body>,
    ) -> Result<(), String> {
        let tokens = secrets.bearer_tokens;
        let token = tokens.get().or(secrets.loaded_token).ok_or_else(|| {
            let mut message =
                "no bearer token is set by `Config::builder().bearer_token(..)`".to_owned();
            if cfg!(feature = "environment") {
                let variable = tokens.variable();
                message.push_str(&format!(", {variable} or the `sso_session` of a profile"));
            }
            message
        })?;
        let value = format!("Bearer {token}");
        set_header(request, AUTHORIZATION, &value, self.secret())
    }
}

/// A user name and a password (`smithy.api#httpBasicAuth`).
#[derive(Clone, Copy, Debug)]
pub struct BasicAuth;

impl HttpAuth for BasicAuth {
    fn name(&self) -> &'static str {
        "httpBasicAuth"
    }

    fn secret(&self) -> &'static str {
        "the password"
    }

    fn is_set(&self, secrets: &HttpSecrets<'_>) -> bool {
        secrets.basic_auth.is_some()
    }

    fn authenticate(
        &self,
        secrets: &HttpSecrets<'_>,
        request: &mut Request<Body>,
    ) -> Result<(), String> {
        let (user, password) = secrets
            .basic_auth
            .ok_or("no user name and password are set by `Config::builder().basic_auth(..)`")?;
        // The first colon ends the user name.
        if user.contains(':') {
            return Err("the user name of `basic_auth` holds a colon".to_owned());
        }
        let mut value = "Basic ".to_owned();
        STANDARD.encode_append(format!("{user}:{password}"), &mut value);
        set_header(request, AUTHORIZATION, &value, self.secret())
    }
}

/// The name of the scheme of API keys.
const API_KEY: &str = "httpApiKeyAuth";

/// An API key in a header (`smithy.api#httpApiKeyAuth`).
#[derive(Clone, Copy, Debug)]
pub struct ApiKeyInHeader {
    /// The header's name.
    pub name: &'static str,
    /// The scheme before the key; empty for the key alone.
    pub scheme: &'static str,
}

impl HttpAuth for ApiKeyInHeader {
    fn name(&self) -> &'static str {
        API_KEY
    }

    fn secret(&self) -> &'static str {
        "the API key"
    }

    fn is_set(&self, secrets: &HttpSecrets<'_>) -> bool {
        secrets.api_key.is_some()
    }

    fn authenticate(
        &self,
        secrets: &HttpSecrets<'_>,
        request: &mut Request<Body>,
    ) -> Result<(), String> {
        let key = secrets.api_key()?;
        let name = HeaderName::try_from(self.name)
            .map_err(|_| format!("`{}` is not the name of a header", self.name))?;
        let value = match self.scheme {
            "" => key.to_owned(),
            scheme => format!("{scheme} {key}"),
        };
        set_header(request, name, &value, self.secret())
    }
}

/// An API key in the query (`smithy.api#httpApiKeyAuth`).
#[derive(Clone, Copy, Debug)]
pub struct ApiKeyInQuery {
    /// The parameter's name.
    pub name: &'static str,
}

impl HttpAuth for ApiKeyInQuery {
    fn name(&self) -> &'static str {
        API_KEY
    }

    fn secret(&self) -> &'static str {
        "the API key"
    }

    fn is_set(&self, secrets: &HttpSecrets<'_>) -> bool {
        secrets.api_key.is_some()
    }

    fn query_parameter(&self) -> Option<&'static str> {
        Some(self.name)
    }

    fn authenticate(
        &self,
        secrets: &HttpSecrets<'_>,
        request: &mut Request<Body>,
    ) -> Result<(), String> {
        let uri = with_parameter(request.uri(), self.name, secrets.api_key()?);
        *request.uri_mut() = uri.ok_or("the API key makes the URL too long")?;
        Ok(())
    }
}

fn set_header(
    request: &mut Request<Body>,
    name: HeaderName,
    value: &str,
    secret: &str,
) -> Result<(), String> {
    let mut value = HeaderValue::try_from(value)
        .map_err(|_| format!("{secret} holds a line break or another control character"))?;
    value.set_sensitive(true);
    request.headers_mut().insert(name, value);
    Ok(())
}

/// Adds a parameter to the query; `None` if the URI would be too long.
fn with_parameter(uri: &Uri, name: &str, value: &str) -> Option<Uri> {
    let mut target = uri.path().to_owned();
    target.push('?');
    if let Some(query) = uri.query().filter(|query| !query.is_empty()) {
        target.push_str(query);
        target.push('&');
    }
    text::encode(name, &mut target);
    target.push('=');
    text::encode(value, &mut target);
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(target.try_into().ok()?);
    Uri::from_parts(parts).ok()
}
