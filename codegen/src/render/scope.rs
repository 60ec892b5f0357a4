//! The names of one generated file: those that it defines, and those that it imports.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};

use super::runtime::{self, Item};
use crate::plan::{LayoutPlan, Type};

/// The items that every file can name without an import, and their modules.
const PRELUDE: &[(&str, &str)] = &[
    ("Box", "std::boxed"),
    ("Default", "std::default"),
    ("FnMut", "std::ops"),
    ("FnOnce", "std::ops"),
    ("Future", "std::future"),
    ("Into", "std::convert"),
    ("IntoIterator", "std::iter"),
    ("Option", "std::option"),
    ("Result", "std::result"),
    ("String", "std::string"),
    ("Vec", "std::vec"),
];

/// The items of the prelude that editions before 2024 do not have.
const RECENT_PRELUDE: [&str; 1] = ["Future"];

/// The crates that generated code and its examples use. A generated crate of the same name would change the meaning of paths.
pub(crate) const USED_CRATES: [&str; 7] = [
    "alloc",
    "core",
    "proc_macro",
    "std",
    "test",
    runtime::CRATE,
    "tokio",
];

/// The module of the generated types.
const TYPES: &str = "crate::types";

/// The names of a file, each of which has one meaning: the second of two items with the same name is printed with its path.
#[derive(Debug)]
pub(super) struct Scope {
    /// The module of the item that each name means; for an item that the file defines, the file's own.
    meanings: BTreeMap<String, &'static str>,
    imports: BTreeMap<&'static str, BTreeSet<String>>,
    module: &'static str,
    /// The path of the root of the generated code in this file.
    root: String,
    /// True if the file is a part of another crate, whose edition may be an earlier one.
    is_embedded: bool,
    /// True if the file has a number that the plan marks as close to a constant of mathematics.
    has_near_constant: bool,
}

