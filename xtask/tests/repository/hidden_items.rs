//! The items of the runtime that only generated code uses are hidden from its pages.

#![expect(clippy::expect_used, reason = "a helper fails its test by panicking")]

use std::collections::{BTreeMap, BTreeSet};

use super::files;

/// The items of generated code that users meet as well, in methods of a client, in documentation and in messages of the compiler.
const FOR_USERS: [&str; 17] = [
    "tinsmith::BigNumber",
    "tinsmith::Blob",
    "tinsmith::Body",
    "tinsmith::Call",
    "tinsmith::ChecksumAlgorithm",
    "tinsmith::Config",
    "tinsmith::Document",
    "tinsmith::Error",
    "tinsmith::Handle",
    "tinsmith::Timestamp",
    "tinsmith::Unit",
    "tinsmith::UnknownMember",
    "tinsmith::event_stream::EventInput",
    "tinsmith::event_stream::EventStream",
    "tinsmith::paginate::Paginator",
    "tinsmith::waiter::Acceptance",
    "tinsmith::waiter::Wait",
];

/// The traits of generated code that users name as bounds.
const TRAITS_FOR_USERS: [&str; 1] = ["tinsmith::waiter::Waiter"];

/// Returns the modules with the items that the generator imports from the runtime.
fn imported_items() -> BTreeMap<String, Vec<String>> {
    let text = files::text("codegen/src/render/runtime/items.rs");
    let (_, text) = text.split_once("\nitems! {").expect("the items");
    let (text, _) = text.split_once("\n}\n").expect("the end of the items");
    let mut items: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut module = String::new();
    for line in text.lines().map(str::trim) {
        let mut quoted = line.split('"').skip(1);
        match (line.ends_with('{'), quoted.next()) {
            (true, Some(name)) => module = name.to_owned(),
            (false, Some(name)) => items
                .entry(module.clone())
                .or_default()
                .push(name.to_owned()),
            _ => {}
        }
    }
    items.retain(|module, _| module.starts_with("tinsmith"));
    items
}

fn is_hidden(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| match &attribute.meta {
        syn::Meta::List(list) if list.path.is_ident("doc") => list.tokens.to_string() == "hidden",
        _ => false,
    })
}

/// Returns the names that the file of a module hides.
fn hidden_names(path: &str) -> BTreeSet<String> {
    fn add(tree: &syn::UseTree, names: &mut BTreeSet<String>) {
        match tree {
            syn::UseTree::Path(path) => add(&path.tree, names),
            syn::UseTree::Name(name) => {
                names.insert(name.ident.to_string());
            }
            syn::UseTree::Rename(rename) => {
                names.insert(rename.rename.to_string());
            }
            syn::UseTree::Group(group) => group.items.iter().for_each(|tree| add(tree, names)),
            syn::UseTree::Glob(_) => {}
        }
    }
    let file = syn::parse_file(&files::text(path)).expect("a Rust file");
    let mut names = BTreeSet::new();
    for item in &file.items {
        match item {
            syn::Item::Mod(item) if is_hidden(&item.attrs) => {
                names.insert(item.ident.to_string());
            }
            syn::Item::Use(item) if is_hidden(&item.attrs) => add(&item.tree, &mut names),
            _ => {}
        }
    }
    names
}

#[test]
fn each_item_that_only_generated_code_imports_is_hidden() {
    let hidden_in_root = hidden_names("crates/tinsmith/src/lib.rs");
    let mut shown = Vec::new();
    for (module, names) in imported_items() {
        let mut parts = module.split("::").skip(1);
        let (top, below) = (parts.next().unwrap_or_default(), parts.next());
        if hidden_in_root.contains(top) {
            continue;
        }
        let hidden = match top {
            "" => hidden_in_root.clone(),
            _ => hidden_names(&format!("crates/tinsmith/src/{top}/mod.rs")),
        };
        let is_hidden = |name: &str| hidden.contains(below.unwrap_or(name));
        let paths = names.iter().map(|name| (name, format!("{module}::{name}")));
        let visible = paths.filter(|(name, path)| {
            let mut known = FOR_USERS.iter().chain(&TRAITS_FOR_USERS);
            !is_hidden(name) && !known.any(|known| known == path)
        });
        shown.extend(visible.map(|(_, path)| path));
    }
    assert_eq!(shown, Vec::<String>::new());
}

#[test]
fn no_item_for_users_is_hidden_or_unknown() {
    let items = imported_items();
    for path in FOR_USERS.iter().chain(&TRAITS_FOR_USERS) {
        let (module, name) = path.rsplit_once("::").expect("a path");
        let names = items.get(module).expect("a module of the runtime");
        assert!(names.iter().any(|known| known == name), "{path}");
        let file = match module.strip_prefix("tinsmith::") {
            None => "crates/tinsmith/src/lib.rs".to_owned(),
            Some(module) => format!("crates/tinsmith/src/{module}/mod.rs"),
        };
        assert!(!hidden_names(&file).contains(name), "{path}");
    }
}

#[test]
fn each_exported_macro_is_hidden() {
    let mut exported = 0;
    for (path, text) in files::sources("crates/tinsmith/src") {
        let file = syn::parse_file(&text).expect("a Rust file");
        for item in file.items {
            let syn::Item::Macro(item) = item else {
                continue;
            };
            let mut attributes = item.attrs.iter();
            if attributes.any(|attribute| attribute.path().is_ident("macro_export")) {
                exported += 1;
                assert!(is_hidden(&item.attrs), "{path}: {:?}", item.ident);
            }
        }
    }
    assert!(exported > 20, "{exported} macros");
}

/// The files whose documentation is that of hidden items alone.
const HIDDEN_FILES: [&str; 7] = [
    "call/preflight/",
    "codec/macros/",
    "codec/member.rs",
    "codec/mod.rs",
    "codec/xml_traits.rs",
    "endpoint/",
    "protocol/",
];

#[test]
fn no_page_links_to_a_hidden_item() {
    let hidden = hidden_names("crates/tinsmith/src/lib.rs");
    let folder = "crates/tinsmith/src";
    let files = ["rs", "md"].map(|extension| files::with_extension(folder, extension));
    let mut links = Vec::new();
    for path in files.iter().flatten() {
        let name = path.strip_prefix(folder).expect("a path below the folder");
        let name = name.display().to_string();
        if HIDDEN_FILES.iter().any(|file| name.starts_with(file)) {
            continue;
        }
        let text = files::text(path);
        for link in text.split("](").skip(1) {
            let target = link.split(')').next().unwrap_or_default();
            let item = target.strip_prefix("crate::").unwrap_or(target);
            let room = item.split("::").next().unwrap_or_default();
            if item.ends_with('!') || (item != target && hidden.contains(room)) {
                links.push(format!("{name}: {target}"));
            }
        }
    }
    assert_eq!(links, Vec::<String>::new());
}
