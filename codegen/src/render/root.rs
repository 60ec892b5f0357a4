//! `src/lib.rs`: the modules, and the documentation of the crate.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::inner_doc;
use super::{examples, runtime};
use crate::plan::docs::markdown;
use crate::plan::{FeaturePlan, ServicePlan};

/// Prints the whole file.
pub(super) fn root(plan: &ServicePlan) -> TokenStream {
    let docs = inner_doc(&about(plan));
    let errors = (!plan.errors.is_empty()).then(|| {
        quote!(
            pub mod error;
        )
    });
    let service_error = (!plan.errors.is_empty()).then(|| {
        quote!(
            pub use error::ServiceError;
        )
    });
    let types = (!plan.types.is_empty()).then(|| {
        quote!(
            pub mod types;
        )
    });
    let endpoint = plan.endpoint_rules.is_some().then(|| {
        quote!(
            mod endpoint;
        )
    });
    let reexports = runtime::reexports();
    let lints = plan.has_complex_types.then(|| {
        quote!(
            #![allow(clippy::type_complexity, reason = "the model nests lists and maps as deep")]
        )
    });
    quote! {
        #docs
        #lints
        mod client;
        #endpoint
        #errors
        pub mod operation;
        mod service;
        #types
        pub use client::Client;
        #service_error
        #reexports
    }
}

fn about(plan: &ServicePlan) -> String {
    let title = markdown::plain(&plan.title);
    let mut text = markdown::wrapped(&format!("A client for {title}."));
    if !plan.doc.is_empty() {
        text.push_str("\n\n");
        text.push_str(&plan.doc);
    }
    if let Some(operation) = plan.foremost() {
        text.push_str("\n\n# Example\n\n");
        text.push_str(&examples::program(plan, operation));
    }
    text.push_str("\n\n");
    text.push_str(&plan.overview);
    text.push_str("\n\n# Features\n\n");
    for feature in &plan.manifest.features {
        let FeaturePlan {
            name,
            is_default,
            doc,
        } = feature;
        let default = if *is_default { ", on by default" } else { "" };
        text.push_str(&format!("- `{name}`{default}: {doc}\n"));
    }
    text.push_str(&format!(
        "\n# Further reading\n\n\
         The [guide]({}) of the runtime describes what all clients share: configuration, credentials, retries,\n\
         pagination, waiters and tests without a network.",
        runtime::path("guide")
    ));
    text
}
