//! A chart of cost, as SVG.

use std::fs;

use tempfile::TempDir;

use crate::{example, stdout};

#[test]
fn a_statistics_chart_is_an_svg_with_a_bar_for_each_day_and_user() {
    let folder = TempDir::new().unwrap();
    let output = example("statistics_chart", folder.path())
        .args(["--days", "7"])
        .output();
    let words = stdout(output.unwrap());
    assert!(words.starts_with("7 bars, 6 users and "), "{words}");
    let svg = fs::read_to_string(folder.path().join("statistics.svg")).unwrap();
    assert!(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""));
    assert!(svg.ends_with("</svg>\n"));
    assert_eq!(svg.matches("<title>").count(), 7 * 6, "{svg}");
    assert!(svg.contains(">2025-03-25<"), "{svg}");
    assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
}
