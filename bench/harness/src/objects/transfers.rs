//! The cost of the calls.

use std::path::Path;

use anyhow::{Context, Result};

use super::object_programs::{Program, columns, limited};
use crate::client::Client;
use crate::ledger::Ledger;
use crate::measure::{self, Server, medians};
use crate::report::{Figure, Unit};
use crate::running;

/// The number of MiB of a large object.
const LARGE: usize = 1024;

/// A workload of many calls.
struct Calls {
    workload: &'static str,
    cpu: &'static str,
    instructions: &'static str,
    /// The number of calls in a long run.
    count: usize,
    /// The number of calls in a long run that counts instructions.
    counted: usize,
}

/// A workload of one call with an object of some MiB, whose content is never in memory as a whole.
struct Streamed {
    workload: &'static str,
    cpu: &'static str,
    instructions: &'static str,
    throughput: &'static str,
    memory: &'static str,
}

const CALLS: [Calls; 5] = [
    Calls {
        workload: "get-kib",
        cpu: "GetObject of 1 KiB, CPU",
        instructions: "GetObject of 1 KiB, instructions",
        count: 3000,
        counted: 110,
    },
    Calls {
        workload: "put-kib",
        cpu: "PutObject of 1 KiB, CPU",
        instructions: "PutObject of 1 KiB, instructions",
        count: 3000,
        counted: 110,
    },
    Calls {
        workload: "get-mib",
        cpu: "GetObject of 1 MiB, CPU",
        instructions: "GetObject of 1 MiB, instructions",
        count: 300,
        counted: 22,
    },
    Calls {
        workload: "put-mib",
        cpu: "PutObject of 1 MiB, CPU",
        instructions: "PutObject of 1 MiB, instructions",
        count: 300,
        counted: 11,
    },
    Calls {
        workload: "list-objects",
        cpu: "ListObjectsV2 of 1,000, CPU",
        instructions: "ListObjectsV2 of 1,000, instructions",
        count: 200,
        counted: 11,
    },
];

const STREAMED: [Streamed; 2] = [
    Streamed {
        workload: "get-stream",
        cpu: "GetObject of 1 GiB, CPU per MiB",
        instructions: "GetObject of 1 GiB, instructions per MiB",
        throughput: "GetObject of 1 GiB, MiB per second",
        memory: "GetObject of 1 GiB, peak memory",
    },
    Streamed {
        workload: "put-stream",
        cpu: "PutObject of 1 GiB, CPU per MiB",
        instructions: "PutObject of 1 GiB, instructions per MiB",
        throughput: "PutObject of 1 GiB, MiB per second",
        memory: "PutObject of 1 GiB, peak memory",
    },
];

/// The clients in the order of the tables; `None` for one that cannot be built.
type Clients = [Option<Client>; 4];

/// Measures the calls of all programs against one server. A program that cannot be built leaves gaps.
pub(super) fn figures(
    bench: &Path,
    programs: &[Program; 4],
    rounds: usize,
    ledger: &mut Ledger,
) -> Result<Vec<Figure>> {
    let server = running::server(bench)?;
    let clients = programs.each_ref().map(|program| {
        let client = program.client();
        let failed = |error: &anyhow::Error| ledger.record_failure(program.name, error);
        client.inspect_err(failed).ok()
    });
    let mut figures = Vec::new();
    for calls in &CALLS {
        let (workload, count) = (calls.workload, calls.count);
        let cost = cost(&clients, &server, workload, count, rounds, ledger);
        let [cpu, _] = columns(cost);
        figures.push(limited(calls.cpu, Unit::Microseconds, cpu));
        let counted = instructions(&clients, &server, workload, calls.counted, ledger);
        figures.push(Figure::new(calls.instructions, Unit::Count, counted));
    }
    for streamed in &STREAMED {
        let workload = streamed.workload;
        let cost = cost(&clients, &server, workload, LARGE, rounds, ledger);
        let [cpu, wall] = columns(cost);
        figures.push(limited(streamed.cpu, Unit::Microseconds, cpu));
        let counted = instructions(&clients, &server, workload, 11, ledger);
        figures.push(Figure::new(streamed.instructions, Unit::Count, counted));
        let throughput = wall.map(|seconds| 1.0 / seconds);
        figures.push(Figure::new(streamed.throughput, Unit::Count, throughput));
        let memory = ledger.step(&format!("{workload}, peak memory, bytes"), || {
            each(&clients, |client| {
                client.peak_memory(&server, workload, LARGE)
            })
        });
        figures.push(Figure::new(streamed.memory, Unit::Mebibytes, memory));
    }
    Ok(figures)
}

/// Measures CPU and wall seconds of a call, or of a MiB. Each round measures all programs, so that a machine that slows down slows all of them.
fn cost(
    clients: &Clients,
    server: &Server,
    workload: &str,
    count: usize,
    rounds: usize,
    ledger: &mut Ledger,
) -> [[f64; 2]; 4] {
    let measured = ledger.step(&format!("{workload}, CPU and wall s"), || {
        let mut samples = [(); 4].map(|()| Vec::new());
        for _ in 0..rounds {
            for (client, samples) in clients.iter().zip(&mut samples) {
                samples.push(match client {
                    Some(client) => client.cost_per_call(server, workload, count)?,
                    None => [f64::NAN; 2],
                });
            }
        }
        let [cpu, wall] = columns(samples.map(|samples| medians(&samples)));
        let all: Vec<f64> = cpu.into_iter().chain(wall).collect();
        let all = <[f64; 8]>::try_from(all).ok();
        all.context("each of the four programs has two values")
    });
    let [a, b, c, d, e, f, g, h] = measured;
    [[a, e], [b, f], [c, g], [d, h]]
}

fn instructions(
    clients: &Clients,
    server: &Server,
    workload: &str,
    count: usize,
    ledger: &mut Ledger,
) -> [f64; 4] {
    ledger.step(&format!("{workload}, instructions"), || {
        measure::require_valgrind()?;
        each(clients, |client| {
            client.instructions(server, workload, count)
        })
    })
}

/// Measures each program that is built; the others have NaN.
fn each(clients: &Clients, measured: impl Fn(&Client) -> Result<f64>) -> Result<[f64; 4]> {
    let mut values = [f64::NAN; 4];
    for (client, value) in clients.iter().zip(&mut values) {
        if let Some(client) = client {
            *value = measured(client)?;
        }
    }
    Ok(values)
}
