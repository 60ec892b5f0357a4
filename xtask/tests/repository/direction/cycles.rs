//! No file imports another one that imports it back, directly or through others.

use std::collections::BTreeSet;

use super::file_graph::{Cycle, FileGraph};
use super::modules::{Modules, Sources};
use super::targets;
use crate::files;

#[test]
fn no_file_imports_another_that_imports_it_back() {
    let sources = files::with_extension("", "rs").into_iter();
    let sources = sources.map(|path| (path.display().to_string(), files::text(&path)));
    let sources: Sources = sources.collect();
    let (mut found, mut files) = (String::new(), BTreeSet::new());
    for root in targets::roots() {
        let modules = Modules::parse(&sources, &root);
        files.extend(modules.all.iter().map(|module| module.file.clone()));
        let graph = FileGraph::from_modules(&modules);
        for cycle in graph.cycles() {
            let names = Vec::from_iter(cycle.iter().map(String::as_str)).join(" ");
            let imports = graph.describe(&cycle, &sources);
            found.push_str(&format!("{names}\n{imports}"));
        }
    }
    assert!(files.len() > 500, "only {} files were parsed", files.len());
    assert!(
        found.is_empty(),
        "files import each other; move what both need into a third file, or pass it as an argument:\n{found}"
    );
}

fn owned(files: &[&str]) -> Cycle {
    files.iter().map(|&file| file.to_owned()).collect()
}

/// The cycles of a crate that consists of `src/lib.rs` and further files.
fn cycles_of(files: &[(&str, &str)]) -> Vec<Cycle> {
    let sources: Sources = files
        .iter()
        .map(|&(name, text)| (format!("src/{name}"), text.to_owned()))
        .collect();
    FileGraph::from_modules(&Modules::parse(&sources, "src/lib.rs")).cycles()
}

#[test]
fn two_files_that_import_each_other_are_a_cycle() {
    for b in [
        "use crate::a::A; pub struct B(A);",
        "use super::a::{A as Other}; pub struct B(Other);",
        "use crate::a; pub struct B(a::A);",
        "use crate::a::*; pub struct B(A);",
        "pub struct B; impl B { fn a(&self) { matches!(self, crate::a::A { .. }); } }",
        "pub fn b() { use crate::a::{A}; }",
    ] {
        let a = "pub struct A; impl A { fn b() -> crate::b::B { todo!() } }";
        let cycles = cycles_of(&[("lib.rs", "mod a; mod b;"), ("a.rs", a), ("b.rs", b)]);
        assert_eq!(cycles, [owned(&["src/a.rs", "src/b.rs"])], "{b}");
    }
}

#[test]
fn an_import_through_a_reexport_leads_to_the_file_that_defines_the_item() {
    let files = [
        ("lib.rs", "mod folder;"),
        (
            "folder/mod.rs",
            "mod a; mod b; pub use a::A; pub use self::b::*;",
        ),
        ("folder/a.rs", "use super::B; pub struct A(B);"),
        (
            "folder/b.rs",
            "pub struct B; impl B { fn a(&self, a: crate::folder::A) {} }",
        ),
    ];
    assert_eq!(
        cycles_of(&files),
        [owned(&["src/folder/a.rs", "src/folder/b.rs"])]
    );
}

#[test]
fn three_files_in_a_ring_are_one_cycle() {
    let files = [
        (
            "lib.rs",
            "mod a; mod b; mod c; mod d; use d::D; fn lib(_: D) {}",
        ),
        ("a.rs", "use crate::b::B; pub struct A(B);"),
        ("b.rs", "use crate::c::C; pub struct B(C);"),
        ("c.rs", "pub struct C(Box<crate::a::A>);"),
        ("d.rs", "use crate::a::A; pub struct D(A);"),
    ];
    assert_eq!(
        cycles_of(&files),
        [owned(&["src/a.rs", "src/b.rs", "src/c.rs"])]
    );
}

#[test]
fn a_parent_that_uses_its_child_and_defines_what_the_child_uses_is_in_a_cycle() {
    let files = [
        ("lib.rs", "mod a; pub struct Lib; fn lib() { a::a(Lib) }"),
        ("a.rs", "pub fn a(_: crate::Lib) {}"),
    ];
    assert_eq!(cycles_of(&files), [owned(&["src/a.rs", "src/lib.rs"])]);
}

#[test]
fn declarations_of_modules_and_reexports_are_no_imports() {
    let files = [
        (
            "lib.rs",
            "mod a; pub use a::A; pub struct Lib; pub(crate) use http::B;",
        ),
        (
            "a.rs",
            "use super::Lib; use crate::B; pub struct A(Lib, B);",
        ),
    ];
    assert_eq!(cycles_of(&files), Vec::<Cycle>::new());
}

#[test]
fn tests_macros_quoted_code_and_other_crates_are_no_imports() {
    let files = [
        ("lib.rs", "mod a; mod b;"),
        (
            "a.rs",
            "pub struct A; pub(crate) use b::C; fn b(x: ::b::B) { x.b; b::c() }",
        ),
        (
            "b.rs",
            "pub struct B; #[cfg(test)] mod tests { use crate::a::A; }",
        ),
    ];
    assert_eq!(cycles_of(&files), Vec::<Cycle>::new());
    for b in [
        "#[cfg(test)] use crate::a::A;",
        "pub struct B; impl B { #[cfg(test)] fn a() -> crate::a::A {} }",
        "macro_rules! b { () => { $crate::a::A } }",
        "fn b() { quote!(crate::a::A) }",
        "/// Makes a [`crate::a::A`].\npub fn b() {}",
        "use a::A; pub struct B(A);",
    ] {
        let a = "use crate::b::B; pub struct A(B);";
        let files = [("lib.rs", "mod a; mod b;"), ("a.rs", a), ("b.rs", b)];
        assert_eq!(cycles_of(&files), Vec::<Cycle>::new(), "{b}");
    }
}

#[test]
fn a_cycle_is_described_by_one_line_for_each_import() {
    let sources = Sources::from_iter(
        [
            ("lib.rs", "mod a;\nmod b;\n"),
            ("a.rs", "//! A.\nuse crate::b::B;\npub struct A(B);\n"),
            ("b.rs", "use crate::a::{\n    A,\n};\npub struct B(A);\n"),
        ]
        .map(|(name, text)| (format!("src/{name}"), text.to_owned())),
    );
    let graph = FileGraph::from_modules(&Modules::parse(&sources, "src/lib.rs"));
    let [cycle] = graph.cycles().try_into().unwrap();
    assert_eq!(
        graph.describe(&cycle, &sources),
        "  src/a.rs:2 imports src/b.rs: use crate::b::B;\n  src/b.rs:2 imports src/a.rs: A,\n"
    );
}
