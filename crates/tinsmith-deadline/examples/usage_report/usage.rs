//! Cost and run time, by queue and user.

use std::io::{self, IsTerminal, Write};

use comfy_table::presets::{NOTHING, UTF8_FULL_CONDENSED};
use comfy_table::{CellAlignment, Table};
use serde_json::json;
use tinsmith_deadline::types::Statistics;

use crate::sessions::Job;

pub(crate) fn sum(value: Option<f64>) -> f64 {
    value.unwrap_or_default()
}

/// Returns the job with the longest run time.
pub(crate) fn longest_job(rows: &[Statistics]) -> Option<Job> {
    let longest = rows.iter().max_by(|one, other| {
        sum(one.runtime_in_seconds.sum).total_cmp(&sum(other.runtime_in_seconds.sum))
    })?;
    Some(Job {
        queue_id: longest.queue_id.clone()?,
        job_id: longest.job_id.clone()?,
    })
}

/// Sorts rows by their cost, the highest first.
pub(crate) fn sort(rows: &mut [Statistics]) {
    rows.sort_by(|one, other| sum(other.cost_in_usd.sum).total_cmp(&sum(one.cost_in_usd.sum)));
}

/// Prints a row for each queue and user: as a table with bars in a terminal, otherwise as plain columns, or as JSON lines.
pub(crate) fn print(rows: &[Statistics], json: bool, out: &mut impl Write) -> io::Result<()> {
    if json {
        for row in rows {
            let line = json!({
                "type": "usage",
                "queueId": row.queue_id,
                "userId": row.user_id,
                "sessions": row.count,
                "costInUsd": row.cost_in_usd.sum,
                "runtimeInSeconds": row.runtime_in_seconds.sum,
            });
            writeln!(out, "{line}")?;
        }
        return Ok(());
    }
    if rows.is_empty() {
        return writeln!(out, "no sessions in this time");
    }
    let terminal = io::stdout().is_terminal();
    let dearest = rows
        .iter()
        .map(|row| sum(row.cost_in_usd.sum))
        .fold(0.0, f64::max);
    let mut table = Table::new();
    table.load_preset(if terminal {
        UTF8_FULL_CONDENSED
    } else {
        NOTHING
    });
    table.set_header(["queue", "user", "sessions", "run time", "cost, USD", ""]);
    for row in rows {
        let cost = sum(row.cost_in_usd.sum);
        table.add_row([
            row.queue_id.clone().unwrap_or_default(),
            row.user_id.clone().unwrap_or_default(),
            row.count.to_string(),
            hours(sum(row.runtime_in_seconds.sum)),
            format!("{cost:.2}"),
            bar(cost, dearest, terminal),
        ]);
    }
    for column in table.column_iter_mut().skip(2).take(3) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    writeln!(out, "{}", table.trim_fmt())
}

/// Formats seconds as hours and minutes.
pub(crate) fn hours(seconds: f64) -> String {
    let minutes = (seconds / 60.0).round();
    format!(
        "{:.0} h {:02.0} min",
        (minutes / 60.0).floor(),
        minutes % 60.0
    )
}

/// Returns a bar of up to 24 characters, with eighths of a character if the terminal supports them.
fn bar(value: f64, longest: f64, terminal: bool) -> String {
    const PLACES: f64 = 24.0;
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    if longest <= 0.0 {
        return String::new();
    }
    let length = value / longest * PLACES;
    if !terminal {
        return "#".repeat(length.round() as usize);
    }
    let full = length.floor();
    let rest = EIGHTHS
        .get(((length - full) * 8.0) as usize)
        .copied()
        .unwrap_or_default();
    format!("{}{rest}", "█".repeat(full as usize))
}
