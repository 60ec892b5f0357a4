//! The figures of the README.

use std::error::Error;
use std::path::Path;

const BEGIN: &str =
    "<!-- figures: begin; written by `cargo xtask bench`, `cargo xtask bench --readme` -->";
const END: &str = "<!-- figures: end -->";

fn figures(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once(BEGIN)?;
    Some(rest.split_once(END)?.0)
}

#[test]
fn the_figures_of_the_readme_are_those_of_the_bench() -> Result<(), Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .ok_or("xtask lies in the repository")?;
    let readme = std::fs::read_to_string(root.join("README.md"))?;
    let shown = figures(&readme).ok_or("README.md: the marks of the figures are missing")?;
    let results = std::fs::read_to_string(root.join("bench/RESULTS.md"))?;
    let measured = figures(&results)
        .ok_or("bench/RESULTS.md: the marks of the figures are missing")?
        .replace("](", "](bench/");
    assert_eq!(
        shown, measured,
        "the figures differ; run `cargo xtask bench --readme`"
    );
    Ok(())
}
