//! The client: signed requests.

use std::error::Error;
use std::sync::Arc;
use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{
    PayloadChecksumKind, SignableBody, SignableRequest, SigningSettings, UriPathNormalizationMode,
    sign,
};
use aws_sigv4::sign::v4;

pub(crate) type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// A client of services at one URL.
pub(crate) struct Client {
    http: reqwest::Client,
    url: String,
    credentials: Credentials,
}

/// A request of a service.
pub(crate) struct Request {
    pub(crate) service: &'static str,
    pub(crate) method: &'static str,
    /// The path and the query.
    pub(crate) target: String,
    pub(crate) headers: &'static [(&'static str, &'static str)],
    pub(crate) body: Vec<u8>,
}

impl Client {
    pub(crate) fn new(url: &str) -> Result<Self> {
        let tls = rustls::ClientConfig::builder_with_provider(Arc::new(
            rustls::crypto::ring::default_provider(),
        ))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
        Ok(Self {
            http: reqwest::Client::builder()
                .tls_backend_preconfigured(tls)
                .build()?,
            url: url.to_owned(),
            credentials: Credentials::new("AKIDEXAMPLE", "secret", None, None, "bench"),
        })
    }

    /// Sends a request, and returns the body of its response.
    pub(crate) async fn send(&self, request: Request) -> Result<Vec<u8>> {
        Ok(self.send_streaming(request).await?.bytes().await?.into())
    }

    /// Sends a request, and returns its response, whose body is not read.
    pub(crate) async fn send_streaming(&self, request: Request) -> Result<reqwest::Response> {
        let uri = format!("{}{}", self.url, request.target);
        let identity = self.credentials.clone().into();
        let mut settings = SigningSettings::default();
        if request.service == "s3" {
            settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
            settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
        }
        let params = v4::SigningParams::builder()
            .identity(&identity)
            .region("us-west-2")
            .name(request.service)
            .time(SystemTime::now())
            .settings(settings)
            .build()?
            .into();
        let host = self.url.trim_start_matches("http://");
        let headers = request.headers.iter().copied().chain([("host", host)]);
        let body = SignableBody::Bytes(&request.body);
        let signable = SignableRequest::new(request.method, &uri, headers, body)?;
        let (instructions, _) = sign(signable, &params)?.into_parts();
        let mut builder = http::Request::builder().method(request.method).uri(&uri);
        for (name, value) in request.headers {
            builder = builder.header(*name, *value);
        }
        let mut signed = builder.body(reqwest::Body::from(request.body))?;
        instructions.apply_to_request_http1x(&mut signed);
        let response = self.http.execute(signed.try_into()?).await?;
        Ok(response.error_for_status()?)
    }
}
