//! Documentation as attributes, a line each.

use proc_macro2::TokenStream;
use quote::quote;

use super::runtime::{self, Item};
use super::scope::ident;
use crate::escape;
use crate::plan::{ExampleArgument, OperationPlan, ServicePlan, Type};

/// Prints the documentation of an item.
pub(super) fn doc(text: &str) -> TokenStream {
    let lines = lines(text);
    quote!(#(#[doc = #lines])*)
}

/// Prints the documentation of the file.
pub(super) fn inner_doc(text: &str) -> TokenStream {
    let lines = lines(text);
    quote!(#(#![doc = #lines])*)
}

fn lines(text: &str) -> impl Iterator<Item = String> {
    let lines = escape::comment_lines(text);
    lines.into_iter().map(|line| match line.is_empty() {
        true => line,
        false => format!(" {line}"),
    })
}

/// Prints a search term of the documentation, if there is one.
pub(super) fn alias(alias: Option<&String>) -> TokenStream {
    alias
        .map(|alias| quote!(#[doc(alias = #alias)]))
        .unwrap_or_default()
}

/// Prints a call of the client's method with the required members, which are arguments of the hidden function around it.
pub(super) fn client_example(plan: &ServicePlan, operation: &OperationPlan) -> String {
    let (root, attribute) = (&plan.layout.public, plan.layout.example_attribute);
    let (mut arguments, mut setters) = (String::new(), String::new());
    for ExampleArgument { name, ty, setter } in &operation.arguments {
        let (name, setter) = (ident(name), ident(setter));
        arguments.push_str(&format!(", {name}: {}", path(root, ty)));
        setters.push_str(&format!("    .{setter}({name})\n"));
    }
    let (module, error) = (ident(&operation.module), Item::Error.name());
    format!(
        "```{attribute}\n\
         # async fn example(client: {root}::Client{arguments}) -> Result<(), {root}::{error}> {{\n\
         let output = client\n    .{module}()\n{setters}    .{}()\n    .await?;\n\
         # Ok(())\n# }}\n```",
        runtime::SEND
    )
}

/// Returns a type with its whole path, as a user of the crate or module writes it.
fn path(root: &str, ty: &Type) -> String {
    let own = |ty: &Type| path(root, ty);
    match ty {
        Type::String => "String".to_owned(),
        Type::Bool => "bool".to_owned(),
        Type::I8 => "i8".to_owned(),
        Type::I16 => "i16".to_owned(),
        Type::I32 => "i32".to_owned(),
        Type::I64 => "i64".to_owned(),
        Type::F32 => "f32".to_owned(),
        Type::F64 => "f64".to_owned(),
        Type::BigNumber => runtime::path(Item::BigNumber),
        Type::Timestamp => runtime::path(Item::Timestamp),
        Type::Blob => runtime::path(Item::Blob),
        Type::Document => runtime::path(Item::Document),
        Type::Body => runtime::path(Item::Body),
        Type::EventStream(name) => {
            format!(
                "{}<{root}::types::{name}>",
                runtime::path(Item::EventStream)
            )
        }
        Type::EventInput(name) => {
            format!("{}<{root}::types::{name}>", runtime::path(Item::EventInput))
        }
        Type::Unit => runtime::path(Item::Unit),
        Type::Enum(name) | Type::IntEnum(name) | Type::Struct(name) | Type::Union(name) => {
            format!("{root}::types::{name}")
        }
        Type::List(item) => format!("Vec<{}>", own(item)),
        Type::SparseList(item) => format!("Vec<Option<{}>>", own(item)),
        Type::Map(key, value) => {
            format!("std::collections::BTreeMap<{}, {}>", own(key), own(value))
        }
        Type::SparseMap(key, value) => {
            format!(
                "std::collections::BTreeMap<{}, Option<{}>>",
                own(key),
                own(value)
            )
        }
        Type::Boxed(inner) => own(inner),
    }
}
