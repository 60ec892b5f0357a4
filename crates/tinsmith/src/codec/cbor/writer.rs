//! The writer's buffer and its errors.

use super::head;
use super::path;

/// A writer of one CBOR value. Arrays and maps have an indefinite length.
///
/// Values that must not be sent are collected, each with the path to it.
#[derive(Debug, Default)]
pub struct CborWriter {
    pub(super) body: Vec<u8>,
    errors: Vec<String>,
}

impl CborWriter {
    /// Returns the bytes.
    ///
    /// # Errors
    ///
    /// Every value that was rejected: the path to it and the reason.
    pub fn finish(self) -> Result<Vec<u8>, Vec<String>> {
        if self.errors.is_empty() {
            Ok(self.body)
        } else {
            Err(self.errors)
        }
    }

    pub(super) fn record_error(&mut self, message: &str) {
        let path = path::at_end_of(&self.body);
        self.errors.push(if path.is_empty() {
            message.to_owned()
        } else {
            format!("{path}: {message}")
        });
    }

    pub(super) fn head(&mut self, major: u8, argument: u64) {
        head::write(major, argument, &mut self.body);
    }

    /// Begins an item of indefinite length, which [`end`](Self::end) ends.
    pub(super) fn begin(&mut self, major: u8) {
        self.body.push(major << 5 | head::INDEFINITE);
    }

    pub(super) fn end(&mut self) {
        self.body.push(head::BREAK);
    }

    pub(super) fn text(&mut self, text: &str) {
        self.head(head::TEXT, text.len() as u64);
        self.body.extend_from_slice(text.as_bytes());
    }

    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        self.head(head::BYTES, bytes.len() as u64);
        self.body.extend_from_slice(bytes);
    }
}
