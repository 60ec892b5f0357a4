//! The figures in the README of the repository, which are a copy of a part of RESULTS.md.

use std::path::Path;

use anyhow::{Context, Result};

pub const BEGIN: &str =
    "<!-- figures: begin; written by `cargo xtask bench`, `cargo xtask bench --readme` -->";
pub const END: &str = "<!-- figures: end -->";

/// Copies the part between the marks from RESULTS.md to the README.
pub fn update(bench: &Path) -> Result<()> {
    let results = bench.join("RESULTS.md");
    let readme = bench
        .parent()
        .context("bench/ is in the repository")?
        .join("README.md");
    let read = |path: &Path| {
        std::fs::read_to_string(path).with_context(|| format!("no {}", path.display()))
    };
    let (results_text, readme_text) = (read(&results)?, read(&readme)?);
    let marks = |path: &Path| {
        format!(
            "{} does not contain the marks of the figures",
            path.display()
        )
    };
    let figures = between(&results_text).with_context(|| marks(&results))?;
    // Links in the README are relative to the root of the repository.
    let figures = figures.replace("](", "](bench/");
    let old = between(&readme_text).with_context(|| marks(&readme))?;
    let new = readme_text.replacen(
        &format!("{BEGIN}{old}{END}"),
        &format!("{BEGIN}{figures}{END}"),
        1,
    );
    std::fs::write(&readme, new)?;
    Ok(())
}

fn between(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once(BEGIN)?;
    Some(rest.split_once(END)?.0)
}
