//! From Smithy models to typed client crates: text in, text out.

mod diagnostic;
mod format;
pub mod plan;
pub mod select;
pub mod smithy;
mod spec;

pub use diagnostic::{Diagnostic, Diagnostics};
pub use format::{Content, MARK, Module, SourceFile};
pub use spec::{Dependency, Quirks, ServiceSpec};
