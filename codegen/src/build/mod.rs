//! The generation of clients in build scripts.
//!
//! A build script, `build.rs`:
//!
//! ```no_run
//! use tinsmith_codegen::build::{Builder, Error};
//!
//! fn main() -> Result<(), Error> {
//!     Builder::new()
//!         .operations(["ListSessions", "GetSession"])
//!         .rename("SessionsStatisticsResources", "ResourceIds")
//!         .compile("models/deadline.json")
//! }
//! ```
//!
//! The crate includes the file that the script writes, at its root or in a module. The file declares the module `deadline`:
//!
//! ```ignore
//! include!(concat!(env!("OUT_DIR"), "/deadline.rs"));
//!
//! use deadline::{Client, Config};
//! ```
//!
//! The manifest has the generator as a build dependency and the runtime as a dependency. The first lines of
//! `OUT_DIR/deadline/mod.rs` list the features of the runtime that the client needs, if any: `xml`, `query` or `cbor` for its protocol,
//! `event-stream` and `http2` for its event streams, `gzip` for compressed requests, `checksums` and `expect-continue` for bodies:
//!
//! ```toml
//! [dependencies]
//! tinsmith = { git = "https://github.com/tinsmith-rs/tinsmith" }
//!
//! [build-dependencies]
//! tinsmith-codegen = { git = "https://github.com/tinsmith-rs/tinsmith" }
//! ```
//!
//! The script runs again when the model or the script changes. It writes only the files that change.

mod configuration;
mod failure;
mod model_text;
mod output;

pub use configuration::Builder;
pub use failure::Error;
pub use model_text::ModelText;
