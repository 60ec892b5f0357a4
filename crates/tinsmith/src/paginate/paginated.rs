//! Paginated operations: their tokens, items and page sizes.

use std::fmt;

use super::Collection;
use crate::error::ErrorKind;
use crate::protocol::service::Operation;
use crate::{Document, Error};

/// An operation with Smithy's [`paginated`](https://smithy.io/2.0/spec/behavior-traits.html#paginated-trait) trait.
///
/// Generated code implements it for the operation's input with the macro `paginated!`.
pub trait Paginated: Operation {
    /// The collection that a page holds a part of: a list, a map, or `NoItems`.
    type Items: Collection;

    /// The input tokens, by the names of the input's members in the model.
    const INPUT_TOKENS: &'static [&'static str];

    /// The conversion of the tokens into the JSON of resume tokens; `None` if they are text.
    const TOKEN_VALUES: Option<&'static TokenValues> = None;

    /// The meaning of a next token that is the token of the request itself.
    const UNCHANGED_TOKEN: UnchangedToken = UnchangedToken::Reject;

    /// Returns the input's token of that name.
    fn input_token(&mut self, name: &str) -> Option<&mut dyn Token>;

    /// Returns the output's token that becomes the input token of that name in the request for the next page; `None` where the
    /// structure that holds it is absent.
    fn output_token<'o>(output: &'o mut Self::Output, name: &str) -> Option<&'o mut dyn Token>;

    /// Returns the items of a page; `None` where the structure that holds them is absent.
    fn items(output: &mut Self::Output) -> Option<&mut Self::Items>;

    /// True if the tokens of this page request another one. Some outputs have a member for it.
    fn has_more(_output: &Self::Output) -> bool {
        true
    }

    /// Sets the member of the output that [`has_more`](Self::has_more) reads, if there is one.
    fn set_more(_output: &mut Self::Output, _more: bool) {}

    /// Returns the reason why a result without items is not a page, in words that complete "there are no pages: ...".
    ///
    /// Some operations respond before their results exist, with neither items nor a token. Taken for a page, such a response would
    /// be an empty stream that looks complete. A reason makes it an error. A result with items or a token, and one that was requested with a
    /// token, is a page in any case.
    fn not_ready(&self, _result: &Result<Self::Output, Error>) -> Option<String> {
        None
    }
}

/// The meaning of a next token that is the token of the request itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[doc(hidden)]
pub enum UnchangedToken {
    /// The page is the last one. An operation that never returns an absent token ends in this way.
    End,
    /// The run fails, because it would request the same page for ever.
    Reject,
}

/// A paginated operation with a page size.
///
/// Generated code implements it where the model names such a member.
pub trait PageSized: Paginated {
    /// Sets the maximum number of items in a page. Returns false, and sets nothing, if the input's member cannot hold the number.
    fn set_page_size(&mut self, page_size: PageSize) -> bool;
}

/// A pagination token: a member of an input or an output.
#[doc(hidden)]
pub trait Token {
    /// Returns the token; `None` if the member is absent.
    fn get(&self) -> Option<String>;

    /// Overwrites the token.
    fn set(&mut self, token: Option<String>);
}

impl Token for Option<String> {
    fn get(&self) -> Option<String> {
        self.clone()
    }

    fn set(&mut self, token: Option<String>) {
        *self = token;
    }
}

impl Token for String {
    fn get(&self) -> Option<String> {
        Some(self.clone())
    }

    fn set(&mut self, token: Option<String>) {
        *self = token.unwrap_or_default();
    }
}

/// The conversion of tokens other than text into the JSON of a resume token.
///
/// An operation names it as [`Paginated::TOKEN_VALUES`](super::Paginated::TOKEN_VALUES), so that clients whose tokens are text link none of it.
#[doc(hidden)]
pub struct TokenValues {
    /// Appends the JSON of a token's text.
    pub(super) print: fn(&str, &mut String),
    /// Returns the text of a token; `None` if it is not such a value.
    pub(super) parse: fn(&Document) -> Option<String>,
}

impl fmt::Debug for TokenValues {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenValues").finish_non_exhaustive()
    }
}

/// The maximum number of items in a page, before its conversion to the type of the input's member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[doc(hidden)]
pub struct PageSize(pub i32);

/// A type of input members that hold the page size.
#[doc(hidden)]
pub trait PageSizeMember: Sized {
    /// Converts a page size; `None` if the type cannot hold the number.
    fn from_page_size(page_size: PageSize) -> Option<Self>;
}

macro_rules! page_size_members {
    ($($integer:ty),*) => {$(
        impl PageSizeMember for $integer {
            fn from_page_size(PageSize(size): PageSize) -> Option<Self> {
                size.try_into().ok()
            }
        }
    )*};
}

page_size_members!(i8, i16, i32, i64);

impl PageSizeMember for String {
    fn from_page_size(PageSize(size): PageSize) -> Option<Self> {
        Some(size.to_string())
    }
}

/// Returns the input's tokens, in the order of [`Paginated::INPUT_TOKENS`].
pub(crate) fn input_tokens<O: Paginated>(input: &mut O) -> Vec<Option<String>> {
    let names = O::INPUT_TOKENS.iter();
    names.map(|name| input.input_token(name)?.get()).collect()
}

/// Sets the input's tokens, given in the order of [`Paginated::INPUT_TOKENS`].
pub(crate) fn set_input_tokens<O: Paginated>(input: &mut O, tokens: &[Option<String>]) {
    for (name, token) in O::INPUT_TOKENS.iter().zip(tokens) {
        if let Some(member) = input.input_token(name) {
            member.set(token.clone());
        }
    }
}

/// Returns the tokens that request the page after this one, in the order of [`Paginated::INPUT_TOKENS`].
pub(super) fn output_tokens<O: Paginated>(output: &mut O::Output) -> Vec<Option<String>> {
    let has_more = O::has_more(output);
    let names = O::INPUT_TOKENS.iter();
    names
        .map(|name| O::output_token(output, name)?.get().filter(|_| has_more))
        .collect()
}

/// Sets the output's tokens, given in the order of [`Paginated::INPUT_TOKENS`], and the member that is true if they lead to a page.
pub(crate) fn set_output_tokens<O: Paginated>(output: &mut O::Output, tokens: Vec<Option<String>>) {
    O::set_more(output, tokens.iter().any(Option::is_some));
    for (name, token) in O::INPUT_TOKENS.iter().zip(tokens) {
        if let Some(member) = O::output_token(output, name) {
            member.set(token);
        }
    }
}

/// Creates an error of the pagination itself.
pub(super) fn pagination_error<O: Paginated>(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Pagination, message).with_operation(O::METADATA.name)
}
