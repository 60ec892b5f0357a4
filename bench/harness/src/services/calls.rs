//! The cost of calls.

use std::path::Path;

use anyhow::Result;

use super::catalog::{Call, Service};
use super::programs::{OFFICIAL, builder, generate};
use crate::build::Profile;
use crate::client::Client;
use crate::comparison::{COMPARED, Comparison};
use crate::ledger::Ledger;
use crate::measure::{self, Server, median};
use crate::report::Unit;
use crate::{build, running};

/// The programs in the order of the tables; `None` for one that is not built.
type Clients = [Option<Client>; 4];

/// Measures the CPU time and counts the instructions of each call of some services. A program that cannot be built leaves gaps; the official program
/// of a service is not built if it is not in `official`, because the build of its crate has failed before.
pub(super) fn figures(
    bench: &Path,
    rounds: usize,
    services: &[Service],
    official: &[Service],
    ledger: &mut Ledger,
) -> Result<Vec<Comparison>> {
    generate(bench)?;
    let server = running::server(bench)?;
    let mut figures = Vec::new();
    for service in services {
        let has_official = official.iter().any(|built| built.name == service.name);
        let clients = COMPARED.map(|program| {
            if program == OFFICIAL && !has_official {
                return None;
            }
            let client = client(bench, program, *service);
            client
                .map_err(|error| {
                    ledger.record_failure(&format!("{program}, {}", service.title), &error)
                })
                .ok()
        });
        for call in service.calls {
            let cpu = ledger.step(&format!("{}, CPU s per call", call.workload), || {
                cpu(&clients, &server, call, rounds)
            });
            let figure = Comparison::new(call.cpu, Unit::Microseconds, cpu);
            let figure = figure.at_most(OFFICIAL, 0.5, 0.5);
            figures.push(match call.of_floor {
                Some(ratio) => figure.at_most("floor", ratio, ratio),
                None => figure,
            });
            let counted = ledger.step(&format!("{}, instructions", call.workload), || {
                measure::require_valgrind()?;
                each(&clients, |client| {
                    client.instructions(&server, call.workload, call.counted)
                })
            });
            figures.push(Comparison::new(call.instructions, Unit::Count, counted));
        }
    }
    Ok(figures)
}

/// Measures the CPU seconds of a call. Each round measures all programs, so that a machine that slows down slows all of them.
fn cpu(clients: &Clients, server: &Server, call: &Call, rounds: usize) -> Result<[f64; 4]> {
    let mut samples = [(); 4].map(|()| Vec::new());
    for _ in 0..rounds {
        let round = each(clients, |client| {
            client.cpu_per_call(server, call.workload, call.count)
        })?;
        for (value, samples) in round.into_iter().zip(&mut samples) {
            samples.push(value);
        }
    }
    Ok(samples.map(median))
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

/// Builds a program that calls a service. The official program is another one for each service.
fn client(bench: &Path, program: &str, service: Service) -> Result<Client> {
    let folder = build::target(bench).join("services-timed");
    std::fs::create_dir_all(&folder)?;
    let package = format!("services-{program}");
    let features: &[&str] = match program {
        OFFICIAL => &[service.name],
        _ => &[],
    };
    let builder = builder(bench, program);
    builder.build(&package, Profile::Release, features)?;
    let binary = folder.join(format!("{package}-{}", service.name));
    std::fs::copy(builder.binary(&package, Profile::Release), &binary)?;
    Ok(Client { binary })
}
