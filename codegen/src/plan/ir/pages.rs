//! The pagination of an operation.

use super::Type;

/// The pagination of an operation.
#[derive(Clone, Debug, PartialEq)]
pub struct PagePlan {
    /// The tokens, in the model's order.
    pub tokens: Vec<PageTokenPlan>,
    /// The items, if the model names them.
    pub items: Option<PageItemsPlan>,
    /// The input's member for the page size, by its name in the model.
    pub page_size: Option<String>,
    /// The type of the waiter whose state says if the pages exist yet.
    pub ready: Option<String>,
}

impl PagePlan {
    /// True if the paginator sets this member of the input.
    pub fn sets(&self, member: &str) -> bool {
        self.tokens.iter().any(|token| token.member == member)
            || self.page_size.as_deref() == Some(member)
    }
}

/// A pagination token.
#[derive(Clone, Debug, PartialEq)]
pub struct PageTokenPlan {
    /// The input's member, by its name in the model.
    pub member: String,
    /// The output's member that sets it for the next page.
    pub next: MemberPath,
}

/// The items of a page.
#[derive(Clone, Debug, PartialEq)]
pub struct PageItemsPlan {
    /// The type of the collection: a list or a map.
    pub ty: Type,
    /// The output's member that holds it.
    pub path: MemberPath,
}

/// The path from an output to a member, through structures.
#[derive(Clone, Debug, PartialEq)]
pub struct MemberPath {
    /// The fields, of which the last one is the member.
    pub fields: Vec<PathField>,
}

impl MemberPath {
    /// The fields, joined by dots: `page.items`.
    pub fn dotted(&self) -> String {
        let names: Vec<&str> = self
            .fields
            .iter()
            .map(|field| field.rust_name.as_str())
            .collect();
        names.join(".")
    }
}

/// A field of a path.
#[derive(Clone, Debug, PartialEq)]
pub struct PathField {
    /// The name in Rust.
    pub rust_name: String,
    /// True if the field is an `Option`.
    pub optional: bool,
}
