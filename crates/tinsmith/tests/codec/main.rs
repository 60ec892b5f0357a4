//! Values of members as bytes, in bodies and outside of them, and the documentation of the public types.
#![expect(clippy::unwrap_used, reason = "helpers fail their test by a panic")]

mod cbor;
mod cbor_against_ciborium;
mod directions;
mod form;
mod guide;
mod json_against_serde;
mod json_tables;
mod list_growth;
mod public_types;
mod request_bodies;
mod requests;
mod responses;
#[cfg(feature = "serde")]
mod scalars_as_maps;
#[cfg(feature = "serde")]
mod serde_view;
mod xml;
mod xml_attributes;
mod xml_unions;
