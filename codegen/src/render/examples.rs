//! Examples in documentation, which compile: tokens like all code, printed between three backticks.

use proc_macro2::TokenStream;
use quote::quote;

use super::runtime::{self, Item};
use super::scope::{Scope, ident};
use super::values::{Purpose, setters};
use crate::format;
use crate::plan::{OperationPlan, OutputUse, ServicePlan};

/// Prints a call of an operation with the members of its example, and the use of its output or pages.
pub(super) fn call(plan: &ServicePlan, operation: &OperationPlan) -> String {
    let mut scope = Scope::for_user(&plan.layout);
    let body = body(operation, &mut scope);
    within_function(plan, &scope, &body)
}

/// Prints a call of an operation that ends in the given steps.
pub(super) fn call_with(
    plan: &ServicePlan,
    operation: &OperationPlan,
    steps: impl FnOnce(&mut Scope) -> TokenStream,
) -> String {
    let mut scope = Scope::for_user(&plan.layout);
    let request = request(operation, &mut scope);
    let steps = steps(&mut scope);
    within_function(plan, &scope, &quote!(#request #steps))
}

/// Prints a whole program around the example of an operation, without the backticks.
pub(super) fn program(plan: &ServicePlan, operation: &OperationPlan) -> String {
    let mut scope = Scope::for_user(&plan.layout);
    let (client, config) = (
        scope.item("crate", "Client"),
        scope.item("crate", Item::Config.name()),
    );
    let body = body(operation, &mut scope);
    let (result, boxed) = (scope.std("Result"), scope.std("Box"));
    let from_env = ident(runtime::FROM_ENV);
    let bounds = operation.example.has_boxed_error;
    let bounds = bounds.then(|| quote!(+ Send + Sync));
    let main = quote! {
        #[tokio::main]
        async fn main() -> #result<(), #boxed<dyn std::error::Error #bounds>> {
            let config = #config::#from_env().await?;
            let client = #client::new(&config);
            #body
            Ok(())
        }
    };
    let (uses, main) = (format::items(&scope.uses()), format::items(&main));
    format!("{uses}\n{main}")
}

/// Wraps an example in a function, whose lines are hidden.
fn within_function(plan: &ServicePlan, scope: &Scope, body: &TokenStream) -> String {
    let (uses, body) = (format::items(&scope.uses()), format::statements(body));
    let (root, attribute) = (&plan.layout.public, plan.layout.example_attribute);
    let (uses, between) = match uses.is_empty() {
        true => (uses, ""),
        false => (uses, "\n"),
    };
    format!(
        "```{attribute}\n{uses}{between}\
         # async fn example(client: {root}::Client) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {{\n\
         {body}# Ok(())\n# }}\n```"
    )
}

fn body(operation: &OperationPlan, scope: &mut Scope) -> TokenStream {
    let request = request(operation, scope);
    let [send, items, pages, next, collect] = [
        runtime::SEND,
        runtime::ITEMS,
        runtime::PAGES,
        runtime::TRY_NEXT,
        runtime::COLLECT,
    ]
    .map(ident);
    match &operation.example.output_use {
        OutputUse::Items => quote! {
            let mut items = #request.paginate().#items();
            while let Some(item) = items.#next().await? {
                println!("{item:?}");
            }
        },
        OutputUse::Pages => quote! {
            let mut pages = #request.paginate().#pages();
            while let Some(page) = pages.#next().await? {
                println!("{page:?}");
            }
        },
        OutputUse::Nothing => quote!(#request.#send().await?;),
        OutputUse::Kept => quote!(let output = #request.#send().await?;),
        OutputUse::Displayed(field) => {
            let field = ident(field);
            quote! {
                let output = #request.#send().await?;
                println!("{}", output.#field);
            }
        }
        OutputUse::Debugged(field) => {
            let field = ident(field);
            quote! {
                let output = #request.#send().await?;
                println!("{:?}", output.#field);
            }
        }
        OutputUse::Each(field) => {
            let field = ident(field);
            quote! {
                let output = #request.#send().await?;
                for item in output.#field {
                    println!("{item:?}");
                }
            }
        }
        OutputUse::Events(field) => {
            let field = ident(field);
            quote! {
                let mut events = #request.#send().await?.#field;
                while let Some(event) = events.#next().await? {
                    println!("{event:?}");
                }
            }
        }
        OutputUse::Collected(field) => {
            let field = ident(field);
            quote! {
                let output = #request.#send().await?;
                let bytes = output.#field.#collect().await?;
            }
        }
    }
}

/// Prints the request builder with its members set.
fn request(operation: &OperationPlan, scope: &mut Scope) -> TokenStream {
    let method = ident(&operation.module);
    let setters = setters(&operation.example.input, Purpose::Example, scope);
    quote!(client.#method() #setters)
}
