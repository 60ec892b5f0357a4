//! `src/lib.rs`: what the crate is.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::inner_doc;
use crate::plan::ServicePlan;

/// The whole file.
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
    let types = plan.has_types().then(|| {
        quote!(
            pub mod types;
        )
    });
    let endpoint = plan.endpoint_rules.is_some().then(|| {
        quote!(
            mod endpoint;
        )
    });
    let waiters = plan.has_waiters().then(|| {
        quote!(
            pub mod waiters;
        )
    });
    quote! {
        #docs
        mod client;
        #endpoint
        #errors
        pub mod operation;
        #types
        #waiters
        pub use client::Client;
        #service_error
        pub use tinsmith::{Config, Error};
    }
}

fn about(plan: &ServicePlan) -> String {
    let krate = plan.crate_ident();
    let mut text = format!("A client of {}.", plan.title);
    if !plan.doc.is_empty() {
        text.push_str("\n\n");
        text.push_str(&plan.doc);
    }
    text.push_str(&format!(
        "\n\n```no_run\n\
         # async fn example() -> Result<(), {krate}::Error> {{\n\
         let config = {krate}::Config::from_env().await?;\n\
         let client = {krate}::Client::new(&config);\n\
         # Ok(())\n# }}\n```\n\n\
         Each operation is a method of [`Client`] that gives a request builder: members are set by name, and `send`\n\
         gives the output"
    ));
    text.push_str(if plan.errors.is_empty() {
        "."
    } else {
        ". What the service answers otherwise is a [`ServiceError`] in the [`Error`]."
    });
    text
}
