//! The statements that serialize a request and deserialize a response: one for each step of the plan.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::runtime::{self, Item, step_methods, table_macros};
use super::rust_expr;
use super::scope::{Scope, ident};
use crate::plan::{EndpointValue, FillStep, ReadStep, StructPlan, WriteStep};

/// Prints the method that sets or changes members before the request is serialized.
pub(super) fn fill_defaults(steps: &[FillStep], token: &str, scope: &mut Scope) -> TokenStream {
    if steps.is_empty() {
        return TokenStream::new();
    }
    let steps: TokenStream = steps.iter().map(|step| fill(step, token)).collect();
    let (method, token) = (ident(runtime::FILL_DEFAULTS), ident(token));
    let (fn_mut, string) = (scope.std("FnMut"), scope.std("String"));
    quote! {
        #[inline]
        fn #method(&mut self, #token: &mut dyn #fn_mut() -> #string) { #steps }
    }
}

fn fill(step: &FillStep, token: &str) -> TokenStream {
    match step {
        FillStep::Text { field, value } => {
            let field = ident(field);
            quote! {
                if self.#field.as_deref().is_none_or(str::is_empty) {
                    self.#field = Some(#value.to_owned());
                }
            }
        }
        FillStep::WithoutPath { field } => {
            let field = ident(field);
            quote! {
                let id = self.#field.as_deref().and_then(|id| id.rsplit_once('/'));
                if let Some((_, id)) = id {
                    self.#field = Some(id.to_owned());
                }
            }
        }
        FillStep::IdempotencyToken { field } => {
            let (field, token) = (ident(field), ident(token));
            quote! {
                if self.#field.is_none() {
                    self.#field = Some(#token());
                }
            }
        }
    }
}

/// Prints the method that serializes a request.
pub(super) fn write(steps: &[WriteStep], parameter: &str, scope: &mut Scope) -> TokenStream {
    let (method, writer) = (ident(runtime::WRITE), scope.runtime(Item::RequestWriter));
    let request = ident(parameter);
    let steps = steps.iter().map(|step| write_step(step, &request, scope));
    let steps: TokenStream = steps.collect();
    quote! {
        #[inline]
        fn #method(&self, #request: &mut #writer<'_>) { #steps }
    }
}

