//! The protocols, one small file each; the metadata of services and operations, which name their protocol; and the serializer of requests
//! and the deserializer of responses, which generated code drives.
//!
//! A service speaks one protocol, chosen when its crate is generated. So a [`Protocol`] is data and function pointers, and the linker
//! keeps those alone that a program's services name.

pub(crate) mod auth;
mod aws_json;
pub(crate) mod aws_query;
mod json_error;
pub(crate) mod metadata;
mod query_compatible;
pub(crate) mod request;
pub(crate) mod response_reader;
mod rest_json_1;
#[cfg(feature = "cbor")]
mod rpc_v2_cbor;
pub mod service;
pub(crate) mod xml;
mod xml_probe;

pub use self::aws_json::{
    AWS_JSON_1_0, AWS_JSON_1_0_QUERY_COMPATIBLE, AWS_JSON_1_1, AWS_JSON_1_1_QUERY_COMPATIBLE,
};
pub use self::metadata::Protocol;
pub use self::rest_json_1::REST_JSON_1;
#[cfg(feature = "cbor")]
pub use self::rpc_v2_cbor::{RPC_V2_CBOR, RPC_V2_CBOR_QUERY_COMPATIBLE};
