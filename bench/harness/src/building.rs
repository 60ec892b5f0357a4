//! The cost of building each program.

use std::path::Path;
use std::time::Duration;

use crate::build::{self, Builder, Profile, package, target};
use crate::comparison::{COMPARED, Comparison};
use crate::ledger::Ledger;
use crate::measure::{Cost, medians};
use crate::report::Unit;

/// Returns the builder of a program. Each has its own folder, so that it reuses no output of another one.
pub fn builder(bench: &Path, program: &str) -> Builder {
    Builder {
        target: target(bench).join(program),
        ..shared_builder(bench)
    }
}

/// Returns the builder of programs whose build is not measured: they share the output of their dependencies.
pub fn shared_builder(bench: &Path) -> Builder {
    Builder {
        manifest: bench.join("Cargo.toml"),
        target: target(bench),
        incremental: true,
        compiler_costs: None,
    }
}

/// The number of clean builds of each program but the official one, which takes minutes and is built once.
const CLEAN_ROUNDS: usize = 3;
/// The number of builds of each program after a change to the application.
const TOUCH_ROUNDS: usize = 3;

/// Measures clean builds and builds after a change to the application, and counts crates.
///
/// Each round builds all programs, so that a machine that slows down slows all of them; the figures are medians. Each build is a step of
/// its own, so that an interrupted run resumes with that build.
pub fn figures(bench: &Path, ledger: &mut Ledger) -> Vec<Comparison> {
    let rounds_of = |program: &str| {
        if program == "official" {
            1
        } else {
            CLEAN_ROUNDS
        }
    };
    let release = measure_in_rounds(rounds_of, |program, round| {
        let name = format!("{program}: clean release build {round}, CPU and wall s");
        ledger.step(&name, || {
            let builder = builder(bench, program);
            builder.clean()?;
            builder
                .build(&package(program), Profile::Release, &[])
                .map(seconds)
        })
    });
    let dev = measure_in_rounds(rounds_of, |program, round| {
        let name = format!("{program}: clean dev build {round}, CPU and wall s");
        ledger.step(&name, || {
            let builder = builder(bench, program);
            builder.clean_profile(Profile::Dev)?;
            builder
                .build(&package(program), Profile::Dev, &[])
                .map(seconds)
        })
    });
    let [release_again, dev_again] = [Profile::Release, Profile::Dev].map(|profile| {
        measure_in_rounds(
            |_| TOUCH_ROUNDS,
            |program, round| {
                let name =
                    format!("{program}: {profile:?} build {round} after a touch, CPU and wall s");
                let source = bench.join(source_folder(program)).join("src/main.rs");
                ledger.step(&name, || {
                    builder(bench, program)
                        .rebuild(&package(program), profile, &source)
                        .map(seconds)
                })
            },
        )
    });
    let crates = COMPARED.map(|program| {
        let [crates] = ledger.step(&format!("{program}: crates"), || {
            let manifest = builder(bench, program).manifest;
            Ok([build::crates(&manifest, &package(program))?])
        });
        crates
    });
    let cpu = |costs: [[f64; 2]; 4]| costs.map(|[cpu, _]| cpu);
    let wall = |costs: [[f64; 2]; 4]| costs.map(|[_, wall]| wall);
    vec![
        Comparison::new(RELEASE_BUILD, Unit::Seconds, cpu(release)).at_most("floor", 1.0, 0.8),
        Comparison::new("clean release build, wall", Unit::Seconds, wall(release)),
        Comparison::new("clean dev build, CPU", Unit::Seconds, cpu(dev))
            .at_most("floor", 0.95, 0.75),
        Comparison::new("clean dev build, wall", Unit::Seconds, wall(dev)),
        Comparison::new(
            "release build after touching the application, wall",
            Unit::Seconds,
            wall(release_again),
        ),
        Comparison::new(
            "dev build after touching the application, wall",
            Unit::Seconds,
            wall(dev_again),
        ),
        Comparison::new(CRATES, Unit::Count, crates).at_most("floor", 0.98, 0.75),
    ]
}

/// Returns the folder with the source of a program.
fn source_folder(program: &str) -> &str {
    match program {
        "hyper" => "ours",
        _ => program,
    }
}

pub const RELEASE_BUILD: &str = "clean release build, CPU";
pub const CRATES: &str = "crates in the tree";

/// Measures each program in its number of rounds, all programs in each round. Returns the medians in the order of the programs; the
/// median of a program with a failed round is NaN.
fn measure_in_rounds(
    rounds: impl Fn(&str) -> usize,
    mut measure: impl FnMut(&str, usize) -> [f64; 2],
) -> [[f64; 2]; 4] {
    let most = COMPARED.map(&rounds).into_iter().max().unwrap_or_default();
    let mut samples = COMPARED.map(|_| Vec::new());
    for round in 1..=most {
        for (program, samples) in COMPARED.into_iter().zip(&mut samples) {
            if round <= rounds(program) {
                samples.push(measure(program, round));
            }
        }
    }
    samples.map(|samples| medians(&samples))
}

fn seconds(cost: Cost) -> [f64; 2] {
    [cost.cpu, cost.wall].map(|duration: Duration| duration.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_round_measures_all_programs_and_medians_are_returned() {
        let mut order = Vec::new();
        let medians = measure_in_rounds(
            |program: &str| if program == "official" { 1 } else { 3 },
            |program, round| {
                order.push(format!("{program} {round}"));
                // The second round is the slowest.
                let slow = if round == 2 { 100.0 } else { 0.0 };
                [round as f64 + slow, slow]
            },
        );
        assert_eq!(
            order,
            [
                "official 1",
                "floor 1",
                "ours 1",
                "hyper 1",
                "floor 2",
                "ours 2",
                "hyper 2",
                "floor 3",
                "ours 3",
                "hyper 3"
            ]
        );
        assert_eq!(medians, [[1.0, 0.0], [3.0, 0.0], [3.0, 0.0], [3.0, 0.0]]);
    }

    #[test]
    fn a_round_that_failed_leaves_a_gap() {
        let medians = measure_in_rounds(
            |_| 3,
            |program, round| {
                let failed = program == "ours" && round == 3;
                [if failed { f64::NAN } else { 1.0 }; 2]
            },
        );
        assert_eq!(medians[1], [1.0; 2]);
        assert!(medians[2][0].is_nan());
    }
}
