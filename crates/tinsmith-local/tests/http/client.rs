//! A minimal client: signs a request, sends it, parses the response.

use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{
    SignableBody, SignableRequest, SignatureLocation, SigningSettings, sign,
};
use aws_sigv4::sign::v4;
use serde_json::Value;
use tinsmith_local::LocalService;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A response.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Response {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(header, _)| header == name)
            .map(|(_, value)| value.as_str())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// Returns the status and the code of an error.
    pub(crate) fn error(&self) -> (u16, &str) {
        (
            self.status,
            self.header("x-amzn-errortype").unwrap_or_default(),
        )
    }
}

/// The credentials and the parameters of signatures.
#[derive(Clone, Debug)]
pub(crate) struct Signer {
    pub(crate) access_key_id: String,
    pub(crate) secret: String,
    pub(crate) token: Option<String>,
    pub(crate) region: String,
    pub(crate) service: &'static str,
    /// The header `x-amz-target` of awsJson1_1.
    pub(crate) target: Option<&'static str>,
    pub(crate) time: SystemTime,
    /// The lifetime of a presigned URL; `None` for a signature in a header.
    pub(crate) presigned: Option<Duration>,
}

impl Signer {
    pub(crate) fn from_service(service: &LocalService) -> Self {
        Self {
            access_key_id: service.access_key_id().to_owned(),
            secret: service.secret_access_key().to_owned(),
            token: service.session_token().map(str::to_owned),
            region: service.region().to_owned(),
            service: "deadline",
            target: None,
            time: SystemTime::now(),
            presigned: None,
        }
    }

    /// Returns the target of a presigned GET request.
    pub(crate) fn presigned_target(&self, service: &LocalService, target: &str) -> String {
        let endpoint = service.endpoint_url();
        let (url, _) = self.sign("GET", &format!("{endpoint}{target}"), "");
        url.strip_prefix(&endpoint).unwrap().to_owned()
    }

    /// Returns the target and the headers of a signed request.
    fn sign(&self, method: &str, url: &str, body: &str) -> (String, Vec<(String, String)>) {
        let token = self.token.clone();
        let identity =
            Credentials::new(&self.access_key_id, &self.secret, token, None, "test").into();
        let mut settings = SigningSettings::default();
        if let Some(expires) = self.presigned {
            settings.signature_location = SignatureLocation::QueryParams;
            settings.expires_in = Some(expires);
        }
        let parameters = v4::SigningParams::builder()
            .identity(&identity)
            .region(&self.region)
            .name(self.service)
            .time(self.time)
            .settings(settings)
            .build()
            .unwrap()
            .into();
        let body = SignableBody::Bytes(body.as_bytes());
        let target = self.target.map(|target| ("x-amz-target", target));
        let request = SignableRequest::new(method, url, target.into_iter(), body).unwrap();
        let (instructions, _) = sign(request, &parameters).unwrap().into_parts();
        let (headers, parameters) = instructions.into_parts();
        let headers = headers
            .into_iter()
            .map(|header| (header.name().to_owned(), header.value().to_owned()))
            .chain(target.map(|(name, value)| (name.to_owned(), value.to_owned())))
            .collect();
        let mut url = url.to_owned();
        for (name, value) in parameters {
            let separator = if url.contains('?') { '&' } else { '?' };
            let value = value
                .replace('%', "%25")
                .replace('/', "%2F")
                .replace(';', "%3B");
            url.push_str(&format!("{separator}{name}={}", value.replace('+', "%2B")));
        }
        (url, headers)
    }
}

pub(crate) async fn get(service: &LocalService, target: &str) -> Response {
    send(service, &Signer::from_service(service), "GET", target, "").await
}

pub(crate) async fn post(service: &LocalService, target: &str, body: &Value) -> Response {
    send(
        service,
        &Signer::from_service(service),
        "POST",
        target,
        &body.to_string(),
    )
    .await
}

pub(crate) async fn send(
    service: &LocalService,
    signer: &Signer,
    method: &str,
    target: &str,
    body: &str,
) -> Response {
    let url = format!("{}{target}", service.endpoint_url());
    let (url, headers) = signer.sign(method, &url, body);
    let target = url.strip_prefix(&service.endpoint_url()).unwrap();
    exchange(service, method, target, &headers, body)
        .await
        .unwrap()
}

/// Sends a request without signing it. The error is a connection that was closed before the end of the response.
pub(crate) async fn exchange(
    service: &LocalService,
    method: &str,
    target: &str,
    headers: &[(String, String)],
    body: &str,
) -> Result<Response, String> {
    let endpoint = service.endpoint_url();
    let host = endpoint.strip_prefix("http://").unwrap();
    let mut request =
        format!("{method} {target} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n");
    for (name, value) in headers {
        request.push_str(&format!("{name}: {value}\r\n"));
    }
    request.push_str(&format!("content-length: {}\r\n\r\n{body}", body.len()));
    let mut stream = TcpStream::connect(host).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut received = Vec::new();
    let end = stream.read_to_end(&mut received).await;
    parse(&received).ok_or_else(|| format!("closed after {} bytes, {end:?}", received.len()))
}

fn parse(received: &[u8]) -> Option<Response> {
    let end = received
        .windows(4)
        .position(|window| window == b"\r\n\r\n")?;
    let (head, body) = (
        std::str::from_utf8(&received[..end]).ok()?,
        &received[end + 4..],
    );
    let mut lines = head.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers: Vec<_> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let response = Response {
        status,
        headers,
        body: body.to_vec(),
    };
    if response.header("transfer-encoding") == Some("chunked") {
        let body = join_chunks(body)?;
        return Some(Response { body, ..response });
    }
    let content_length: usize = response.header("content-length")?.parse().ok()?;
    (body.len() == content_length).then_some(response)
}

/// Returns the content of a chunked body; `None` if its last chunk is missing.
fn join_chunks(mut body: &[u8]) -> Option<Vec<u8>> {
    let mut content = Vec::new();
    loop {
        let end = body.windows(2).position(|window| window == b"\r\n")?;
        let length = usize::from_str_radix(std::str::from_utf8(&body[..end]).ok()?, 16).ok()?;
        if length == 0 {
            return Some(content);
        }
        content.extend(body.get(end + 2..end + 2 + length)?);
        body = body.get(end + 2 + length + 2..)?;
    }
}
