//! The error of a body.

use std::error::Error as StdError;
use std::{fmt, io};

use crate::error::{Chain, OneLine};

/// An error of any type, as the streams of callers have it.
pub(crate) type BoxError = Box<dyn StdError + Send + Sync>;

/// The error of a body that could not be read to its end.
///
/// It converts into [`Error`](crate::Error) and [`io::Error`], so that `?` passes it on in a function that returns either of them, and it is an
/// error for `anyhow` and `Box<dyn Error>`. `Display` is one line with the messages of all causes.
pub struct BodyError(BoxError);

impl BodyError {
    /// Creates an error from that of a stream.
    pub fn new(error: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::from_boxed(error.into())
    }

    /// Keeps an error that passes through several bodies in one box, so that its type stays known.
    #[cold]
    fn from_boxed(error: BoxError) -> Self {
        match error.downcast::<Self>() {
            Ok(own) => *own,
            Err(error) => Self(error),
        }
    }

    /// Returns the underlying error.
    pub fn get_ref(&self) -> &(dyn StdError + Send + Sync + 'static) {
        &*self.0
    }

    /// Returns the underlying error.
    pub fn into_inner(self) -> Box<dyn StdError + Send + Sync> {
        self.0
    }
}

/// Shows all messages of the chain on one line.
impl fmt::Display for BodyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&OneLine(&Chain(&*self.0).to_string()), f)
    }
}

/// Shows the line of `Display`, since an underlying error may quote text of the peer.
impl fmt::Debug for BodyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("BodyError")
            .field(&format_args!("{self}"))
            .finish()
    }
}

impl StdError for BodyError {}

/// An underlying [`io::Error`] stays what it is.
impl From<BodyError> for io::Error {
    fn from(error: BodyError) -> Self {
        match error.0.downcast::<Self>() {
            Ok(error) => *error,
            Err(error) => Self::other(BodyError(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::body::BodyTooLarge;

    #[test]
    fn an_error_keeps_its_type_through_several_bodies() {
        let inner = BodyError::new(BodyTooLarge { limit: 1 });
        let outer = BodyError::new(BodyError::new(inner));
        assert!(outer.get_ref().is::<BodyTooLarge>());
        assert_eq!(outer.to_string(), "the body is longer than 1 bytes");
        assert_eq!(
            format!("{outer:?}"),
            "BodyError(the body is longer than 1 bytes)"
        );
    }

    #[test]
    fn an_error_of_a_file_keeps_its_kind() {
        let missing = io::Error::from(io::ErrorKind::NotFound);
        let error = io::Error::from(BodyError::new(missing));
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
        let error = io::Error::from(BodyError::new("cut off"));
        assert_eq!(
            (error.kind(), error.to_string().as_str()),
            (io::ErrorKind::Other, "cut off")
        );
    }
}
