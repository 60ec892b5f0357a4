//! The pagination of an operation: the method that returns a paginator, and the table of tokens and items.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::doc;
use super::runtime::Macro;
use super::scope::{Scope, ident};
use crate::plan::docs::markdown;
use crate::plan::{MemberPath, OperationPlan, PagePlan};

/// Prints the builder's method that returns a paginator.
pub(super) fn method(operation: &OperationPlan, scope: &mut Scope) -> Option<TokenStream> {
    let pages = operation.pages.as_ref()?;
    let docs = doc(&method_doc(operation, pages));
    let (paginator, input) = (scope.runtime("Paginator"), ident(&operation.input.name));
    Some(quote! {
        #docs
        #[inline]
        pub fn paginate(self) -> #paginator<#input> {
            #paginator::new(self.call, self.input)
        }
    })
}

fn method_doc(operation: &OperationPlan, pages: &PagePlan) -> String {
    let link = |member: &str| {
        let field = operation.input.member(member);
        field.map_or_else(String::new, |field| {
            let plain = field.setter.trim_start_matches("r#");
            format!("[`{plain}`](Self::{plain})")
        })
    };
    let streamed = match &pages.items {
        Some(items) => format!(
            "the items in `{}`, in the service's order, or of whole pages",
            items.path.dotted()
        ),
        None => "pages".to_owned(),
    };
    let tokens: Vec<String> = pages
        .tokens
        .iter()
        .map(|token| link(&token.member))
        .collect();
    let mut text = format!(
        "Returns a paginator: a stream of {streamed}.\n\n{} is set for each page",
        tokens.join(" and ")
    );
    if let Some(page_size) = &pages.page_size {
        text.push_str(&format!(
            ", {} with [`page_size`](Paginator::page_size)",
            link(page_size)
        ));
    }
    text.push_str(
        ". A stream can start at the token of an earlier stream, also in another process",
    );
    if pages.items.is_some() {
        text.push_str(", and end after a given number of items");
    }
    text.push('.');
    let paragraphs = text.split("\n\n").map(markdown::wrapped);
    paragraphs.collect::<Vec<_>>().join("\n\n")
}

/// Prints the table from which the operation is paginated.
pub(super) fn table(operation: &OperationPlan, scope: &mut Scope) -> Option<TokenStream> {
    let pages = operation.pages.as_ref()?;
    let input = ident(&operation.input.name);
    let field = |member: &str| {
        let field = operation.input.member(member);
        field.map(|field| ident(&field.rust_name))
    };
    let tokens = pages.tokens.iter().map(|token| {
        let (member, field) = (&token.member, field(&token.member));
        let next = place(&token.next, false);
        quote!(#member: #field = #next,)
    });
    let items = pages.items.as_ref().map(|items| {
        let (ty, place) = (scope.ty(&items.ty), place(&items.path, true));
        quote!(items: #ty = #place,)
    });
    let page_size = pages.page_size.as_deref().and_then(field);
    let page_size = page_size.map(|field| quote!(page_size: #field,));
    let ready = pages.ready.as_ref().map(|waiter| {
        let waiter = ident(waiter);
        quote!(ready: #waiter,)
    });
    Some(Macro::Paginated.invoke(&quote!(#input(output) { #(#tokens)* #items #page_size #ready })))
}

/// Prints the expression of a member of the output, which returns early where a structure on the way is absent. With `whole` an absent
/// member returns early as well.
fn place(path: &MemberPath, whole: bool) -> TokenStream {
    let mut place = quote!(output);
    for (index, field) in path.fields.iter().enumerate() {
        let name = ident(&field.rust_name);
        let is_last = index + 1 == path.fields.len();
        place = match (is_last, field.optional) {
            (false, true) => quote!(#place.#name.as_mut()?),
            (true, true) if whole => quote!(*#place.#name.as_mut()?),
            _ => quote!(#place.#name),
        };
    }
    place
}
