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

pub(crate) const REGION: &str = "us-west-2";
pub(crate) const SERVICE: &str = "s3";

/// A client of S3 at one URL.
pub(crate) struct Client {
    http: reqwest::Client,
    url: String,
    pub(crate) credentials: Credentials,
}

/// A request without its body.
pub(crate) struct Signed {
    request: http::Request<()>,
    pub(crate) signature: String,
    pub(crate) time: SystemTime,
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

    /// Signs a request, whose target is the path and the query.
    pub(crate) fn sign(
        &self,
        method: &str,
        target: &str,
        headers: &[(&str, &str)],
        body: SignableBody<'_>,
    ) -> Result<Signed> {
        let uri = format!("{}{target}", self.url);
        let identity = self.credentials.clone().into();
        let time = SystemTime::now();
        let mut settings = SigningSettings::default();
        settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
        settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
        let params = v4::SigningParams::builder()
            .identity(&identity)
            .region(REGION)
            .name(SERVICE)
            .time(time)
            .settings(settings)
            .build()?
            .into();
        let host = self.url.trim_start_matches("http://");
        let signed = headers.iter().copied().chain([("host", host)]);
        let signable = SignableRequest::new(method, &uri, signed, body)?;
        let (instructions, signature) = sign(signable, &params)?.into_parts();
        let mut builder = http::Request::builder().method(method).uri(&uri);
        for (name, value) in headers {
            builder = builder.header(*name, *value);
        }
        let mut request = builder.body(())?;
        instructions.apply_to_request_http1x(&mut request);
        Ok(Signed {
            request,
            signature,
            time,
        })
    }

    /// Sends a request, and returns its response, whose body is not read.
    pub(crate) async fn send(
        &self,
        signed: Signed,
        body: reqwest::Body,
    ) -> Result<reqwest::Response> {
        let request = signed.request.map(|()| body);
        let response = self.http.execute(request.try_into()?).await?;
        Ok(response.error_for_status()?)
    }
}

impl Signed {
    /// Returns the value of a header that was signed.
    pub(crate) fn header(&self, name: &str) -> Result<&str> {
        let value = self.request.headers().get(name);
        Ok(value.ok_or("a header is missing")?.to_str()?)
    }
}
