//! All pages as one answer.

use super::{Collection, Pages, Paginated, problem};
use crate::Error;

/// What all pages of an operation together say.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Merged<T> {
    /// The items of all pages, and whatever else the first page said. Where items lie in a structure that a page may be without,
    /// it is the first page that has it. The output's own token is the same as `resume_token`, as it is in the AWS CLI.
    pub output: T,
    /// The place after the last item, as a [starting token](super::Paginator::starting_token), where a limit left some out.
    pub resume_token: Option<String>,
}

pub(super) async fn merge<O: Paginated>(mut pages: Pages<O>) -> Result<Merged<O::Output>, Error> {
    let Some(mut output) = pages.try_next().await? else {
        return Err(problem::<O>("there is no page"));
    };
    while let Some(mut page) = pages.try_next().await? {
        match (O::items(&mut output), O::items(&mut page)) {
            (Some(items), Some(more)) => items.append(more),
            // The items lie in a structure that the first page has not, so there is nowhere to put them but in a page that has:
            // they count for more than what else the first one says.
            (None, Some(_)) => output = page,
            (_, None) => {}
        }
    }
    let resume_token = pages.resume_token();
    let mut tokens = vec![None; O::INPUT_TOKENS.len()];
    if let Some(first) = tokens.first_mut() {
        first.clone_from(&resume_token);
    }
    O::set_next_tokens(&mut output, tokens);
    Ok(Merged {
        output,
        resume_token,
    })
}
