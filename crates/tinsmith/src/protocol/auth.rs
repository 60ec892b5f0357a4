//! The authentication schemes of operations, and the choice between several.

use std::fmt;

use crate::sign::http_auth::{HTTP_BEARER_AUTH, HttpAuth, HttpSecrets};

/// The authentication scheme of an operation.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Auth {
    /// Signature Version 4 over the whole request.
    SigV4,
    /// Signature Version 4 that leaves the body out (`aws.auth#unsignedPayload`).
    SigV4UnsignedPayload,
    /// Signature Version 4 if there are credentials, else none (`smithy.api#optionalAuth`).
    SigV4Optional,
    /// Signature Version 4 that leaves the body out if there are credentials, else none.
    SigV4OptionalUnsignedPayload,
    /// A secret in a header or in the query, such as a bearer token.
    Http(&'static dyn HttpAuth),
    /// One of several schemes, which the configuration decides about.
    Choice(&'static dyn AuthChoice),
    /// None.
    None,
}

impl Auth {
    /// True if requests are signed.
    pub(crate) fn is_signature(self) -> bool {
        matches!(
            self,
            Self::SigV4
                | Self::SigV4UnsignedPayload
                | Self::SigV4Optional
                | Self::SigV4OptionalUnsignedPayload
        )
    }

    /// True if requests are not signed where there are no credentials.
    pub(crate) fn is_optional_signature(self) -> bool {
        matches!(
            self,
            Self::SigV4Optional | Self::SigV4OptionalUnsignedPayload
        )
    }

    /// True if the signature covers the body.
    pub(crate) fn signs_body(self) -> bool {
        matches!(self, Self::SigV4 | Self::SigV4Optional)
    }

    /// Returns the name of the scheme in models, without its namespace.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Http(scheme) => scheme.name(),
            Self::Choice(_) | Self::None => "noAuth",
            _ => "sigv4",
        }
    }
}

/// The choice between the authentication schemes that an operation offers. It is a trait so that clients of services that offer one scheme
/// do not link it.
pub trait AuthChoice: fmt::Debug + Sync {
    /// Returns the scheme of a call.
    fn choose(&self, context: &AuthContext<'_>) -> Auth;
}

/// The facts that decide about the scheme.
#[derive(Clone, Copy)]
pub struct AuthContext<'a> {
    /// The preference of the configuration.
    pub(crate) preference: Option<&'a AuthPreference>,
    /// The secrets of the configuration, except the token of its provider.
    pub(crate) secrets: HttpSecrets<'a>,
    /// True if the configuration has a provider of bearer tokens.
    pub(crate) has_token_provider: bool,
}

impl fmt::Debug for AuthContext<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthContext")
            .field("preference", &self.preference)
            .finish_non_exhaustive()
    }
}

/// The authentication schemes that the configuration prefers, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct AuthPreference {
    /// Names of schemes without their namespaces: `httpBearerAuth`.
    schemes: Vec<String>,
    /// True if the program has set them, and not the environment or a file.
    pub(crate) is_from_code: bool,
}

impl AuthPreference {
    /// Creates the preference of the schemes that a program names.
    pub(crate) fn from_code(names: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        Self {
            is_from_code: true,
            ..Self::from_names(names)
        }
    }

    /// Parses a list of names with commas between them.
    #[cfg(feature = "environment")]
    pub(crate) fn from_text(text: &str) -> Self {
        Self::from_names(text.split(','))
    }

    fn from_names(names: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        let schemes = names.into_iter().map(|name| {
            let name = name.as_ref();
            let name = name.rsplit_once('#').map_or(name, |(_, name)| name);
            name.trim().to_owned()
        });
        Self {
            schemes: schemes.collect(),
            is_from_code: false,
        }
    }
}

/// The authentication schemes that an operation offers, in the order of the model.
#[derive(Clone, Copy, Debug)]
pub struct AuthSchemes(pub &'static [Auth]);

impl AuthChoice for AuthSchemes {
    /// As in botocore, a preference that the program has set precedes everything. Then comes a bearer token that a variable holds for the
    /// service, then the preference of the environment or the profile, then the order of the model. Names that the operation does not
    /// offer are skipped.
    fn choose(&self, context: &AuthContext<'_>) -> Auth {
        choose(self.0, context)
    }
}

/// The authentication schemes of an operation that requires none of them (`smithy.api#optionalAuth`), in the order of the model. They include
/// others than Signature Version 4.
#[derive(Clone, Copy, Debug)]
pub struct OptionalAuthSchemes(pub &'static [Auth]);

impl AuthChoice for OptionalAuthSchemes {
    /// As for [`AuthSchemes`], among the schemes whose secret the configuration has; none if it has no secret. Signature Version 4 is among
    /// them in any case, because its credentials are loaded later, and are optional themselves. So that a secret which is set is never left
    /// out, schemes with one precede Signature Version 4.
    fn choose(&self, context: &AuthContext<'_>) -> Auth {
        let secrets = &context.secrets;
        let mut available = self.0.to_vec();
        available.retain(|scheme| match scheme {
            Auth::Http(scheme) if scheme.is_from_provider(secrets) => context.has_token_provider,
            Auth::Http(scheme) => scheme.is_set(secrets),
            _ => true,
        });
        available.sort_by_key(|scheme| !matches!(scheme, Auth::Http(http) if http.is_set(secrets)));
        choose(&available, context)
    }
}

fn choose(schemes: &[Auth], context: &AuthContext<'_>) -> Auth {
    let named = |name: &str| schemes.iter().find(|scheme| scheme.name() == name);
    let preferred = |preference: &AuthPreference| {
        let mut names = preference.schemes.iter();
        names.find_map(|name| named(name))
    };
    let is_from_code = |preference: &&AuthPreference| preference.is_from_code;
    let has_own_token = |_: &&Auth| context.secrets.bearer_tokens.of_variable().is_some();
    let own_token = || named(HTTP_BEARER_AUTH).filter(has_own_token);
    let chosen = match context.preference.filter(is_from_code) {
        Some(preference) => preferred(preference),
        None => own_token().or_else(|| context.preference.and_then(preferred)),
    };
    let first = || schemes.first();
    *chosen.or_else(first).unwrap_or(&Auth::None)
}
