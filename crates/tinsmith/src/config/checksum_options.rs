//! The options of the builder for checksums of bodies.

use super::builder::ConfigBuilder;
use crate::checksum::ChecksumPolicy;

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
}
