//! `src/waiters.rs`: an implementation of the runtime's `Waiter` for each waiter of the model.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::docs::{doc, inner_doc};
use super::scope::{Scope, ident, mentions};
use super::{examples, runtime};
use crate::plan::docs::markdown;
use crate::plan::{
    AcceptorPlan, AcceptorState, Expected, MatcherPlan, Node, OperationPlan, PathPlan, ServicePlan,
    WaiterPlan,
};

/// The whole file.
pub(super) fn module(plan: &ServicePlan) -> TokenStream {
    let waiters = plan.operations.iter().flat_map(|operation| {
        operation
            .waiters
            .iter()
            .map(|planned| waiter(operation, planned))
    });
    let waiters: TokenStream = waiters.collect();
    let mut scope = Scope::new([]);
    let is_used = |name: &str| mentions(&waiters, &ident(name));
    for name in ["Duration", "Error", "Acceptance", "Waiter"]
        .into_iter()
        .filter(|name| is_used(name))
    {
        scope.item(runtime::module_of(name), name);
    }
    for operation in &plan.operations {
        for waiter in &operation.waiters {
            scope.item("crate::operation", &operation.input.name);
            scope.item("crate::operation", &operation.output.name);
            visit(waiter, |node| {
                if let Node::Variant(_, union, ..) = node {
                    scope.generated(union);
                }
            });
        }
    }
    let docs = inner_doc("The waiters of the operations.");
    let uses = scope.uses();
    quote!(#docs #uses #waiters)
}

/// The request builder's method that waits.
pub(super) fn method(
    plan: &ServicePlan,
    operation: &OperationPlan,
    planned: &WaiterPlan,
    scope: &mut Scope,
) -> TokenStream {
    let method = ident(&planned.method);
    let example = examples::call_with(plan, operation, |scope| {
        let duration = scope.runtime("Duration");
        quote!(.#method(#duration::from_secs(300)).await?;)
    });
    let docs = doc(&format!("{}\n\n{example}", method_doc(planned)));
    let waiter = scope.item("crate::waiters", &planned.rust_name);
    let (wait, duration) = (scope.runtime("Wait"), scope.runtime("Duration"));
    quote! {
        #docs
        #[inline]
        pub fn #method(self, max_wait: #duration) -> #wait<#waiter> {
            #wait::new(self.call, self.input, max_wait)
        }
    }
}

/// What is waited for, and how.
fn method_doc(planned: &WaiterPlan) -> String {
    let words = match planned.doc.is_empty() {
        true => format!("Waits for {}.", markdown::code(&planned.name)),
        false => planned.doc.clone(),
    };
    let (min_delay, max_delay) = (planned.min_delay, planned.max_delay);
    let pause = match min_delay == max_delay {
        true => format!("{min_delay} seconds"),
        false => format!("{min_delay} to {max_delay} seconds"),
    };
    let mut doc = format!("{words}\n\nPolls every {pause}, for `max_wait` at most.");
    for (state, meaning) in [
        (AcceptorState::Success, "Succeeds if"),
        (AcceptorState::Failure, "Fails if"),
        (AcceptorState::Retry, "Continues if"),
    ] {
        let of_state = planned
            .acceptors
            .iter()
            .filter(|acceptor| acceptor.state == state);
        let words: Vec<_> = of_state
            .map(|acceptor| markdown::code(&acceptor.description))
            .collect();
        if !words.is_empty() {
            doc.push_str(&format!(" {meaning} {}.", words.join(", or ")));
        }
    }
    doc
}

/// A waiter: the type and its implementation.
fn waiter(operation: &OperationPlan, waiter: &WaiterPlan) -> TokenStream {
    let name = format_ident!("{}", waiter.rust_name);
    let wire_name = &waiter.name;
    let (input, output) = (
        format_ident!("{}", operation.input.name),
        format_ident!("{}", operation.output.name),
    );
    let (min_delay, max_delay) = (seconds(waiter.min_delay), seconds(waiter.max_delay));
    let (output_arm, error_arm) = (output_arm(&waiter.acceptors), error_arm(&waiter.acceptors));
    let mut uses_input = false;
    visit(waiter, |node| {
        uses_input |= matches!(node, Node::Variable("input"))
    });
    let input_name = if uses_input {
        format_ident!("input")
    } else {
        format_ident!("_input")
    };
    let describe = waiter
        .state
        .as_ref()
        .map(|(words, path)| describe(&output, words, path, waiter.message.as_ref()));
    let link = format!("{}::{}", operation.name, waiter.method);
    let docs = doc(&markdown::wrapped(&format!(
        "The waiter {} of [`{link}`](crate::operation::{link}).",
        markdown::code(wire_name)
    )));
    quote! {
        #docs
        #[derive(Clone, Copy, Debug)]
        pub struct #name;

        impl Waiter for #name {
            type Operation = #input;

            const NAME: &'static str = #wire_name;
            const MIN_DELAY: Duration = Duration::from_secs(#min_delay);
            const MAX_DELAY: Duration = Duration::from_secs(#max_delay);

            #[inline]
            fn accept(#input_name: &#input, result: &Result<#output, Error>) -> Option<Acceptance> {
                match result {
                    #output_arm
                    #error_arm
                }
            }

            #describe
        }
    }
}

fn seconds(seconds: u64) -> Literal {
    Literal::u64_unsuffixed(seconds)
}

/// Prints the arm of a response with an output.
fn output_arm(acceptors: &[AcceptorPlan]) -> TokenStream {
    let mut otherwise = quote!(None);
    let mut paths = Vec::new();
    for acceptor in acceptors {
        match &acceptor.matcher {
            MatcherPlan::Output(path, expected) => paths.push((acceptor, path, expected)),
            MatcherPlan::AnyOutput => otherwise = accepted(acceptor),
            MatcherPlan::AnyError | MatcherPlan::Error(_) => {}
        }
    }
    let Some((_, first, _)) = paths.first() else {
        return quote!(Ok(_) => #otherwise,);
    };
    // The usual waiter looks at one text only.
    let texts = paths
        .iter()
        .map(|(acceptor, path, expected)| match expected {
            Expected::Text(text) if path == first => Some((text, accepted(acceptor))),
            _ => None,
        });
    if let Some(texts) = texts.collect::<Option<Vec<_>>>() {
        let value = first.value();
        let arms = texts
            .into_iter()
            .map(|(text, accepted)| match first.nullable {
                true => quote!(Some(#text) => #accepted,),
                false => quote!(#text => #accepted,),
            });
        return quote!(Ok(output) => match #value { #(#arms)* _ => #otherwise, },);
    }
    let tests = paths.iter().map(|(acceptor, path, expected)| {
        let condition = match expected {
            Expected::Text(text) => path.is_text(text),
            Expected::Flag(flag) => path.is_flag(*flag),
            Expected::AnyText(text) => path.any(&|item| item.is_text(text)),
            Expected::AllText(text) => path.all_are_text(text),
        };
        let accepted = accepted(acceptor);
        quote!(if #condition { return #accepted; })
    });
    quote!(Ok(output) => { #(#tests)* #otherwise })
}

/// Prints the arm of an error.
fn error_arm(acceptors: &[AcceptorPlan]) -> TokenStream {
    let mut otherwise = quote!(None);
    let mut arms = Vec::new();
    for acceptor in acceptors {
        let accepted = accepted(acceptor);
        match &acceptor.matcher {
            MatcherPlan::Error(code) => arms.push(quote!(Some(#code) => #accepted,)),
            MatcherPlan::AnyError => otherwise = accepted,
            MatcherPlan::AnyOutput | MatcherPlan::Output(..) => {}
        }
    }
    if arms.is_empty() {
        return quote!(Err(_) => #otherwise,);
    }
    quote!(Err(error) => match error.code() { #(#arms)* _ => #otherwise, },)
}

fn accepted(acceptor: &AcceptorPlan) -> TokenStream {
    let state = match acceptor.state {
        AcceptorState::Success => quote!(success),
        AcceptorState::Failure => quote!(failure),
        AcceptorState::Retry => quote!(retry),
    };
    let (index, description) = (
        Literal::usize_unsuffixed(acceptor.index),
        &acceptor.description,
    );
    quote!(Some(Acceptance::#state(#index, #description)))
}

fn describe(
    output: &proc_macro2::Ident,
    words: &str,
    path: &PathPlan,
    message: Option<&PathPlan>,
) -> TokenStream {
    let words = words.replace('{', "{{").replace('}', "}}");
    let plain = format!("{words} is {{state}}");
    let explained = format!("{words} is {{state}}: {{message}}");
    let text = match message {
        None => quote!(format!(#plain)),
        Some(message) => {
            let value = message.value();
            match message.nullable {
                true => quote!(match #value {
                    Some(message) => format!(#explained),
                    None => format!(#plain),
                }),
                false => quote!(format!(#explained, message = #value)),
            }
        }
    };
    let value = path.value();
    let body = match path.nullable {
        true => quote!(#value.map(|state| #text)),
        false => quote!(let state = #value; Some(#text)),
    };
    quote! {
        #[inline]
        fn describe(output: &#output) -> Option<String> {
            #body
        }
    }
}

/// Every node of the paths that a waiter's acceptors look at.
fn visit<'p>(waiter: &'p WaiterPlan, mut show: impl FnMut(&'p Node)) {
    let acceptors = waiter
        .acceptors
        .iter()
        .filter_map(|acceptor| match &acceptor.matcher {
            MatcherPlan::Output(path, _) => Some(path),
            _ => None,
        });
    let state = waiter.state.iter().map(|(_, path)| path);
    for path in acceptors.chain(state).chain(&waiter.message) {
        path.visit(&mut show);
    }
}
