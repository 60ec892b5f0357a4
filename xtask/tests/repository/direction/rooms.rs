//! The rooms of the generator and the order in which they depend on each other.

use std::collections::BTreeSet;

use super::file_graph::FileGraph;
use super::modules::{Modules, Sources};
use crate::files;

/// The rooms, each with the beginnings of its files' paths. A file imports files of its own room and of earlier ones.
const ROOMS: [(&str, &[&str]); 16] = [
    ("ids", &["smithy/id.rs"]),
    ("diagnostics", &["diagnostic.rs"]),
    ("text", &["calendar.rs", "escape.rs", "graph.rs", "uri.rs"]),
    ("spec", &["quirks.rs", "spec.rs"]),
    ("model", &["smithy/"]),
    ("values", &["literal.rs"]),
    ("policies", &["traits.rs"]),
    ("plan as data", &["plan/ir/"]),
    ("protocols", &["protocol/"]),
    ("selection", &["select.rs", "select/"]),
    ("validation", &["validate.rs", "validate/"]),
    (
        "plan",
        &[
            "plan/build/",
            "plan/docs/",
            "plan/jmespath/",
            "plan/mod.rs",
            "plan/names.rs",
            "plan/names/",
            "plan/outline.rs",
            "plan/sample/",
        ],
    ),
    ("format", &["format.rs", "format/"]),
    ("render", &["render/"]),
    ("interface", &["lib.rs"]),
    ("build scripts", &["build/"]),
];

fn room(file: &str) -> usize {
    let is_in = |(_, beginnings): &(&str, &[&str])| {
        let mut beginnings = beginnings.iter();
        beginnings.any(|beginning| file.starts_with(beginning))
    };
    let room = ROOMS.iter().position(is_in);
    room.unwrap_or_else(|| panic!("{file} is in no room; add it to the list"))
}

#[test]
fn each_room_of_the_generator_imports_earlier_ones_only() {
    const ROOT: &str = "codegen/src/lib.rs";
    let files = files::with_extension("codegen/src", "rs").into_iter();
    let files = files.map(|path| (path.display().to_string(), files::text(&path)));
    let sources: Sources = files.collect();
    let graph = FileGraph::from_modules(&Modules::parse(&sources, ROOT));
    let mut found = Vec::new();
    let mut used = BTreeSet::new();
    for (file, imported) in graph.imports() {
        let [file, imported] =
            [file, imported].map(|file| file.strip_prefix("codegen/src/").unwrap());
        used.extend([room(file), room(imported)]);
        if room(imported) > room(file) {
            let [above, below] = [imported, file].map(|file| ROOMS[room(file)].0);
            found.push(format!("{file} ({below}) imports {imported} ({above})"));
        }
    }
    assert_eq!(used.len(), ROOMS.len(), "a room has no files: {used:?}");
    assert!(found.is_empty(), "{found:#?}");
}
