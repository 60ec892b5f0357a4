//! Signatures of requests that other programs make.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use aws_credential_types::Credentials;
use http::header::{AUTHORIZATION, HeaderValue};
use http::request::Parts;
use http::{Request, Uri};

use super::authentication::{credentials_error, not_set, unsigned_error};
use super::presigned::{PresignedPost, expiry, requested_end, validate_expiry};
use crate::error::{Error, ErrorKind};
use crate::sign::{self, Payload, Placement, PostPolicy, Regions, Signing, SigningKeys};
use crate::{Body, Config};

/// A signer of any HTTP request, for services that have no generated client: an API of Amazon API Gateway with IAM, a domain of OpenSearch, the
/// URL of a Lambda function, or the requests of a reverse proxy. [The guide](crate::guide::signing) has an example for each.
///
/// It signs with Signature Version 4 and has the credentials, the region and the clock of a [`Config`]. Clones share a cache of the derived key.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use tinsmith::{Config, Credentials, Signer};
///
/// let config = Config::builder().region("us-west-2").credentials(Credentials::new("AKIDEXAMPLE", "secret", None, None, "example"));
/// let signer = Signer::new(&config.build(), "execute-api");
/// let request = http::Request::post("https://abc.execute-api.us-west-2.amazonaws.com/prod/things").body(r#"{"a":1}"#)?;
/// let request = signer.sign(request).await?;
/// assert!(request.headers().contains_key("authorization"));
/// # Ok(()) }
/// ```
#[derive(Clone)]
#[must_use]
pub struct Signer {
    config: Config,
    service: String,
    region: Option<String>,
    keys: Arc<SigningKeys>,
    /// False for services that expect the path in the signature as it is in the URL.
    encodes_path: bool,
    payload: Payload,
    has_content_hash: bool,
}

impl Signer {
    /// Creates a signer for a service, by its name in signatures: `execute-api`, `es`, `lambda`.
    pub fn new(config: &Config, service: impl Into<String>) -> Self {
        Self {
            config: config.clone(),
            service: service.into(),
            region: None,
            keys: Arc::default(),
            encodes_path: true,
            payload: Payload::Signed,
            has_content_hash: false,
        }
    }

    /// Sets the region of the signature, in place of that of the configuration.
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// Signs the path as it is in the URL, as Amazon S3 requires it. Otherwise, the path is normalized and encoded once more for the signature.
    pub fn path_as_is(mut self) -> Self {
        self.encodes_path = false;
        self
    }

    /// Leaves the body out of the signature: for a body that is a stream, and for presigned URLs of Amazon S3. Not every service accepts this.
    pub fn unsigned_payload(mut self) -> Self {
        self.payload = Payload::Unsigned;
        self
    }

    /// Adds the hash of the body as the header `x-amz-content-sha256`, which Amazon S3 and OpenSearch Serverless require.
    pub fn content_sha256(mut self) -> Self {
        self.has_content_hash = true;
        self
    }

    /// Returns the request with a signature in its headers, which services accept for about 5 minutes.
    ///
    /// The URL must be absolute. The body is bytes or text; `request.map(|()| "")` gives a request without a body an empty one.
    ///
    /// The signature covers the method, the URL, the body and all headers. If the request has a header `host`, that is signed in place of the host of
    /// the URL. Remove it first if it names another server, such as a proxy. As in botocore, these headers are unsigned: `authorization`, `connection`,
    /// `expect`, `keep-alive`, `proxy-authenticate`, `proxy-authorization`, `te`, `trailer`, `transfer-encoding`, `upgrade`, `user-agent` and
    /// `x-amzn-trace-id`. Headers that are added later are unsigned, too.
    ///
    /// An older signature is removed: the headers `authorization`, `x-amz-content-sha256`, `x-amz-date`, `x-amz-region-set` and `x-amz-security-token`,
    /// and the query parameters of presigned URLs. [`content_sha256`](Self::content_sha256) adds the hash of the body again. The token of a session with a
    /// resource, such as that of a directory bucket of Amazon S3, has a name of its own and stays: remove it before.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Credentials`], [`ErrorKind::Endpoint`] without a region, and [`ErrorKind::InvalidInput`] if the request cannot be
    /// signed.
    pub async fn sign<B: AsRef<[u8]>>(&self, request: Request<B>) -> Result<Request<B>, Error> {
        self.apply(request, Placement::Headers).await
    }

