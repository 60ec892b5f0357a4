//! Pagination: pages and items of an operation, with limits and resume tokens.
//!
//! The `paginate` method of a generated request builder returns a [`Paginator`]. It gives [`Pages`], [`Items`], or all pages
//! [merged](MergedPages) into one output. `MaxItems`, `PageSize` and `StartingToken` have the meaning that they have in botocore, and
//! therefore in boto3 and the AWS CLI, and tokens are interchangeable with theirs:
//!
//! - [`max_items`](Paginator::max_items) counts items in the client. It is not sent and does not change the size of a page.
//! - [`page_size`](Paginator::page_size) is sent with every request. It exists only where the operation has such a member.
//! - [`starting_token`](Paginator::starting_token) accepts a resume token of this crate, of boto3 or of the AWS CLI, and a token of
//!   the service.
//! - `resume_token` is the position after the last item or page that was returned. It is available at any time: while the stream
//!   runs, at its limit, and after an error. It is `None` when nothing follows.
//!
//! The three settings accept an `Option` as well as a value, so that a program passes on its optional arguments. `None` is no limit of items, and
//! leaves the page size and the token that are set in the input.
//!
//! Three differences from botocore make every item appear exactly once: a resumed run with smaller pages does not repeat items, a
//! cycle of tokens is an error however long it is, and only a text that certainly is a resume token is decoded as one.
//!
//! ```
//! use tinsmith::paginate::{Paginated, Paginator};
//!
//! async fn print<O: Paginated<Items = Vec<String>>>(names: Paginator<O>) -> Result<(), tinsmith::Error> {
//!     let mut names = names.max_items(250).items();
//!     while let Some(name) = names.try_next().await? {
//!         println!("{name}, resume token {:?}", names.resume_token());
//!     }
//!     Ok(())
//! }
//! ```
//!
//! Pages and items are [`futures::Stream`](https://docs.rs/futures/latest/futures/stream/trait.Stream.html)s. They are `Send`, need
//! no pinning, and have inherent `next` and `try_next` methods, so that a loop needs no trait in scope. No request is sent before
//! the first poll. Dropping a stream cancels the request in flight; dropping the future of `next` does not, because the stream owns
//! the request. After the last page or an error a stream stays ended, and `resume_token` returns the position to resume from. A
//! stream holds one page, and those that [`prefetch`](Paginator::prefetch) fetches ahead.

mod collection;
mod fetch;
mod items;
mod items_with_tokens;
mod map_tokens;
mod merged;
mod page_source;
mod pages;
mod paginated;
mod paginator;
mod prefetch;
mod resume_token;
mod run;
mod starting_token;
mod table;

pub use self::collection::Collection;
#[doc(hidden)]
pub use self::collection::NoItems;
pub use self::items::Items;
pub use self::items_with_tokens::ItemsWithTokens;
#[doc(hidden)]
pub use self::map_tokens::MAP_TOKENS;
pub use self::merged::MergedPages;
pub use self::pages::Pages;
#[doc(hidden)]
pub use self::paginated::{PageSize, PageSizeMember, Token, TokenValues, UnchangedToken};
pub use self::paginated::{PageSized, Paginated};
#[cfg(feature = "testing")]
pub(crate) use self::paginated::{input_tokens, set_input_tokens, set_output_tokens};
pub use self::paginator::Paginator;
pub use self::starting_token::StartingToken;
