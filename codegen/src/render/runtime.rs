//! The names of the runtime. No other file of the generator contains the path of an item or macro of it, or the name of an item of its traits.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::plan::{
    Codec, EndpointValue, Form, MemberOption, Payload, ReadStep, TimestampFormat, TokenValues,
    WriteStep,
};

/// The runtime's crate.
pub(super) const CRATE: &str = "tinsmith";

/// The address of its repository.
pub(super) const REPOSITORY: &str = "https://github.com/tinsmith-rs/tinsmith";

/// The items of the trait `Operation`.
pub(super) const METADATA: &str = "METADATA";
pub(super) const FILL_DEFAULTS: &str = "fill_defaults";
pub(super) const WRITE: &str = "write";

/// The method of the trait `FromResponse`.
pub(super) const FROM_RESPONSE: &str = "from_response";

/// The items of the trait `Waiter`.
pub(super) const NAME: &str = "NAME";
pub(super) const MIN_DELAY: &str = "MIN_DELAY";
pub(super) const MAX_DELAY: &str = "MAX_DELAY";
pub(super) const ACCEPT: &str = "accept";
pub(super) const DESCRIBE: &str = "describe";

/// The variant of `UnchangedToken` for the token of a last page.
pub(super) const LAST_PAGE: &str = "End";

/// Items by the module that they are imported from; all others are at the root of the crate.
const MODULES: &[(&str, &[&str])] = &[
    ("std::time", &["Duration"]),
    ("tinsmith::codec::text", &["Binding"]),
    (
        "tinsmith::endpoint",
        &[
            "BuiltIn",
            "Condition",
            "Expr",
            "Function",
            "ParamValue",
            "Parameter",
            "Property",
            "Rule",
            "RuleSet",
        ],
    ),
    ("tinsmith::paginate", &["Paginator"]),
    (
        "tinsmith::protocol",
        &[
            "AWS_JSON_1_0",
            "AWS_JSON_1_0_QUERY_COMPATIBLE",
            "AWS_JSON_1_1",
            "AWS_JSON_1_1_QUERY_COMPATIBLE",
            "AWS_QUERY",
            "EC2_QUERY",
            "REST_JSON_1",
            "REST_XML",
            "REST_XML_NO_ERROR_WRAPPING",
            "RPC_V2_CBOR",
            "RPC_V2_CBOR_QUERY_COMPATIBLE",
        ],
    ),
    (
        "tinsmith::service",
        &[
            "ApiKeyInHeader",
            "ApiKeyInQuery",
            "Auth",
            "AuthSchemes",
            "BasicAuth",
            "BearerAuth",
            "Checksum",
            "FromResponse",
            "Operation",
            "OperationMetadata",
            "OptionalAuthSchemes",
            "RequestWriter",
            "ResponseReader",
            "ServiceMetadata",
        ],
    ),
    (
        "tinsmith::testing::protocol",
        &[
            "EndpointTest",
            "RequestTest",
            "ResponseTest",
            "big_number",
            "check_serde_view",
            "document",
            "filled",
        ],
    ),
    ("tinsmith::waiter", &["Acceptance", "Wait", "Waiter"]),
];

/// Items at the root of the crate, and of the generated crate.
const ROOT_ITEMS: [&str; 15] = [
    "BTreeMap",
    "BigNumber",
    "Blob",
    "Body",
    "Call",
    "Client",
    "Config",
    "Document",
    "Error",
    "Handle",
    "RULES",
    "SERVICE",
    "Timestamp",
    "Unit",
    "UnknownMember",
];

/// Returns the module that an item is imported from.
pub(super) fn module_of(item: &str) -> &'static str {
    let found = MODULES.iter().find(|(_, items)| items.contains(&item));
    found.map_or(CRATE, |(module, _)| module)
}

/// Returns the names of the items by module, and of others at the root of the crate.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    let listed = MODULES.iter().flat_map(|(_, items)| items.iter().copied());
    listed.chain(ROOT_ITEMS)
}

/// Returns the path of an item, as documentation and examples write it.
pub(super) fn path(item: &str) -> String {
    format!("{}::{item}", module_of(item))
}

/// Prints the re-export of the items that users need beside the client.
pub(super) fn reexports() -> TokenStream {
    quote!(
        pub use tinsmith::{Config, Error};
    )
}

