//! Credentials of a container's task or pod.

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{self, ProvideCredentials, future};
use http::header::{ACCEPT, AUTHORIZATION, HeaderValue};
use http::{Request, Uri};

use super::chain::{Looked, Source};
use super::fetch::Fetch;
use super::keys::Keys;
use crate::config::{Config, Environment};
use crate::time::BoxFuture;

const RELATIVE_URI: &str = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI";
const FULL_URI: &str = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
const TOKEN: &str = "AWS_CONTAINER_AUTHORIZATION_TOKEN";
const TOKEN_FILE: &str = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE";

/// Where relative URIs lead to.
const ECS: &str = "http://169.254.170.2";

/// The addresses in Amazon ECS and Amazon EKS that may be asked without TLS, besides the machine itself.
const ADDRESSES: [&str; 3] = ["169.254.170.2", "169.254.170.23", "fd00:ec2::23"];

/// Asks the endpoint that Amazon ECS and Amazon EKS give a container, as
/// [the AWS SDKs reference](https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html) has it.
///
/// The endpoint is what `AWS_CONTAINER_CREDENTIALS_RELATIVE_URI` or `AWS_CONTAINER_CREDENTIALS_FULL_URI` says, the token of its
/// requests what the file of `AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE` or the variable `AWS_CONTAINER_AUTHORIZATION_TOKEN` holds. The file is read
/// again each time, on the caller's thread. A full URI must be `https`, or be that of the machine itself or of one of the
/// addresses that Amazon ECS and Amazon EKS use. Proxies are not used, redirects not followed.
#[derive(Clone, Debug)]
pub struct ContainerCredentials {
    environment: Environment,
    fetch: Fetch,
}

impl ContainerCredentials {
    /// A provider that goes by the variables of the process, with the transport and the clock of `config`.
    pub fn new(config: &Config) -> Self {
        Self::with_environment(config, Environment::of_process())
    }

    /// A provider that goes by these variables.
    pub fn with_environment(config: &Config, environment: Environment) -> Self {
        Self {
            environment,
            fetch: Fetch::new(config, Duration::from_secs(2), 3),
        }
    }

    /// The URI to ask, if one is set.
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
        let uri: Uri = uri.parse().map_err(|_| explain("is no URI"))?;
        match is_trusted(&uri) {
            Ok(()) => Ok(Some(uri)),
            Err(problem) => Err(explain(&problem)),
        }
    }

    fn token(&self) -> Result<Option<HeaderValue>, String> {
        let (origin, token) = match self.environment.get(TOKEN_FILE) {
            Some(path) => {
                let path = PathBuf::from(path);
                let origin = format!("the file {} named by {TOKEN_FILE}", path.display());
                match std::fs::read_to_string(path) {
                    Ok(token) => (origin, token),
                    Err(error) => return Err(format!("cannot read {origin}: {error}")),
                }
            }
            None => match self.environment.get(TOKEN) {
                Some(token) => (TOKEN.to_owned(), token.to_owned()),
                None => return Ok(None),
            },
        };
        let value = HeaderValue::from_str(token.trim_end_matches(['\r', '\n']));
        let mut value = value.map_err(|_| format!("{origin} holds what no header can hold"))?;
        value.set_sensitive(true);
        Ok(Some(value))
    }

    async fn look_at(&self, uri: Uri) -> provider::Result {
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
        let place = format!(
            "the container's endpoint {}",
            request.uri().authority().map_or("", |host| host.as_str())
        );
        let explain =
            |problem: String| CredentialsError::provider_error(format!("{place}: {problem}"));
        let answer = self.fetch.send(&request).await;
        let answer = answer.map_err(|error| explain(error.to_string()))?;
        let keys = Keys::read(&answer.body);
        if !answer.status.is_success() {
            let problem = keys.ok().and_then(|keys| keys.problem());
            let separator = if problem.is_some() { ": " } else { "" };
            let problem = problem.unwrap_or_default();
            let status = answer.status.as_u16();
            return Err(explain(format!("it answers {status}{separator}{problem}")));
        }
        keys.and_then(|keys| keys.into_credentials("container"))
            .map_err(explain)
    }

    async fn find(&self) -> Result<Looked, CredentialsError> {
        match self.uri() {
            Ok(Some(uri)) => self.look_at(uri).await.map(Looked::Found),
            Ok(None) => Ok(Looked::Nothing(format!(
                "neither {RELATIVE_URI} nor {FULL_URI} is set"
            ))),
            Err(problem) => Err(CredentialsError::invalid_configuration(problem)),
        }
    }

    async fn provide(&self) -> Result<Credentials, CredentialsError> {
        self.find().await?.into_result()
    }
}

/// Whether a URI may be sent the token, and its answer believed.
fn is_trusted(uri: &Uri) -> Result<(), String> {
    let Some(authority) = uri
        .authority()
        .filter(|authority| !authority.host().is_empty())
    else {
        return Err("has no host".to_owned());
    };
    if authority.as_str().contains('@') {
        return Err("must not hold user information".to_owned());
    }
    let host = authority.host();
    match uri.scheme_str() {
        Some("https") => return Ok(()),
        Some("http") => {}
        _ => return Err("must start with http:// or https://".to_owned()),
    }
    let address: Option<IpAddr> = host.trim_matches(['[', ']']).parse().ok();
    let is_ours = address.is_some_and(|address| {
        address.is_loopback() || ADDRESSES.iter().any(|known| known.parse() == Ok(address))
    });
    if is_ours || host.eq_ignore_ascii_case("localhost") {
        return Ok(());
    }
    Err(format!(
        "has the host {host}; without https that must be this machine's own or one of {}",
        ADDRESSES.join(", ")
    ))
}

impl Source for ContainerCredentials {
    fn look(&self) -> BoxFuture<'_, Result<Looked, CredentialsError>> {
        Box::pin(self.find())
    }
}

impl ProvideCredentials for ContainerCredentials {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(self.provide())
    }
}
