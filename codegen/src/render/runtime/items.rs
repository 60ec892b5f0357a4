//! The items of the runtime that generated code imports, and the names of the items of its traits and types.

use proc_macro2::TokenStream;
use quote::quote;

use crate::plan::{ProtocolPlan, ProtocolVariant};

/// The runtime's crate.
pub(in crate::render) const CRATE: &str = "tinsmith";

/// The address of its repository.
pub(in crate::render) const REPOSITORY: &str = "https://github.com/tinsmith-rs/tinsmith";

/// Defines an enum of items with their modules and names.
macro_rules! items {
    ($($module:literal { $($item:ident = $name:literal,)* })*) => {
        /// An item that generated code imports.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(in crate::render) enum Item {
            $($(#[doc = $name] $item,)*)*
        }

        impl Item {
            const ALL: &[Self] = &[$($(Self::$item,)*)*];

            /// Returns the module that the item is imported from.
            pub(in crate::render) fn module(self) -> &'static str {
                match self {
                    $($(Self::$item)|* => $module,)*
                }
            }

            /// Returns the name.
            pub(in crate::render) fn name(self) -> &'static str {
                match self {
                    $($(Self::$item => $name,)*)*
                }
            }
        }
    };
}

items! {
    "std::time" {
        Duration = "Duration",
    }
    "tinsmith" {
        BigNumber = "BigNumber",
        Blob = "Blob",
        Body = "Body",
        Call = "Call",
        Config = "Config",
        Document = "Document",
        Error = "Error",
        Handle = "Handle",
        Timestamp = "Timestamp",
        Unit = "Unit",
        UnknownMember = "UnknownMember",
    }
    "tinsmith::codec::text" {
        Binding = "Binding",
    }
    "tinsmith::endpoint" {
        BuiltIn = "BuiltIn",
        Condition = "Condition",
        DecisionDiagram = "DecisionDiagram",
        Expr = "Expr",
        Function = "Function",
        ParamValue = "ParamValue",
        Parameter = "Parameter",
        Property = "Property",
        Rule = "Rule",
        RuleSet = "RuleSet",
        Coalesce = "coalesce",
        IsValidHostLabel = "is_valid_host_label",
        IsVirtualHostableBucket = "is_virtual_hostable_bucket",
        Ite = "ite",
        ParseArn = "parse_arn",
        ParseUrl = "parse_url",
        Split = "split",
        Substring = "substring",
        UriEncode = "uri_encode",
    }
    "tinsmith::paginate" {
        Paginator = "Paginator",
    }
    "tinsmith::service" {
        ApiKeyInHeader = "ApiKeyInHeader",
        ApiKeyInQuery = "ApiKeyInQuery",
        Auth = "Auth",
        AuthSchemes = "AuthSchemes",
        BasicAuth = "BasicAuth",
        BearerAuth = "BearerAuth",
        Checksum = "Checksum",
        FromResponse = "FromResponse",
        Operation = "Operation",
        OperationMetadata = "OperationMetadata",
        OptionalAuthSchemes = "OptionalAuthSchemes",
        RequestWriter = "RequestWriter",
        ResponseReader = "ResponseReader",
        ServiceMetadata = "ServiceMetadata",
    }
    "tinsmith::testing::protocol" {
        EndpointTest = "EndpointTest",
        RequestTest = "RequestTest",
        ResponseTest = "ResponseTest",
        BigNumberFromText = "big_number",
        CheckSerdeView = "check_serde_view",
        DocumentFromJson = "document",
        Filled = "filled",
    }
    "tinsmith::waiter" {
        Acceptance = "Acceptance",
        Wait = "Wait",
        Waiter = "Waiter",
    }
}

/// The module of the protocols.
pub(in crate::render) const PROTOCOLS: &str = "tinsmith::protocol";

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

/// The method of `Handle` that creates the call of a request builder, and the methods of `Call` and of the builders.
pub(in crate::render) const HANDLE_CALL: &str = "call";
pub(in crate::render) const SEND: &str = "send";

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

/// The path of the method that returns the modeled error, in documentation.
pub(in crate::render) const SERVICE_ERROR: &str = "tinsmith::Error::service_error";

/// The path of the guide, in documentation.
pub(in crate::render) const GUIDE: &str = "tinsmith::guide";

/// Returns the names of all items.
pub(in crate::render) fn names() -> impl Iterator<Item = &'static str> {
    Item::ALL.iter().map(|item| item.name())
}

/// Returns the path of an item, as documentation and examples write it.
pub(in crate::render) fn path(item: Item) -> String {
    format!("{}::{}", item.module(), item.name())
}

/// Returns the constant of a protocol in its variant.
pub(in crate::render) fn protocol(plan: ProtocolPlan) -> String {
    let constant = plan.constant.to_owned();
    match plan.variant {
        Some(ProtocolVariant::QueryCompatible) => constant + "_QUERY_COMPATIBLE",
        Some(ProtocolVariant::NoErrorWrapping) => constant + "_NO_ERROR_WRAPPING",
        None => constant,
    }
}

/// Prints the re-export of the items that users need beside the client.
pub(in crate::render) fn reexports() -> TokenStream {
    quote!(
        pub use tinsmith::{Config, Error};
    )
}
