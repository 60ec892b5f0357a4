//! The cost of the calls.

use std::path::Path;

use anyhow::{Context, Result};

use super::object_programs::{Program, columns, limited};
use crate::client::Client;
use crate::comparison::{COMPARED, Comparison};
use crate::ledger::Ledger;
use crate::measure::{self, Server, medians};
use crate::report::Unit;
use crate::running;

/// The number of MiB of a large object.
const LARGE: usize = 1024;

/// The number of calls whose peak memory is measured.
const RESIDENT: usize = 100;

/// The number of MiB of the object whose transfer has the peak memory that is measured: the largest that one upload may have.
const RESIDENT_LARGE: usize = 5 * 1024;

/// A workload of many calls.
struct Calls {
    workload: &'static str,
    cpu: &'static str,
    instructions: &'static str,
    rate: &'static str,
    memory: &'static str,
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
        rate: "GetObject of 1 KiB, calls per second",
        memory: "GetObject of 1 KiB, peak memory",
        count: 15_000,
        counted: 110,
    },
    Calls {
        workload: "put-kib",
        cpu: "PutObject of 1 KiB, CPU",
        instructions: "PutObject of 1 KiB, instructions",
        rate: "PutObject of 1 KiB, calls per second",
        memory: "PutObject of 1 KiB, peak memory",
        count: 15_000,
        counted: 110,
    },
    Calls {
        workload: "get-mib",
        cpu: "GetObject of 1 MiB, CPU",
        instructions: "GetObject of 1 MiB, instructions",
        rate: "GetObject of 1 MiB, calls per second",
        memory: "GetObject of 1 MiB, peak memory",
        count: 1500,
        counted: 22,
    },
    Calls {
        workload: "put-mib",
        cpu: "PutObject of 1 MiB, CPU",
        instructions: "PutObject of 1 MiB, instructions",
        rate: "PutObject of 1 MiB, calls per second",
        memory: "PutObject of 1 MiB, peak memory",
        count: 1500,
        counted: 11,
    },
    Calls {
        workload: "list-objects",
        cpu: "ListObjectsV2 of 1,000, CPU",
        instructions: "ListObjectsV2 of 1,000, instructions",
        rate: "ListObjectsV2 of 1,000, calls per second",
        memory: "ListObjectsV2 of 1,000, peak memory",
        count: 1000,
        counted: 11,
    },
];

const STREAMED: [Streamed; 2] = [
    Streamed {
        workload: "get-stream",
        cpu: "GetObject of 1 GiB, CPU per MiB",
        instructions: "GetObject of 1 GiB, instructions per MiB",
        throughput: "GetObject of 1 GiB, MiB per second",
        memory: "GetObject of 5 GiB, peak memory",
    },
    Streamed {
        workload: "put-stream",
        cpu: "PutObject of 1 GiB, CPU per MiB",
        instructions: "PutObject of 1 GiB, instructions per MiB",
        throughput: "PutObject of 1 GiB, MiB per second",
        memory: "PutObject of 5 GiB, peak memory",
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
) -> Result<Vec<Comparison>> {
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
        let [cpu, wall] = columns(cost);
        figures.push(limited(calls.cpu, Unit::Microseconds, cpu));
        let counted = instructions(&clients, &server, workload, calls.counted, ledger);
        figures.push(Comparison::new(calls.instructions, Unit::Count, counted));
        let rate = wall.map(|seconds| 1.0 / seconds);
        figures.push(Comparison::new(calls.rate, Unit::Count, rate));
        let memory = memory(&clients, &server, workload, RESIDENT, ledger);
        figures.push(limited(calls.memory, Unit::Mebibytes, memory));
    }
    for streamed in &STREAMED {
        let workload = streamed.workload;
        let cost = cost(&clients, &server, workload, LARGE, rounds, ledger);
        let [cpu, wall] = columns(cost);
        figures.push(limited(streamed.cpu, Unit::Microseconds, cpu));
        let counted = instructions(&clients, &server, workload, 11, ledger);
        figures.push(Comparison::new(streamed.instructions, Unit::Count, counted));
        let throughput = wall.map(|seconds| 1.0 / seconds);
        figures.push(Comparison::new(
            streamed.throughput,
            Unit::Count,
            throughput,
        ));
        let memory = memory(&clients, &server, workload, RESIDENT_LARGE, ledger);
        figures.push(limited(streamed.memory, Unit::Mebibytes, memory));
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
    let name = format!("{workload}, CPU and wall s");
    let mut failures = Failures::new();
    let measured = ledger.step(&name, || {
        let mut samples = [(); 4].map(|()| Vec::new());
        for _ in 0..rounds {
            let costs = each(clients, &mut failures, |client| {
                client.cost_per_call(server, workload, count)
            });
            for (samples, cost) in samples.iter_mut().zip(costs) {
                samples.push(cost.unwrap_or([f64::NAN; 2]));
            }
        }
        let [cpu, wall] = columns(samples.map(|samples| medians(&samples)));
        let all: Vec<f64> = cpu.into_iter().chain(wall).collect();
        let all = <[f64; 8]>::try_from(all).ok();
        all.context("each of the four programs has two values")
    });
    record(&name, &failures, ledger);
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
    one_value(
        clients,
        &format!("{workload}, instructions"),
        ledger,
        |client| {
            measure::require_valgrind()?;
            client.instructions(server, workload, count)
        },
    )
}

fn memory(
    clients: &Clients,
    server: &Server,
    workload: &str,
    count: usize,
    ledger: &mut Ledger,
) -> [f64; 4] {
    one_value(
        clients,
        &format!("{workload}, peak memory, bytes"),
        ledger,
        |client| client.peak_memory(server, workload, count),
    )
}

/// Measures one value of each program.
fn one_value(
    clients: &Clients,
    name: &str,
    ledger: &mut Ledger,
    measured: impl Fn(&Client) -> Result<f64>,
) -> [f64; 4] {
    let mut failures = Failures::new();
    let values = ledger.step(name, || {
        let values = each(clients, &mut failures, measured);
        Ok(values.map(|value| value.unwrap_or(f64::NAN)))
    });
    record(name, &failures, ledger);
    values
}

/// The programs that failed, and why.
type Failures = Vec<(&'static str, anyhow::Error)>;

/// Measures each program that is built. One that fails leaves a gap of its own.
fn each<T>(
    clients: &Clients,
    failures: &mut Failures,
    measured: impl Fn(&Client) -> Result<T>,
) -> [Option<T>; 4] {
    let mut programs = COMPARED.into_iter();
    clients.each_ref().map(|client| {
        let program = programs.next().unwrap_or_default();
        let result = measured(client.as_ref()?);
        result.map_err(|error| failures.push((program, error))).ok()
    })
}

fn record(name: &str, failures: &Failures, ledger: &mut Ledger) {
    for (program, error) in failures {
        ledger.record_failure(&format!("{name}, {program}"), error);
    }
}
