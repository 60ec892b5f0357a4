//! The statements that serialize a request and deserialize a response: one for each step of the plan.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::runtime::timestamp_format;
use super::scope::{Scope, ident};
use super::structure;
use crate::plan::{FillStep, Payload, ReadStep, StructPlan, TimestampFormat, WriteStep};

/// Prints the method that sets members which the caller may omit.
pub(super) fn fill_defaults(steps: &[FillStep], scope: &mut Scope) -> TokenStream {
    if steps.is_empty() {
        return TokenStream::new();
    }
    let uses_token = |step: &FillStep| matches!(step, FillStep::IdempotencyToken { .. });
    let token = match steps.iter().any(uses_token) {
        true => quote!(token),
        false => quote!(_token),
    };
    let steps: TokenStream = steps.iter().map(fill).collect();
    let (fn_mut, string) = (scope.std("FnMut"), scope.std("String"));
    quote! {
        #[inline]
        fn fill_defaults(&mut self, #token: &mut dyn #fn_mut() -> #string) { #steps }
    }
}

fn fill(step: &FillStep) -> TokenStream {
    match step {
        FillStep::Text { field, value } => {
            let field = ident(field);
            quote! {
                if self.#field.as_deref().is_none_or(str::is_empty) {
                    self.#field = Some(#value.to_owned());
                }
            }
        }
        FillStep::IdempotencyToken { field } => {
            let field = ident(field);
            quote! {
                if self.#field.is_none() {
                    self.#field = Some(token());
                }
            }
        }
    }
}

/// Prints the method that serializes a request.
pub(super) fn write(steps: &[WriteStep], scope: &mut Scope) -> TokenStream {
    let request = match steps.is_empty() {
        true => quote!(_request),
        false => quote!(request),
    };
    let writer = scope.runtime("RequestWriter");
    let steps: TokenStream = steps.iter().map(|step| write_step(step, scope)).collect();
    quote! {
        #[inline]
        fn write(&self, #request: &mut #writer<'_>) { #steps }
    }
}

fn write_step(step: &WriteStep, scope: &mut Scope) -> TokenStream {
    match step {
        WriteStep::Label {
            field,
            name,
            greedy,
            format,
        } => {
            let method = if *greedy { "greedy_label" } else { "label" };
            let (field, method) = (ident(field), ident(method));
            let binding = binding(name, *format, scope);
            quote!(request.#method(#binding, &self.#field);)
        }
        WriteStep::Require {
            field,
            name,
            non_empty,
        } => {
            let method = if *non_empty {
                "require_non_empty"
            } else {
                "require"
            };
            let (field, method) = (ident(field), ident(method));
            quote!(request.#method(#name, &self.#field);)
        }
        WriteStep::Query {
            field,
            name,
            format,
        } => {
            let (field, binding) = (ident(field), binding(name, *format, scope));
            quote!(request.query(#binding, &self.#field);)
        }
        WriteStep::QueryMap { field } => {
            let field = ident(field);
            quote!(request.query_map(&self.#field);)
        }
        WriteStep::Header {
            field,
            name,
            format,
        } => {
            let (field, binding) = (ident(field), binding(name, *format, scope));
            quote!(request.header(#binding, &self.#field);)
        }
        WriteStep::MediaTypeHeader { field, name } => {
            let field = ident(field);
            quote!(request.media_type_header(#name, &self.#field);)
        }
        WriteStep::PrefixHeaders { field, prefix } => {
            let field = ident(field);
            quote!(request.prefix_headers(#prefix, &self.#field);)
        }
        WriteStep::Payload {
            field,
            payload,
            media_type,
        } => {
            let (field, method) = (ident(field), ident(payload_method(*payload)));
            let media_type = media_type.as_ref().map(|media_type| quote!(, #media_type));
            quote!(request.#method(&self.#field #media_type);)
        }
        WriteStep::HostLabel { field, name } => {
            let field = ident(field);
            quote!(request.host_label(#name, &self.#field);)
        }
        WriteStep::EndpointParam { field, name } => {
            let field = ident(field);
            quote!(request.endpoint_param(#name, &self.#field);)
        }
        WriteStep::Document => quote!(request.json(self);),
    }
}

/// Prints the table of an output or error, and the implementation that deserializes it.
pub(super) fn from_response(
    structure: &StructPlan,
    steps: &[ReadStep],
    local: &str,
    scope: &mut Scope,
) -> TokenStream {
    let (name, local) = (ident(&structure.name), ident(local));
    let (trait_name, reader) = (
        scope.runtime("FromResponse"),
        scope.runtime("ResponseReader"),
    );
    let table = structure::table(structure);
    let response = match steps {
        [ReadStep::Default] => quote!(_response),
        _ => quote!(response),
    };
    let printed: Vec<TokenStream> = steps
        .iter()
        .map(|step| read_step(step, &local, scope))
        .collect();
    let body = match printed.as_slice() {
        [value, members @ ..] if !members.is_empty() => {
            let ty = matches!(steps, [ReadStep::Document, ..]).then(|| quote!(: Self));
            quote!(let mut #local #ty = #value; #(#members)* #local)
        }
        value => quote!(#(#value)*),
    };
    quote! {
        #table
        impl #trait_name for #name {
            #[inline]
            fn from_response(#response: &mut #reader<'_>) -> Self { #body }
        }
    }
}

fn read_step(step: &ReadStep, local: &Ident, scope: &mut Scope) -> TokenStream {
    match step {
        ReadStep::Document => quote!(response.json()),
        ReadStep::Default => quote!(Self::default()),
        ReadStep::Header {
            field,
            name,
            format,
        } => {
            let (field, binding) = (ident(field), binding(name, *format, scope));
            quote!(response.header(#binding, &mut #local.#field);)
        }
        ReadStep::MediaTypeHeader { field, name } => {
            let field = ident(field);
            quote!(response.media_type_header(#name, &mut #local.#field);)
        }
        ReadStep::PrefixHeaders { field, prefix } => {
            let field = ident(field);
            quote!(response.prefix_headers(#prefix, &mut #local.#field);)
        }
        ReadStep::Status { field } => {
            let field = ident(field);
            quote!(response.status(&mut #local.#field);)
        }
        ReadStep::Payload { field, payload } => {
            let (field, method) = (ident(field), ident(payload_method(*payload)));
            quote!(response.#method(&mut #local.#field);)
        }
    }
}

fn payload_method(payload: Payload) -> &'static str {
    match payload {
        Payload::Document => "payload_json",
        Payload::Text => "payload_text",
        Payload::Blob => "payload_blob",
        Payload::Stream => "payload_stream",
    }
}

/// Prints a binding: the name alone, or with a timestamp format.
fn binding(name: &str, format: Option<TimestampFormat>, scope: &mut Scope) -> TokenStream {
    let Some(format) = format else {
        return quote!(#name);
    };
    let binding = scope.runtime("Binding");
    let format = ident(timestamp_format(format));
    quote!(#binding::new(#name).#format())
}
