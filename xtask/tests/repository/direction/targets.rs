//! The targets of all packages in this repository: libraries, programs, tests, examples, benches and build scripts.

use std::path::{Component, Path, PathBuf};

use crate::files;

/// The folders of targets, each of which is a file of such a folder or a folder with a `main.rs`.
const FOLDERS: [&str; 4] = ["benches", "examples", "src/bin", "tests"];

/// The sections of a manifest that name the file of a target.
const SECTIONS: [&str; 5] = ["bench", "bin", "example", "lib", "test"];

/// Returns the roots of all targets, as paths from the root of this repository.
pub(super) fn roots() -> Vec<String> {
    let mut manifests = files::with_extension("", "toml");
    manifests.retain(|path| path.ends_with("Cargo.toml"));
    let mut roots: Vec<PathBuf> = manifests
        .iter()
        .filter_map(|manifest| Some((manifest.parent()?, files::text(manifest).parse().ok()?)))
        .filter(|(_, manifest): &(&Path, toml::Table)| manifest.contains_key("package"))
        .flat_map(|(package, manifest)| roots_of(package, &manifest))
        .collect();
    roots.sort();
    roots.dedup();
    roots
        .iter()
        .map(|root| root.display().to_string())
        .collect()
}

fn roots_of(package: &Path, manifest: &toml::Table) -> Vec<PathBuf> {
    let named = SECTIONS.iter().filter_map(|section| manifest.get(*section));
    let named = named.flat_map(|section| match section {
        toml::Value::Array(targets) => targets.clone(),
        target => vec![target.clone()],
    });
    let named = named.filter_map(|target| Some(joined(package, target.get("path")?.as_str()?)));
    let usual = ["src/lib.rs", "src/main.rs", "build.rs"].map(|file| package.join(file));
    let found = FOLDERS.iter().flat_map(|folder| {
        let folder = package.join(folder);
        let files = match files::root().join(&folder).is_dir() {
            true => files::with_extension(&folder, "rs"),
            false => Vec::new(),
        };
        let is_root = move |path: &PathBuf| {
            let inner = path.strip_prefix(&folder);
            let depth = inner.map_or(0, |inner| inner.components().count());
            depth == 1 || (depth == 2 && path.ends_with("main.rs"))
        };
        files.into_iter().filter(is_root).collect::<Vec<_>>()
    });
    let all = named.chain(usual).chain(found);
    all.filter(|path| files::root().join(path).is_file())
        .collect()
}

/// Joins a path that may lead to the folder of another package, so that each file has one name.
fn joined(package: &Path, path: &str) -> PathBuf {
    let mut joined = package.to_owned();
    for part in Path::new(path).components() {
        match part {
            Component::ParentDir => {
                joined.pop();
            }
            other => joined.push(other),
        }
    }
    joined
}

#[test]
fn the_targets_of_every_kind_are_found() {
    let roots = roots();
    for root in [
        "bench/floor/src/main.rs",
        "codegen/src/lib.rs",
        "codegen/tests/generator/main.rs",
        "crates/tinsmith-deadline/examples/monitor/main.rs",
        "crates/tinsmith-deadline/tests/protocol.rs",
        "fuzz/fuzz_targets/models.rs",
        "fuzz/targets/tests/replay.rs",
        "xtask/src/main.rs",
        "xtask/tests/repository/main.rs",
    ] {
        assert!(roots.iter().any(|found| found == root), "{root}: {roots:?}");
    }
    let hyper = joined(Path::new("bench/s3/hyper"), "../ours/src/main.rs");
    assert_eq!(hyper, Path::new("bench/s3/ours/src/main.rs"));
}
