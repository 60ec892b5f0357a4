//! The part of [JMESPath](https://jmespath.org/specification.html) that models use in waiters and paginators.
//!
//! `parser` builds the tree of a path without knowledge of types; `compile` checks the tree against the shapes that it
//! walks, and `lower` turns the typed path into Rust, so that no path is evaluated at run time.

mod compile;
mod functions;
mod lexer;
mod lower;
mod parser;
mod tree;
mod typed;

pub(crate) use compile::{Compiler, Start};
pub(crate) use typed::{PathType, TypedPath};

#[cfg(test)]
mod tests;
