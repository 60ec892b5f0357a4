//! The workspace of the programs, and the crate that ours depends on.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::build::{Builder, Profile, target};
use crate::client::Client;
use crate::comparison::{COMPARED, Comparison};
use crate::generated;
use crate::report::Unit;

const OPERATIONS: [&str; 3] = ["GetObject", "ListObjectsV2", "PutObject"];

/// A program and the folder that it is built into, which reuses no output of another one.
#[derive(Clone, Debug)]
pub(super) struct Program {
    pub(super) name: &'static str,
    pub(super) package: String,
    pub(super) builder: Builder,
}

/// Returns the programs in the order of the tables.
pub(super) fn programs(bench: &Path) -> [Program; 4] {
    COMPARED.map(|name| {
        let package = format!("s3-{name}");
        let builder = Builder {
            manifest: manifest(bench),
            target: target(bench).join(&package),
            incremental: true,
            compiler_costs: None,
        };
        Program {
            name,
            package,
            builder,
        }
    })
}

/// Returns the manifest of the programs.
pub(super) fn manifest(bench: &Path) -> PathBuf {
    bench.join("s3/Cargo.toml")
}

/// Generates the crate with the three operations. The workspace of the programs cannot be read without it.
pub(super) fn generate(bench: &Path) -> Result<()> {
    let models = generated::models(bench).context(
        "there is no folder of official models; set TINSMITH_SHARED to the folder that contains `models`",
    )?;
    generated::generate(
        bench,
        &models.join("s3.json"),
        "s3-client",
        Some(&OPERATIONS.map(str::to_owned)),
        &bench.join("s3/target/crates/s3"),
    )
}

impl Program {
    /// Builds the program unless it is built already.
    pub(super) fn client(&self) -> Result<Client> {
        self.builder.build(&self.package, Profile::Release, &[])?;
        let binary = self.builder.binary(&self.package, Profile::Release);
        Ok(Client { binary })
    }
}

/// Returns a figure with the targets for both of ours.
pub(super) fn limited(name: &'static str, unit: Unit, values: [f64; 4]) -> Comparison {
    let figure = Comparison::new(name, unit, values);
    let figure = figure.at_most("official", 0.5, 0.5);
    figure.at_most("floor", 1.1, 1.1)
}

/// Turns two values of each program into the values of the programs, twice.
pub(super) fn columns(pairs: [[f64; 2]; 4]) -> [[f64; 4]; 2] {
    [
        pairs.map(|[first, _]| first),
        pairs.map(|[_, second]| second),
    ]
}
