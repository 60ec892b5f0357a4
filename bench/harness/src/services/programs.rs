//! The workspace of the programs, and the crates that it depends on.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::catalog::{SERVICES, STREAMING};
use crate::build::{Builder, target};
use crate::generated;

/// The program on the official SDK.
pub(super) const OFFICIAL: &str = "official";

/// Returns the manifest of the programs.
pub(super) fn manifest(bench: &Path) -> PathBuf {
    bench.join("services/Cargo.toml")
}

/// Returns the builder of a program. The crate of a service is measured in the official program, which therefore reuses no output of the others.
pub(super) fn builder(bench: &Path, program: &str) -> Builder {
    let target = target(bench).join(match program {
        OFFICIAL => "services-official",
        _ => "services-light",
    });
    Builder {
        manifest: manifest(bench),
        compiler_costs: Some(target.join("costs")),
        target,
        incremental: true,
    }
}

/// Generates the crates with the operations of the calls, on which our program depends. The workspace of the programs cannot be read without
/// them.
pub(super) fn generate(bench: &Path) -> Result<()> {
    let models = generated::models(bench).context(
        "there is no folder of official models; set TINSMITH_SHARED to the folder that contains `models`",
    )?;
    for service in SERVICES.iter().chain([&STREAMING]) {
        let calls = service.calls.iter();
        let operations: Vec<String> = calls.map(|call| call.operation.to_owned()).collect();
        generated::generate(
            bench,
            &models.join(format!("{}.json", service.name)),
            &format!("services-{}", service.name),
            Some(&operations),
            &bench.join("services/target/crates").join(service.name),
        )?;
    }
    Ok(())
}