impl Scope {
    /// Creates the names of a file beside the root that defines these.
    pub(super) fn for_module<'a>(
        layout: &LayoutPlan,
        defined: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        Self::new(layout, layout.in_modules, "self", defined)
    }

    /// Creates the names of the file of an operation that defines these.
    pub(super) fn for_operation<'a>(
        layout: &LayoutPlan,
        defined: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        Self::new(layout, layout.in_operations, "self", defined)
    }

    /// Creates the names of the file of the types.
    pub(super) fn for_types<'a>(
        layout: &LayoutPlan,
        defined: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        Self::new(layout, layout.in_modules, TYPES, defined)
    }

    /// Creates the names of a user's code: of a test, which is a crate of its own, or of an example.
    pub(super) fn for_user(layout: &LayoutPlan) -> Self {
        Self::new(layout, &layout.public, "self", [])
    }

    /// Prints an item of the runtime.
    pub(super) fn runtime(&mut self, item: Item) -> TokenStream {
        self.item(item.module(), item.name())
    }

    /// Imports the items that tokens mention.
    pub(super) fn import_mentioned(&mut self, items: &[Item], tokens: &TokenStream) {
        let items = items.iter().copied();
        for item in items.filter(|item| mentions(tokens, &ident(item.name()))) {
            self.runtime(item);
        }
    }

    /// Prints an item of the prelude, or a primitive type.
    pub(super) fn std(&mut self, name: &str) -> TokenStream {
        match PRELUDE.iter().find(|(known, _)| *known == name) {
            Some((_, module)) => self.item(module, name),
            None => ident(name).into_token_stream(),
        }
    }

    /// Prints the name of a generated structure, union or enum.
    pub(super) fn generated(&mut self, name: &str) -> TokenStream {
        self.item(TYPES, name)
    }

    /// Prints an item of a module: its name, which is imported, or its path if the name has another meaning in this file.
    pub(super) fn item(&mut self, module: &'static str, name: &str) -> TokenStream {
        let meaning = *self.meanings.entry(name.to_owned()).or_insert(module);
        let ident = ident(name);
        if meaning != module {
            let path = self.path(module);
            return quote!(#path::#ident);
        }
        if module != self.module && !self.is_in_prelude(module, name) {
            self.imports
                .entry(module)
                .or_default()
                .insert(name.to_owned());
        }
        quote!(#ident)
    }

    /// Allows numbers that are close to constants of mathematics in the file.
    pub(super) fn allow_near_constants(&mut self) {
        self.has_near_constant = true;
    }

    /// Prints the beginning of the file: the lints that do not concern it, and the `use` lines.
    pub(super) fn head(&self) -> TokenStream {
        let uses = self.uses();
        // The declaration of a module in another crate allows the lints.
        let lints = (self.has_near_constant && !self.is_embedded).then(|| {
            quote!(
                #![allow(clippy::approx_constant, reason = "the numbers are those of the model")]
            )
        });
        quote!(#lints #uses)
    }

    /// Prints the `use` lines: the standard library, the runtime, this crate.
    pub(super) fn uses(&self) -> TokenStream {
        let rank = |module: &str| match module.split("::").next() {
            Some("std") => 0,
            Some("crate") => 2,
            _ => 1,
        };
        let mut imports: Vec<_> = self.imports.iter().collect();
        imports.sort_by_key(|(module, _)| (rank(module), **module));
        let lines = imports.into_iter().map(|(module, names)| {
            let module = self.path(module);
            let names: Vec<Ident> = names.iter().map(|name| ident(name)).collect();
            match names.as_slice() {
                [name] => quote!(use #module::#name;),
                names => quote!(use #module::{#(#names),*};),
            }
        });
        lines.collect()
    }

    /// Prints a type.
    pub(super) fn ty(&mut self, ty: &Type) -> TokenStream {
        match ty {
            Type::String => self.std("String"),
            Type::Bool => quote!(bool),
            Type::I8 => quote!(i8),
            Type::I16 => quote!(i16),
            Type::I32 => quote!(i32),
            Type::I64 => quote!(i64),
            Type::F32 => quote!(f32),
            Type::F64 => quote!(f64),
            Type::BigNumber => self.runtime(Item::BigNumber),
            Type::Timestamp => self.runtime(Item::Timestamp),
            Type::Blob => self.runtime(Item::Blob),
            Type::Document => self.runtime(Item::Document),
            Type::Body => self.runtime(Item::Body),
            Type::EventStream(events) => {
                let (stream, events) = (self.runtime(Item::EventStream), self.generated(events));
                quote!(#stream<#events>)
            }
            Type::EventInput(events) => {
                let (input, events) = (self.runtime(Item::EventInput), self.generated(events));
                quote!(#input<#events>)
            }
            Type::Unit => self.runtime(Item::Unit),
            Type::Enum(name) | Type::IntEnum(name) | Type::Struct(name) | Type::Union(name) => {
                self.generated(name)
            }
            Type::List(item) => {
                let (vec, item) = (self.std("Vec"), self.ty(item));
                quote!(#vec<#item>)
            }
            Type::SparseList(item) => {
                let (vec, item) = (self.std("Vec"), self.option(item));
                quote!(#vec<#item>)
            }
            Type::Map(key, value) => {
                let (map, key, value) = (self.map(), self.ty(key), self.ty(value));
                quote!(#map<#key, #value>)
            }
            Type::SparseMap(key, value) => {
                let (map, key, value) = (self.map(), self.ty(key), self.option(value));
                quote!(#map<#key, #value>)
            }
            Type::Boxed(inner) => {
                let (boxed, inner) = (self.std("Box"), self.ty(inner));
                quote!(#boxed<#inner>)
            }
        }
    }

    /// Prints an `Option` of a type.
    pub(super) fn option(&mut self, ty: &Type) -> TokenStream {
        let (option, ty) = (self.std("Option"), self.ty(ty));
        quote!(#option<#ty>)
    }

    fn new<'a>(
        layout: &LayoutPlan,
        root: &str,
        module: &'static str,
        defined: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let prelude = PRELUDE
            .iter()
            .map(|(name, module)| ((*name).to_owned(), *module));
        let mut meanings: BTreeMap<String, &'static str> = prelude.collect();
        meanings.extend(defined.into_iter().map(|name| (name.to_owned(), module)));
        Self {
            meanings,
            imports: BTreeMap::new(),
            module,
            root: root.to_owned(),
            is_embedded: layout.is_embedded,
            has_near_constant: false,
        }
    }

    /// True if the file has the item without an import.
    fn is_in_prelude(&self, module: &str, name: &str) -> bool {
        let is_recent = RECENT_PRELUDE.contains(&name);
        PRELUDE.contains(&(name, module)) && !(self.is_embedded && is_recent)
    }

    /// Prints a path such as `crate::types`, from this file.
    fn path(&self, module: &str) -> TokenStream {
        let parts = module.split("::");
        let parts = parts.flat_map(|part| match part {
            "crate" => self.root.split("::"),
            part => part.split("::"),
        });
        let parts = parts.map(ident);
        quote!(#(#parts)::*)
    }

    fn map(&mut self) -> TokenStream {
        self.item("std::collections", "BTreeMap")
    }
}

/// The items of the standard library and of the generated crate that files import.
const OTHER_ITEMS: [&str; 6] = [
    "BTreeMap",
    "Client",
    "REGIONAL_REDIRECT",
    "RULES",
    "SERVICE",
    "SESSION_CREDENTIALS",
];

/// Returns the names that a file has without an import, or imports.
pub(crate) fn imported_names() -> impl Iterator<Item = &'static str> {
    let prelude = PRELUDE.iter().map(|(name, _)| *name);
    prelude.chain(OTHER_ITEMS).chain(runtime::names())
}

/// Prints an option.
pub(super) fn option<T: ToTokens>(value: Option<T>) -> TokenStream {
    match value {
        Some(value) => quote!(Some(#value)),
        None => quote!(None),
    }
}

/// Returns an identifier, raw or not, as the plan has it.
pub(super) fn ident(name: &str) -> Ident {
    match name.strip_prefix("r#") {
        Some(keyword) => Ident::new_raw(keyword, Span::call_site()),
        None => Ident::new(name, Span::call_site()),
    }
}

/// True if the tokens contain a name.
pub(super) fn mentions(tokens: &TokenStream, name: &Ident) -> bool {
    tokens.clone().into_iter().any(|token| match token {
        TokenTree::Group(group) => mentions(&group.stream(), name),
        TokenTree::Ident(ident) => ident == *name,
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}
