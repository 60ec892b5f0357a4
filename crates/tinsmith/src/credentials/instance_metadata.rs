//! Credentials of the role of an Amazon EC2 instance.

use std::fmt;
use std::str;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{self, ProvideCredentials, future};
use http::header::HeaderValue;
use http::{Method, Request, StatusCode, Uri};

use super::chain::{Looked, Source};
use super::fetch::Fetch;
use super::keys::Keys;
use crate::config::{Config, Environment};
use crate::time::BoxFuture;

const IPV4: &str = "http://169.254.169.254";
const IPV6: &str = "http://[fd00:ec2::254]";
const TOKEN_PATH: &str = "/latest/api/token";
const ROLE_PATH: &str = "/latest/meta-data/iam/security-credentials/";

/// How long the token for the following requests is good: it is used at once and not kept.
const TOKEN_SECONDS: HeaderValue = HeaderValue::from_static("60");

/// For how long credentials are used on when there are no new ones: until the ones after that are asked for, which is a quarter
/// of an hour ahead.
const EXTENSION: Duration = Duration::from_secs(25 * 60);

/// Asks the metadata service of an instance, version 2 only: a token by `PUT`, then the role, then its credentials.
///
/// `AWS_EC2_METADATA_DISABLED=true` turns it off; `AWS_EC2_METADATA_SERVICE_ENDPOINT`, or `AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE`
/// with `IPv6`, say where the service is; `AWS_METADATA_SERVICE_TIMEOUT` (seconds, 1 by default) and
/// `AWS_METADATA_SERVICE_NUM_ATTEMPTS` (3) limit each of the three requests. Where nothing listens, the first request is not
/// repeated. Proxies are not used.
///
/// When the service fails, or its credentials have expired because it could not renew them, the last ones are used on: what
/// they are good for is left to the services, as
/// [the AWS SDKs](https://docs.aws.amazon.com/sdkref/latest/guide/feature-static-credentials.html) do.
#[derive(Clone)]
pub struct InstanceMetadata {
    environment: Environment,
    fetch: Fetch,
    last: Arc<Mutex<Option<Credentials>>>,
}

/// Why there are no credentials.
enum Problem {
    /// The settings are wrong.
    Settings(String),
    /// There is no such service here, or it has no role for us.
    Nothing(String),
    /// It may have some later.
    Failure(String),
}

impl InstanceMetadata {
    /// A provider that goes by the variables of the process, with the transport and the clock of `config`.
    pub fn new(config: &Config) -> Self {
        Self::with_environment(config, Environment::of_process())
    }

    /// A provider that goes by these variables.
    pub fn with_environment(config: &Config, environment: Environment) -> Self {
        Self {
            environment,
            fetch: Fetch::new(config, Duration::from_secs(1), 3),
            last: Arc::default(),
        }
    }

    fn endpoint(&self) -> Result<String, Problem> {
        const ENDPOINT: &str = "AWS_EC2_METADATA_SERVICE_ENDPOINT";
        const MODE: &str = "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE";
        if let Some(endpoint) = self.environment.get(ENDPOINT) {
            return Ok(endpoint.trim_end_matches('/').to_owned());
        }
        match self.environment.get(MODE) {
            Some(mode) if mode.eq_ignore_ascii_case("IPv6") => Ok(IPV6.to_owned()),
            Some(mode) if !mode.eq_ignore_ascii_case("IPv4") => Err(Problem::Settings(format!(
                "{mode:?} set by {MODE} is neither `IPv4` nor `IPv6`"
            ))),
            _ => Ok(IPV4.to_owned()),
        }
    }

    /// A number of at least 1.
    fn number(&self, variable: &str) -> Result<Option<u32>, Problem> {
        let Some(text) = self.environment.get(variable) else {
            return Ok(None);
        };
        match text.parse() {
            Ok(number) if number > 0 => Ok(Some(number)),
            _ => Err(Problem::Settings(format!(
                "{text:?} set by {variable} is not a number of at least 1"
            ))),
        }
    }

    async fn ask(&self) -> Result<Credentials, Problem> {
        const DISABLED: &str = "AWS_EC2_METADATA_DISABLED";
        let disabled = self.environment.get(DISABLED).unwrap_or_default();
        if disabled.eq_ignore_ascii_case("true") {
            return Err(Problem::Nothing(format!(
                "instance metadata is turned off by {DISABLED}"
            )));
        }
        let mut fetch = self.fetch.clone();
        if let Some(seconds) = self.number("AWS_METADATA_SERVICE_TIMEOUT")? {
            fetch.timeout = Duration::from_secs(seconds.into());
        }
        let attempts = self.number("AWS_METADATA_SERVICE_NUM_ATTEMPTS")?;
        fetch.attempts = attempts.unwrap_or(fetch.attempts);
        let service = Service {
            endpoint: self.endpoint()?,
            fetch,
            repeats_unanswered: attempts.is_some(),
        };
        service.credentials().await
    }

