//! The modules of a crate, with the names and references of each, parsed from its files.

use std::collections::{BTreeMap, BTreeSet};

use syn::{Attribute, Expr, ExprLit, Item, Lit};

use super::references::{self, References, is_test};

/// The text of each file of a crate, by its path.
pub(crate) type Sources = BTreeMap<String, String>;

/// A module of a crate, in a file of its own or inline.
#[derive(Debug, Default)]
pub(crate) struct Module {
    pub(crate) file: String,
    pub(crate) parent: Option<usize>,
    /// The names of the items that the module defines, modules excepted.
    pub(crate) items: BTreeSet<String>,
    pub(crate) children: BTreeMap<String, usize>,
    pub(crate) references: References,
}

/// The modules of a crate; the first one is its root.
#[derive(Debug, Default)]
pub(crate) struct Modules {
    pub(crate) all: Vec<Module>,
    /// The modules that define a macro, by its name, since a macro is in scope without a path.
    pub(crate) macros: BTreeMap<String, usize>,
}

impl Modules {
    /// Parses the file at `root` and each file that it declares as a module. Modules for tests are left out.
    pub(crate) fn parse(sources: &Sources, root: &str) -> Self {
        let mut modules = Self::default();
        let folder = root.rsplit_once('/').map_or("", |(folder, _)| folder);
        modules.add_file(sources, root, folder, None);
        modules
    }

    /// Adds the module in `file`, whose children are files in `folder`.
    fn add_file(
        &mut self,
        sources: &Sources,
        file: &str,
        folder: &str,
        parent: Option<usize>,
    ) -> usize {
        let text = sources
            .get(file)
            .unwrap_or_else(|| panic!("{file}: no such file"));
        let parsed = syn::parse_file(text).unwrap_or_else(|error| panic!("{file}: {error}"));
        self.add(sources, file, folder, parent, &parsed.items)
    }

    fn add(
        &mut self,
        sources: &Sources,
        file: &str,
        folder: &str,
        parent: Option<usize>,
        items: &[Item],
    ) -> usize {
        let index = self.all.len();
        self.all.push(Module {
            file: file.to_owned(),
            parent,
            ..Module::default()
        });
        for item in items.iter().filter(|item| !is_test(attributes(item))) {
            match item {
                Item::Mod(module) => {
                    let name = module.ident.to_string();
                    let inner = format!("{folder}/{name}");
                    let child = match &module.content {
                        Some((_, items)) => self.add(sources, file, &inner, Some(index), items),
                        None => {
                            let (file, inner) = location(sources, file, &inner, &module.attrs);
                            self.add_file(sources, &file, &inner, Some(index))
                        }
                    };
                    self.all[index].children.insert(name, child);
                }
                Item::Use(item) => {
                    let imports = references::imports(item);
                    self.all[index].references.imports.extend(imports);
                }
                Item::Macro(item) if item.mac.path.is_ident("macro_rules") => {
                    // The paths in its body are resolved at each use of the macro.
                    let name = item.ident.as_ref().map(ToString::to_string);
                    self.macros.extend(name.map(|name| (name, index)));
                }
                item => {
                    self.all[index].items.extend(name(item));
                    let References { imports, paths } = references::collect(item);
                    self.all[index].references.imports.extend(imports);
                    self.all[index].references.paths.extend(paths);
                }
            }
        }
        index
    }
}

/// Returns the file of a module that `parent` declares, and the folder of its children. `inner` is the path without an attribute `path`.
fn location(
    sources: &Sources,
    parent: &str,
    inner: &str,
    attributes: &[Attribute],
) -> (String, String) {
    let path = attributes
        .iter()
        .find(|attribute| attribute.path().is_ident("path"));
    if let Some(Ok(meta)) = path.map(|attribute| attribute.meta.require_name_value())
        && let Expr::Lit(ExprLit {
            lit: Lit::Str(path),
            ..
        }) = &meta.value
    {
        let mut parts: Vec<&str> = parent.split('/').collect();
        parts.pop();
        let path = path.value();
        for part in path.split('/') {
            match part {
                ".." => drop(parts.pop()),
                part => parts.push(part),
            }
        }
        let file = parts.join("/");
        parts.pop();
        return (file, parts.join("/"));
    }
    let plain = format!("{inner}.rs");
    let file = match sources.contains_key(&plain) {
        true => plain,
        false => format!("{inner}/mod.rs"),
    };
    (file, inner.to_owned())
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::ExternCrate(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Union(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

fn name(item: &Item) -> Option<String> {
    let name = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::Type(item) => &item.ident,
        Item::Union(item) => &item.ident,
        _ => return None,
    };
    Some(name.to_string())
}
