//! The writer's buffer and its errors.

use super::path;
use crate::types::decimal;

/// A writer of one JSON text, without white space.
///
/// Values that must not be sent are collected, each with the path to it.
#[derive(Debug, Default)]
pub struct JsonWriter {
    pub(super) body: Vec<u8>,
    errors: Vec<String>,
    /// True for the text of a serde view, in which members have the names of the model and no value is rejected.
    is_view: bool,
}

impl JsonWriter {
    /// Creates a writer of a serde view, which takes values that must not be sent, too.
    #[cfg(feature = "serde")]
    pub(crate) fn for_view() -> Self {
        Self {
            is_view: true,
            ..Self::default()
        }
    }

    pub(super) fn is_view(&self) -> bool {
        self.is_view
    }

    /// Returns the text.
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

    /// Returns the text, whether values were rejected or not.
    pub(crate) fn into_string(self) -> String {
        // Everything that is written is UTF-8.
        String::from_utf8(self.body).unwrap_or_default()
    }

    pub(super) fn record_error(&mut self, message: &str) {
        let path = path::at_end_of(str::from_utf8(&self.body).unwrap_or_default());
        self.errors.push(if path.is_empty() {
            message.to_owned()
        } else {
            format!("{path}: {message}")
        });
    }

    pub(in crate::codec) fn raw(&mut self, text: &[u8]) {
        self.body.extend_from_slice(text);
    }

    /// Returns the length of the text, which is the offset of the next value.
    #[cfg(feature = "serde")]
    pub(in crate::codec) fn length(&self) -> usize {
        self.body.len()
    }

    /// Returns the text since an offset.
    #[cfg(feature = "serde")]
    pub(in crate::codec) fn text_since(&self, offset: usize) -> &[u8] {
        self.body.get(offset..).unwrap_or_default()
    }

    /// Replaces the text since an offset.
    #[cfg(feature = "serde")]
    pub(in crate::codec) fn replace_since(&mut self, offset: usize, text: &str) {
        self.body.truncate(offset);
        self.raw(text.as_bytes());
    }

    pub(in crate::codec) fn unsigned(&mut self, value: u64) {
        decimal::write_integer(value, &mut self.body);
    }
}
