//! The README's figures are those of the bench.

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
fn the_figures_of_the_readme_are_those_that_the_bench_measured() -> Result<(), Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .ok_or("xtask lies in the repository")?;
    let readme = std::fs::read_to_string(root.join("README.md"))?;
    let shown = figures(&readme).ok_or("README.md has no marks for the figures")?;
    let results = std::fs::read_to_string(root.join("bench/RESULTS.md"))?;
    let measured = figures(&results)
        .ok_or("bench/RESULTS.md has no marks for the figures")?
        .replace("](", "](bench/");
    assert_eq!(
        shown, measured,
        "`cargo xtask bench --readme` brings them in line"
    );
    Ok(())
}
