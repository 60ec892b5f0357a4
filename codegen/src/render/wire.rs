//! How members get into a request, and out of an answer.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::scope::{Scope, ident};
use super::structure;
use crate::plan::{Binding, FieldPlan, OperationPlan, StructPlan, TimestampFormat, Type};

/// Values for members that the caller may leave to the client.
pub(super) fn prepare(input: &StructPlan, scope: &mut Scope) -> TokenStream {
    let fallbacks = input.fields.iter().filter_map(|field| {
        let (name, value) = (ident(&field.rust_name), field.fallback.as_ref()?);
        Some(quote! {
            if self.#name.as_deref().is_none_or(str::is_empty) {
                self.#name = Some(#value.to_owned());
            }
        })
    });
    let tokens = input
        .fields
        .iter()
        .filter(|field| field.idempotency_token)
        .map(|field| {
            let name = ident(&field.rust_name);
            quote! {
                if self.#name.is_none() {
                    self.#name = Some(token());
                }
            }
        });
    let (fallbacks, tokens): (TokenStream, TokenStream) = (fallbacks.collect(), tokens.collect());
    if fallbacks.is_empty() && tokens.is_empty() {
        return TokenStream::new();
    }
    let token = if tokens.is_empty() {
        quote!(_token)
    } else {
        quote!(token)
    };
    let (fn_mut, string) = (scope.std("FnMut"), scope.std("String"));
    quote! {
        #[inline]
        fn prepare(&mut self, #token: &mut dyn #fn_mut() -> #string) {
            #fallbacks
            #tokens
        }
    }
}

