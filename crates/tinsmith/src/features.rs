//! The check that this crate has the features which generated code needs.
//!
//! The generated code of a module or build script does not own the manifest that enables them. Without the check, the compiler would report
//! names that it cannot resolve.

/// Fails the compilation for each of these features that the crate does not have.
#[doc(hidden)]
#[macro_export]
macro_rules! require_features {
    ($($feature:tt),+ $(,)?) => { $($crate::require_feature!($feature);)+ };
}

/// Fails the compilation if the crate does not have a feature.
#[doc(hidden)]
#[macro_export]
macro_rules! require_feature {
    ("cbor") => {
        $crate::require_cbor!();
    };
    ("checksums") => {
        $crate::require_checksums!();
    };
    ("event-stream") => {
        $crate::require_event_stream!();
    };
    ("expect-continue") => {
        $crate::require_expect_continue!();
    };
    ("gzip") => {
        $crate::require_gzip!();
    };
    ("http2") => {
        $crate::require_http2!();
    };
    ("query") => {
        $crate::require_query!();
    };
    ("session-credentials") => {
        $crate::require_session_credentials!();
    };
    ("xml") => {
        $crate::require_xml!();
    };
}

/// Defines the macro for each feature: without effect if the crate has the feature, else an error.
macro_rules! requirements {
    ($($requirement:ident = $feature:literal),*) => {$(
        #[cfg(feature = $feature)]
        #[doc(hidden)]
        #[macro_export]
        macro_rules! $requirement {
            () => {};
        }

        #[cfg(not(feature = $feature))]
        #[doc(hidden)]
        #[macro_export]
        macro_rules! $requirement {
            () => {
                ::std::compile_error!(::std::concat!(
                    "this generated client needs the feature `", $feature, "` of `tinsmith`; add it to the dependency in `Cargo.toml`: ",
                    "cargo add tinsmith --features ", $feature
                ));
            };
        }
    )*};
}

requirements! {
    require_cbor = "cbor",
    require_checksums = "checksums",
    require_event_stream = "event-stream",
    require_expect_continue = "expect-continue",
    require_gzip = "gzip",
    require_http2 = "http2",
    require_query = "query",
    require_session_credentials = "session-credentials",
    require_xml = "xml"
}
