//! The part of [JMESPath](https://jmespath.org/specification.html) that models use in waiters and paginators.
//!
//! `parser` builds the tree of a path without knowledge of types; `compile` checks the tree against the shapes that it walks.

mod compile;
mod functions;
mod lexer;
mod parser;
mod tree;
mod typed;

pub(crate) use compile::{Compiler, Start};

#[cfg(test)]
mod tests;
