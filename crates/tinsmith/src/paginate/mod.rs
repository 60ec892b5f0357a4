//! Pages and items of operations that answer in pieces, with limits, and places to go on from.
//!
//! A [`Paginator`] comes from the `paginate` method of a generated request builder. It gives [`Pages`], [`Items`], or all pages
//! [merged](Merged) into one answer. All of them keep the meaning that `MaxItems`, `PageSize` and `StartingToken` have in botocore,
//! that is, in boto3 and the AWS CLI, and read and write the same tokens:
//!
//! - [`max_items`](Paginator::max_items) counts items on this side. It is not sent, and it does not change how large pages are.
//! - [`page_size`](Paginator::page_size) is sent with every request, and is there only where the operation takes one.
//! - [`starting_token`](Paginator::starting_token) takes a token of `resume_token`, of boto3 or of the AWS CLI, or one of the
//!   service's own.
//! - `resume_token` names the place after the last item or page that was handed out, at any time: while the stream is running,
//!   at its limit, and after an error. It is `None` when there is nothing after it.
//!
//! Where it differs from botocore, it is so that every item comes once: a run that goes on with smaller pages does not repeat
//! items, a service whose tokens go in circles is an error however long the circle is, and only what surely is a resume token
//! is unpacked as one.
//!
//! ```
//! use tinsmith::paginate::{Paginated, Paginator};
//!
//! async fn print<O: Paginated<Items = Vec<String>>>(names: Paginator<O>) -> Result<(), tinsmith::Error> {
//!     let mut names = names.max_items(250).items();
//!     while let Some(name) = names.try_next().await? {
//!         println!("{name}; go on with {:?}", names.resume_token());
//!     }
//!     Ok(())
//! }
//! ```
//!
//! Both are [`futures::Stream`](https://docs.rs/futures/latest/futures/stream/trait.Stream.html)s that can be sent to other tasks
//! and need no pinning, and have a `next` and a `try_next` of their own, so that a loop needs no trait in scope. They ask
//! for nothing before they are polled first. Dropping one cancels the request in flight; dropping the future of `next` does not, as
//! the stream keeps the request. After the last page or an error they end for good, and `resume_token` says where to go on. They hold
//! one page at a time, and those that [`prefetch`](Paginator::prefetch) lets them fetch ahead.

mod collection;
mod fetch;
mod items;
mod merged;
mod pages;
mod prefetch;
mod run;
mod token;

use std::fmt;

pub use self::collection::{Collection, NoItems};
use self::fetch::{Fetch, Source};
pub use self::items::Items;
pub use self::merged::Merged;
pub use self::pages::Pages;
use self::run::{Bookmark, Position, Run};
use crate::error::ErrorKind;
use crate::protocol::service::Operation;
use crate::{Call, Error};

/// An operation that answers in pages: one with Smithy's `paginated` trait.
///
/// Generated code implements it for the operation's input.
pub trait Paginated: Operation {
    /// The collection of which a page carries a piece: a list, a map, or [`NoItems`].
    type Items: Collection;

    /// The input members that say which page is wanted, as the model names them.
    const INPUT_TOKENS: &'static [&'static str];

    /// What the input says already about the page that is wanted, one value for each of [`INPUT_TOKENS`](Self::INPUT_TOKENS).
    fn tokens(&self) -> Vec<Option<String>> {
        vec![None; Self::INPUT_TOKENS.len()]
    }

    /// Asks for another page.
    fn set_tokens(&mut self, tokens: &[Option<String>]);

    /// What asks for the page after this one.
    fn next_tokens(output: &Self::Output) -> Vec<Option<String>>;

    /// Overwrites what [`next_tokens`](Self::next_tokens) reads.
    fn set_next_tokens(output: &mut Self::Output, tokens: Vec<Option<String>>);

    /// The items of a page, or `None` where the structure that holds them is absent.
    fn items(output: &mut Self::Output) -> Option<&mut Self::Items>;

    /// Why a result is no page, in words that complete "there are no pages: ...".
    ///
    /// Some operations answer before their results exist, with no items and no token. Taken for a page, that would be a stream
    /// that ends in silence and looks complete; with a reason given here it is an error. See
    /// [`not_reached`](crate::waiter::not_reached).
    fn not_ready(&self, _result: &Result<Self::Output, Error>) -> Option<String> {
        None
    }
}

