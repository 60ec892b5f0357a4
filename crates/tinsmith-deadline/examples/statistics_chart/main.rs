//! Draws the cost of a render farm's queues by time and user, as an SVG file.
//!
//! ```sh
//! cargo run -p tinsmith-deadline --example statistics_chart
//! cargo run -p tinsmith-deadline --example statistics_chart -- --out cost.svg --period weekly --days 90 \
//!     --region us-west-2 --farm-id farm-… --queue-id queue-…
//! ```

mod chart;
#[path = "../common/mod.rs"]
mod common;
#[path = "../common/farm.rs"]
mod farm;
#[path = "../common/markup.rs"]
mod markup;

use std::error::Error;
use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, ValueEnum};
use tinsmith_deadline::types::{Period, UsageGroupByField};

use crate::chart::Chart;
use crate::farm::{Farm, FarmArguments};

/// Draws the cost of a render farm's queues by time and user, as an SVG file.
///
/// Without arguments it starts a farm on loopback and needs no AWS account. With --region, --farm-id and --queue-id it
/// calls AWS Deadline Cloud, with credentials from the environment or the shared files.
#[derive(Debug, Parser)]
#[command(name = "statistics_chart")]
struct Arguments {
    #[command(flatten)]
    farm: FarmArguments,
    /// Period of one bar.
    #[arg(long, value_enum, default_value_t = Bar::Daily)]
    period: Bar,
    /// File to write; `-` is standard output.
    #[arg(long, default_value = "statistics.svg")]
    out: PathBuf,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Bar {
    Daily,
    Weekly,
    Monthly,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    common::finish("statistics_chart", run(&Arguments::parse()).await)
}

async fn run(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    let (farm, _local) = Farm::connect(&arguments.farm).await?;
    let period = match arguments.period {
        Bar::Daily => Period::Daily,
        Bar::Weekly => Period::Weekly,
        Bar::Monthly => Period::Monthly,
    };
    let start = farm
        .sums()
        .period(period)
        .group_by([UsageGroupByField::UserId]);
    let mut chart = Chart::default();
    for row in farm.aggregate(start).await? {
        let day = row.aggregation_start_time.map(|start| start.to_string());
        let (Some(day), Some(cost)) = (day, row.cost_in_usd.sum) else {
            continue;
        };
        let day = day.split('T').next().unwrap_or_default();
        let user = row.user_id.as_deref().unwrap_or("no user");
        chart.add(day, user, cost);
    }
    if arguments.out.as_os_str() == "-" {
        write!(io::stdout(), "{chart}")?;
        return Ok(());
    }
    let shown = arguments.out.display();
    fs::write(&arguments.out, chart.to_string())
        .map_err(|error| format!("cannot write {shown}: {error}"))?;
    writeln!(io::stdout(), "{} are in {shown}", chart.summary())?;
    Ok(())
}
