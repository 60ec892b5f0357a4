//! The client of the metadata service.

use std::str;

use aws_credential_types::Credentials;
use http::header::HeaderValue;
use http::{Method, Request, StatusCode, Uri};

use crate::credentials::json_credentials::JsonCredentials;
use crate::credentials::local_endpoint::LocalEndpoint;

const TOKEN_PATH: &str = "/latest/api/token";
const ROLE_PATH: &str = "/latest/meta-data/iam/security-credentials/";
const REGION_PATH: &str = "/latest/meta-data/placement/region";

/// The validity of the token for the requests that follow: it is used at once, and not kept.
const TOKEN_SECONDS: HeaderValue = HeaderValue::from_static("60");

/// Accepts every body: tokens and names have no form that shows what is missing.
const ANY: fn(&[u8]) -> bool = |_| true;

/// The reason why the service provides nothing.
pub(super) enum MetadataError {
    /// The settings are invalid.
    Settings(String),
    /// There is no such service, or the instance has no role.
    Absent(String),
    /// The service may provide credentials later.
    Failure(String),
}

impl MetadataError {
    pub(super) fn into_message(self) -> String {
        match self {
            Self::Settings(message) | Self::Absent(message) | Self::Failure(message) => message,
        }
    }
}

/// The metadata service at its endpoint.
pub(super) struct MetadataClient {
    /// Scheme and authority.
    url: String,
    /// The path that precedes those of requests.
    path: String,
    endpoint: LocalEndpoint,
    /// The endpoint of the first request.
    first: LocalEndpoint,
}

impl MetadataClient {
    pub(super) fn new(
        url: &str,
        endpoint: LocalEndpoint,
        retries_unreachable: bool,
    ) -> Result<Self, MetadataError> {
        // The value may hold a password, so the error does not show it.
        let invalid = |problem: &str| {
            MetadataError::Settings(format!("the endpoint of the instance metadata {problem}"))
        };
        let uri: Uri = url.parse().map_err(|_| invalid("is not a URL"))?;
        let (Some(scheme @ ("http" | "https")), Some(authority)) =
            (uri.scheme_str(), uri.authority())
        else {
            return Err(invalid("is not a URL that begins with http:// or https://"));
        };
        if authority.as_str().contains('@') {
            return Err(invalid("must not have user information"));
        }
        let mut first = endpoint.clone();
        first.retries_unreachable = retries_unreachable;
        Ok(Self {
            url: format!("{scheme}://{authority}"),
            path: uri.path().trim_end_matches('/').to_owned(),
            first,
            endpoint,
        })
    }

    pub(super) async fn credentials(&self) -> Result<Credentials, MetadataError> {
        let token = self.token().await?;
        let role = self.get(ROLE_PATH, &token, "role", ANY).await?;
        let role = role.lines().next().unwrap_or_default().trim();
        if role.is_empty() {
            return Err(self.absent("the instance has no role"));
        }
        let path = format!("{ROLE_PATH}{}", crate::endpoint::percent_encode(role));
        let is_readable = JsonCredentials::is_json;
        let document = self.get(&path, &token, "role", is_readable).await?;
        JsonCredentials::from_json(document.as_bytes())
            .and_then(JsonCredentials::reject_error_code)
            .and_then(|document| document.into_credentials("instance metadata"))
            .map_err(|problem| self.failure(&problem))
    }

    pub(super) async fn region(&self) -> Result<String, MetadataError> {
        let token = self.token().await?;
        let region = self.get(REGION_PATH, &token, "region", ANY).await?;
        match region.trim() {
            "" => Err(self.absent("the instance has no region")),
            region => Ok(region.to_owned()),
        }
    }

    async fn token(&self) -> Result<HeaderValue, MetadataError> {
        let mut request = self.request(Method::PUT, TOKEN_PATH)?;
        request
            .headers_mut()
            .insert("x-aws-ec2-metadata-token-ttl-seconds", TOKEN_SECONDS);
        let response = self.first.send(&request, ANY).await;
        let response = response.map_err(|error| match error.has_responded {
            true => self.failure(&error.to_string()),
            false => self.absent(&error.to_string()),
        })?;
        let status = response.status;
        match status {
            StatusCode::OK => {}
            StatusCode::FORBIDDEN => return Err(self.absent("the service is disabled (403)")),
            _ if response.is_transient() => {
                return Err(self.failure(&format!(
                    "status {} for the request for a token",
                    status.as_u16()
                )));
            }
            _ => {
                let problem = format!("no token of version 2 (status {})", status.as_u16());
                return Err(self.absent(&problem));
            }
        }
        let mut token = HeaderValue::from_maybe_shared(response.body)
            .map_err(|_| self.failure("its token has characters that a header cannot have"))?;
        token.set_sensitive(true);
        Ok(token)
    }

    async fn get(
        &self,
        path: &str,
        token: &HeaderValue,
        subject: &str,
        is_readable: fn(&[u8]) -> bool,
    ) -> Result<String, MetadataError> {
        let mut request = self.request(Method::GET, path)?;
        request
            .headers_mut()
            .insert("x-aws-ec2-metadata-token", token.clone());
        let response = self.endpoint.send(&request, is_readable).await;
        let response = response.map_err(|error| self.failure(&error.to_string()))?;
        match response.status {
            StatusCode::OK => str::from_utf8(&response.body)
                .map(str::to_owned)
                .map_err(|_| self.failure("its response is not UTF-8")),
            StatusCode::NOT_FOUND => Err(self.absent(&format!("the instance has no {subject}"))),
            status => Err(self.failure(&format!("status {} for {path}", status.as_u16()))),
        }
    }

    fn request(&self, method: Method, path: &str) -> Result<Request<()>, MetadataError> {
        let mut request = Request::new(());
        *request.uri_mut() = format!("{}{}{path}", self.url, self.path)
            .parse()
            .map_err(|_| self.failure(&format!("{path} is not the path of a URL")))?;
        *request.method_mut() = method;
        Ok(request)
    }

    fn absent(&self, problem: &str) -> MetadataError {
        MetadataError::Absent(self.explain(problem))
    }

    fn failure(&self, problem: &str) -> MetadataError {
        MetadataError::Failure(self.explain(problem))
    }

    fn explain(&self, problem: &str) -> String {
        format!("instance metadata at {}: {problem}", self.url)
    }
}
