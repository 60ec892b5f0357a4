//! The figures that the repository's README shows: a part of RESULTS.md, word for word.

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
        .context("bench/ lies in the repository")?
        .join("README.md");
    let of = |path: &Path| {
        std::fs::read_to_string(path).with_context(|| format!("no {}", path.display()))
    };
    let (results_text, readme_text) = (of(&results)?, of(&readme)?);
    let marks = |path: &Path| format!("{} has no marks for the figures", path.display());
    let figures = between(&results_text).with_context(|| marks(&results))?;
    // Links go from the repository's root.
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
