//! Figures as a table and as charts.

use std::fmt::Write as _;

/// How a figure is printed.
#[derive(Clone, Copy, Debug)]
pub enum Unit {
    Seconds,
    Microseconds,
    Count,
    Mebibytes,
}

impl Unit {
    fn format(self, value: f64) -> String {
        match self {
            Self::Seconds if value < 1.0 => format!("{:.1} ms", value * 1e3),
            Self::Seconds => format!("{value:.1} s"),
            Self::Microseconds => format!("{:.0} µs", value * 1e6),
            Self::Count if value < 1e6 => format!("{value:.0}"),
            Self::Count => format!("{:.2} M", value / 1e6),
            Self::Mebibytes => format!("{:.1} MiB", value / f64::from(1 << 20)),
        }
    }
}

/// One row: the same thing measured for each program, in the order official, floor, ours.
#[derive(Clone, Debug)]
pub struct Figure {
    pub name: String,
    pub unit: Unit,
    pub values: Vec<f64>,
}

impl Figure {
    pub fn new(name: impl Into<String>, unit: Unit, values: Vec<f64>) -> Self {
        Self {
            name: name.into(),
            unit,
            values,
        }
    }
}

/// A Markdown table with a last column: ours as a multiple of each other program.
pub fn table(columns: &[&str], figures: &[Figure]) -> String {
    let mut text = format!(
        "| figure | {} | ours is |\n|---|{}---|\n",
        columns.join(" | "),
        "---:|".repeat(columns.len())
    );
    for figure in figures {
        let values: Vec<String> = figure
            .values
            .iter()
            .map(|value| figure.unit.format(*value))
            .collect();
        let ours = figure.values.last().copied().unwrap_or(f64::NAN);
        let ratios: Vec<String> = columns
            .iter()
            .zip(&figure.values)
            .take(columns.len() - 1)
            .map(|(column, value)| format!("{:.2} × {column}", ours / value))
            .collect();
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "| {} | {} | {} |",
            figure.name,
            values.join(" | "),
            ratios.join(", ")
        );
    }
    text
}

/// Horizontal bars, one group a figure, each bar as a share of the group's longest.
pub fn bars(title: &str, columns: &[&str], figures: &[Figure]) -> String {
    const COLORS: [&str; 3] = ["#b4b9c2", "#6f7b8c", "#d9622b"];
    let group = 26 + 20 * columns.len();
    let height = 50 + group * figures.len();
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 760 {height}\" font-family=\"sans-serif\" font-size=\"13\">\n\
         <rect width=\"760\" height=\"{height}\" fill=\"#ffffff\"/>\n\
         <text x=\"16\" y=\"28\" font-size=\"16\" font-weight=\"bold\" fill=\"#20242a\">{title}</text>\n"
    );
    for (row, figure) in figures.iter().enumerate() {
        let top = 52 + group * row;
        let longest = figure
            .values
            .iter()
            .copied()
            .fold(f64::MIN_POSITIVE, f64::max);
        let _ = writeln!(
            svg,
            "<text x=\"16\" y=\"{}\" font-weight=\"bold\" fill=\"#20242a\">{}</text>",
            top + 6,
            figure.name
        );
        for (place, (column, value)) in columns.iter().zip(&figure.values).enumerate() {
            let y = top + 14 + 20 * place;
            let width = (value / longest * 500.0).max(1.0);
            let color = COLORS[place % COLORS.len()];
            let _ = writeln!(
                svg,
                "<text x=\"16\" y=\"{}\" fill=\"#40464f\">{column}</text>",
                y + 12
            );
            let _ = writeln!(
                svg,
                "<rect x=\"90\" y=\"{y}\" width=\"{width:.1}\" height=\"15\" rx=\"2\" fill=\"{color}\"/>"
            );
            let _ = writeln!(
                svg,
                "<text x=\"{:.1}\" y=\"{}\" fill=\"#40464f\">{}</text>",
                width + 97.0,
                y + 12,
                figure.unit.format(*value)
            );
        }
    }
    svg.push_str("</svg>\n");
    svg
}

/// A line through points: how a figure grows.
pub fn growth(title: &str, x_name: &str, y_name: &str, points: &[(f64, f64)]) -> String {
    let (right, top) = points
        .iter()
        .fold((1.0_f64, f64::MIN_POSITIVE), |(x, y), point| {
            (x.max(point.0), y.max(point.1))
        });
    let place = |(x, y): (f64, f64)| (70.0 + x / right * 620.0, 250.0 - y / top * 180.0);
    let line: Vec<String> = points
        .iter()
        .map(|point| place(*point))
        .map(|(x, y)| format!("{x:.1},{y:.1}"))
        .collect();
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 760 300\" font-family=\"sans-serif\" font-size=\"13\">\n\
         <rect width=\"760\" height=\"300\" fill=\"#ffffff\"/>\n\
         <text x=\"16\" y=\"28\" font-size=\"16\" font-weight=\"bold\" fill=\"#20242a\">{title}</text>\n\
         <text x=\"16\" y=\"52\" fill=\"#40464f\">{y_name}</text>\n\
         <text x=\"690\" y=\"290\" text-anchor=\"end\" fill=\"#40464f\">{x_name}</text>\n\
         <path d=\"M70 60 V250 H700\" fill=\"none\" stroke=\"#b4b9c2\"/>\n\
         <polyline points=\"{}\" fill=\"none\" stroke=\"#d9622b\" stroke-width=\"2\"/>\n",
        line.join(" ")
    );
    for point in points {
        let (x, y) = place(*point);
        let _ = writeln!(
            svg,
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3.5\" fill=\"#d9622b\"/>"
        );
        let _ = writeln!(
            svg,
            "<text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\" fill=\"#40464f\">{:.1}</text>",
            y - 9.0,
            point.1
        );
        let _ = writeln!(
            svg,
            "<text x=\"{x:.1}\" y=\"268\" text-anchor=\"middle\" fill=\"#40464f\">{}</text>",
            point.0
        );
    }
    svg.push_str("</svg>\n");
    svg
}
