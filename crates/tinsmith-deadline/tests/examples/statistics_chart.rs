//! A chart of cost, as SVG.

use std::collections::BTreeSet;
use std::fs;

use tempfile::TempDir;

use self::chart::Chart;
use crate::{example, stdout};

#[path = "../../examples/statistics_chart/chart.rs"]
mod chart;

/// Returns the labels of the axis, which end at their position.
fn numbers(svg: &str) -> Vec<&str> {
    let parts = svg.split("text-anchor=\"end\">").skip(1);
    parts.filter_map(|part| part.split('<').next()).collect()
}

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

#[test]
fn each_grid_line_has_a_label() {
    for (cost, last) in [
        (8.0, "8"),
        (0.5, "0.50"),
        (0.031, "0.035"),
        (0.0041, "0.005"),
        (0.000_07, "0.00007"),
    ] {
        let mut chart = Chart::default();
        chart.add("2025-03-25", "ada", cost);
        let svg = chart.to_string();
        let numbers = numbers(&svg);
        assert_eq!(numbers.last(), Some(&last), "{svg}");
        let distinct: BTreeSet<_> = numbers.iter().collect();
        assert!(
            distinct.len() == numbers.len() && numbers.len() >= 5,
            "{numbers:?}"
        );
    }
}

#[test]
fn users_with_the_lowest_cost_are_merged_and_the_legend_fits() {
    let mut chart = Chart::default();
    // Costs increase with the number, and names have another order than costs.
    for user in 1..=40 {
        let name = format!("{:02}345678-1234-1234-1234-123456789012", 50 - user);
        chart.add("2025-03-25", &name, f64::from(user));
        chart.add("2025-03-26", &name, f64::from(user));
    }
    let svg = chart.to_string();
    assert_eq!(svg.matches("<title>").count(), 2 * 8, "{svg}");
    assert_eq!(svg.matches("fill=\"#999999\"").count(), 2 + 1, "{svg}");
    // 1 to 33.
    assert!(svg.contains("33 others: 561.00 USD"), "{svg}");
    assert!(
        svg.contains(">33 others<") && svg.contains(">10345678-1…<"),
        "{svg}"
    );
    assert!(
        svg.contains("2025-03-26, 10345678-1234-1234-1234-123456789012: 40.00 USD"),
        "{svg}"
    );
    assert!(
        chart
            .summary()
            .starts_with("2 bars, 40 users and 1640.00 USD")
    );
}

#[test]
fn eight_users_have_distinct_colors() {
    let mut chart = Chart::default();
    for user in 1..=8 {
        chart.add("2025-03-25", &format!("user {user}"), 1.0);
    }
    let svg = chart.to_string();
    assert!(svg.contains(">user 8<") && !svg.contains("others"), "{svg}");
}
