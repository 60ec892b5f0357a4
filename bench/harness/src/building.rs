//! What each program costs to build.

use std::path::Path;
use std::time::Duration;

use crate::build::{self, Builder, Profile};
use crate::ledger::Ledger;
use crate::measure::Cost;
use crate::report::{Figure, Unit};
use crate::{PROGRAMS, package, target};

/// The folder that a program is built into: one for each, so that nothing that another built is found there.
pub fn builder(bench: &Path, program: &str) -> Builder {
    Builder {
        manifest: bench.join("Cargo.toml"),
        target: target(bench).join(program),
        incremental: true,
    }
}

/// Clean builds, builds after a change to the application, crates.
pub fn figures(bench: &Path, ledger: &mut Ledger) -> Vec<Figure> {
    let mut columns = Vec::new();
    for program in PROGRAMS {
        let builder = builder(bench, program);
        let package = package(program);
        let source = bench.join(program).join("src/main.rs");
        let release = ledger.step(
            &format!("{program}: clean release build, CPU and wall s"),
            || {
                builder.clean()?;
                builder.build(&package, Profile::Release, &[]).map(seconds)
            },
        );
        let release_again = ledger.step(&format!("{program}: release build after a touch"), || {
            builder
                .rebuild(&package, Profile::Release, &source)
                .map(seconds)
        });
        let dev = ledger.step(&format!("{program}: clean dev build"), || {
            builder.build(&package, Profile::Dev, &[]).map(seconds)
        });
        let dev_again = ledger.step(&format!("{program}: dev build after a touch"), || {
            builder
                .rebuild(&package, Profile::Dev, &source)
                .map(seconds)
        });
        let [crates] = ledger.step(&format!("{program}: crates"), || {
            Ok([build::crates(&builder.manifest, &package)?])
        });
        columns.push([
            release[0],
            release[1],
            dev[0],
            dev[1],
            dev_again[1],
            release_again[1],
            crates,
        ]);
    }
    let row = |place: usize| -> Vec<f64> {
        columns
            .iter()
            .filter_map(|column| column.get(place).copied())
            .collect()
    };
    vec![
        Figure::new(RELEASE_BUILD, Unit::Seconds, row(0)).at_most(1.1, "floor"),
        Figure::new("clean release build, wall", Unit::Seconds, row(1)),
        Figure::new("clean dev build, CPU", Unit::Seconds, row(2)),
        Figure::new("clean dev build, wall", Unit::Seconds, row(3)),
        Figure::new(
            "dev build after touching the application, wall",
            Unit::Seconds,
            row(4),
        ),
        Figure::new(
            "release build after touching it, wall",
            Unit::Seconds,
            row(5),
        ),
        Figure::new(CRATES, Unit::Count, row(6)).at_most(1.0, "floor"),
    ]
}

pub const RELEASE_BUILD: &str = "clean release build, CPU";
pub const CRATES: &str = "crates in the tree";

fn seconds(cost: Cost) -> [f64; 2] {
    [cost.cpu, cost.wall].map(|duration: Duration| duration.as_secs_f64())
}
