//! The pagination of an operation: the method that returns a paginator, and the table of tokens and items.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::doc;
use super::runtime::{self, Macro};
use super::rust_expr;
use super::scope::{Scope, ident};
use crate::plan::{OperationPlan, PagePlan};

/// Prints the builder's method that returns a paginator.
pub(super) fn method(
    operation: &OperationPlan,
    pages: &PagePlan,
    scope: &mut Scope,
) -> TokenStream {
    let docs = doc(&pages.doc);
    let (paginator, input) = (scope.runtime("Paginator"), ident(&operation.input.name));
    quote! {
        #docs
        #[inline]
        pub fn paginate(self) -> #paginator<#input> {
            #paginator::new(self.call, self.input)
        }
    }
}

/// Prints the table from which the operation is paginated.
pub(super) fn table(operation: &OperationPlan, pages: &PagePlan, scope: &mut Scope) -> TokenStream {
    let input = ident(&operation.input.name);
    let tokens = pages.tokens.iter().map(|token| {
        let (member, field) = (&token.member, ident(&token.field));
        let next = rust_expr::value(&token.next, scope);
        quote!(#member: #field = #next,)
    });
    let tokens: TokenStream = tokens.collect();
    let items = pages.items.as_ref().map(|items| {
        let (ty, place) = (scope.ty(&items.ty), rust_expr::value(&items.place, scope));
        quote!(items: #ty = #place,)
    });
    let page_size = pages.page_size.as_ref().map(|page_size| {
        let field = ident(&page_size.field);
        quote!(page_size: #field,)
    });
    let token_values = pages.token_values.map(|values| {
        let values = ident(runtime::token_values(values));
        quote!(token_values: #values,)
    });
    let unchanged_token = pages.ends_with_unchanged_token.then(|| {
        let end = ident(runtime::LAST_PAGE);
        quote!(unchanged_token: #end,)
    });
    let ready = pages.ready.as_ref().map(|waiter| {
        let waiter = ident(waiter);
        quote!(ready: #waiter,)
    });
    Macro::Paginated.invoke(
        &quote!(#input(output) { #tokens #items #page_size #token_values #unchanged_token #ready }),
    )
}
