//! `src/operation/`: for each operation its request builder, input, output and waiters.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::{alias, doc, inner_doc};
use super::runtime::{self, Item, metadata_fields, preflights, table_macros};
use super::scope::{Scope, ident};
use super::{examples, pages, setters, structure, waiters, wire};
use crate::plan::docs::markdown;
use crate::plan::{OperationPlan, ServicePlan};

/// Prints the module of all operations.
pub(super) fn index(plan: &ServicePlan) -> TokenStream {
    let docs = inner_doc(
        "The types of the operations: request builders, inputs and outputs, and waiters where the model defines them.",
    );
    let modules = plan
        .operations
        .iter()
        .map(|operation| ident(&operation.module));
    let exports = plan.operations.iter().map(|operation| {
        let (module, names) = (ident(&operation.module), operation.type_names().map(ident));
        // Without `self`, a module named like a dependency would be ambiguous.
        quote!(pub use self::#module::{#(#names),*};)
    });
    quote!(#docs #(mod #modules;)* #(#exports)*)
}

/// Prints the file of one operation.
pub(super) fn operation(plan: &ServicePlan, operation: &OperationPlan) -> TokenStream {
    let mut scope = Scope::for_operation(&plan.layout, operation.type_names());
    let OperationPlan {
        model_name,
        method,
        shown_uri,
        ..
    } = operation;
    let docs = inner_doc(&format!(
        "`{model_name}`: {}.",
        markdown::code(&format!("{method} {shown_uri}"))
    ));
    let builder = builder(plan, operation, &mut scope);
    let input = structure::definition(&operation.input, &mut scope);
    let call = call(operation, &mut scope);
    let output = structure::definition(&operation.output, &mut scope);
    let response = wire::from_response(
        &operation.output,
        &operation.response,
        operation.parameters.response,
        "output",
        &mut scope,
    );
    let pages = operation.pages.as_ref();
    let pages =
        pages.map(|pages| table_macros::paginated(&operation.input.name, pages, &mut scope));
    let waiters = operation.waiters.iter();
    let waiters: TokenStream = waiters
        .map(|waiter| waiters::definition(operation, waiter, &mut scope))
        .collect();
    let discovery = operation.discovery.as_ref();
    let discovery = discovery.map(|plan| preflights::discovery(operation, plan, &mut scope));
    let session = operation.session.as_ref();
    let session = session.map(|plan| preflights::session(operation, plan, &mut scope));
    let head = scope.head();
    quote!(#docs #head #builder #input #call #output #response #discovery #session #pages #waiters)
}

fn builder(plan: &ServicePlan, operation: &OperationPlan, scope: &mut Scope) -> TokenStream {
    let example = examples::call(plan, operation);
    let docs = doc(&format!("{}\n\n# Example\n\n{example}", operation.doc));
    let (name, input) = (ident(&operation.name), ident(&operation.input.name));
    let [call_field, input_field] = [runtime::BUILDER_CALL, runtime::BUILDER_INPUT].map(ident);
    let alias = alias(operation.alias.as_ref());
    let holder = runtime::builder_input();
    let setters = operation.input.fields.iter();
    let setters: TokenStream = setters
        .map(|field| setters::setter(field, &holder, scope))
        .collect();
    let call = scope.runtime(Item::Call);
    let paginate = operation.pages.as_ref();
    let paginate = paginate.map(|pages| pages::method(operation, pages, scope));
    let waits = operation
        .waiters
        .iter()
        .map(|waiter| waiters::method(plan, operation, waiter, scope));
    let waits: TokenStream = waits.collect();
    let send = send(operation, scope);
    let table = table_macros::request_builder(&operation.name, &operation.input.name);
    quote! {
        #docs
        #alias
        #[must_use = "a request does nothing until it is sent"]
        #[derive(Clone, Debug)]
        pub struct #name {
            #call_field: #call,
            #input_field: #input,
        }
        impl #name {
            #setters
            #paginate
            #waits
            #send
        }
        #table
    }
}

/// Prints the method that sends the request.
fn send(operation: &OperationPlan, scope: &mut Scope) -> TokenStream {
    let docs = doc(&operation.send_doc);
    let output = ident(&operation.output.name);
    let (result, error) = (scope.std("Result"), scope.runtime(Item::Error));
    let (future, send) = (scope.std("Future"), ident(runtime::SEND));
    let [call, input] = [runtime::BUILDER_CALL, runtime::BUILDER_INPUT].map(ident);
    // The runtime's future is returned unchanged, since an `async fn` would be another state machine to compile and to move.
    quote! {
        #docs
        #[inline]
        pub fn #send(self) -> impl #future<Output = #result<#output, #error>> {
            self.#call.#send(self.#input)
        }
    }
}

/// Prints the table of the input and its implementation of `Operation`.
fn call(operation: &OperationPlan, scope: &mut Scope) -> TokenStream {
    let (input, output) = (ident(&operation.input.name), ident(&operation.output.name));
    let table = table_macros::structure(&operation.input);
    let trait_name = scope.runtime(Item::Operation);
    let metadata_type = scope.runtime(Item::OperationMetadata);
    let metadata = metadata_fields::operation(operation, scope);
    let [output_type, const_name] = [runtime::OUTPUT, runtime::METADATA].map(ident);
    let fill_defaults = wire::fill_defaults(&operation.fills, operation.parameters.token, scope);
    let write = wire::write(&operation.request, operation.parameters.request, scope);
    quote! {
        #table
        impl #trait_name for #input {
            type #output_type = #output;
            const #const_name: &'static #metadata_type = #metadata;
            #fill_defaults
            #write
        }
    }
}
