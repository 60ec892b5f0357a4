//! Values for examples in documentation and for generated tests: one factory, and the forms in which its values are used.

pub(crate) mod convert;
pub(crate) mod examples;
mod factory;
mod pattern;
pub(crate) mod round_trip;
mod text;

pub(crate) use factory::ValueFactory;
