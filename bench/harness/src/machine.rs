//! The machine and the tools of the measurements.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::measure;
use crate::origin::Origin;

/// Returns the machine, the compiler, the commit and the versions of the compared packages of each program, as a Markdown list. The
/// versions are those of the workspace of `manifest`.
pub fn describe(origin: &Origin, manifest: &Path, programs: &[(&str, &[&str])]) -> Result<String> {
    let cores = std::thread::available_parallelism()?;
    let mut text = format!(
        "- machine: {cores} cores ({}), {}\n- compiler: {}\n- ours: {}",
        processor(),
        memory(),
        origin.compiler,
        origin.description(),
    );
    for (program, packages) in programs {
        let versions = packages
            .iter()
            .map(|package| Ok(format!("{package} {}", version(manifest, package)?)))
            .collect::<Result<Vec<_>>>()?;
        text.push_str(&format!("\n- {program}: {}", versions.join(", ")));
    }
    Ok(text)
}

fn processor() -> String {
    let text = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = text
        .lines()
        .find_map(|line| line.strip_prefix("model name"));
    name.map_or("unknown", |name| name.trim_start_matches([' ', '\t', ':']))
        .to_owned()
}

fn memory() -> String {
    let text = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let kibibytes: Option<f64> = text
        .split_whitespace()
        .nth(1)
        .and_then(|number| number.parse().ok());
    kibibytes.map_or("memory unknown".to_owned(), |size| {
        format!("{:.0} GiB of memory", size / f64::from(1 << 20))
    })
}

/// Returns the version of a package in the lock file of a workspace.
fn version(manifest: &Path, package: &str) -> Result<String> {
    let id = measure::output(
        Command::new("cargo")
            .args(["pkgid", "--package", package, "--manifest-path"])
            .arg(manifest),
    )?;
    let version = id.trim().rsplit(['@', '#']).next();
    Ok(version.unwrap_or_default().to_owned())
}
