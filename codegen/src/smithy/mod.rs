//! The Smithy 2.0 semantic model, read from its JSON abstract syntax tree
//! (<https://smithy.io/2.0/spec/json-ast.html>).
//!
//! What is here says what the file says and decides nothing, but that it is already resolved: `apply` statements are
//! applied, mixins are flattened, strings with the old `enum` trait are enums, the prelude's shapes are there, and
//! each target is known to exist.

mod id;
mod load;
mod model;
mod prelude;
mod resolve;
mod shape;
mod traits;

pub use id::{InvalidShapeId, ShapeId};
pub(crate) use id::{is_identifier, member_path};
pub use model::Model;
pub use shape::{Member, Operation, Resource, Service, Shape, ShapeKind};
pub use traits::Traits;
