//! The Smithy 2.0 semantic model, read from its JSON abstract syntax tree
//! (<https://smithy.io/2.0/spec/json-ast.html>) or from the interface definition language
//! (<https://smithy.io/2.0/spec/idl.html>).
//!
//! The model is resolved: `apply` statements are applied, mixins are flattened, strings with the old `enum` trait are
//! enums, the prelude's shapes are included, and each target exists. No other decision is made here.

mod faults;
mod file;
mod id;
mod idl;
mod load;
mod merge;
mod model;
mod prelude;
mod resolve;
mod shape;
mod shape_reader;
mod traits;

pub use file::ModelFile;
pub use id::{InvalidShapeId, ShapeId};
pub(crate) use id::{is_identifier, member_path};
pub use idl::json_from_idl;
pub use model::Model;
#[cfg(test)]
pub(crate) use prelude::trait_ids;
pub use shape::{Member, Operation, Resource, Service, Shape, ShapeKind};
pub use traits::Traits;
