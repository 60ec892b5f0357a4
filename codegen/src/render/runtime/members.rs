//! The members of the runtime's traits and types that generated code names, and those that its macros demand of generated types.

use proc_macro2::TokenStream;
use quote::quote;

use crate::render::scope::ident;

/// The items of the trait `Operation`.
pub(in crate::render) const OUTPUT: &str = "Output";
pub(in crate::render) const METADATA: &str = "METADATA";
pub(in crate::render) const FILL_DEFAULTS: &str = "fill_defaults";
pub(in crate::render) const WRITE: &str = "write";

/// The method of the trait `FromResponse`.
pub(in crate::render) const FROM_RESPONSE: &str = "from_response";

/// The items of the trait `Waiter`.
pub(in crate::render) const OPERATION: &str = "Operation";
pub(in crate::render) const NAME: &str = "NAME";
pub(in crate::render) const MIN_DELAY: &str = "MIN_DELAY";
pub(in crate::render) const MAX_DELAY: &str = "MAX_DELAY";
pub(in crate::render) const ACCEPT: &str = "accept";
pub(in crate::render) const DESCRIBE: &str = "describe";

/// The constructor of `Handle`, `Paginator`, `Wait` and request builders.
pub(in crate::render) const NEW: &str = "new";

/// The method of `Handle` that creates the call of a request builder, and the methods of `Call` and of the builders.
pub(in crate::render) const HANDLE_CALL: &str = "call";
pub(in crate::render) const SEND: &str = "send";

/// The fields of request builders, which their macro reads.
pub(in crate::render) const BUILDER_CALL: &str = "call";
pub(in crate::render) const BUILDER_INPUT: &str = "input";

/// The variant for unknown values and members, which the macros of enums and unions construct.
pub(in crate::render) const UNKNOWN: &str = "Unknown";

/// The methods of enums, which their macros define.
pub(in crate::render) const AS_STR: &str = "as_str";
pub(in crate::render) const AS_I32: &str = "as_i32";

/// The methods of `Config`, `Paginator`, its streams, and `Body` that examples call.
pub(in crate::render) const FROM_ENV: &str = "from_env";
pub(in crate::render) const ITEMS: &str = "items";
pub(in crate::render) const PAGES: &str = "pages";
pub(in crate::render) const TRY_NEXT: &str = "try_next";
pub(in crate::render) const COLLECT: &str = "collect";

/// The method of `Error` that returns the code.
pub(in crate::render) const CODE: &str = "code";

/// The variants and the constructor of `Document`.
pub(in crate::render) const NULL: &str = "Null";
pub(in crate::render) const ARRAY: &str = "Array";
pub(in crate::render) const OBJECT: &str = "Object";
pub(in crate::render) const FROM_JSON: &str = "from_json";

/// The path of the guide, in documentation.
pub(in crate::render) const GUIDE: &str = "tinsmith::guide";

/// The link to the method that returns the modeled error of a call.
pub(in crate::render) const SERVICE_ERROR_LINK: &str =
    "[`Error::service_error`](tinsmith::Error::service_error)";

/// The link to the paginator's setter of the page size.
pub(in crate::render) const PAGE_SIZE_LINK: &str = "[`page_size`](Paginator::page_size)";

/// Prints the input that a request builder holds.
pub(in crate::render) fn builder_input() -> TokenStream {
    let input = ident(BUILDER_INPUT);
    quote!(self.#input)
}

/// Prints the call and the input that a request builder holds, as arguments.
pub(in crate::render) fn builder_parts() -> TokenStream {
    let [call, input] = [BUILDER_CALL, BUILDER_INPUT].map(ident);
    quote!(self.#call, self.#input)
}
