//! The minimum Rust version of this repository is the one that its dependencies require.

use std::error::Error;
use std::process::Command;

use serde_json::Value;

/// Parses a version such as `1.94.1` or `1.94`.
fn numbers(version: &str) -> Result<[u32; 3], Box<dyn Error>> {
    let mut numbers = [0; 3];
    for (number, text) in numbers.iter_mut().zip(version.split('.')) {
        *number = text.parse()?;
    }
    Ok(numbers)
}

#[test]
fn no_dependency_requires_a_newer_rust_than_this_repository() -> Result<(), Box<dyn Error>> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()?;
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let metadata: Value = serde_json::from_slice(&output.stdout)?;
    let oldest = numbers(env!("CARGO_PKG_RUST_VERSION"))?;
    let packages = metadata["packages"]
        .as_array()
        .ok_or("metadata has packages")?;
    let mut newest = [0; 3];
    for package in packages
        .iter()
        .filter(|package| !package["source"].is_null())
    {
        let Some(version) = package["rust_version"].as_str() else {
            continue;
        };
        let required = numbers(version)?;
        assert!(
            required <= oldest,
            "{} requires Rust {version}",
            package["id"]
        );
        newest = newest.max(required);
    }
    assert_eq!(
        newest, oldest,
        "no dependency requires `rust-version` of Cargo.toml; lower it"
    );
    Ok(())
}