/// An operation that takes the size of its pages.
///
/// Generated code implements it where the model names such a member.
pub trait PageSized: Paginated {
    /// Asks for pages of at most that many items.
    fn set_page_size(&mut self, page_size: i32);
}

/// How an operation's pages are to be fetched. Nothing is sent before the stream made of it is polled.
#[must_use = "a paginator does nothing until its pages or items are asked for"]
pub struct Paginator<O: Paginated> {
    call: Call,
    input: O,
    max_items: Option<usize>,
    starting_token: Option<String>,
    prefetch: usize,
}

impl<O: Paginated> Paginator<O> {
    /// The pages of what `input` asks for. Generated code calls this.
    pub fn new(call: Call, input: O) -> Self {
        Self {
            call,
            input,
            max_items: None,
            starting_token: None,
            prefetch: 0,
        }
    }

    /// Starts from a place that an earlier run has named.
    ///
    /// It may be the text of [`Items::resume_token`] or [`Pages::resume_token`], the `NextToken` that boto3 and the AWS CLI print
    /// where they stop at a limit, or a token that the service itself has sent, which is sent back as it is. An empty text is
    /// no token, and starts from the beginning. It takes the place of a token that the input may have.
    pub fn starting_token(mut self, token: impl Into<String>) -> Self {
        self.starting_token = Some(token.into()).filter(|token| !token.is_empty());
        self
    }

    /// Fetches up to `pages` pages ahead, while the caller works on what it has. 0, the default, fetches a page when it is asked
    /// for.
    ///
    /// Futures make progress only while they are polled, and so a task on the Tokio runtime does the fetching. It starts when
    /// the stream is polled first, and is aborted, with its request, when the stream is dropped. Outside of a Tokio runtime
    /// pages are fetched when they are asked for.
    ///
    /// Pages and errors come in the same order as without, and limits hold: no page is asked for that a limit makes useless.
    pub fn prefetch(mut self, pages: usize) -> Self {
        self.prefetch = pages;
        self
    }

    /// The answers, one after the other.
    pub fn pages(self) -> Pages<O> {
        let (source, bookmark) = self.start();
        Pages::new(source, bookmark)
    }

    /// All pages merged into one answer.
    ///
    /// # Errors
    ///
    /// The first that any of the requests ends in. Use [`pages`](Self::pages) to keep what came before it.
    pub async fn collect(self) -> Result<Merged<O::Output>, Error> {
        merged::merge(self.pages()).await
    }

    fn start(mut self) -> (Source<O>, Bookmark) {
        let start = match self.starting_token.take() {
            // An empty token is none, as with boto3.
            None => {
                let tokens = self.input.tokens().into_iter();
                let given = tokens.map(|token| token.filter(|token| !token.is_empty()));
                Position::start(given.collect())
            }
            Some(text) => match token::unpack(O::INPUT_TOKENS, &text) {
                Ok(position) => position,
                Err(fault) => {
                    let error = problem::<O>(format!("the starting token cannot be used: {fault}"));
                    return (Source::Failed(error), Bookmark::Unreadable(text));
                }
            },
        };
        let run = Run::new(start.clone(), self.max_items);
        let fetch = Fetch::new(self.call, self.input, run);
        (
            Source::new(fetch, self.prefetch),
            Bookmark::Between(Some(start)),
        )
    }
}

impl<O: Paginated<Items: IntoIterator>> Paginator<O> {
    /// Stops after that many items.
    ///
    /// They are counted on this side; the number is not sent. A page on which the limit is reached is cut there. With 0, one
    /// request is made, and the place of the first item can be had from `resume_token`.
    pub fn max_items(mut self, items: usize) -> Self {
        self.max_items = Some(items);
        self
    }

    /// The items, one after the other.
    pub fn items(self) -> Items<O> {
        let (source, bookmark) = self.start();
        Items::new(source, bookmark)
    }
}

impl<O: PageSized> Paginator<O> {
    /// Asks the service for pages of at most that many items, in every request. It takes the place of a size that the input may
    /// have.
    pub fn page_size(mut self, items: i32) -> Self {
        self.input.set_page_size(items);
        self
    }
}

/// An error of the pages themselves.
fn problem<O: Paginated>(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Pagination, message).with_operation(O::METADATA.name)
}

impl<O: Paginated> fmt::Debug for Paginator<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Paginator")
            .field("input", &self.input)
            .field("max_items", &self.max_items)
            .field("starting_token", &self.starting_token)
            .field("prefetch", &self.prefetch)
            .finish_non_exhaustive()
    }
}
