//! The items of the runtime that generated code imports.

use proc_macro2::TokenStream;
use quote::quote;

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
        ChecksumAlgorithm = "ChecksumAlgorithm",
        Config = "Config",
        Document = "Document",
        Error = "Error",
        Handle = "Handle",
        Timestamp = "Timestamp",
        Unit = "Unit",
        UnknownMember = "UnknownMember",
    }
    "tinsmith::codec::cbor" {
        Cbor = "Cbor",
    }
    "tinsmith::codec::json" {
        Json = "Json",
    }
    "tinsmith::codec::text" {
        Binding = "Binding",
    }
    "tinsmith::codec::xml" {
        Xml = "Xml",
    }
    "tinsmith::endpoint" {
        BuiltIn = "BuiltIn",
        Condition = "Condition",
        DecisionDiagram = "DecisionDiagram",
        Expr = "Expr",
        Function = "Function",
        ParamValue = "ParamValue",
        Parameter = "Parameter",
        ParameterSetting = "ParameterSetting",
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
    "tinsmith::event_stream" {
        EventInput = "EventInput",
        EventStream = "EventStream",
        InitialResponse = "initial_response",
        ReceiveInitialResponse = "receive_initial_response",
    }
    "tinsmith::paginate" {
        Paginator = "Paginator",
    }
    "tinsmith::preflight" {
        AccountEndpoint = "AccountEndpoint",
        CopySource = "CopySource",
        DiscoverEndpoints = "DiscoverEndpoints",
        DiscoveredEndpoint = "DiscoveredEndpoint",
        RegionCopy = "RegionCopy",
        RegionLookup = "RegionLookup",
        OpenSession = "OpenSession",
        RegionalRedirect = "RegionalRedirect",
        Sequence = "Sequence",
        SessionCredentials = "SessionCredentials",
        SessionKeys = "SessionKeys",
        Discover = "discover",
        OpenSessionOf = "open_session",
    }
    "tinsmith::protocol" {
        ClassifyDocument = "classify_document",
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
        HttpChecksum = "HttpChecksum",
        Operation = "Operation",
        OperationMetadata = "OperationMetadata",
        OptionalAuthSchemes = "OptionalAuthSchemes",
        RequestWriter = "RequestWriter",
        ResponseReader = "ResponseReader",
        RetryDefaults = "RetryDefaults",
        ServiceMetadata = "ServiceMetadata",
    }
    "tinsmith::testing::protocol" {
        EndpointTest = "EndpointTest",
        EventStreamTest = "EventStreamTest",
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

/// Returns the names of all items.
pub(in crate::render) fn names() -> impl Iterator<Item = &'static str> {
    Item::ALL.iter().map(|item| item.name())
}

/// Returns the path of an item, as documentation and examples write it.
pub(in crate::render) fn path(item: Item) -> String {
    format!("{}::{}", item.module(), item.name())
}

/// Prints the re-export of the items that users need beside the client.
pub(in crate::render) fn reexports() -> TokenStream {
    quote!(
        pub use tinsmith::{Config, Error};
    )
}
