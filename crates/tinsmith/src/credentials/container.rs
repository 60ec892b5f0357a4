//! Credentials of a container's task or pod.

use std::net::IpAddr;
use std::time::Duration;

use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{self, ProvideCredentials, future};
use http::header::{ACCEPT, AUTHORIZATION, HeaderValue};
use http::{Request, Uri};

use super::json_credentials::JsonCredentials;
use super::local_endpoint::LocalEndpoint;
use super::source::{Lookup, Source};
use crate::config::{Config, Environment};
use crate::credentials_cache::provide;
use crate::time::BoxFuture;

const RELATIVE_URI: &str = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI";
const FULL_URI: &str = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
const TOKEN: &str = "AWS_CONTAINER_AUTHORIZATION_TOKEN";
const TOKEN_FILE: &str = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE";

/// The host of relative URIs.
const ECS: &str = "http://169.254.170.2";

/// The addresses in Amazon ECS and Amazon EKS that are trusted without TLS, besides loopback.
const ADDRESSES: [&str; 3] = ["169.254.170.2", "169.254.170.23", "fd00:ec2::23"];

/// The provider of credentials from the endpoint that Amazon ECS and Amazon EKS run for a container, as
/// [the AWS SDKs reference](https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html) describes.
///
/// The endpoint is that of `AWS_CONTAINER_CREDENTIALS_RELATIVE_URI` or `AWS_CONTAINER_CREDENTIALS_FULL_URI`. The token of its requests is
/// in the file of `AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE` or in the variable `AWS_CONTAINER_AUTHORIZATION_TOKEN`. The file is read each
/// time, on the thread that loads the credentials. A full URI must be `https`, or have as its host `localhost`, a loopback address, or one
/// of the addresses that Amazon ECS and Amazon EKS use. Proxies are not used, and redirects are not followed.
///
/// A request has up to three attempts, with a second between them: there is another one if there is no response, or one with a server
/// error, the status 429 (too many requests), or a body that is not JSON.
#[derive(Clone, Debug)]
pub struct ContainerCredentials {
    environment: Environment,
    endpoint: LocalEndpoint,
}

impl ContainerCredentials {
    /// Creates a provider that reads the variables of the process, with the transport and the clock of `config`.
    pub fn new(config: &Config) -> Self {
        Self::with_environment(config, Environment::from_process())
    }

    /// Creates a provider that reads these variables.
    pub fn with_environment(config: &Config, environment: Environment) -> Self {
        Self {
            environment,
            endpoint: LocalEndpoint::new(config, Duration::from_secs(2), 3),
        }
    }

    /// Returns the URI of the endpoint, if one is set.
    fn uri(&self) -> Result<Option<Uri>, String> {
        if let Some(path) = self.environment.get(RELATIVE_URI) {
            let problem = || format!("{RELATIVE_URI} is not a path that starts with `/`");
            let uri = path
                .starts_with('/')
                .then(|| format!("{ECS}{path}").parse());
            return uri.and_then(Result::ok).ok_or_else(problem).map(Some);
        }
        let Some(uri) = self.environment.get(FULL_URI) else {
            return Ok(None);
        };
        let explain = |problem: &str| format!("{FULL_URI} {problem}");
        let uri: Uri = uri.parse().map_err(|_| explain("is not a URI"))?;
        match is_trusted(&uri) {
            Ok(()) => Ok(Some(uri)),
            Err(problem) => Err(explain(&problem)),
        }
    }

    fn token(&self) -> Result<Option<HeaderValue>, String> {
        let (origin, token) = match self.environment.path(TOKEN_FILE) {
            Some(path) => {
                let origin = format!("the file {} named by {TOKEN_FILE}", path.display());
                match self.environment.read(&path) {
                    Ok(token) => (origin, token),
                    Err(error) => return Err(format!("{origin} cannot be read: {error}")),
                }
            }
            None => match self.environment.get(TOKEN) {
                Some(token) => (TOKEN.to_owned(), token.into()),
                None => return Ok(None),
            },
        };
        let token = token.trim_ascii_end();
        if token.is_empty() {
            return Err(format!("{origin} is empty"));
        }
        let value = HeaderValue::from_bytes(token);
        let mut value =
            value.map_err(|_| format!("{origin} has characters that a header cannot have"))?;
        value.set_sensitive(true);
        Ok(Some(value))
    }

    async fn credentials(&self, uri: Uri) -> provider::Result {
        let mut request = Request::new(());
        let headers = request.headers_mut();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        let token = self
            .token()
            .map_err(CredentialsError::invalid_configuration)?;
        if let Some(token) = token {
            headers.insert(AUTHORIZATION, token);
        }
        *request.uri_mut() = uri;
        let endpoint = format!(
            "the container's endpoint {}",
            request.uri().authority().map_or("", |host| host.as_str())
        );
        let explain =
            |problem: String| CredentialsError::provider_error(format!("{endpoint}: {problem}"));
        let response = self.endpoint.send(&request, JsonCredentials::is_json).await;
        let response = response.map_err(|error| explain(error.to_string()))?;
        let document = JsonCredentials::from_json(&response.body);
        if !response.status.is_success() {
            let problem = document.ok().and_then(|document| document.problem());
            let separator = if problem.is_some() { ": " } else { "" };
            let problem = problem.unwrap_or_default();
            let status = response.status.as_u16();
            return Err(explain(format!("status {status}{separator}{problem}")));
        }
        document
            .and_then(JsonCredentials::reject_error_code)
            .and_then(|document| document.into_credentials("container"))
            .map_err(explain)
    }

    async fn lookup(&self) -> Result<Lookup, CredentialsError> {
        self.environment
            .require_utf8()
            .map_err(CredentialsError::invalid_configuration)?;
        match self.uri() {
            Ok(Some(uri)) => self.credentials(uri).await.map(Lookup::Found),
            Ok(None) => Ok(Lookup::Absent(format!(
                "neither {RELATIVE_URI} nor {FULL_URI} is set"
            ))),
            Err(problem) => Err(CredentialsError::invalid_configuration(problem)),
        }
    }

    async fn provide(&self) -> Result<Credentials, CredentialsError> {
        self.lookup().await?.into_result()
    }
}

/// Rejects a URI that must neither get the token nor provide credentials.
fn is_trusted(uri: &Uri) -> Result<(), String> {
    let Some(authority) = uri
        .authority()
        .filter(|authority| !authority.host().is_empty())
    else {
        return Err("has no host".to_owned());
    };
    if authority.as_str().contains('@') {
        return Err("must not have user information".to_owned());
    }
    let host = authority.host();
    match uri.scheme_str() {
        Some("https") => return Ok(()),
        Some("http") => {}
        _ => return Err("must start with http:// or https://".to_owned()),
    }
    let address: Option<IpAddr> = host.trim_matches(['[', ']']).parse().ok();
    let is_trusted = address.is_some_and(|address| {
        address.is_loopback() || ADDRESSES.iter().any(|known| known.parse() == Ok(address))
    });
    if is_trusted || host.eq_ignore_ascii_case("localhost") {
        return Ok(());
    }
    Err(format!(
        "has the host {host}; without https it must be `localhost`, a loopback address, or one of {}",
        ADDRESSES.join(", ")
    ))
}

impl Source for ContainerCredentials {
    fn find(&self) -> BoxFuture<'_, Result<Lookup, CredentialsError>> {
        Box::pin(self.lookup())
    }
}

impl ProvideCredentials for ContainerCredentials {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        provide(self.provide())
    }
}
