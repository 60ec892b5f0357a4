//! The pagination of an operation.

use super::{RustExpr, Type};

/// The pagination of an operation. In its expressions the variable `output` is the output.
#[derive(Clone, Debug, PartialEq)]
pub struct PagePlan {
    /// The tokens, in the model's order.
    pub tokens: Vec<PageTokenPlan>,
    /// The items, if the model names them.
    pub items: Option<PageItemsPlan>,
    /// The input's member for the page size.
    pub page_size: Option<PageSizePlan>,
    /// The conversion of the tokens into the JSON of resume tokens, unless they are texts.
    pub token_values: Option<TokenValues>,
    /// The output's field that is true if there are more pages, if the tokens do not say so.
    pub more: Option<String>,
    /// True if the last page has the token of its request as the next token.
    pub ends_with_unchanged_token: bool,
    /// The type of the waiter for the state in which the pages exist.
    pub ready: Option<String>,
}

impl PagePlan {
    /// True if the paginator sets this member of the input.
    pub fn sets(&self, member: &str) -> bool {
        let page_size = self.page_size.as_ref();
        self.tokens.iter().any(|token| token.member == member)
            || page_size.is_some_and(|page_size| page_size.member == member)
    }
}

/// The conversion of tokens that are not texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenValues {
    /// The tokens are maps.
    Maps,
}

/// A pagination token.
#[derive(Clone, Debug, PartialEq)]
pub struct PageTokenPlan {
    /// The input's member, by its name in the model.
    pub member: String,
    /// The input's field.
    pub field: String,
    /// Its setter, in documentation.
    pub setter: String,
    /// The output's field that sets it for the next page.
    pub next: RustExpr,
}

/// The items of a page.
#[derive(Clone, Debug, PartialEq)]
pub struct PageItemsPlan {
    /// The path of fields to the collection, in documentation: `page.items`.
    pub path: String,
    /// The type of the collection: a list or a map.
    pub ty: Type,
    /// The output's field that holds it.
    pub place: RustExpr,
}

/// The input's member for the page size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageSizePlan {
    /// The member, by its name in the model.
    pub member: String,
    /// The field.
    pub field: String,
    /// Its setter, in documentation.
    pub setter: String,
}
