//! The options of the builder for authentication, except credentials.

use super::builder::ConfigBuilder;
use crate::protocol::auth::AuthPreference;

impl ConfigBuilder {
    /// Sends all requests without a signature and loads no credentials, for resources that everyone may read, such as a public bucket of Amazon S3. It
    /// replaces the [`credentials`](Self::credentials), and later ones replace it.
    ///
    /// Presigning is an error, and sessions with directory buckets are not opened. A call with
    /// [credentials of its own](crate::CallOptions::credentials) is signed. Bearer tokens and other secrets that are no signatures are sent as before.
    pub fn unsigned(mut self) -> Self {
        self.is_unsigned = true;
        self
    }

    /// Sets the token for operations with bearer authentication, for all services. It is sent over https only, except to loopback.
    ///
    /// [`load`](Self::load) reads others from `AWS_BEARER_TOKEN_<SERVICE>`, each for the service with that signing name. If there is none, the
    /// token of the `sso_session` of the profile is used.
    pub fn bearer_token(mut self, token: impl Into<String>) -> Self {
        self.bearer_token = Some(token.into());
        self
    }

    /// Sets the authentication schemes to prefer where a service offers several, by their names in models, such as `sigv4` and
    /// `httpBearerAuth`. Schemes that an operation does not offer are skipped.
    ///
    /// Without it, [`load`](Self::load) prefers a bearer token of `AWS_BEARER_TOKEN_<SERVICE>`, then the schemes of
    /// `AWS_AUTH_SCHEME_PREFERENCE` or `auth_scheme_preference` of the profile; the last resort is the order of the model.
    pub fn auth_scheme_preference(
        mut self,
        schemes: impl IntoIterator<Item = impl AsRef<str>>,
    ) -> Self {
        self.auth_preference = Some(AuthPreference::from_code(schemes));
        self
    }

    /// Sets the key for operations with authentication by an API key, for all services. It is sent over https only, except to loopback.
    pub fn api_key(mut self, key: impl Into<String>) -> Self {
        self.api_key = Some(key.into());
        self
    }

    /// Sets the user name and the password for operations with basic authentication, for all services. They are sent over https only, except
    /// to loopback.
    pub fn basic_auth(mut self, user: impl Into<String>, password: impl Into<String>) -> Self {
        self.basic_auth = Some((user.into(), password.into()));
        self
    }
}
