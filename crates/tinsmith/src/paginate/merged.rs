//! All pages merged into one output.

use super::paginated::{pagination_error, set_output_tokens};
use super::{Collection, Pages, Paginated};
use crate::Error;

/// All pages of an operation, merged.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct MergedPages<T> {
    /// The items of all pages, and the other members of the first page. Counts, such as `Count` of Amazon DynamoDB, are not added up: sum them over
    /// [`pages`](super::Paginator::pages). Where the structure that holds the items can be absent, it is the first page that has this structure. The
    /// output's own token equals `resume_token`, as in the AWS CLI; one that is a map, such as `LastEvaluatedKey` of Amazon DynamoDB, is absent, and
    /// `resume_token` alone shows that items follow.
    pub output: T,
    /// The position after the last item, as a [starting token](super::Paginator::starting_token), if a limit left items out.
    pub resume_token: Option<String>,
}

pub(super) async fn merge<O: Paginated>(
    mut pages: Pages<O>,
) -> Result<MergedPages<O::Output>, Error> {
    let Some(mut output) = pages.try_next().await? else {
        return Err(pagination_error::<O>("there is no page"));
    };
    while let Some(mut page) = pages.try_next().await? {
        match (O::items(&mut output), O::items(&mut page)) {
            (Some(items), Some(more)) => items.append(more),
            // The first page lacks the structure that holds the items. The page that has it replaces the first one, because items
            // matter more than the other members.
            (None, Some(_)) => output = page,
            (_, None) => {}
        }
    }
    let resume_token = pages.resume_token();
    let mut tokens = vec![None; O::INPUT_TOKENS.len()];
    if let Some(first) = tokens.first_mut() {
        first.clone_from(&resume_token);
    }
    set_output_tokens::<O>(&mut output, tokens);
    Ok(MergedPages {
        output,
        resume_token,
    })
}
