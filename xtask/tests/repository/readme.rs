//! The figures of the README.

use std::error::Error;

use super::files;

const BEGIN: &str =
    "<!-- figures: begin; written by `cargo xtask bench`, `cargo xtask bench --readme` -->";
const END: &str = "<!-- figures: end -->";

fn figures(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once(BEGIN)?;
    Some(rest.split_once(END)?.0)
}

#[test]
fn the_figures_of_the_readme_are_those_of_the_bench() -> Result<(), Box<dyn Error>> {
    let readme = files::text("README.md");
    let shown = figures(&readme).ok_or("README.md: the marks of the figures are missing")?;
    let results = files::text("bench/RESULTS.md");
    let measured = figures(&results)
        .ok_or("bench/RESULTS.md: the marks of the figures are missing")?
        .replace("](", "](bench/");
    assert_eq!(
        shown, measured,
        "the figures differ; run `cargo xtask bench --readme`"
    );
    Ok(())
}