/// The statements that put the input's members where they belong: labels in the path's order, then what is required,
/// then the others in the model's.
pub(super) fn write(operation: &OperationPlan, scope: &mut Scope) -> TokenStream {
    let mut statements = TokenStream::new();
    for field in operation.labels() {
        let (name, member) = (ident(&field.rust_name), &field.member);
        let greedy = field.binding == Binding::Label { greedy: true };
        let method = if greedy { "greedy_label" } else { "label" };
        let method = formatted(method, field, TimestampFormat::DateTime, scope);
        statements.extend(quote!(request.#method(#member, &self.#name);));
    }
    let is_label = |field: &&FieldPlan| matches!(field.binding, Binding::Label { .. });
    for field in operation
        .input
        .fields
        .iter()
        .filter(|field| !is_label(field) && field.required)
    {
        let (name, member) = (ident(&field.rust_name), &field.member);
        // The body's table sees to what is empty there.
        let non_empty = field.non_empty && field.binding != Binding::Body;
        let require = if non_empty {
            "require_non_empty"
        } else {
            "require"
        };
        let require = ident(require);
        statements.extend(quote!(request.#require(#member, &self.#name);));
    }
    for field in &operation.input.fields {
        statements.extend(write_member(field, scope));
    }
    if operation.input.has_body() {
        statements.extend(quote!(request.json(self);));
    }
    statements
}

fn write_member(field: &FieldPlan, scope: &mut Scope) -> TokenStream {
    let name = ident(&field.rust_name);
    let mut statement = match &field.binding {
        Binding::Query(query) => {
            let method = formatted("query", field, TimestampFormat::DateTime, scope);
            quote!(request.#method(#query, &self.#name);)
        }
        Binding::QueryMap => quote!(request.query_map(&self.#name);),
        Binding::Header(header) if field.media_type.is_some() => {
            quote!(request.media_type_header(#header, &self.#name);)
        }
        Binding::Header(header) => {
            let method = formatted("header", field, TimestampFormat::HttpDate, scope);
            quote!(request.#method(#header, &self.#name);)
        }
        Binding::PrefixHeaders(prefix) => quote!(request.prefix_headers(#prefix, &self.#name);),
        Binding::Payload => {
            let (method, media_type) = payload(field);
            let media_type = media_type.map(|media_type| quote!(, #media_type));
            quote!(request.#method(&self.#name #media_type);)
        }
        Binding::Body | Binding::Label { .. } | Binding::Status => TokenStream::new(),
    };
    if field.host_label {
        let member = &field.member;
        statement.extend(quote!(request.host_label(#member, &self.#name);));
    }
    if let Some(param) = &field.context_param {
        statement.extend(quote!(request.endpoint_param(#param, &self.#name);));
    }
    statement
}

/// The method for a payload, and its media type where it is not that of a document.
fn payload(field: &FieldPlan) -> (Ident, Option<&str>) {
    let media_type = |usual| Some(field.media_type.as_deref().unwrap_or(usual));
    match field.ty {
        Type::String | Type::Enum(_) => (ident("payload_text"), media_type("text/plain")),
        Type::Blob => (
            ident("payload_blob"),
            media_type("application/octet-stream"),
        ),
        Type::Body => (
            ident("payload_stream"),
            media_type("application/octet-stream"),
        ),
        _ => (ident("payload_json"), None),
    }
}

/// A method, or its variant for a format of timestamps that is not the usual one there.
fn formatted(
    method: &str,
    field: &FieldPlan,
    usual: TimestampFormat,
    scope: &mut Scope,
) -> TokenStream {
    let Some(format) = field.format.filter(|format| *format != usual) else {
        let method = ident(method);
        return quote!(#method);
    };
    let method = format_ident!("{method}_as");
    let format = scope.runtime(match format {
        TimestampFormat::Epoch => "Epoch",
        TimestampFormat::DateTime => "DateTime",
        TimestampFormat::HttpDate => "HttpDate",
    });
    quote!(#method::<#format, _>)
}

/// The table and `FromResponse` of an output or error.
pub(super) fn from_response(structure: &StructPlan, local: &str, scope: &mut Scope) -> TokenStream {
    let (name, local) = (ident(&structure.name), ident(local));
    let (trait_name, reader) = (
        scope.runtime("FromResponse"),
        scope.runtime("ResponseReader"),
    );
    let table = structure::message_table(structure);
    let reads = structure
        .fields
        .iter()
        .filter_map(|field| read_member(field, &local, scope));
    let reads: TokenStream = reads.collect();
    let body = match (structure.has_body(), reads.is_empty()) {
        (true, true) => quote!(response.json()),
        (true, false) => quote!(let mut #local: Self = response.json(); #reads #local),
        (false, false) => quote!(let mut #local = Self::default(); #reads #local),
        (false, true) => quote!(Self::default()),
    };
    let unread = !structure.has_body() && reads.is_empty();
    let response = if unread {
        quote!(_response)
    } else {
        quote!(response)
    };
    quote! {
        #table
        impl #trait_name for #name {
            #[inline]
            fn from_response(#response: &mut #reader<'_>) -> Self { #body }
        }
    }
}

/// The statement that reads a member which is not in the body's document.
fn read_member(field: &FieldPlan, local: &Ident, scope: &mut Scope) -> Option<TokenStream> {
    let name = ident(&field.rust_name);
    let target = quote!(&mut #local.#name);
    Some(match &field.binding {
        Binding::Header(header) if field.media_type.is_some() => {
            quote!(response.media_type_header(#header, #target);)
        }
        Binding::Header(header) => {
            let method = formatted("header", field, TimestampFormat::HttpDate, scope);
            quote!(response.#method(#header, #target);)
        }
        Binding::PrefixHeaders(prefix) => quote!(response.prefix_headers(#prefix, #target);),
        Binding::Status => quote!(response.status(#target);),
        Binding::Payload => {
            let (method, _) = payload(field);
            quote!(response.#method(#target);)
        }
        // Of these only `Body` stands in answers.
        Binding::Body | Binding::Query(_) | Binding::QueryMap | Binding::Label { .. } => {
            return None;
        }
    })
}
