//! The options of the builder for checksums of bodies.

use super::builder::ConfigBuilder;
use crate::checksum::{ChecksumPolicy, PayloadSigning};

impl ConfigBuilder {
    /// Sets when requests have a checksum of their body, for operations that support it. Default: [`ChecksumPolicy::WhenSupported`], with the
    /// algorithm that the input names, or CRC32.
    pub fn request_checksum_calculation(mut self, policy: ChecksumPolicy) -> Self {
        self.request_checksum_calculation = Some(policy);
        self
    }

    /// Sets when the checksum of a response is requested and compared with that of its body. Default: [`ChecksumPolicy::WhenSupported`]. With
    /// [`ChecksumPolicy::WhenRequired`] it is done for inputs that request it.
    pub fn response_checksum_validation(mut self, policy: ChecksumPolicy) -> Self {
        self.response_checksum_validation = Some(policy);
        self
    }

    /// Sets that signatures cover bodies, or that they do not, for services that accept both, such as Amazon S3. Default: they do, except over TLS for a
    /// stream in the model whose checksum the client computes.
    ///
    /// With `true`, a stream with a checksum is sent in signed chunks over TLS, too. A stream without a checksum is never signed, and neither is the body of
    /// an operation that the model leaves unsigned. With `false`, signatures cover no body, without TLS either.
    pub fn payload_signing_enabled(mut self, is_enabled: bool) -> Self {
        self.payload_signing = vec![PayloadSigning {
            service: None,
            is_enabled,
        }];
        self
    }
}