/// Prints the metadata of the enum of modeled errors.
pub(super) fn errors_metadata(errors: &TokenStream) -> TokenStream {
    quote!(#errors::METADATA)
}

/// Prints a timestamp of the runtime's type, of seconds since 1970 and the nanoseconds after them.
pub(super) fn timestamp(ty: &TokenStream, seconds: i64, nanoseconds: u32) -> TokenStream {
    let seconds = Literal::i64_unsuffixed(seconds);
    if nanoseconds == 0 {
        return quote!(#ty::from_seconds(#seconds));
    }
    let nanoseconds = Literal::u32_unsuffixed(nanoseconds);
    quote!(#ty::new(#seconds, #nanoseconds))
}

/// Prints the defaults of the fields of a structure that are not set.
pub(super) fn default_fields(ty: &TokenStream) -> TokenStream {
    quote!(..#ty::DEFAULT)
}

/// A macro of the runtime.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Macro {
    /// `Debug` with hidden values.
    Debug,
    /// The table of an enum of numbers.
    IntEnum,
    /// The table of a paginated operation.
    Paginated,
    /// The methods that all request builders have.
    RequestBuilder,
    /// The serde view of a structure without members in a body.
    SerdeView,
    /// The table of errors.
    ServiceErrors,
    /// The table of a structure or union in documents.
    Shape,
    /// The table of an enum of text.
    StringEnum,
    /// The root of an XML document.
    XmlRoot,
}

impl Macro {
    /// Prints an invocation with these tokens.
    pub(super) fn invoke(self, tokens: &TokenStream) -> TokenStream {
        match self {
            Self::Debug => quote!(tinsmith::debug! { #tokens }),
            Self::IntEnum => quote!(tinsmith::int_enum! { #tokens }),
            Self::Paginated => quote!(tinsmith::paginated! { #tokens }),
            Self::RequestBuilder => quote!(tinsmith::request_builder! { #tokens }),
            Self::SerdeView => quote!(tinsmith::serde_view! { #tokens }),
            Self::ServiceErrors => quote!(tinsmith::service_errors! { #tokens }),
            Self::Shape => quote!(tinsmith::shape! { #tokens }),
            Self::StringEnum => quote!(tinsmith::string_enum! { #tokens }),
            Self::XmlRoot => quote!(tinsmith::xml_root!(#tokens)),
        }
    }
}

/// Returns the method that sets a timestamp format, of a member in a table and of a binding.
pub(super) fn timestamp_format(format: TimestampFormat) -> &'static str {
    match format {
        TimestampFormat::Epoch => "epoch_seconds",
        TimestampFormat::DateTime => "date_time",
        TimestampFormat::HttpDate => "http_date",
    }
}

/// Returns the item of the runtime that converts tokens.
pub(super) fn token_values(values: TokenValues) -> &'static str {
    match values {
        TokenValues::Maps => "MAP_TOKENS",
    }
}

/// Returns the method of `Member` for an option.
pub(super) fn member_option(option: &MemberOption) -> &'static str {
    match option {
        MemberOption::JsonName(_) => "json_name",
        MemberOption::Timestamps(format) => timestamp_format(*format),
        MemberOption::NonEmpty => "non_empty",
        MemberOption::Xml(_) => "xml_traits",
    }
}

/// Returns the method of `RequestWriter` for a step.
pub(super) fn write_method(step: &WriteStep) -> &'static str {
    match step {
        WriteStep::Label { greedy: true, .. } => "greedy_label",
        WriteStep::Label { greedy: false, .. } => "label",
        WriteStep::Require {
            non_empty: true, ..
        } => "require_non_empty",
        WriteStep::Require {
            non_empty: false, ..
        } => "require",
        WriteStep::Query { .. } => "query",
        WriteStep::QueryMap { .. } => "query_map",
        WriteStep::Header { .. } => "header",
        WriteStep::MediaTypeHeader { .. } => "media_type_header",
        WriteStep::PrefixHeaders { .. } => "prefix_headers",
        WriteStep::Payload { payload, .. } => payload_method(*payload),
        WriteStep::HostLabel { .. } => "host_label",
        WriteStep::EndpointParam { .. } => "endpoint_param",
        WriteStep::EndpointValue { value, .. } => match value {
            EndpointValue::One(_) => "endpoint_param",
            EndpointValue::Texts(_) => "endpoint_texts",
        },
        WriteStep::Document(codec) => document_method(*codec),
        WriteStep::EmptyDocument => "empty_document",
        WriteStep::Element(_) => "xml",
        WriteStep::Form(form) | WriteStep::EmptyForm(form) => form_method(*form),
        WriteStep::PayloadElement { .. } => "payload_xml",
    }
}

/// Returns the method of `ResponseReader` for a step, or of the type itself for its default.
pub(super) fn read_method(step: &ReadStep) -> &'static str {
    match step {
        ReadStep::Document(codec) => document_method(*codec),
        ReadStep::Element(_) => "xml",
        ReadStep::RootElement => "xml_root",
        ReadStep::Default => "default",
        ReadStep::Header { .. } => "header",
        ReadStep::MediaTypeHeader { .. } => "media_type_header",
        ReadStep::PrefixHeaders { .. } => "prefix_headers",
        ReadStep::Status { .. } => "status",
        ReadStep::Payload { payload, .. } => payload_method(*payload),
    }
}

/// Returns the method of `RequestWriter` and `ResponseReader` for the document of a structure.
fn document_method(codec: Codec) -> &'static str {
    match codec {
        Codec::Cbor => "cbor",
        Codec::Json => "json",
        Codec::Xml => "xml",
    }
}

/// Returns the method of `RequestWriter` for a form.
fn form_method(form: Form) -> &'static str {
    match form {
        Form::Aws => "aws_form",
        Form::Ec2 => "ec2_form",
    }
}

/// Returns the method of `RequestWriter` and `ResponseReader` for a body that is one member.
fn payload_method(payload: Payload) -> &'static str {
    match payload {
        Payload::Document(Codec::Cbor) => "payload_cbor",
        Payload::Document(Codec::Json) => "payload_json",
        Payload::Document(Codec::Xml) => "payload_xml",
        Payload::Text => "payload_text",
        Payload::Blob => "payload_blob",
        Payload::Stream => "payload_stream",
    }
}
