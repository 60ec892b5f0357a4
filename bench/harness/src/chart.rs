//! Charts as SVG, on a background that follows the preference of the reader for light or dark.

use std::fmt::Write as _;

use crate::comparison::{COMPARED, Comparison};

const STYLE: &str = "<style>\n\
    .card { fill: #fbfbfa; stroke: #d9dbdf }\n\
    text { fill: #4a4f57; font: 13px system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif }\n\
    .title { fill: #1d2127; font-size: 16px; font-weight: 600 }\n\
    .name { fill: #1d2127; font-weight: 600 }\n\
    .small { font-size: 11.5px }\n\
    .official { fill: #c3c8d0 }\n\
    .floor { fill: #8591a3 }\n\
    .ours, .hyper { fill: #d9622b }\n\
    .axis { stroke: #c3c8d0; fill: none }\n\
    .line { stroke: #d9622b; stroke-width: 2; fill: none }\n\
    .limit { stroke: #1d2127; stroke-width: 1.5; stroke-dasharray: 2 2 }\n\
    @media (prefers-color-scheme: dark) {\n\
    .card { fill: #16191f; stroke: #30353d }\n\
    text { fill: #aab1bc }\n\
    .title, .name { fill: #eef0f3 }\n\
    .official { fill: #4d5560 }\n\
    .floor { fill: #7f8a9b }\n\
    .ours, .hyper { fill: #ee7f49 }\n\
    .axis { stroke: #4d5560 }\n\
    .line { stroke: #ee7f49 }\n\
    .limit { stroke: #eef0f3 }\n\
    }\n\
    </style>\n";

const WIDTH: usize = 760;

fn card(height: usize, title: &str, note: &str) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\" role=\"img\" aria-label=\"{title}\">\n\
         {STYLE}\
         <rect class=\"card\" x=\"0.5\" y=\"0.5\" width=\"{}\" height=\"{}\" rx=\"8\"/>\n\
         <text class=\"title\" x=\"20\" y=\"32\">{title}</text>\n\
         <text class=\"small\" x=\"20\" y=\"51\">{note}</text>\n",
        WIDTH - 1,
        height - 1,
    )
}

/// Draws a bar chart of each figure, in two columns. A dashed line is the limit for a program.
pub fn bars(title: &str, note: &str, figures: &[Comparison]) -> String {
    let panel = 40 + 22 * COMPARED.len();
    let height = 66 + panel * figures.len().div_ceil(2);
    let mut svg = card(height, title, note);
    for (place, figure) in figures.iter().enumerate() {
        let left = if place % 2 == 0 { 20 } else { WIDTH / 2 + 10 };
        let top = 72 + panel * (place / 2);
        let limits = figure.limits();
        let values = figure
            .values
            .iter()
            .copied()
            .filter(|value| value.is_finite());
        let largest = values
            .chain(limits.into_iter().flatten())
            .fold(f64::MIN_POSITIVE, f64::max);
        let start = left + 64;
        // Writing to a String cannot fail.
        let _ = writeln!(
            svg,
            "<text class=\"name\" x=\"{left}\" y=\"{}\">{}</text>",
            top + 10,
            figure.name
        );
        let values = COMPARED.iter().zip(&figure.values).zip(limits);
        for (line, ((program, value), limit)) in values.enumerate() {
            let y = top + 20 + 22 * line;
            let bar = length(*value, largest);
            // The limit is drawn to the left of the value.
            let reach = limit.map_or(bar, |limit| bar.max(length(limit, largest)));
            let _ = writeln!(
                svg,
                "<text x=\"{left}\" y=\"{}\">{program}</text>\
                 <rect class=\"{program}\" x=\"{start}\" y=\"{y}\" width=\"{bar:.1}\" height=\"16\" rx=\"2\"/>\
                 <text x=\"{:.1}\" y=\"{}\">{}</text>",
                y + 12,
                start as f64 + reach + 7.0,
                y + 12,
                figure.unit.format(*value)
            );
            if let Some(limit) = limit {
                let x = start as f64 + length(limit, largest);
                let _ = writeln!(svg, "<path class=\"limit\" d=\"M{x:.1} {} v20\"/>", y - 2);
            }
        }
    }
    svg.push_str("</svg>\n");
    svg
}

fn length(value: f64, largest: f64) -> f64 {
    const LONGEST: f64 = 190.0;
    if value.is_finite() {
        (value / largest * LONGEST).max(1.0)
    } else {
        0.0
    }
}

/// Draws the growth of a figure as a line through points.
pub fn growth(title: &str, note: &str, x_name: &str, points: &[(f64, f64)]) -> String {
    const HEIGHT: usize = 300;
    let points = || points.iter().filter(|(_, y)| y.is_finite());
    let (right, top) = points().fold((1.0_f64, f64::MIN_POSITIVE), |(x, y), point| {
        (x.max(point.0), y.max(point.1))
    });
    let place = |(x, y): &(f64, f64)| (66.0 + x / right * 634.0, 250.0 - y / top * 150.0);
    let line: Vec<String> = points()
        .map(place)
        .map(|(x, y)| format!("{x:.1},{y:.1}"))
        .collect();
    let mut svg = card(HEIGHT, title, note);
    let _ = writeln!(
        svg,
        "<path class=\"axis\" d=\"M40 90 V250 H712\"/>\n\
         <text x=\"700\" y=\"288\" text-anchor=\"end\">{x_name}</text>\n\
         <polyline class=\"line\" points=\"{}\"/>",
        line.join(" ")
    );
    for point in points() {
        let (x, y) = place(point);
        let _ = writeln!(
            svg,
            "<circle class=\"ours\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4\"/>\
             <text class=\"name\" x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{:.1} s</text>\
             <text x=\"{x:.1}\" y=\"268\" text-anchor=\"middle\">{}</text>",
            y - 11.0,
            point.1,
            point.0
        );
    }
    svg.push_str("</svg>\n");
    svg
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Unit;

    #[test]
    fn the_largest_value_has_the_longest_bar_and_a_limit_is_drawn_at_its_value() {
        let figure = Comparison::new("crates", Unit::Count, [200.0, 100.0, 50.0, 25.0]);
        let svg = bars("Title", "Note", &[figure.at_most("floor", 1.5, 0.5)]);
        for width in ["190.0", "95.0", "47.5", "23.8"] {
            assert!(
                svg.contains(&format!("width=\"{width}\"")),
                "{width} in {svg}"
            );
        }
        // Bars start at 84, and the limits are 150 and 50 of 200.
        assert!(svg.contains("d=\"M226.5 "), "{svg}");
        assert!(svg.contains("d=\"M131.5 "), "{svg}");
    }

    #[test]
    fn a_value_that_was_not_measured_has_no_bar_and_no_point() {
        let figure = Comparison::new("crates", Unit::Count, [100.0, f64::NAN, 50.0, 50.0]);
        let svg = bars("Title", "Note", &[figure.at_most("floor", 1.5, 1.0)]);
        assert!(
            svg.contains("width=\"0.0\"") && !svg.contains("NaN"),
            "{svg}"
        );
        let svg = growth(
            "Title",
            "Note",
            "operations",
            &[(1.0, 0.3), (5.0, f64::NAN)],
        );
        assert_eq!(svg.matches("<circle").count(), 1);
    }
}
