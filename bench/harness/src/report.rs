//! Figures as tables.

use std::fmt::Write as _;

/// The unit of a figure, which decides its format.
#[derive(Clone, Copy, Debug)]
pub enum Unit {
    Seconds,
    Microseconds,
    Count,
    /// A count with two decimals.
    Few,
    Mebibytes,
    Gigabytes,
}

impl Unit {
    pub fn format(self, value: f64) -> String {
        match self {
            _ if !value.is_finite() => "–".to_owned(),
            Self::Seconds if value < 1.0 => format!("{:.1} ms", value * 1e3),
            Self::Seconds if value < 100.0 => format!("{value:.1} s"),
            Self::Seconds => format!("{value:.0} s"),
            Self::Microseconds if value < 1e-5 => format!("{:.2} µs", value * 1e6),
            Self::Microseconds => format!("{:.0} µs", value * 1e6),
            Self::Count => grouped(value),
            Self::Few => format!("{value:.2}"),
            Self::Gigabytes => format!("{:.2} GB", value / 1e9),
            Self::Mebibytes => format!("{:.2} MiB", value / f64::from(1 << 20)),
        }
    }
}

/// Formats a whole number with its digits in groups of three.
fn grouped(value: f64) -> String {
    let digits = format!("{value:.0}");
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// An upper limit of the figure of the last program.
#[derive(Clone, Copy, Debug)]
pub enum Target {
    /// At most this multiple of another program's figure.
    Ratio { at_most: f64, program: &'static str },
    /// At most this value, in the base unit of the figure.
    Value(f64),
}

impl Target {
    fn limit(self, programs: &[&str], values: &[f64]) -> Option<f64> {
        match self {
            Self::Ratio { at_most, program } => {
                let index = programs.iter().position(|name| *name == program)?;
                values.get(index).map(|value| value * at_most)
            }
            Self::Value(limit) => Some(limit),
        }
    }

    fn text(self, unit: Unit) -> String {
        match self {
            Self::Ratio {
                at_most: 1.0,
                program,
            } => format!("≤ {program}"),
            Self::Ratio { at_most, program } => format!("≤ {at_most} × {program}"),
            Self::Value(limit) => format!("≤ {}", unit.format(limit)),
        }
    }
}

/// A measurement of each program. The last one is compared with the others.
#[derive(Clone, Debug)]
pub struct Figure {
    pub name: &'static str,
    pub unit: Unit,
    pub values: Vec<f64>,
    pub targets: Vec<Target>,
}

impl Figure {
    pub fn new(name: &'static str, unit: Unit, values: impl Into<Vec<f64>>) -> Self {
        Self {
            name,
            unit,
            values: values.into(),
            targets: Vec::new(),
        }
    }

    pub fn at_most(mut self, at_most: f64, program: &'static str) -> Self {
        self.targets.push(Target::Ratio { at_most, program });
        self
    }

    pub fn at_most_value(mut self, limit: f64) -> Self {
        self.targets.push(Target::Value(limit));
        self
    }

    /// Returns the lowest limit for the last program, if there is a target; NaN if the figure of another program that a limit depends on is missing.
    pub fn limit(&self, programs: &[&str]) -> Option<f64> {
        let limits = self.targets.iter();
        let limits = limits.map(|target| target.limit(programs, &self.values));
        limits.fold(None, |lowest: Option<f64>, limit| {
            let limit = limit.unwrap_or(f64::NAN);
            Some(lowest.map_or(limit, |lowest| match lowest.is_nan() {
                true => lowest,
                false if limit > lowest => lowest,
                false => limit,
            }))
        })
    }

    fn last(&self) -> f64 {
        self.values.last().copied().unwrap_or(f64::NAN)
    }
}

/// Formats a Markdown table: the programs, the ratios of the last one to the others, and, if a figure has a target, the targets and their results.
pub fn table(programs: &[&str], figures: &[Figure]) -> String {
    let others = programs.len().saturating_sub(1);
    let last = programs.last().copied().unwrap_or_default();
    let has_targets = figures.iter().any(|figure| !figure.targets.is_empty());
    let mut header = vec![String::new()];
    header.extend(programs.iter().map(|name| format!("**{name}**")));
    header.extend(
        programs
            .iter()
            .take(others)
            .map(|name| format!("{last} ÷ {name}")),
    );
    if has_targets {
        header.extend(["target".to_owned(), "met".to_owned()]);
    }
    let mut text = row(&header);
    text.push_str("|---|");
    text.push_str(&"---:|".repeat(programs.len() + others));
    text.push_str(if has_targets { "---|---|\n" } else { "\n" });
    for figure in figures {
        let mut cells = vec![figure.name.to_owned()];
        cells.extend(figure.values.iter().map(|value| figure.unit.format(*value)));
        let others = figure.values.iter().take(others);
        cells.extend(others.map(|value| ratio(figure.last() / value)));
        if has_targets {
            cells.extend(target_cells(figure, programs));
        }
        text.push_str(&row(&cells));
    }
    text
}

fn row(cells: &[String]) -> String {
    format!("| {} |\n", cells.join(" | "))
}

fn ratio(value: f64) -> String {
    match value {
        value if !value.is_finite() => "–".to_owned(),
        value if value < 0.1 => format!("{value:.3}"),
        value => format!("{value:.2}"),
    }
}

fn target_cells(figure: &Figure, programs: &[&str]) -> [String; 2] {
    let Some(limit) = figure.limit(programs) else {
        return [String::new(), String::new()];
    };
    let met = match figure.last() {
        last if !last.is_finite() || !limit.is_finite() => "–",
        last if last <= limit => "yes",
        _ => "**no**",
    };
    let targets = figure.targets.iter();
    let targets: Vec<String> = targets.map(|target| target.text(figure.unit)).collect();
    [targets.join(", "), met.to_owned()]
}

/// Formats a Markdown table with one model per row.
pub fn growth(title: &str, rows: &[(String, [f64; 6])]) -> String {
    let mut text = format!(
        "| {title} | release, CPU | dev, CPU | dev, wall | rlib | lines | lines of code |\n|---|---:|---:|---:|---:|---:|---:|\n"
    );
    for (name, [release, dev, wall, rlib, lines, code]) in rows {
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "| {name} | {} | {} | {} | {} | {} | {} |",
            Unit::Seconds.format(*release),
            Unit::Seconds.format(*dev),
            Unit::Seconds.format(*wall),
            Unit::Mebibytes.format(*rlib),
            Unit::Count.format(*lines),
            Unit::Count.format(*code),
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROGRAMS: [&str; 3] = ["official", "floor", "ours"];

    #[test]
    fn a_target_is_met_up_to_its_limit_and_not_beyond() {
        let last_cell = |ours: f64| {
            let figure = Figure::new("crates", Unit::Count, [165.0, 100.0, ours]);
            let table = table(&PROGRAMS, &[figure.at_most(1.1, "floor")]);
            let line = table
                .lines()
                .last()
                .unwrap()
                .trim_end_matches(" |")
                .to_owned();
            line.rsplit_once("| ").unwrap().1.to_owned()
        };
        assert_eq!(last_cell(110.0), "yes");
        assert_eq!(last_cell(110.1), "**no**");
        assert_eq!(last_cell(f64::NAN), "–");
    }

    #[test]
    fn of_several_targets_all_must_be_met() {
        let last_cells = |values: [f64; 3]| {
            let figure = Figure::new("CPU", Unit::Seconds, values);
            let figure = figure.at_most(0.5, "official").at_most(0.9, "floor");
            let table = table(&PROGRAMS, &[figure.at_most_value(40.0)]);
            let cells: Vec<&str> = table.lines().last().unwrap().split(" | ").collect();
            cells[6..].join(" | ")
        };
        let targets = "≤ 0.5 × official, ≤ 0.9 × floor, ≤ 40.0 s";
        for (values, met) in [
            ([60.0, 50.0, 30.0], "yes"),
            ([60.0, 50.0, 30.1], "**no**"),
            ([100.0, 40.0, 36.1], "**no**"),
            ([100.0, 50.0, 40.1], "**no**"),
            ([f64::NAN, 50.0, 30.0], "–"),
            ([60.0, f64::NAN, 30.0], "–"),
        ] {
            assert_eq!(last_cells(values), format!("{targets} | {met} |"));
        }
    }

    #[test]
    fn a_table_contains_units_and_ratios() {
        let figure = Figure::new(
            "binary",
            Unit::Mebibytes,
            [16_777_216.0, 4_194_304.0, 5_242_880.0],
        );
        assert_eq!(
            table(&PROGRAMS, &[figure]).lines().last().unwrap(),
            "| binary | 16.00 MiB | 4.00 MiB | 5.00 MiB | 0.31 | 1.25 |"
        );
        assert_eq!(Unit::Count.format(1_234_567.0), "1,234,567");
        assert_eq!(Unit::Count.format(123.0), "123");
        assert_eq!(Unit::Microseconds.format(123.4e-6), "123 µs");
        assert_eq!(Unit::Microseconds.format(1.234e-6), "1.23 µs");
    }
}
