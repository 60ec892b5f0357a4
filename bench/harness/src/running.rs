//! The cost of the runs of each program.

use std::path::Path;

use anyhow::Result;

use crate::build::{Builder, Profile, package, target};
use crate::building;
use crate::client::{self, Client};
use crate::comparison::{COMPARED, Comparison};
use crate::ledger::Ledger;
use crate::measure::{self, Server, median};
use crate::report::Unit;

pub const BINARY: &str = "stripped release binary";
pub const SESSION: &str = "GetSession, client CPU per call";
pub const PAGE: &str = "ListSessions page of 100, client CPU";
pub const MEMORY: &str = "peak memory";

const ITEMS: f64 = 10_000.0;
const TASKS: f64 = 64.0;
const CALLS: usize = 50;

/// A workload whose calls are counted, and the names of its figures.
struct Counted {
    workload: &'static str,
    allocations: &'static str,
    instructions: &'static str,
    /// The largest instructions of our two programs, as multiples of those of the floor.
    instruction_targets: [f64; 2],
    system_calls: &'static str,
    waits: &'static str,
}

const COUNTED: [Counted; 2] = [
    Counted {
        workload: "session",
        allocations: "GetSession, allocations per call",
        instructions: "GetSession, instructions per call",
        instruction_targets: [0.65, 0.5],
        system_calls: "GetSession, system calls per call",
        waits: "GetSession, calls of epoll_wait per call",
    },
    Counted {
        workload: "page",
        allocations: "page of 100, allocations",
        instructions: "page of 100, instructions",
        instruction_targets: [0.55, 0.5],
        system_calls: "page of 100, system calls",
        waits: "page of 100, calls of epoll_wait",
    },
];

/// Builds the programs, and copies their release binaries to another folder, since a build with other features would replace them.
pub fn clients(
    bench: &Path,
    programs: &[&str],
    features: &[&str],
    folder: &str,
    builder: impl Fn(&str) -> Builder,
) -> Result<Vec<Client>> {
    let folder = target(bench).join(folder);
    std::fs::create_dir_all(&folder)?;
    programs
        .iter()
        .map(|program| {
            let package = package(program);
            let builder = builder(program);
            builder.build(&package, Profile::Release, features)?;
            let binary = folder.join(&package);
            std::fs::copy(builder.binary(&package, Profile::Release), &binary)?;
            Ok(Client { binary })
        })
        .collect()
}

/// Builds and starts the server with fixed responses.
pub fn server(bench: &Path) -> Result<Server> {
    let builder = building::shared_builder(bench);
    builder.build("bench-server", Profile::Release, &[])?;
    Server::start(&builder.binary("bench-server", Profile::Release), 100)
}

/// Measures size, time, memory, allocations and instructions.
pub fn figures(bench: &Path, rounds: usize, ledger: &mut Ledger) -> Result<Vec<Comparison>> {
    let own_folder = |program: &str| building::builder(bench, program);
    let clients = clients(bench, &COMPARED, &[], "timed", own_folder)?;
    let server = server(bench)?;
    // Each round measures all programs, so that a machine that slows down slows all of them.
    let rounds_of = |measured: &dyn Fn(&Client) -> Result<f64>| -> Result<[f64; 4]> {
        let mut samples = vec![Vec::new(); clients.len()];
        for _ in 0..rounds {
            for (client, samples) in clients.iter().zip(&mut samples) {
                samples.push(measured(client)?);
            }
        }
        four(samples.into_iter().map(median).collect())
    };
    let each =
        |clients: &[Client], measured: &dyn Fn(&Client) -> Result<f64>| -> Result<[f64; 4]> {
            four(clients.iter().map(measured).collect::<Result<_>>()?)
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
    let first_over_tls = ledger.step("first call over TLS, wall s", || {
        rounds_of(&|client| client.first_call_over_tls(&server))
    });
    let memory = ledger.step("peak memory, bytes", || {
        rounds_of(&|client| client.peak_memory(&server, "page", 1000))
    });
    let mut figures = vec![
        Comparison::new(BINARY, Unit::Mebibytes, binary).at_most("floor", 1.0, 0.85),
        Comparison::new(SESSION, Unit::Microseconds, session).at_most("floor", 0.85, 0.7),
        Comparison::new(PAGE, Unit::Microseconds, page).at_most("floor", 0.7, 0.6),
        Comparison::new(MEMORY, Unit::Mebibytes, memory).at_most("floor", 1.0, 0.9),
        Comparison::new(
            "start-up to the end of a first call, wall",
            Unit::Seconds,
            first,
        )
        .at_most("floor", 1.0, 0.8),
        Comparison::new(
            "start-up to the end of a first call over TLS, wall",
            Unit::Seconds,
            first_over_tls,
        )
        .at_most("floor", 1.0, 0.8),
        Comparison::new("items per second over 100 pages of 100", Unit::Count, items),
        Comparison::new("calls per second, 64 at a time", Unit::Count, concurrent),
    ];

    // The timed programs do not count allocations, which takes time.
    let features = ["count-allocations"];
    let counting = self::clients(bench, &COMPARED, &features, "counting", own_folder);
    for counted in &COUNTED {
        let workload = counted.workload;
        let values = ledger.step(&format!("{workload}, allocations per call"), || {
            let counting = counting.as_ref().map_err(|error| {
                anyhow::anyhow!("the build with `count-allocations`: {error:#}")
            })?;
            each(counting, &|client| client.allocations(&server, workload))
        });
        figures.push(Comparison::new(counted.allocations, Unit::Count, values));
        let values = ledger.step(&format!("{workload}, instructions per call"), || {
            measure::require_valgrind()?;
            each(&clients, &|client| {
                client.instructions(&server, workload, client::COUNTED_CALLS)
            })
        });
        let [ours, hyper] = counted.instruction_targets;
        let instructions = Comparison::new(counted.instructions, Unit::Count, values);
        figures.push(instructions.at_most("floor", ours, hyper));
        let values = ledger.step(&format!("{workload}, system calls per call"), || {
            measure::require_strace()?;
            each(&clients, &|client| {
                client.system_calls(&server, workload, |_| true)
            })
        });
        figures.push(Comparison::new(counted.system_calls, Unit::Few, values));
        let values = ledger.step(&format!("{workload}, calls of epoll_wait per call"), || {
            measure::require_strace()?;
            each(&clients, &|client| {
                client.system_calls(&server, workload, client::is_wait)
            })
        });
        figures.push(Comparison::new(counted.waits, Unit::Few, values));
    }
    Ok(figures)
}

fn four(values: Vec<f64>) -> Result<[f64; 4]> {
    values
        .try_into()
        .map_err(|values: Vec<f64>| anyhow::anyhow!("{} of 4 programs were measured", values.len()))
}
