//! Every decision about a generated crate, taken before anything is rendered.
//!
//! The plan knows nothing of tokens, and rendering knows nothing of Smithy: a [`ServicePlan`] is the whole of what passes between the two. Shapes that
//! a plan comes from are kept as text, for diagnostics.

pub(crate) mod build;
pub(crate) mod docs;
pub(crate) mod ir;
pub(crate) mod jmespath;
mod sample;

pub use build::plan;
pub use ir::*;

#[cfg(test)]
mod tests;
