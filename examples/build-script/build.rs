//! Generates the client of the program, as a module in `OUT_DIR`.

use tinsmith_codegen::build::{Builder, Error};

fn main() -> Result<(), Error> {
    Builder::new()
        .operations(["ListSessions"])
        .compile("../../models/deadline.json")
}
