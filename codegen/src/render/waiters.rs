//! The waiters of an operation: the request builder's method, and the implementation of the runtime's `Waiter`.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::docs::doc;
use super::runtime::{self, Item, step_methods};
use super::scope::{Scope, ident};
use super::{examples, rust_expr};
use crate::plan::docs::markdown;
use crate::plan::{AcceptancePlan, OperationPlan, OutputTest, ServicePlan, WaiterPlan};

/// Prints the request builder's method that waits.
pub(super) fn method(
    plan: &ServicePlan,
    operation: &OperationPlan,
    planned: &WaiterPlan,
    scope: &mut Scope,
) -> TokenStream {
    let method = ident(&planned.method);
    let example = examples::call_with(plan, operation, |scope| {
        let duration = scope.runtime(Item::Duration);
        let seconds = seconds(planned.example_wait);
        quote!(.#method(#duration::from_secs(#seconds)).await?;)
    });
    let docs = doc(&format!("{}\n\n{example}", planned.doc));
    let waiter = ident(&planned.rust_name);
    let (wait, duration) = (scope.runtime(Item::Wait), scope.runtime(Item::Duration));
    let (new, parts) = (ident(runtime::NEW), runtime::builder_parts());
    quote! {
        #docs
        #[inline]
        pub fn #method(self, max_wait: #duration) -> #wait<#waiter> {
            #wait::#new(#parts, max_wait)
        }
    }
}

/// Prints a waiter: the type and its implementation.
pub(super) fn definition(
    operation: &OperationPlan,
    waiter: &WaiterPlan,
    scope: &mut Scope,
) -> TokenStream {
    let (name, model_name) = (ident(&waiter.rust_name), &waiter.name);
    let (input, output) = (ident(&operation.input.name), ident(&operation.output.name));
    let (waiter_trait, acceptance) = (scope.runtime(Item::Waiter), scope.runtime(Item::Acceptance));
    let (duration, error) = (scope.runtime(Item::Duration), scope.runtime(Item::Error));
    let (min_delay, max_delay) = (seconds(waiter.min_delay), seconds(waiter.max_delay));
    let (output_arm, error_arm) = (output_arm(waiter, scope), error_arm(waiter, scope));
    let input_name = ident(waiter.input);
    let [operation_type, name_const, min_const, max_const] = [
        runtime::OPERATION,
        runtime::NAME,
        runtime::MIN_DELAY,
        runtime::MAX_DELAY,
    ]
    .map(ident);
    let accept = ident(runtime::ACCEPT);
    let description = waiter.state.as_ref().map(|state| {
        let describe = ident(runtime::DESCRIBE);
        let body = rust_expr::body(&state.description, scope);
        let (option, string) = (scope.std("Option"), scope.std("String"));
        quote! {
            #[inline]
            fn #describe(output: &#output) -> #option<#string> { #body }
        }
    });
    let (option, result) = (scope.std("Option"), scope.std("Result"));
    let link = format!("{}::{}", operation.name, waiter.method);
    let docs = doc(&markdown::wrapped(&format!(
        "The waiter {} of [`{link}`].",
        markdown::code(model_name)
    )));
    quote! {
        #docs
        #[derive(Clone, Copy, Debug)]
        pub struct #name;

        impl #waiter_trait for #name {
            type #operation_type = #input;

            const #name_const: &'static str = #model_name;
            const #min_const: #duration = #duration::from_secs(#min_delay);
            const #max_const: #duration = #duration::from_secs(#max_delay);

            #[inline]
            fn #accept(#input_name: &#input, result: &#result<#output, #error>) -> #option<#acceptance> {
                match result {
                    #output_arm
                    #error_arm
                }
            }

            #description
        }
    }
}

fn seconds(seconds: u64) -> Literal {
    Literal::u64_unsuffixed(seconds)
}

/// Prints the arm of a response with an output.
fn output_arm(waiter: &WaiterPlan, scope: &mut Scope) -> TokenStream {
    let otherwise = accepted(waiter.other_output.as_ref(), scope);
    match &waiter.output {
        OutputTest::None => quote!(Ok(_) => #otherwise,),
        OutputTest::Match(value, arms) => {
            let value = rust_expr::value(value, scope);
            let arms = arms.iter().map(|(pattern, acceptance)| {
                let pattern = rust_expr::value(pattern, scope);
                let accepted = accepted(Some(acceptance), scope);
                quote!(#pattern => #accepted,)
            });
            let arms: TokenStream = arms.collect();
            quote!(Ok(output) => match #value { #arms _ => #otherwise, },)
        }
        OutputTest::Conditions(conditions) => {
            let tests = conditions.iter().map(|(condition, acceptance)| {
                let condition = rust_expr::value(condition, scope);
                let accepted = accepted(Some(acceptance), scope);
                quote!(if #condition { return #accepted; })
            });
            let tests: TokenStream = tests.collect();
            quote!(Ok(output) => { #tests #otherwise })
        }
    }
}

/// Prints the arm of an error.
fn error_arm(waiter: &WaiterPlan, scope: &mut Scope) -> TokenStream {
    let otherwise = accepted(waiter.other_error.as_ref(), scope);
    if waiter.errors.is_empty() {
        return quote!(Err(_) => #otherwise,);
    }
    let arms = waiter.errors.iter().map(|(codes, acceptance)| {
        let accepted = accepted(Some(acceptance), scope);
        quote!(Some(#(#codes)|*) => #accepted,)
    });
    let arms: TokenStream = arms.collect();
    let code = ident(runtime::CODE);
    quote!(Err(error) => match error.#code() { #arms _ => #otherwise, },)
}

fn accepted(acceptance: Option<&AcceptancePlan>, scope: &mut Scope) -> TokenStream {
    let Some(AcceptancePlan {
        state,
        index,
        description,
    }) = acceptance
    else {
        return quote!(None);
    };
    let acceptance = step_methods::acceptance(*state, *index, description, scope);
    quote!(Some(#acceptance))
}
