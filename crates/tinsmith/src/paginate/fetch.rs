//! The requests of a run, one after the other.

use super::paginated::{output_tokens, pagination_error, set_input_tokens};
use super::run::{Bookmark, NextStep, Run};
use super::{Collection, Paginated};
use crate::{Call, Error};

/// A page, cut to the items that the run takes of it.
pub(super) struct Page<O: Paginated> {
    pub(super) output: O::Output,
    /// The position of a consumer that has seen no item of the page yet.
    pub(super) bookmark: Bookmark,
}

/// The step after a page or an error.
pub(super) enum Next<O> {
    Fetch(Box<Fetch<O>>),
    Fail(Error),
    Stop,
}

/// The state from which the next page is requested.
pub(super) struct Fetch<O> {
    call: Call,
    input: O,
    run: Run,
}

/// The result of a request for a page, and the step after it.
pub(super) type FetchedPage<O> = (Result<Page<O>, Error>, Next<O>);

impl<O: Paginated> Fetch<O> {
    pub(super) fn new(call: Call, input: O, run: Run) -> Box<Self> {
        Box::new(Self { call, input, run })
    }

    /// Requests one page.
    pub(super) async fn page(mut self: Box<Self>) -> FetchedPage<O> {
        set_input_tokens(&mut self.input, self.run.tokens());
        let result = self.call.send_ref(&self.input).await;
        let not_ready = match &result {
            Ok(_) => self.input.not_ready(&result),
            Err(_) => None,
        };
        let mut output = match result {
            Ok(output) => output,
            Err(error) => return (Err(error), Next::Stop),
        };
        let tokens = output_tokens::<O>(&mut output);
        let items = O::items(&mut output);
        let len = items.as_deref().map_or(0, Collection::len);
        if let Some(reason) = not_ready
            && self.run.is_without_results(len, &tokens)
        {
            let error = pagination_error::<O>(format!("there are no pages: {reason}"));
            return (Err(error), Next::Stop);
        }
        let cut = self.run.cut_page(len, tokens);
        if let Some(items) = items {
            items.slice(cut.skip, cut.take);
        }
        let bookmark = cut.bookmark;
        let next = match cut.next_step {
            NextStep::Fetch => Next::Fetch(self),
            NextStep::Stop => Next::Stop,
            NextStep::RejectCycle => Next::Fail(token_cycle::<O>()),
        };
        (Ok(Page { output, bookmark }), next)
    }
}

fn token_cycle<O: Paginated>() -> Error {
    pagination_error::<O>(
        "the service returned a token for the second time, so that the pages would repeat without end",
    )
}
