//! The cost of building the programs.

use std::path::Path;

use super::object_programs::{Program, columns, limited, manifest};
use crate::build::{self, Profile};
use crate::client;
use crate::comparison::Comparison;
use crate::ledger::Ledger;
use crate::report::Unit;

/// Measures a clean build of each program in both profiles, the size of its binary and its crates. Each build is a step of its own.
pub(super) fn figures(
    bench: &Path,
    programs: &[Program; 4],
    ledger: &mut Ledger,
) -> Vec<Comparison> {
    let mut build = |profile: Profile| {
        programs.each_ref().map(|program| {
            let name = format!("{}: clean {profile:?} build, CPU and wall s", program.name);
            ledger.step(&name, || {
                program.builder.clean_profile(profile)?;
                let cost = program.builder.build(&program.package, profile, &[])?;
                Ok([cost.cpu, cost.wall].map(|duration| duration.as_secs_f64()))
            })
        })
    };
    let [release, dev] = [Profile::Release, Profile::Dev].map(&mut build);
    let size = programs.each_ref().map(|program| {
        let name = format!("{}: binary, bytes", program.name);
        let [size] = ledger.step(&name, || {
            let binary = program.builder.binary(&program.package, Profile::Release);
            Ok([client::size(&binary)?])
        });
        size
    });
    let crates = programs.each_ref().map(|program| {
        let [crates] = ledger.step(&format!("{}: crates", program.name), || {
            Ok([build::crates(&manifest(bench), &program.package)?])
        });
        crates
    });
    let [release_cpu, release_wall] = columns(release);
    let [dev_cpu, dev_wall] = columns(dev);
    vec![
        limited("clean release build, CPU", Unit::Seconds, release_cpu),
        Comparison::new("clean release build, wall", Unit::Seconds, release_wall),
        limited("clean dev build, CPU", Unit::Seconds, dev_cpu),
        Comparison::new("clean dev build, wall", Unit::Seconds, dev_wall),
        limited("stripped release binary", Unit::Mebibytes, size),
        Comparison::new("crates in the tree", Unit::Count, crates),
    ]
}
