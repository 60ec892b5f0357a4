//! The settings of a run over pages.

use std::fmt;

use super::fetch::Fetch;
use super::page_source::PageSource;
use super::paginated::{input_tokens, pagination_error, set_input_tokens};
use super::run::{Bookmark, Position, Run};
use super::{
    Items, MergedPages, PageSize, PageSized, Pages, Paginated, StartingToken, merged, resume_token,
};
use crate::{Call, Error};

/// The settings of a run over an operation's pages. No request is sent before a stream made from it is polled.
///
/// Some operations respond before their results exist, and have a waiter for them. If the first page of such an operation has neither items nor a
/// next token, it is an error, unless the state of the waiter is reached. All items that a service returns are returned in any state.
#[must_use = "a paginator sends no request until its pages or items are polled"]
pub struct Paginator<O: Paginated> {
    call: Call,
    input: O,
    max_items: Option<usize>,
    starting_token: Option<String>,
    prefetch: usize,
    /// The page size that the input's member cannot hold.
    invalid_page_size: Option<i32>,
}

impl<O: Paginated> Paginator<O> {
    /// Creates a paginator of the pages that `input` requests. Generated code calls this.
    pub fn new(call: Call, input: O) -> Self {
        Self {
            call,
            input,
            max_items: None,
            starting_token: None,
            prefetch: 0,
            invalid_page_size: None,
        }
    }

    /// Sets the position to start from, given by an earlier run.
    ///
    /// It accepts the text of [`Items::resume_token`] or [`Pages::resume_token`], the `NextToken` that boto3 and the AWS CLI print at a limit, and a token
    /// of the service, which is sent unchanged. It overrides a token that is set in the input. With an empty text or `None`, the run starts with the
    /// token of the input, or else from the beginning. The resume token of a run that has returned everything is `None`, too, so check for it: such a run
    /// would start again.
    pub fn starting_token(mut self, token: impl StartingToken) -> Self {
        self.starting_token = token.into_token();
        self
    }

    /// Sets how many pages are fetched ahead of the caller. With 0, the default, a page is requested when it is polled.
    ///
    /// Futures make progress only while they are polled, therefore a task on the Tokio runtime fetches the pages. It starts with the
    /// first poll of the stream, and is aborted together with its request when the stream is dropped. Outside of a Tokio runtime a
    /// page is requested when it is polled.
    ///
    /// Pages and errors arrive in the same order as without this setting, and no page beyond a limit is requested.
    pub fn prefetch(mut self, pages: usize) -> Self {
        self.prefetch = pages;
        self
    }

    /// Returns the stream of pages.
    pub fn pages(self) -> Pages<O> {
        let (source, bookmark) = self.start();
        Pages::new(source, bookmark)
    }

    fn start(mut self) -> (PageSource<O>, Bookmark) {
        let start = match self.starting_token.take() {
            None => Position::from_input_tokens(input_tokens(&mut self.input)),
            Some(text) => match self.decode(&text) {
                Ok(position) => position,
                Err(problem) => {
                    let error =
                        pagination_error::<O>(format!("the starting token is invalid: {problem}"));
                    return (PageSource::Failed(error), Bookmark::Undecoded(text));
                }
            },
        };
        if let Some(items) = self.invalid_page_size {
            let problem =
                format!("the page size {items} is beyond the range of the input's member");
            let source = PageSource::Failed(pagination_error::<O>(problem));
            return (source, Bookmark::Between(Some(start)));
        }
        let run = Run::new(start.clone(), self.max_items).unchanged_token(O::UNCHANGED_TOKEN);
        let fetch = Fetch::new(self.call, self.input, run);
        (
            PageSource::new(fetch, self.prefetch),
            Bookmark::Between(Some(start)),
        )
    }
}

impl<O: Paginated> Paginator<O> {
    fn decode(&mut self, text: &str) -> Result<Position, String> {
        let position = resume_token::decode(O::INPUT_TOKENS, O::TOKEN_VALUES, text)?;
        // A text that is not the value of its member would start from the beginning.
        if O::TOKEN_VALUES.is_some() {
            set_input_tokens(&mut self.input, &position.tokens);
            let tokens = input_tokens(&mut self.input).into_iter();
            if tokens
                .map(|token| token.is_some())
                .ne(position.tokens.iter().map(Option::is_some))
            {
                return Err("it is neither a resume token nor the JSON of a token".to_owned());
            }
        }
        Ok(position)
    }
}

impl<O: Paginated<Items: IntoIterator>> Paginator<O> {
    /// Sets the maximum number of items to return.
    ///
    /// Items are counted in the client; the number is not sent. The page on which the limit is reached is cut there. With 0, one
    /// request is sent, and `resume_token` returns the position of the first item. `None`, the default, is no limit.
    pub fn max_items(mut self, items: impl Into<Option<usize>>) -> Self {
        self.max_items = items.into();
        self
    }

    /// Returns the stream of items.
    pub fn items(self) -> Items<O> {
        let (source, bookmark) = self.start();
        Items::new(source, bookmark)
    }

    /// Fetches all pages and merges their items into one output.
    ///
    /// The other members are those of the first page. Counts, such as `Count` of Amazon DynamoDB, are not added up: sum them over
    /// [`pages`](Self::pages).
    ///
    /// An operation whose model names no items has pages only: which of their members belong together is not known.
    ///
    /// ```compile_fail
    /// # use tinsmith::paginate::{NoItems, Paginated, Paginator};
    /// fn merged<O: Paginated<Items = NoItems>>(pages: Paginator<O>) {
    ///     let _ = pages.collect();
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// The first error of a request. [`pages`](Self::pages) keeps the pages that came before it.
    pub async fn collect(self) -> Result<MergedPages<O::Output>, Error> {
        merged::merge(self.pages()).await
    }
}

impl<O: PageSized> Paginator<O> {
    /// Sets the maximum number of items in a page, which is sent with every request. It overrides a size that is set in the input.
    ///
    /// A number beyond the range of the input's member is an error of the first page. `None` leaves the size of the input, or else that of
    /// the service.
    pub fn page_size(mut self, items: impl Into<Option<i32>>) -> Self {
        if let Some(items) = items.into() {
            let fits = self.input.set_page_size(PageSize(items));
            self.invalid_page_size = (!fits).then_some(items);
        }
        self
    }
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
