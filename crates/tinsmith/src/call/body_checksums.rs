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
pub(super) struct Chunks {
    algorithm: ChecksumAlgorithm,
    is_signed: bool,
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

impl Chunks {
    /// Adds the headers of a streamed body with its checksum in a trailer, if it has one. Chunks are signed where TLS does not protect them.
    pub(super) fn begin(request: &mut Request<Body>, is_signed: bool) -> Option<Self> {
        let TrailingChecksum(algorithm) = request.extensions().get().copied()?;
        if !request.body().is_stream() {
            return None;
        }
        let chunks = Self {
            algorithm,
            is_signed: is_signed && request.uri().scheme_str() != Some("https"),
        };
        let length = request.body().length();
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
        if let Some(length) = length {
            let encoded = encoded_length(length, algorithm, chunks.is_signed);
            headers.insert(DECODED_LENGTH, length.into());
            headers.insert(CONTENT_LENGTH, encoded.into());
        }
        Some(chunks)
    }

    /// Returns the way in which the signature of the request treats the body.
    pub(super) fn payload(self) -> Payload {
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
        let length = body
            .length()
            .map(|length| encoded_length(length, self.algorithm, self.is_signed));
        let chunks = ChunkedBody::new(body, self.algorithm, signer);
        *request.body_mut() = Body::from_chunks(chunks, length);
    }
}

/// Returns the way in which the signature of a request treats a body that it would treat as `payload` otherwise.
pub(super) fn payload(
    operation: &OperationMetadata,
    placement: Placement,
    payload: Payload,
) -> Payload {
    match (operation.service.body_hash_header, placement, payload) {
        // The sender of a presigned request has the body.
        (true, Placement::Query(_), _) => Payload::Unsigned,
        (true, Placement::Headers, Payload::Signed) => Payload::SignedWithHeader,
        _ => payload,
    }
}
