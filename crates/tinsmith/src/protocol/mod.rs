//! The protocols, one small file each; the metadata of services and operations, which name their protocol; and the serializer of requests
//! and the deserializer of responses, which generated code drives.
//!
//! A service speaks one protocol, chosen when its crate is generated. So a [`Protocol`] is data and function pointers, and a
//! program links only the protocols that are used.

pub(crate) mod auth;
mod aws_json;
#[cfg(any(feature = "environment", feature = "query"))]
mod aws_query;
#[cfg(feature = "query")]
mod ec2_query;
mod json_error;
pub(crate) mod metadata;
mod query_compatible;
pub(crate) mod request;
pub(crate) mod response_reader;
mod rest_json_1;
#[cfg(feature = "xml")]
mod rest_xml;
#[cfg(feature = "cbor")]
mod rpc_v2_cbor;
#[doc(hidden)]
pub mod service;
#[cfg(feature = "event-stream")]
pub(crate) mod stream_parts;
#[cfg(any(feature = "environment", feature = "xml"))]
mod xml_error;
pub(crate) mod xml_probe;

pub use self::aws_json::{
    AWS_JSON_1_0, AWS_JSON_1_0_QUERY_COMPATIBLE, AWS_JSON_1_1, AWS_JSON_1_1_QUERY_COMPATIBLE,
};
#[cfg(any(feature = "environment", feature = "query"))]
pub use self::aws_query::AWS_QUERY;
#[cfg(feature = "query")]
pub use self::ec2_query::EC2_QUERY;
pub use self::metadata::Protocol;
pub use self::rest_json_1::REST_JSON_1;
#[cfg(feature = "xml")]
pub use self::rest_xml::{REST_XML, REST_XML_NO_ERROR_WRAPPING, classify_document};
#[cfg(feature = "cbor")]
pub use self::rpc_v2_cbor::{RPC_V2_CBOR, RPC_V2_CBOR_QUERY_COMPATIBLE};
