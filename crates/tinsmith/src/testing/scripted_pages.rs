//! Scripted pages of a paginated operation.

use std::fmt::Debug;
use std::marker::PhantomData;

use super::script::Reply;
use super::{Matcher, ScriptedResponse, ScriptedTransport, SentRequest, difference};
use crate::http::transport::TransportErrorKind;
use crate::paginate::{Paginated, input_tokens, set_input_tokens, set_output_tokens};

impl ScriptedTransport {
    /// Adds the pages of a paginated operation, given by their items. The script creates the tokens, and each page after the first one is
    /// only for the request with its token.
    ///
    /// The other members of the outputs have their defaults. If the operation has a waiter for its pages, such as one for a status, a page with items or
    /// a next token is a page in any state, but an only page without items is an error, because its status is not that of success: respond with an
    /// [output](ScriptedResponse::output_with) that has the status.
    ///
    /// ```no_run
    /// # use tinsmith::paginate::Paginated;
    /// # use tinsmith::testing::ScriptedTransport;
    /// # fn example<ListSessionsInput>(script: ScriptedTransport) where ListSessionsInput: Paginated<Items = Vec<String>>, ListSessionsInput::Output: Default {
    /// # let [a, b, c] = ["a", "b", "c"].map(String::from);
    /// script.pages::<ListSessionsInput>([vec![a, b], vec![], vec![c]]);
    /// # }
    /// ```
    pub fn pages<O>(&self, pages: impl IntoIterator<Item = O::Items>) -> &Self
    where
        O: Paginated<Output: Default>,
    {
        let mut pages = pages.into_iter().zip(1..).peekable();
        while let Some((items, number)) = pages.next() {
            let has_next = pages.peek().is_some();
            let response = page::<O>(items, has_next.then_some(number + 1));
            let request = PageRequest::<O>(number, PhantomData);
            self.add(Some(Box::new(request)), Reply::Once(response));
        }
        self
    }
}

fn page<O: Paginated<Output: Default>>(items: O::Items, next: Option<usize>) -> ScriptedResponse {
    let mut output = O::Output::default();
    let Some(member) = O::items(&mut output) else {
        let name = O::METADATA.name;
        let message = format!(
            "the pages of {name} have their items in a structure that the script cannot create: respond with an output"
        );
        return ScriptedResponse::failure(TransportErrorKind::Unsendable, message);
    };
    *member = items;
    set_output_tokens::<O>(&mut output, tokens::<O>(next));
    ScriptedResponse::output(output)
}

/// Returns the tokens that request a page; `None` for the first page.
fn tokens<O: Paginated>(number: Option<usize>) -> Vec<Option<String>> {
    let token = number.filter(|number| *number > 1);
    let token = token.map(|number| match O::TOKEN_VALUES {
        None => format!("page-{number}"),
        // A map whose value is a union.
        Some(_) => format!(r#"{{"page":{{"number":"{number}"}}}}"#),
    });
    vec![token; O::INPUT_TOKENS.len()]
}

/// The request for a page. The first one may have a token of the test.
struct PageRequest<O>(usize, PhantomData<fn() -> O>);

impl<O: Paginated + Debug> Matcher for PageRequest<O> {
    fn matches(&self, sent: &SentRequest) -> bool {
        let Self(number, _) = *self;
        sent.operation() == Some(O::METADATA.name)
            && sent.input::<O>().is_some_and(|input| {
                number == 1 || input_tokens(&mut input.clone()) == tokens::<O>(Some(number))
            })
    }

    fn describe(&self) -> String {
        format!("page {} of {}", self.0, O::METADATA.name)
    }

    fn differences(&self, sent: &SentRequest) -> Vec<String> {
        let Some(input) = sent.input::<O>() else {
            return Vec::new();
        };
        let mut expected = input.clone();
        set_input_tokens(&mut expected, &tokens::<O>(Some(self.0)));
        difference::between_structures(&expected, input)
    }
}
