//! Every decision about a generated crate, taken before anything is rendered.
//!
//! The plan knows no tokens, and the renderer knows no Smithy: a [`ServicePlan`] is all that passes between the two. Shape ids
//! are kept as text, for diagnostics.

pub(crate) mod build;
pub(crate) mod docs;
pub(crate) mod ir;
pub(crate) mod jmespath;
mod names;
pub(crate) mod outline;
mod sample;

pub(crate) use build::check_type_names;
pub use build::plan;
pub use ir::*;
pub(crate) use names::reserved::all as reserved_names;

#[cfg(test)]
mod tests;