fn write_step(step: &WriteStep, request: &Ident, scope: &mut Scope) -> TokenStream {
    let method = ident(step_methods::write_method(step));
    match step {
        WriteStep::Label {
            field,
            name,
            format,
            ..
        }
        | WriteStep::Query {
            field,
            name,
            format,
        }
        | WriteStep::Header {
            field,
            name,
            format,
        } => {
            let (field, binding) = (ident(field), step_methods::binding(name, *format, scope));
            quote!(#request.#method(#binding, &self.#field);)
        }
        WriteStep::Require { field, name, .. }
        | WriteStep::MediaTypeHeader { field, name }
        | WriteStep::UrlEncodedHeader { field, name }
        | WriteStep::PrefixHeaders {
            field,
            prefix: name,
        }
        | WriteStep::HostLabel { field, name }
        | WriteStep::EndpointParam { field, name } => {
            let field = ident(field);
            quote!(#request.#method(#name, &self.#field);)
        }
        WriteStep::QueryMap { field } => {
            let field = ident(field);
            quote!(#request.#method(&self.#field);)
        }
        WriteStep::Payload {
            field, media_type, ..
        } => {
            let field = ident(field);
            let media_type = media_type.as_ref().map(|media_type| quote!(, #media_type));
            quote!(#request.#method(&self.#field #media_type);)
        }
        WriteStep::Events { field, codec } => {
            let (field, codec) = (ident(field), step_methods::codec(*codec, scope));
            quote!(#request.#method::<#codec, _>(&self.#field);)
        }
        WriteStep::EndpointValue { name, value } => {
            let value = match value {
                EndpointValue::One(value) => {
                    let value = rust_expr::value(value, scope);
                    quote!(&#value)
                }
                EndpointValue::Texts(values) => rust_expr::value(values, scope),
            };
            quote!(#request.#method(#name, #value);)
        }
        WriteStep::EndpointIdentifier { name, value } => {
            let name = format!("{}{name}", runtime::IDENTIFIER_PREFIX);
            let value = rust_expr::value(value, scope);
            quote!(#request.#method(#name, &#value);)
        }
        WriteStep::Document(_) | WriteStep::Form(_) => quote!(#request.#method(self);),
        WriteStep::EmptyForm(_) => {
            let unit = scope.runtime(Item::Unit);
            quote!(#request.#method(&#unit::default());)
        }
        WriteStep::EmptyDocument => quote!(#request.#method();),
        WriteStep::Element(root) => {
            let root = table_macros::root(root);
            quote!(#request.#method(self, #root);)
        }
        WriteStep::PayloadElement { field, root } => {
            let (field, root) = (ident(field), table_macros::root(root));
            quote!(#request.#method(&self.#field, #root);)
        }
    }
}

/// Prints the table of an output or error, and the implementation that deserializes it.
pub(super) fn from_response(
    structure: &StructPlan,
    steps: &[ReadStep],
    parameter: &str,
    local: &str,
    scope: &mut Scope,
) -> TokenStream {
    let (name, response, local) = (ident(&structure.name), ident(parameter), ident(local));
    let (trait_name, reader) = (
        scope.runtime(Item::FromResponse),
        scope.runtime(Item::ResponseReader),
    );
    let method = ident(runtime::FROM_RESPONSE);
    let table = table_macros::structure(structure);
    let printed: Vec<TokenStream> = steps
        .iter()
        .map(|step| read_step(step, &response, &local, scope))
        .collect();
    let body = match printed.as_slice() {
        [value, members @ ..] if !members.is_empty() => {
            let has_table = !matches!(steps, [ReadStep::Default, ..]);
            let ty = has_table.then(|| quote!(: Self));
            quote!(let mut #local #ty = #value; #(#members)* #local)
        }
        value => quote!(#(#value)*),
    };
    quote! {
        #table
        impl #trait_name for #name {
            #[inline]
            fn #method(#response: &mut #reader<'_>) -> Self { #body }
        }
    }
}

fn read_step(step: &ReadStep, response: &Ident, local: &Ident, scope: &mut Scope) -> TokenStream {
    let method = ident(step_methods::read_method(step));
    match step {
        ReadStep::Document(_) | ReadStep::RootElement => quote!(#response.#method()),
        ReadStep::Element(path) => quote!(#response.#method(&[#(#path),*])),
        ReadStep::InitialResponse(codec) => {
            let read = scope.runtime(Item::InitialResponse);
            let codec = step_methods::codec(*codec, scope);
            quote!(#read::<#codec, _>(#response))
        }
        ReadStep::Default => quote!(Self::#method()),
        ReadStep::RequireHeader { name } => quote!(#response.#method(#name);),
        ReadStep::EventStream {
            field,
            codec,
            input,
        } => {
            let (field, input) = (ident(field), ident(input));
            let (operation, metadata) = (scope.runtime(Item::Operation), ident(runtime::METADATA));
            let codec = step_methods::codec(*codec, scope);
            quote!(#local.#field.#method::<#codec>(#response, <#input as #operation>::#metadata);)
        }
        ReadStep::Header {
            field,
            name,
            format,
            ..
        } => {
            let (field, binding) = (ident(field), step_methods::binding(name, *format, scope));
            quote!(#response.#method(#binding, &mut #local.#field);)
        }
        ReadStep::MediaTypeHeader { field, name }
        | ReadStep::PrefixHeaders {
            field,
            prefix: name,
        } => {
            let field = ident(field);
            quote!(#response.#method(#name, &mut #local.#field);)
        }
        ReadStep::Status { field } | ReadStep::Payload { field, .. } => {
            let field = ident(field);
            quote!(#response.#method(&mut #local.#field);)
        }
    }
}
