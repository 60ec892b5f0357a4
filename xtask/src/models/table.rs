//! The table of all models, for the terminal.

use std::path::PathBuf;

use super::check::Verdict;
use super::measure::Figures;
use super::model_file::stem;

const HEADINGS: [&str; 12] = [
    "model",
    "KB",
    "operations",
    "left out",
    "ms",
    "KB peak",
    "files",
    "lines",
    "us/line",
    "compiles",
    "passes",
    "alone",
];

/// A model with its figures, and with the result of its compilation.
pub(super) struct Row {
    pub(super) file: PathBuf,
    pub(super) figures: Option<Figures>,
    pub(super) verdict: Option<Verdict>,
}

/// Returns the lines of the table, of the shapes that were left out, and of the growth of time with size.
pub(super) fn lines(rows: &[Row], checked: bool) -> Vec<String> {
    let columns = if checked {
        HEADINGS.len()
    } else {
        HEADINGS.len() - 3
    };
    let mut table = vec![HEADINGS.map(str::to_owned).to_vec()];
    table.extend(rows.iter().map(cells));
    let widths: Vec<usize> = (0..columns)
        .map(|column| {
            let cells = table.iter().filter_map(|row| row.get(column));
            cells.map(String::len).max().unwrap_or_default()
        })
        .collect();
    let mut lines: Vec<String> = table.iter().map(|row| line(row, &widths)).collect();
    for row in rows {
        for left_out in row.figures.iter().flat_map(|figures| &figures.left_out) {
            lines.push(format!("{}: {left_out}", stem(&row.file)));
        }
    }
    lines.extend(growth(rows));
    lines
}

fn cells(row: &Row) -> Vec<String> {
    let name = stem(&row.file);
    let Some(figures) = &row.figures else {
        return vec![name, "cannot be generated".to_owned()];
    };
    let peak = figures
        .peak
        .map_or_else(|| "?".to_owned(), |peak| peak.to_string());
    let verdict = row.verdict.as_ref();
    let yes_or_no = |of: fn(&Verdict) -> bool| {
        verdict.map_or("", |verdict| if of(verdict) { "yes" } else { "no" })
    };
    let alone = verdict.map(|verdict| format!("{}/{}", verdict.compiled, verdict.alone));
    vec![
        name,
        (figures.model / 1024).to_string(),
        figures.operations.to_string(),
        figures.left_out.len().to_string(),
        format!("{:.1}", milliseconds(figures)),
        peak,
        figures.files.to_string(),
        figures.lines.to_string(),
        format!("{:.1}", per_line(figures)),
        yes_or_no(|verdict| verdict.compiles).to_owned(),
        yes_or_no(|verdict| verdict.passes).to_owned(),
        alone.unwrap_or_default(),
    ]
}

/// Formats a row: the first column is left-aligned text, the others are right-aligned numbers.
fn line(cells: &[String], widths: &[usize]) -> String {
    let columns = cells.iter().zip(widths).enumerate();
    let columns = columns.map(|(index, (cell, &width))| match index {
        0 => format!("{cell:<width$}"),
        _ => format!("{cell:>width$}"),
    });
    columns.collect::<Vec<_>>().join("  ")
}

/// Returns a line that compares the smallest and the largest crate.
fn growth(rows: &[Row]) -> Option<String> {
    let all = || {
        let measured = rows
            .iter()
            .filter_map(|row| Some((&row.file, row.figures.as_ref()?)));
        measured.map(|(file, figures)| (figures.lines, stem(file), figures))
    };
    let (small, large) = (
        all().min_by_key(|each| each.0)?,
        all().max_by_key(|each| each.0)?,
    );
    (small.0 < large.0).then(|| {
        let factor = |figure: fn(&Figures) -> f64| figure(large.2) / figure(small.2);
        format!(
            "from {} to {}: {:.1} times the lines in {:.1} times the time",
            small.1,
            large.1,
            factor(|figures| lossy(figures.lines)),
            factor(milliseconds),
        )
    })
}

fn milliseconds(figures: &Figures) -> f64 {
    figures.duration.as_secs_f64() * 1e3
}

fn per_line(figures: &Figures) -> f64 {
    milliseconds(figures) * 1e3 / lossy(figures.lines.max(1))
}

/// Converts a count for a division; no crate has so many lines that a digit would be lost.
fn lossy(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::INFINITY, f64::from)
}