    /// Goes on with the last credentials where there are no fresh ones.
    async fn find(&self) -> Result<Looked, CredentialsError> {
        let credentials = match self.ask().await {
            Ok(credentials) => credentials,
            Err(Problem::Settings(problem)) => {
                return Err(CredentialsError::invalid_configuration(problem));
            }
            Err(Problem::Nothing(problem) | Problem::Failure(problem)) => {
                match self.last().clone() {
                    Some(last) => last,
                    None => return Ok(Looked::Nothing(problem)),
                }
            }
        };
        let credentials = extended(credentials, self.fetch.time().now());
        *self.last() = Some(credentials.clone());
        Ok(Looked::Found(credentials))
    }

    fn last(&self) -> MutexGuard<'_, Option<Credentials>> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn provide(&self) -> provider::Result {
        self.find().await?.into_result()
    }
}

/// Credentials that have expired, with a new expiry.
fn extended(credentials: Credentials, now: SystemTime) -> Credentials {
    if credentials.expiry().is_none_or(|expiry| expiry > now) {
        return credentials;
    }
    let mut extended = credentials;
    *extended.expiry_mut() = Some(now + EXTENSION);
    extended
}

/// The metadata service at its endpoint.
struct Service {
    endpoint: String,
    fetch: Fetch,
    repeats_unanswered: bool,
}

impl Service {
    async fn credentials(&self) -> Result<Credentials, Problem> {
        let token = self.token().await?;
        let role = self.get(ROLE_PATH, &token).await?;
        let role = role.lines().next().unwrap_or_default().trim();
        if role.is_empty() {
            return Err(self.nothing("the instance has no role"));
        }
        let path = format!("{ROLE_PATH}{}", crate::endpoint::uri_encode(role));
        let answer = self.get(&path, &token).await?;
        Keys::read(answer.as_bytes())
            .and_then(|keys| keys.into_credentials("instance metadata"))
            .map_err(|problem| self.failure(&problem))
    }

    async fn token(&self) -> Result<HeaderValue, Problem> {
        let mut request = self.request(Method::PUT, TOKEN_PATH)?;
        request
            .headers_mut()
            .insert("x-aws-ec2-metadata-token-ttl-seconds", TOKEN_SECONDS);
        let mut fetch = self.fetch.clone();
        if !self.repeats_unanswered {
            // Elsewhere than on an instance nothing answers, and callers should not wait for that for long.
            fetch.attempts = 1;
        }
        let answer = match fetch.send(&request).await {
            Err(error) => return Err(self.nothing(&error.to_string())),
            Ok(answer) if answer.status.is_server_error() && !self.repeats_unanswered => self
                .fetch
                .send(&request)
                .await
                .map_err(|error| self.failure(&error.to_string()))?,
            Ok(answer) => answer,
        };
        let status = answer.status;
        match status {
            StatusCode::OK => {}
            StatusCode::FORBIDDEN => return Err(self.nothing("the service is turned off (403)")),
            _ if status.is_server_error() => {
                return Err(self.failure(&format!(
                    "it answers {} to the request for a token",
                    status.as_u16()
                )));
            }
            _ => {
                let problem = format!("it gives no token of version 2 ({})", status.as_u16());
                return Err(self.nothing(&problem));
            }
        }
        let mut token = HeaderValue::from_maybe_shared(answer.body)
            .map_err(|_| self.failure("its token is malformed"))?;
        token.set_sensitive(true);
        Ok(token)
    }

    async fn get(&self, path: &str, token: &HeaderValue) -> Result<String, Problem> {
        let mut request = self.request(Method::GET, path)?;
        request
            .headers_mut()
            .insert("x-aws-ec2-metadata-token", token.clone());
        let answer = self.fetch.send(&request).await;
        let answer = answer.map_err(|error| self.failure(&error.to_string()))?;
        match answer.status {
            StatusCode::OK => str::from_utf8(&answer.body)
                .map(str::to_owned)
                .map_err(|_| self.failure("its answer is not UTF-8")),
            StatusCode::NOT_FOUND => Err(self.nothing("the instance has no role")),
            status => Err(self.failure(&format!("it answers {} to {path}", status.as_u16()))),
        }
    }

    fn request(&self, method: Method, path: &str) -> Result<Request<()>, Problem> {
        let uri: Result<Uri, _> = format!("{}{path}", self.endpoint).parse();
        let uri = uri.ok().filter(|uri| {
            matches!(uri.scheme_str(), Some("http" | "https")) && uri.authority().is_some()
        });
        let Some(uri) = uri else {
            return Err(Problem::Settings(format!(
                "the endpoint of the instance metadata {:?} is no URL",
                self.endpoint
            )));
        };
        let mut request = Request::new(());
        *request.method_mut() = method;
        *request.uri_mut() = uri;
        Ok(request)
    }

    fn nothing(&self, problem: &str) -> Problem {
        Problem::Nothing(self.explain(problem))
    }

    fn failure(&self, problem: &str) -> Problem {
        Problem::Failure(self.explain(problem))
    }

    fn explain(&self, problem: &str) -> String {
        format!("instance metadata at {}: {problem}", self.endpoint)
    }
}

impl Source for InstanceMetadata {
    fn look(&self) -> BoxFuture<'_, Result<Looked, CredentialsError>> {
        Box::pin(self.find())
    }
}

impl ProvideCredentials for InstanceMetadata {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(self.provide())
    }
}

/// Never shows the last credentials.
impl fmt::Debug for InstanceMetadata {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InstanceMetadata").finish_non_exhaustive()
    }
}
