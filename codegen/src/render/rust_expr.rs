//! Expressions of the plan.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::runtime;
use super::scope::{Scope, ident};
use super::values;
use crate::plan::{Comparator, Parameters, RustExpr};

/// Prints an expression.
pub(super) fn value(expr: &RustExpr, scope: &mut Scope) -> TokenStream {
    match expr {
        RustExpr::Variable(name) => {
            let name = ident(name);
            quote!(#name)
        }
        RustExpr::Text(text) => quote!(#text),
        RustExpr::Bool(flag) => quote!(#flag),
        RustExpr::Integer(number) => {
            let number = Literal::i64_unsuffixed(*number);
            quote!(#number)
        }
        RustExpr::Float(number) => values::float(*number, "", scope),
        RustExpr::None => quote!(None),
        RustExpr::Some(inner) => {
            let inner = value(inner, scope);
            quote!(Some(#inner))
        }
        RustExpr::Array(items) => {
            let items = values(items, scope);
            quote!([#(#items),*])
        }
        RustExpr::Tuple(items) => {
            let items = values(items, scope);
            quote!((#(#items),*))
        }
        RustExpr::Field(base, name) => {
            let (base, name) = (value(base, scope), ident(name));
            quote!(#base.#name)
        }
        RustExpr::Method(base, name, arguments) => {
            let (base, name) = (value(base, scope), ident(name));
            let arguments = values(arguments, scope);
            quote!(#base.#name(#(#arguments),*))
        }
        RustExpr::EnumText(inner) => {
            let (inner, method) = (value(inner, scope), ident(runtime::AS_STR));
            quote!(#inner.#method())
        }
        RustExpr::EnumNumber(inner) => {
            let (inner, method) = (value(inner, scope), ident(runtime::AS_I32));
            quote!(#inner.#method())
        }
        RustExpr::Function(ty, name) => function(ty, name, scope),
        RustExpr::Call(ty, name, argument) => {
            let (function, argument) = (function(ty, name, scope), value(argument, scope));
            quote!(#function(#argument))
        }
        RustExpr::Closure(parameters, body) => {
            let (parameters, body) = (self::parameters(*parameters), value(body, scope));
            quote!(|#parameters| #body)
        }
        RustExpr::Reference(inner) => {
            let inner = value(inner, scope);
            quote!(&#inner)
        }
        RustExpr::Dereference(inner) => {
            let inner = value(inner, scope);
            quote!(*#inner)
        }
        RustExpr::Try(inner) => {
            let inner = value(inner, scope);
            quote!(#inner?)
        }
        RustExpr::Cast(inner, ty) => {
            let (inner, ty) = (value(inner, scope), ident(ty));
            quote!(#inner as #ty)
        }
        RustExpr::Parenthesized(inner) => {
            let inner = value(inner, scope);
            quote!((#inner))
        }
        RustExpr::Not(inner) => {
            let inner = value(inner, scope);
            quote!(!#inner)
        }
        RustExpr::And(left, right) => {
            let (left, right) = (value(left, scope), value(right, scope));
            quote!(#left && #right)
        }
        RustExpr::Or(left, right) => {
            let (left, right) = (value(left, scope), value(right, scope));
            quote!(#left || #right)
        }
        RustExpr::Compare(comparator, left, right) => {
            let (left, right) = (value(left, scope), value(right, scope));
            let operator = operator(*comparator);
            quote!(#left #operator #right)
        }
        RustExpr::If(condition, then, otherwise) => {
            let condition = value(condition, scope);
            let (then, otherwise) = (value(then, scope), value(otherwise, scope));
            quote!(if #condition { #then } else { #otherwise })
        }
        RustExpr::Variant {
            union,
            ty,
            variant,
            inner,
        } => {
            let (union, ty) = (value(union, scope), scope.generated(ty));
            let (variant, inner) = (ident(variant), value(inner, scope));
            quote!(match #union { #ty::#variant(value) => Some(#inner), _ => None })
        }
        RustExpr::MatchOption {
            value: matched,
            name,
            some,
            none,
        } => {
            let (matched, name) = (value(matched, scope), ident(name));
            let (some, none) = (value(some, scope), value(none, scope));
            quote!(match #matched { Some(#name) => #some, None => #none, })
        }
        RustExpr::Let(..) => {
            let statements = body(expr, scope);
            quote!({ #statements })
        }
        RustExpr::Format(template, arguments) => {
            let arguments = arguments.iter().map(|(name, argument)| {
                let (name, argument) = (ident(name), value(argument, scope));
                quote!(, #name = #argument)
            });
            let arguments: TokenStream = arguments.collect();
            quote!(format!(#template #arguments))
        }
    }
}

/// Prints an expression as the body of a function.
pub(super) fn body(expr: &RustExpr, scope: &mut Scope) -> TokenStream {
    match expr {
        RustExpr::Let(name, bound, result) => {
            let (name, bound) = (ident(name), value(bound, scope));
            let result = body(result, scope);
            quote!(let #name = #bound; #result)
        }
        expr => value(expr, scope),
    }
}

fn values(exprs: &[RustExpr], scope: &mut Scope) -> Vec<TokenStream> {
    exprs.iter().map(|expr| value(expr, scope)).collect()
}

fn function(ty: &str, name: &str, scope: &mut Scope) -> TokenStream {
    let (ty, name) = (scope.std(ty), ident(name));
    quote!(#ty::#name)
}

fn parameters(parameters: Parameters) -> TokenStream {
    match parameters {
        Parameters::One(name) => {
            let name = ident(name);
            quote!(#name)
        }
        Parameters::Two(first, second) => {
            let (first, second) = (ident(first), ident(second));
            quote!(#first, #second)
        }
        Parameters::Pair(first, second) => {
            let (first, second) = (ident(first), ident(second));
            quote!((#first, #second))
        }
        Parameters::Referent(name) => {
            let name = ident(name);
            quote!(&#name)
        }
    }
}

fn operator(comparator: Comparator) -> TokenStream {
    match comparator {
        Comparator::Equal => quote!(==),
        Comparator::NotEqual => quote!(!=),
        Comparator::Less => quote!(<),
        Comparator::LessOrEqual => quote!(<=),
        Comparator::Greater => quote!(>),
        Comparator::GreaterOrEqual => quote!(>=),
    }
}

#[cfg(test)]
mod tests;
