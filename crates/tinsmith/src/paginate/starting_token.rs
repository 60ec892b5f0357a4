//! The types that are accepted as a starting token.

use std::borrow::Cow;

/// A starting token: a text, or `None` for the token that is set in the input, or else for the beginning.
///
/// `None` is also the resume token of a run that has returned everything. Check for it before a run is continued: with `None` that run begins
/// again.
pub trait StartingToken {
    /// Returns the token.
    fn into_token(self) -> Option<String>;
}

/// The token of an option. `None` sets none.
impl<T: StartingToken> StartingToken for Option<T> {
    fn into_token(self) -> Option<String> {
        self.and_then(StartingToken::into_token)
    }
}

macro_rules! texts {
    ($($text:ty),*) => {$(
        /// A text. An empty one sets none.
        impl StartingToken for $text {
            fn into_token(self) -> Option<String> {
                Some(String::from(self)).filter(|token| !token.is_empty())
            }
        }
    )*};
}

texts!(&str, &String, Box<str>, Cow<'_, str>, String);
