//! `src/lib.rs`, or `mod.rs` of a module: the modules, and the documentation of the whole.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::inner_doc;
use super::runtime::{self, CRATE, features};
use super::{examples, manifest};
use crate::plan::docs::markdown;
use crate::plan::{FeaturePlan, FilePlan, ServicePlan};

/// Prints the whole file.
pub(super) fn root(plan: &ServicePlan) -> TokenStream {
    let docs = inner_doc(&about(plan));
    let attributes = match plan.layout.is_embedded {
        true => outer_attributes(),
        false => TokenStream::new(),
    };
    let items = plan.files.iter().copied().map(declaration);
    let exports = plan.files.iter().copied().map(export);
    let items = items.chain(exports).chain([runtime::reexports()]);
    let items = items.filter(|item| !item.is_empty());
    let lints = (!plan.layout.is_embedded).then(|| lints(plan));
    // The manifest of a crate has the features.
    let features = &plan.manifest.runtime.features;
    let requirement = plan
        .layout
        .is_embedded
        .then(|| features::requirement(features));
    quote! {
        #docs
        #lints
        #requirement
        #(#attributes #items)*
    }
}

/// Prints the lints that do not concern the crate of this model.
fn lints(plan: &ServicePlan) -> TokenStream {
    let complex_types = plan.has_complex_types.then(|| {
        quote!(
            #![allow(clippy::type_complexity, reason = "the model nests lists and maps deeply")]
        )
    });
    let large_variants = plan.has_large_variants.then(|| {
        quote!(
            #![allow(clippy::large_enum_variant, reason = "the model has large structures beside small ones")]
        )
    });
    quote!(#complex_types #large_variants)
}

/// Prints the attributes of the declarations in a module of another crate, whose formatter and lints do not concern generated code.
fn outer_attributes() -> TokenStream {
    quote! {
        #[rustfmt::skip]
        #[allow(
            clippy::all, clippy::nursery, clippy::pedantic, clippy::restriction, dead_code, missing_docs, unreachable_pub, unused_imports,
            unused_qualifications, reason = "generated code"
        )]
    }
}

/// Prints the declaration of a module, if the file is one.
fn declaration(file: FilePlan) -> TokenStream {
    match file {
        FilePlan::Client => quote!(
            mod client;
        ),
        FilePlan::Endpoint => quote!(
            mod endpoint;
        ),
        FilePlan::Errors => quote!(
            pub mod error;
        ),
        FilePlan::Operations => quote!(
            pub mod operation;
        ),
        FilePlan::Service => quote!(
            mod service;
        ),
        FilePlan::Types => quote!(
            pub mod types;
        ),
        FilePlan::Manifest
        | FilePlan::Readme
        | FilePlan::Root
        | FilePlan::EndpointTests
        | FilePlan::ProtocolTests
        | FilePlan::RoundTripTests => TokenStream::new(),
    }
}

/// Prints the re-export of the item of a file that users name most.
fn export(file: FilePlan) -> TokenStream {
    match file {
        FilePlan::Client => quote!(
            pub use client::Client;
        ),
        FilePlan::Errors => quote!(
            pub use error::ServiceError;
        ),
        _ => TokenStream::new(),
    }
}

fn about(plan: &ServicePlan) -> String {
    let title = markdown::plain(&plan.title);
    let mut text = markdown::wrapped(&format!("A client for {title}."));
    if plan.layout.is_embedded {
        let dependency = manifest::dependency(&plan.manifest.runtime);
        text.push_str(&format!(
            "\n\nThe crate around this module needs in its `Cargo.toml`:\n\n\
             ```toml\n[dependencies]\n{CRATE} = {dependency}\n```"
        ));
    }
    if !plan.doc.is_empty() {
        text.push_str("\n\n");
        text.push_str(&plan.doc);
    }
    if let Some(operation) = plan.foremost() {
        let program = examples::program(plan, operation);
        let attribute = plan.layout.example_attribute;
        text.push_str(&format!("\n\n# Example\n\n```{attribute}\n{program}```"));
    }
    text.push_str("\n\n");
    text.push_str(&plan.overview);
    text.push_str("\n\n# Features\n\n");
    if plan.layout.is_embedded {
        text.push_str(&format!("The features of the dependency `{CRATE}`:\n\n"));
    }
    for feature in &plan.manifest.features {
        let FeaturePlan {
            feature,
            is_default,
        } = feature;
        let (name, doc) = (
            features::user_name(*feature),
            features::description(*feature),
        );
        let default = if *is_default { ", on by default" } else { "" };
        text.push_str(&format!("- `{name}`{default}: {doc}\n"));
    }
    text.push_str(&format!(
        "\n# Further reading\n\n\
         The [guide]({}) of the runtime describes what all clients share: configuration, credentials, retries,\n\
         pagination, waiters and tests without a network.",
        runtime::GUIDE
    ));
    text
}
