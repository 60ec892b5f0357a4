//! The command line over `tinsmith-codegen`, and the checks of this repository.

fn main() {}
