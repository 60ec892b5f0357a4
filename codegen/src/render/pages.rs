//! The pagination of an operation: the method that returns a paginator.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::doc;
use super::runtime::Item;
use super::scope::{Scope, ident};
use crate::plan::{OperationPlan, PagePlan};

/// Prints the builder's method that returns a paginator.
pub(super) fn method(
    operation: &OperationPlan,
    pages: &PagePlan,
    scope: &mut Scope,
) -> TokenStream {
    let docs = doc(&pages.doc);
    let (paginator, input) = (scope.runtime(Item::Paginator), ident(&operation.input.name));
    quote! {
        #docs
        #[inline]
        pub fn paginate(self) -> #paginator<#input> {
            #paginator::new(self.call, self.input)
        }
    }
}