    /// Returns the request with a signature in its URL, which is valid for the time `expires`, from 1 second to 7 days, or until the
    /// credentials expire, whichever is earlier.
    ///
    /// Headers of the request are signed, too, so that its sender must send the same ones. An older signature is removed, as by
    /// [`sign`](Self::sign).
    ///
    /// # Errors
    ///
    /// The errors are those of [`sign`](Self::sign), and a time out of range.
    pub async fn presign<B: AsRef<[u8]>>(
        &self,
        request: Request<B>,
        expires: Duration,
    ) -> Result<Request<B>, Error> {
        let expires = validate_expiry("presign", expires)?;
        self.apply(request, Placement::Query(expires)).await
    }

    /// Returns a form that uploads a file to the URL by a POST request, for Amazon S3 and services that are compatible with it. It is valid for the time
    /// `expires`, from 1 second to 7 days, or until the credentials expire, whichever is earlier.
    ///
    /// The fields are those of boto3's `generate_presigned_post` for the same fields and conditions. A field of the policy is a condition, too, while boto3
    /// adds one for the key only; for the text `${filename}` in a value, see [`PostPolicy::field`]. [The guide](crate::guide::signing) has an example.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Credentials`], [`ErrorKind::Endpoint`] without a region, and [`ErrorKind::InvalidInput`] for a time out of range.
    pub async fn presign_post(
        &self,
        uri: Uri,
        policy: PostPolicy,
        expires: Duration,
    ) -> Result<PresignedPost, Error> {
        let expires = validate_expiry("presign_post", expires)?;
        let region = self.signing_region()?;
        let credentials = self.credentials().await?;
        let signing = self.signing(&credentials, region);
        let fields = signing.post_fields(policy, requested_end(signing.time, expires))?;
        let expires_at = expiry(signing.time, expires, &credentials);
        Ok(PresignedPost::new(uri, fields, expires_at))
    }

    async fn apply<B: AsRef<[u8]>>(
        &self,
        request: Request<B>,
        placement: Placement,
    ) -> Result<Request<B>, Error> {
        let (head, body) = request.into_parts();
        let payload = match self.payload.placeholder() {
            None => sign::payload_hash(body.as_ref()),
            Some(placeholder) => placeholder.to_owned(),
        };
        let head = self.signed_head(head, &payload, placement).await?;
        Ok(Request::from_parts(head, body))
    }

    async fn signed_head(
        &self,
        head: Parts,
        payload: &str,
        placement: Placement,
    ) -> Result<Parts, Error> {
        let region = self.signing_region()?;
        let credentials = self.credentials().await?;
        let signing = self.signing(&credentials, region);
        let mut request = Request::from_parts(head, Body::empty());
        remove_signature(&mut request);
        let has_hash = self.has_content_hash && self.payload == Payload::Signed;
        // The header of a body that is not signed comes with the signature. Hexadecimal digits are always a valid value.
        if let (true, Placement::Headers, Ok(hash)) =
            (has_hash, placement, HeaderValue::try_from(payload))
        {
            request.headers_mut().insert(sign::CONTENT_SHA256, hash);
        }
        signing.apply_to_payload(&mut request, payload, placement)?;
        Ok(request.into_parts().0)
    }

    async fn credentials(&self) -> Result<Credentials, Error> {
        let settings = &*self.config.0;
        let cache = settings.credentials.as_ref();
        let cache = cache.ok_or_else(|| match settings.is_unsigned {
            true => unsigned_error(),
            false => credentials_error(not_set()),
        })?;
        cache.get().await.map_err(credentials_error)
    }

    fn signing_region(&self) -> Result<&str, Error> {
        let settings = &*self.config.0;
        let region = self.region.as_ref().or(settings.region.as_ref());
        region.map(String::as_str).ok_or_else(|| {
            let places = &settings.region_sources;
            let message = format!("no region is set for the signature; looked at {places}");
            Error::new(ErrorKind::Endpoint, message)
        })
    }

    fn signing<'a>(&'a self, credentials: &'a Credentials, region: &'a str) -> Signing<'a> {
        Signing {
            credentials,
            keys: Some(&self.keys),
            service: &self.service,
            regions: Regions::One(region),
            token: None,
            time: self.config.0.time.now(),
            double_encoding: self.encodes_path,
            payload: self.payload,
        }
    }
}

/// Removes an older signature from the headers and the URL.
fn remove_signature(request: &mut Request<Body>) {
    let headers = request.headers_mut();
    for name in [
        AUTHORIZATION,
        sign::CONTENT_SHA256,
        sign::DATE,
        sign::REGION_SET,
        sign::SECURITY_TOKEN,
    ] {
        headers.remove(name);
    }
    if let Some(uri) = sign::without_signature(request.uri()) {
        *request.uri_mut() = uri;
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer")
            .field("service", &self.service)
            .field("region", &self.region)
            .field("config", &self.config)
            .finish_non_exhaustive()
    }
}
