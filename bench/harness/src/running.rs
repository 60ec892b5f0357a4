//! The cost of the runs of each program.

use std::path::Path;

use anyhow::Result;

use crate::build::{Builder, PROGRAMS, Profile, package, target};
use crate::building;
use crate::client::{self, Client};
use crate::ledger::Ledger;
use crate::measure::{self, Server, median};
use crate::report::{Figure, Unit};

pub const BINARY: &str = "stripped release binary";
pub const SESSION: &str = "GetSession, client CPU per call";
pub const PAGE: &str = "ListSessions page of 100, client CPU";
pub const MEMORY: &str = "peak memory";

const ITEMS: f64 = 10_000.0;
const TASKS: f64 = 64.0;
const CALLS: usize = 50;

/// Builds the programs, and copies their release binaries to another folder, since a build with other features would replace them.
pub fn clients(
    bench: &Path,
    programs: &[&str],
    features: &[&str],
    folder: &str,
) -> Result<Vec<Client>> {
    let folder = target(bench).join(folder);
    std::fs::create_dir_all(&folder)?;
    programs
        .iter()
        .map(|program| {
            let package = package(program);
            let builder = building::builder(bench, program);
            builder.build(&package, Profile::Release, features)?;
            let binary = folder.join(&package);
            std::fs::copy(builder.binary(&package, Profile::Release), &binary)?;
            Ok(Client { binary })
        })
        .collect()
}

/// Builds and starts the server with fixed responses.
pub fn server(bench: &Path) -> Result<Server> {
    let builder = Builder {
        manifest: bench.join("Cargo.toml"),
        target: target(bench),
        incremental: true,
        compiler_costs: None,
    };
    builder.build("bench-server", Profile::Release, &[])?;
    Server::start(&builder.binary("bench-server", Profile::Release), 100)
}

/// Measures size, time, memory, allocations and instructions.
pub fn figures(bench: &Path, rounds: usize, ledger: &mut Ledger) -> Result<Vec<Figure>> {
    let clients = clients(bench, &PROGRAMS, &[], "timed")?;
    let server = server(bench)?;
    // Each round measures all programs, so that a machine that slows down slows all of them.
    let rounds_of = |measured: &dyn Fn(&Client) -> Result<f64>| -> Result<[f64; 3]> {
        let mut samples = vec![Vec::new(); clients.len()];
        for _ in 0..rounds {
            for (client, samples) in clients.iter().zip(&mut samples) {
                samples.push(measured(client)?);
            }
        }
        three(samples.into_iter().map(median).collect())
    };
    let each =
        |clients: &[Client], measured: &dyn Fn(&Client) -> Result<f64>| -> Result<[f64; 3]> {
            three(clients.iter().map(measured).collect::<Result<_>>()?)
        };

    let binary = ledger.step("binary, bytes", || {
        each(&clients, &|client| client::size(&client.binary))
    });
    let session = ledger.step("session, CPU s per call", || {
        rounds_of(&|client| client.cpu_per_call(&server, "session", 4000))
    });
    let page = ledger.step("page, CPU s per call", || {
        rounds_of(&|client| client.cpu_per_call(&server, "page", 4000))
    });
    let items = ledger.step("items per second", || {
        rounds_of(&|client| Ok(ITEMS / client.wall(&server, "items", 1)?))
    });
    let concurrent = ledger.step("64 at a time, calls per second", || {
        rounds_of(&|client| Ok(TASKS * CALLS as f64 / client.wall(&server, "concurrent", CALLS)?))
    });
    let first = ledger.step("first call, wall s", || {
        rounds_of(&|client| client.wall(&server, "session", 1))
    });
    let memory = ledger.step("peak memory, bytes", || {
        rounds_of(&|client| client.peak_memory(&server, "page", 1000))
    });
    let mut figures = vec![
        Figure::new(BINARY, Unit::Mebibytes, binary).at_most(1.15, "floor"),
        Figure::new(SESSION, Unit::Microseconds, session).at_most(1.1, "floor"),
        Figure::new(PAGE, Unit::Microseconds, page).at_most(0.9, "floor"),
        Figure::new(MEMORY, Unit::Mebibytes, memory).at_most(1.2, "floor"),
        Figure::new(
            "start-up to the end of a first call, wall",
            Unit::Seconds,
            first,
        ),
        Figure::new("items per second over 100 pages of 100", Unit::Count, items),
        Figure::new("calls per second, 64 at a time", Unit::Count, concurrent),
    ];

    // The timed programs do not count allocations, which takes time.
    let counting = self::clients(bench, &PROGRAMS, &["count-allocations"], "counting");
    for (workload, allocations, instructions) in [
        (
            "session",
            "GetSession, allocations per call",
            "GetSession, instructions per call",
        ),
        (
            "page",
            "page of 100, allocations",
            "page of 100, instructions",
        ),
    ] {
        let values = ledger.step(&format!("{workload}, allocations per call"), || {
            let counting = counting.as_ref().map_err(|error| {
                anyhow::anyhow!("the build with `count-allocations`: {error:#}")
            })?;
            each(counting, &|client| client.allocations(&server, workload))
        });
        figures.push(Figure::new(allocations, Unit::Count, values));
        let values = ledger.step(&format!("{workload}, instructions per call"), || {
            measure::require_valgrind()?;
            each(&clients, &|client| {
                client.instructions(&server, workload, client::COUNTED_CALLS)
            })
        });
        figures.push(Figure::new(instructions, Unit::Count, values));
    }
    Ok(figures)
}

fn three(values: Vec<f64>) -> Result<[f64; 3]> {
    values
        .try_into()
        .map_err(|values: Vec<f64>| anyhow::anyhow!("{} of 3 programs were measured", values.len()))
}
