//! Cost and run time: an aggregation is started, waited for and streamed.

use std::error::Error;
use std::io::{self, IsTerminal, Write};
use std::time::Duration;

use comfy_table::presets::{NOTHING, UTF8_FULL_CONDENSED};
use comfy_table::{CellAlignment, Table};
use serde_json::json;
use tinsmith_deadline::types::{ResourceIds, Statistics, UsageGroupByField, UsageStatistic};

use crate::farm::{Farm, Job};

/// How long the service may take; it gives up by itself after less.
const LONGEST_AGGREGATION: Duration = Duration::from_secs(15 * 60);

/// The statistics of the farm's queues, grouped.
pub(crate) async fn usage(
    farm: &Farm,
    group_by: [UsageGroupByField; 2],
) -> Result<Vec<Statistics>, Box<dyn Error>> {
    let start = farm
        .client
        .start_sessions_statistics_aggregation()
        .farm_id(&farm.farm_id)
        .resource_ids(ResourceIds::QueueIds(farm.queue_ids.clone()))
        .start_time(farm.from)
        .end_time(farm.to)
        .group_by(group_by)
        .statistics([UsageStatistic::Sum]);
    // A farm runs one aggregation at a time and answers the next with a throttling error that says when to come back.
    let started = loop {
        match start.clone().send().await {
            Err(error) if error.is_throttling() => {
                let pause = error.retry_after().unwrap_or(Duration::from_secs(10));
                eprintln!(
                    "another aggregation is running; trying again in {} s",
                    pause.as_secs()
                );
                tokio::time::sleep(pause).await;
            }
            result => break result?,
        }
    };
    let get = farm
        .client
        .get_sessions_statistics_aggregation()
        .farm_id(&farm.farm_id)
        .aggregation_id(&started.aggregation_id);
    let progress = io::stderr().is_terminal();
    get.clone()
        .wait_until_sessions_statistics_aggregation_complete(LONGEST_AGGREGATION)
        .on_attempt(move |attempt| {
            let end = if progress { "\r" } else { "\n" };
            // Progress is a courtesy: with no standard error there is nobody to tell.
            let _ = write!(
                io::stderr(),
                "aggregating: {} s{end}",
                attempt.elapsed.as_secs()
            );
        })
        .await?;
    let mut statistics = get.paginate().items();
    let mut rows = Vec::new();
    while let Some(row) = statistics.try_next().await? {
        rows.push(row);
    }
    Ok(rows)
}

fn sum(value: Option<f64>) -> f64 {
    value.unwrap_or_default()
}

/// The job with the longest run time.
pub(crate) fn longest_job(rows: &[Statistics]) -> Option<Job> {
    let longest = rows.iter().max_by(|one, other| {
        sum(one.runtime_in_seconds.sum).total_cmp(&sum(other.runtime_in_seconds.sum))
    })?;
    Some(Job {
        queue_id: longest.queue_id.clone()?,
        job_id: longest.job_id.clone()?,
    })
}

/// Prints a row per queue and user: as a table with bars, plain columns where nobody looks, or JSON lines.
pub(crate) fn print(mut rows: Vec<Statistics>, json: bool, out: &mut impl Write) -> io::Result<()> {
    rows.sort_by(|one, other| sum(other.cost_in_usd.sum).total_cmp(&sum(one.cost_in_usd.sum)));
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
    for row in &rows {
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

/// Seconds as hours and minutes.
fn hours(seconds: f64) -> String {
    let minutes = (seconds / 60.0).round();
    format!(
        "{:.0} h {:02.0} min",
        (minutes / 60.0).floor(),
        minutes % 60.0
    )
}

/// A bar of up to 24 places; eighths of a place where the terminal shows them.
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
