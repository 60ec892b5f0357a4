//! Authentication by an API key, or by a user name and a password.

use base64_simd::STANDARD;
use http::header::{AUTHORIZATION, HeaderName, HeaderValue};
use http::{Request, Uri};

use super::Call;
use crate::Body;
use crate::codec::text;
use crate::error::{Error, ErrorKind};
use crate::protocol::metadata::Auth;

impl Call {
    /// Sets the API key, or the user name and the password, if the scheme asks for one. These are secrets, so they are sent in plaintext to
    /// the loopback interface only.
    pub(super) fn set_http_auth(
        &self,
        auth: Auth,
        request: &mut Request<Body>,
    ) -> Result<(), Error> {
        match auth {
            Auth::ApiKeyInHeader { name, scheme } => {
                let key = self.api_key()?;
                let value = match scheme {
                    "" => key.to_owned(),
                    scheme => format!("{scheme} {key}"),
                };
                self.set_secret_header(request, name, &value, "the API key")
            }
            Auth::ApiKeyInQuery { name } => {
                let key = self.api_key()?;
                self.check_safe(request.uri(), "the API key")?;
                let uri = with_parameter(request.uri(), name, key);
                *request.uri_mut() =
                    uri.ok_or_else(|| failed("the API key makes the URL too long"))?;
                Ok(())
            }
            Auth::Basic => {
                let (user, password) = self.settings().basic_auth.as_ref().ok_or_else(|| {
                    failed(
                        "no user name and password are set by `Config::builder().basic_auth(..)`",
                    )
                })?;
                // The first colon ends the user name.
                if user.contains(':') {
                    return Err(failed("the user name of `basic_auth` holds a colon"));
                }
                let mut value = "Basic ".to_owned();
                STANDARD.encode_append(format!("{user}:{password}"), &mut value);
                self.set_secret_header(request, AUTHORIZATION.as_str(), &value, "the password")
            }
            _ => Ok(()),
        }
    }

    fn api_key(&self) -> Result<&str, Error> {
        let key = self.settings().api_key.as_deref();
        key.ok_or_else(|| failed("no API key is set by `Config::builder().api_key(..)`"))
    }

    fn set_secret_header(
        &self,
        request: &mut Request<Body>,
        name: &str,
        value: &str,
        secret: &str,
    ) -> Result<(), Error> {
        self.check_safe(request.uri(), secret)?;
        let name = HeaderName::try_from(name)
            .map_err(|_| failed(&format!("`{name}` is not the name of a header")))?;
        let mut value = HeaderValue::try_from(value).map_err(|_| {
            failed(&format!(
                "{secret} holds a line break or another control character"
            ))
        })?;
        value.set_sensitive(true);
        request.headers_mut().insert(name, value);
        Ok(())
    }

    fn check_safe(&self, uri: &Uri, secret: &str) -> Result<(), Error> {
        if self.is_safe(uri) {
            Ok(())
        } else {
            Err(failed(&format!("{secret} is sent over https only")))
        }
    }
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

fn failed(problem: &str) -> Error {
    Error::new(ErrorKind::Credentials, problem)
}
