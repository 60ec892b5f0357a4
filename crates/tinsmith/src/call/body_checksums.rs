//! Checksums of bodies in the life of a call.

use std::time::SystemTime;

use aws_credential_types::Credentials;
use http::Request;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, HeaderName, HeaderValue};

use super::Call;
use super::assembly::UnsignedRequest;
use crate::Body;
use crate::checksum::{
    ChecksumAlgorithm, ChunkedBody, HttpChecksum, TrailingChecksum, encoded_length,
};
use crate::error::Error;
use crate::protocol::metadata::OperationMetadata;
use crate::sign::chunk_signing::ChunkSigner;
use crate::sign::{CONTENT_SHA256, Payload, Placement};

const AWS_CHUNKED: &str = "aws-chunked";
const DECODED_LENGTH: HeaderName = HeaderName::from_static("x-amz-decoded-content-length");
const TRAILER: HeaderName = HeaderName::from_static("x-amz-trailer");

/// The encoding of a streamed body with its checksum in a trailer.
#[derive(Clone, Copy)]
pub(super) struct TrailerEncoding {
    algorithm: ChecksumAlgorithm,
    is_signed: bool,
    /// The number of bytes of the body before its encoding, if it is known.
    decoded_length: Option<u64>,
}

impl Call {
    /// Adds the checksum of its body to a request, and requests that of the response, as far as the operation supports them and the settings require
    /// them.
    pub(super) fn with_checksum(
        &self,
        mut unsigned: UnsignedRequest,
    ) -> Result<UnsignedRequest, Error> {
        let operation = unsigned.operation;
        let Some(checksum) = operation.http_checksum else {
            return Ok(unsigned);
        };
        let (settings, request) = (self.settings(), &mut unsigned.request);
        checksum.request_validation(request.headers_mut(), settings.response_checksum_validation);
        checksum
            .add(request, settings.request_checksum_calculation)
            .map_err(|problem| {
                Error::invalid_input(vec![problem]).with_operation(operation.name)
            })?;
        Ok(unsigned)
    }

    /// Returns the checksums that the response to a request is validated by, if it is.
    pub(super) fn validated_checksum(
        &self,
        operation: &OperationMetadata,
        request: &Request<Body>,
    ) -> Option<HttpChecksum> {
        let policy = self.settings().response_checksum_validation;
        let checksum = operation.http_checksum;
        checksum.filter(|checksum| checksum.is_validated(request.headers(), policy))
    }
}

impl UnsignedRequest {
    /// Removes the algorithm of a checksum that the request does not have.
    pub(super) fn without_unused_algorithm(mut self) -> Self {
        if let Some(checksum) = self.operation.http_checksum {
            checksum.remove_unused_algorithm(self.request.headers_mut());
        }
        self
    }
}

impl TrailerEncoding {
    /// Adds the headers of a streamed body with its checksum in a trailer, if it has one. Chunks of a signed request are signed as the setting
    /// `signing` says, or else where TLS does not protect them.
    ///
    /// The request is not marked any longer: a body that is signed again is not encoded again.
    pub(super) fn from_request(
        request: &mut Request<Body>,
        is_signed: bool,
        signing: Option<bool>,
    ) -> Option<Self> {
        let TrailingChecksum {
            algorithm,
            algorithm_header,
        } = request.extensions_mut().remove()?;
        if !request.body().is_stream() {
            return None;
        }
        let encoding = Self {
            algorithm,
            is_signed: is_signed
                && signing.unwrap_or_else(|| request.uri().scheme_str() != Some("https")),
            // A caller may know the length of a stream that does not.
            decoded_length: request.body().length().or_else(|| {
                let length = request.headers().get(CONTENT_LENGTH)?;
                length.to_str().ok()?.parse().ok()
            }),
        };
        let headers = request.headers_mut();
        let encodings = match headers.get(CONTENT_ENCODING) {
            Some(other) => {
                let both = [other.as_bytes(), b",", AWS_CHUNKED.as_bytes()].concat();
                HeaderValue::from_bytes(&both).unwrap_or_else(|_| other.clone())
            }
            None => HeaderValue::from_static(AWS_CHUNKED),
        };
        headers.insert(CONTENT_ENCODING, encodings);
        headers.insert(TRAILER, HeaderValue::from_static(algorithm.header()));
        if let Some(name) = algorithm_header {
            headers.insert(name, HeaderValue::from_static(algorithm.as_str()));
        }
        if let (Some(decoded), Some(encoded)) = (encoding.decoded_length, encoding.length()) {
            headers.insert(DECODED_LENGTH, decoded.into());
            headers.insert(CONTENT_LENGTH, encoded.into());
        }
        Some(encoding)
    }

    /// Returns the way in which the signature of the request treats the body.
    pub(super) fn to_payload(self) -> Payload {
        match self.is_signed {
            true => Payload::SignedChunks,
            false => Payload::UnsignedChunks,
        }
    }

    /// Encodes the body of a request without a signature.
    pub(super) fn encode_unsigned(self, request: &mut Request<Body>) {
        if let Some(placeholder) = Payload::UnsignedChunks.placeholder() {
            let headers = request.headers_mut();
            headers.insert(CONTENT_SHA256, HeaderValue::from_static(placeholder));
        }
        self.encode(request, None);
    }

    /// Encodes the body of a request that was signed at this time.
    pub(super) fn encode_signed(
        self,
        request: &mut Request<Body>,
        unsigned: &UnsignedRequest,
        credentials: &Credentials,
        time: SystemTime,
        signature: String,
    ) {
        let endpoint = &unsigned.endpoint;
        let signer = self.is_signed.then(|| {
            ChunkSigner::new(
                credentials.clone(),
                endpoint.signing_region.as_deref().unwrap_or_default(),
                &endpoint.signing_name,
                time,
                signature,
            )
        });
        self.encode(request, signer);
    }

    fn encode(self, request: &mut Request<Body>, signer: Option<ChunkSigner>) {
        let body = std::mem::take(request.body_mut());
        let chunks = ChunkedBody::new(body, self.decoded_length, self.algorithm, signer);
        *request.body_mut() = Body::from_chunks(chunks, self.length());
    }

    /// Returns the number of bytes of the encoded body, if it is known.
    fn length(self) -> Option<u64> {
        let encoded = |length| encoded_length(length, self.algorithm, self.is_signed);
        self.decoded_length.map(encoded)
    }
}

/// Returns the way in which the signature of a request treats a body that it would treat as `payload` otherwise. The setting `signing` precedes the
/// protection by a checksum.
pub(super) fn choose_payload(
    operation: &OperationMetadata,
    request: &Request<Body>,
    placement: Placement,
    payload: Payload,
    signing: Option<bool>,
) -> Payload {
    let is_covered = || {
        signing.unwrap_or_else(|| {
            let checksum = operation.http_checksum;
            !checksum.is_some_and(|checksum| checksum.protects_body(request))
        })
    };
    match (operation.service.body_hash_header, placement, payload) {
        // The sender of a presigned request has the body.
        (true, Placement::Query(_), _) => Payload::Unsigned,
        (true, Placement::Headers, Payload::Signed) if is_covered() => Payload::SignedWithHeader,
        (true, Placement::Headers, Payload::Signed) => Payload::Unsigned,
        _ => payload,
    }
}
