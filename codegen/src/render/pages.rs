//! The pagination of an operation: the method that returns a paginator.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::doc;
use super::runtime::{self, Item};
use super::scope::{Scope, ident};
use crate::plan::docs::markdown;
use crate::plan::{OperationPlan, PagePlan};

/// Prints the builder's method that returns a paginator.
pub(super) fn method(
    operation: &OperationPlan,
    pages: &PagePlan,
    scope: &mut Scope,
) -> TokenStream {
    let docs = doc(&description(pages));
    let (paginator, input) = (scope.runtime(Item::Paginator), ident(&operation.input.name));
    let (new, parts) = (ident(runtime::NEW), runtime::builder_parts());
    quote! {
        #docs
        #[inline]
        pub fn paginate(self) -> #paginator<#input> {
            #paginator::#new(#parts)
        }
    }
}

fn description(pages: &PagePlan) -> String {
    let link = |setter: &str| format!("[`{setter}`](Self::{setter})");
    let (stream, end) = match &pages.items {
        Some(items) => (
            format!(
                "the items of `{}` in the service's order, or whole pages",
                items.path
            ),
            ", and end after a given number of items",
        ),
        None => ("pages".to_owned(), ""),
    };
    let tokens: Vec<String> = pages
        .tokens
        .iter()
        .map(|token| link(&token.setter))
        .collect();
    let page_size = pages.page_size.as_ref().map(|page_size| {
        let (setter, page_size) = (link(&page_size.setter), runtime::PAGE_SIZE_LINK);
        format!(" {page_size} sets {setter}.")
    });
    let summary = format!("Returns a paginator, which streams {stream}.");
    let details = format!(
        "The paginator sets {} for each page.{} A stream can start at the token of an earlier stream, even in another process{end}.",
        tokens.join(" and "),
        page_size.unwrap_or_default()
    );
    [summary, details]
        .map(|paragraph| markdown::wrapped(&paragraph))
        .join("\n\n")
}
