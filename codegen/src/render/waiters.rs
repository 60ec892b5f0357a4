//! `src/waiters.rs`: an implementation of the runtime's `Waiter` for each waiter of the model.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::condition::{all_are_text, any, is_flag, is_text};
use super::docs::{doc, inner_doc};
use super::path::value;
use super::scope::{Scope, ident};
use super::{mentions, runtime};
use crate::plan::path::{Node, PathPlan};
use crate::plan::{
    AcceptorPlan, AcceptorState, Expected, MatcherPlan, OperationPlan, ServicePlan, WaiterPlan,
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
    for name in ["Duration", "Error", "Acceptance", "State", "Waiter"]
        .into_iter()
        .filter(|name| is_used(name))
    {
        scope.item(runtime::module_of(name), name);
    }
    for operation in plan
        .operations
        .iter()
        .filter(|operation| !operation.waiters.is_empty())
    {
        scope.item("crate::operation", &operation.input.name);
        scope.item("crate::operation", &operation.output.name);
    }
    for name in plan.type_names().filter(|name| is_used(name)) {
        scope.generated(name);
    }
    let docs = inner_doc("What operations are asked for until it is so.");
    let uses = scope.uses();
    quote!(#docs #uses #waiters)
}

/// The request builder's method that waits.
pub(super) fn method(planned: &WaiterPlan, scope: &mut Scope) -> TokenStream {
    let words = match planned.doc.is_empty() {
        true => format!("Asks until the answer is `{}`.", planned.name),
        false => planned.doc.clone(),
    };
    let docs = doc(&format!("{words}\n\nWaits `max_wait` at most."));
    let method = ident(&planned.method);
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

/// A waiter: the type and its implementation.
fn waiter(operation: &OperationPlan, waiter: &WaiterPlan) -> TokenStream {
    let name = format_ident!("{}", waiter.rust_name);
    let wire_name = &waiter.name;
    let (input, output) = (
        format_ident!("{}", operation.input.name),
        format_ident!("{}", operation.output.name),
    );
    let (min_delay, max_delay) = (seconds(waiter.min_delay), seconds(waiter.max_delay));
    let arms = waiter.acceptors.iter().map(arm);
    let rest = (!exhaustive(&waiter.acceptors)).then(|| quote!(_ => None,));
    let uses_input = waiter
        .acceptors
        .iter()
        .any(|acceptor| match &acceptor.matcher {
            MatcherPlan::Output(path, _) => uses_input(path),
            _ => false,
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
    let doc = format!(
        " How [`{0}`](crate::operation::{0}) is asked for `{wire_name}`.",
        operation.name
    );
    quote! {
        #[doc = #doc]
        #[derive(Clone, Copy, Debug)]
        pub struct #name;

        impl Waiter for #name {
            type Operation = #input;

            const NAME: &'static str = #wire_name;
            const MIN_DELAY: Duration = Duration::from_secs(#min_delay);
            const MAX_DELAY: Duration = Duration::from_secs(#max_delay);

            fn accept(#input_name: &#input, result: &Result<#output, Error>) -> Option<Acceptance> {
                match result {
                    #(#arms)*
                    #rest
                }
            }

            #describe
        }
    }
}

fn seconds(seconds: u64) -> Literal {
    Literal::u64_unsuffixed(seconds)
}

fn arm(acceptor: &AcceptorPlan) -> TokenStream {
    let state = match acceptor.state {
        AcceptorState::Success => quote!(State::Success),
        AcceptorState::Failure => quote!(State::Failure),
        AcceptorState::Retry => quote!(State::Retry),
    };
    let (index, description) = (
        Literal::usize_unsuffixed(acceptor.index),
        &acceptor.description,
    );
    let pattern = match &acceptor.matcher {
        MatcherPlan::AnyOutput => quote!(Ok(_)),
        MatcherPlan::AnyError => quote!(Err(_)),
        MatcherPlan::Error(code) => quote!(Err(error) if error.code() == Some(#code)),
        MatcherPlan::Output(path, expected) => {
            let condition = match expected {
                Expected::Text(text) => is_text(path, text),
                Expected::Flag(flag) => is_flag(path, *flag),
                Expected::AnyText(text) => any(path, &|item| is_text(item, text)),
                Expected::AllText(text) => all_are_text(path, text),
            };
            quote!(Ok(output) if #condition)
        }
    };
    quote! {
        #pattern => Some(Acceptance { state: #state, acceptor: #index, description: #description }),
    }
}

/// Whether some acceptor matches whatever comes.
fn exhaustive(acceptors: &[AcceptorPlan]) -> bool {
    let has = |wanted: &MatcherPlan| acceptors.iter().any(|acceptor| acceptor.matcher == *wanted);
    has(&MatcherPlan::AnyOutput) && has(&MatcherPlan::AnyError)
}

fn describe(
    output: &proc_macro2::Ident,
    words: &str,
    path: &PathPlan,
    message: Option<&PathPlan>,
) -> TokenStream {
    let plain = format!("{words} is {{state}}");
    let explained = format!("{words} is {{state}}: {{message}}");
    let text = match message {
        None => quote!(format!(#plain)),
        Some(message) => {
            let value = value(message);
            match message.nullable {
                true => quote!(match #value {
                    Some(message) => format!(#explained),
                    None => format!(#plain),
                }),
                false => quote!(format!(#explained, message = #value)),
            }
        }
    };
    let value = value(path);
    let body = match path.nullable {
        true => quote!(#value.map(|state| #text)),
        false => quote!(let state = #value; Some(#text)),
    };
    quote! {
        fn describe(output: &#output) -> Option<String> {
            #body
        }
    }
}

/// Whether an expression looks at the input.
fn uses_input(path: &PathPlan) -> bool {
    match &path.node {
        Node::Variable(name) => *name == "input",
        Node::Literal(_) => false,
        Node::Field(base, ..)
        | Node::Variant(base, ..)
        | Node::Get(base, _)
        | Node::Index(base, _) => uses_input(base),
        Node::Values(inner)
        | Node::Keys(inner)
        | Node::Flatten(inner)
        | Node::Not(inner)
        | Node::Length(inner) => uses_input(inner),
        Node::Filter(left, right)
        | Node::Each(left, right)
        | Node::Compare(_, left, right)
        | Node::And(left, right)
        | Node::Or(left, right)
        | Node::Else(left, right)
        | Node::Contains(left, right)
        | Node::TextTest(_, left, right) => uses_input(left) || uses_input(right),
        Node::List(items) => items.iter().any(uses_input),
    }
}
