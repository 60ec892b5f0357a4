//! From Smithy models to typed client crates: text in, text out.

mod diagnostic;
pub mod plan;
pub mod select;
pub mod smithy;
mod spec;

pub use diagnostic::{Diagnostic, Diagnostics};
pub use spec::{Dependency, Quirks, ServiceSpec};
