//! The features that the tests of this repository need of their dependencies.
//!
//! Cargo compiles a crate again for each set of features. The tests of `xtask` and the crates that they generate depend on this crate, so
//! that they use the builds which the tests of the runtime have made.
