//! The features of the runtime.

use proc_macro2::TokenStream;
use quote::quote;

use crate::plan::{RuntimeFeature, UserFeature};

/// The feature of the serde view, in the tests of a generated crate.
pub(in crate::render) const SERDE: &str = "serde";

/// Returns the name of a feature that manifests enable.
pub(in crate::render) fn name(feature: RuntimeFeature) -> &'static str {
    match feature {
        RuntimeFeature::Cbor => "cbor",
        RuntimeFeature::Checksums => "checksums",
        RuntimeFeature::Compression => "gzip",
        RuntimeFeature::Environment => "environment",
        RuntimeFeature::EventStream => "event-stream",
        RuntimeFeature::ExpectContinue => "expect-continue",
        RuntimeFeature::Forms => "query",
        RuntimeFeature::Http2 => "http2",
        RuntimeFeature::SessionCredentials => "session-credentials",
        RuntimeFeature::Testing => "testing",
        RuntimeFeature::Xml => "xml",
    }
}

/// Prints the check that the runtime has some features; nothing for none.
pub(in crate::render) fn requirement(features: &[RuntimeFeature]) -> TokenStream {
    let names = features.iter().copied().map(name);
    match features {
        [] => TokenStream::new(),
        _ => quote!(
            tinsmith::require_features!(#(#names),*);
        ),
    }
}

/// Returns the name of a feature that users choose.
pub(in crate::render) fn user_name(feature: UserFeature) -> &'static str {
    match feature {
        UserFeature::Environment => "environment",
        UserFeature::Rustls => "rustls",
        UserFeature::NativeTls => "native-tls",
        UserFeature::Hyper => "hyper",
        UserFeature::Blocking => "blocking",
        UserFeature::Serde => SERDE,
    }
}

/// Returns the description of a feature that users choose, in a line of Markdown.
pub(in crate::render) fn description(feature: UserFeature) -> &'static str {
    match feature {
        UserFeature::Environment => {
            "Settings and credentials from the environment and the shared files: `Config::from_env`."
        }
        UserFeature::Rustls => "TLS with rustls and ring. It takes precedence over `native-tls`.",
        UserFeature::NativeTls => {
            "TLS of the platform. If neither this feature nor `rustls` nor `hyper` is enabled, `https` needs a custom transport."
        }
        UserFeature::Hyper => {
            "The lighter transport over hyper, with rustls and ring. It takes precedence over the transport of `rustls` and `native-tls`."
        }
        UserFeature::Blocking => "Blocking calls, for programs without async.",
        UserFeature::Serde => "`Serialize` and `Deserialize` for all types.",
    }
}
