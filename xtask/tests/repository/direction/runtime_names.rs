//! The names of the runtime in the generator, all of which are in one folder.

use std::collections::BTreeSet;
use std::fs;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Fields, ImplItem, Item, ItemMacro, ItemMod, Macro, TraitItem, Visibility};

use super::modules::is_test;
use super::{quoted, root, rust_files, sources};

/// The folder of the renderer that has the names.
const ROOM: &str = "runtime/";

/// Names of the standard library, which the types of the runtime have, too.
const CONVENTIONS: [&str; 4] = ["default", "from", "new", "parse"];

/// The names that generated code can mean by the types that it imports, and the words of the macros that it invokes.
#[derive(Debug, Default)]
struct RuntimeNames {
    /// The items that generated code imports.
    items: BTreeSet<String>,
    /// The fields of these, and of their variants.
    fields: BTreeSet<String>,
    /// Their variants, methods, associated constants and types.
    members: BTreeSet<String>,
    /// The words in the grammar of the macros, without the keywords of Rust.
    words: BTreeSet<String>,
}

impl RuntimeNames {
    fn read() -> Self {
        let items = fs::read_to_string(
            root()
                .join("codegen/src/render")
                .join(ROOM)
                .join("items.rs"),
        );
        let items = items.unwrap();
        let (_, items) = items.split_once("\nitems! {").unwrap();
        let (items, _) = items.split_once("\n}\n").unwrap();
        let is_item = |line: &&str| line.contains(" = \"");
        let items = items.lines().filter(is_item);
        let items = items.map(|line| line.split('"').nth(1).unwrap().to_owned());
        let mut names = Self {
            items: items.collect(),
            ..Self::default()
        };
        assert!(names.items.len() > 40, "{:?}", names.items);
        for (file, code) in rust_files(&root().join("crates/tinsmith/src")) {
            let parsed = syn::parse_file(&code).unwrap_or_else(|error| panic!("{file}: {error}"));
            for item in &parsed.items {
                names.add(item);
            }
        }
        for known in ["endpoint_rules", "conditions", "resolved_host"] {
            assert!(names.fields.contains(known), "{known}: {:?}", names.fields);
        }
        for known in [
            "OptionalChoice",
            "from_env",
            "MIN_DELAY",
            "payload_blob",
            "Output",
        ] {
            let is_plan = known == "OptionalChoice";
            assert_ne!(names.members.contains(known), is_plan, "{known}");
        }
        for known in ["redacted", "message_in", "unchanged_token"] {
            assert!(names.words.contains(known), "{known}: {:?}", names.words);
        }
        names
    }

    fn add(&mut self, item: &Item) {
        let is_imported = |ident: &syn::Ident| self.items.contains(&ident.to_string());
        match item {
            Item::Struct(item) if is_imported(&item.ident) => self.add_fields(&item.fields, false),
            Item::Enum(item) if is_imported(&item.ident) => {
                for variant in &item.variants {
                    self.members.insert(variant.ident.to_string());
                    self.add_fields(&variant.fields, true);
                }
            }
            Item::Trait(item) if is_imported(&item.ident) => {
                let names = item.items.iter().filter_map(|item| match item {
                    TraitItem::Const(item) => Some(item.ident.to_string()),
                    TraitItem::Fn(item) => Some(item.sig.ident.to_string()),
                    TraitItem::Type(item) => Some(item.ident.to_string()),
                    _ => None,
                });
                self.members.extend(names);
            }
            Item::Impl(item) if item.trait_.is_none() => {
                let syn::Type::Path(ty) = &*item.self_ty else {
                    return;
                };
                if !ty
                    .path
                    .segments
                    .last()
                    .is_some_and(|last| is_imported(&last.ident))
                {
                    return;
                }
                let names = item.items.iter().filter_map(|item| match item {
                    ImplItem::Const(item) if is_public(&item.vis) => Some(item.ident.to_string()),
                    ImplItem::Fn(item) if is_public(&item.vis) => Some(item.sig.ident.to_string()),
                    _ => None,
                });
                let is_own = |name: &String| !CONVENTIONS.contains(&name.as_str());
                self.members.extend(names.filter(is_own));
            }
            Item::Macro(ItemMacro { mac, .. }) if mac.path.is_ident("macro_rules") => {
                add_words(mac.tokens.clone(), true, &mut self.words);
            }
            _ => {}
        }
    }

    fn add_fields(&mut self, fields: &Fields, are_public: bool) {
        let fields = fields
            .iter()
            .filter(|field| are_public || is_public(&field.vis));
        let names = fields.filter_map(|field| Some(field.ident.as_ref()?.to_string()));
        self.fields.extend(names);
    }
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// Adds the words in the patterns of a macro's rules: the groups before `=>`, without variables and their kinds.
fn add_words(rules: TokenStream, are_rules: bool, words: &mut BTreeSet<String>) {
    let tokens: Vec<TokenTree> = rules.into_iter().collect();
    for (at, token) in tokens.iter().enumerate() {
        let is_after = |punct: char| {
            let before = at.checked_sub(1).and_then(|at| tokens.get(at));
            matches!(before, Some(TokenTree::Punct(before)) if before.as_char() == punct)
        };
        match token {
            // The group after `=>` is the code.
            TokenTree::Group(_) if are_rules && is_after('>') => {}
            TokenTree::Group(group) => add_words(group.stream(), false, words),
            TokenTree::Ident(word) if !is_after('$') && !is_after(':') => {
                let word = word.to_string();
                if syn::parse_str::<syn::Ident>(&word).is_ok() {
                    words.insert(word);
                }
            }
            _ => {}
        }
    }
}

/// The names of the runtime in the quoted code of a file.
struct Quoted<'n> {
    names: &'n RuntimeNames,
    found: Vec<String>,
}

impl<'s> Visit<'s> for Quoted<'_> {
    fn visit_item_mod(&mut self, item: &'s ItemMod) {
        if !is_test(&item.attrs) {
            visit::visit_item_mod(self, item);
        }
    }

    fn visit_macro(&mut self, invocation: &'s Macro) {
        if invocation.path.is_ident("quote") {
            self.search(invocation.tokens.clone(), false);
        }
    }
}

impl Quoted<'_> {
    fn search(&mut self, code: TokenStream, is_in_braces: bool) {
        let tokens: Vec<TokenTree> = code.into_iter().collect();
        for (at, token) in tokens.iter().enumerate() {
            match token {
                TokenTree::Group(group) => {
                    self.search(group.stream(), group.delimiter() == Delimiter::Brace);
                }
                TokenTree::Ident(name) => {
                    let name = name.to_string();
                    if self.is_of_the_runtime(&name, &tokens, at, is_in_braces) {
                        self.found.push(name);
                    }
                }
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
        }
    }

    fn is_of_the_runtime(
        &self,
        name: &str,
        tokens: &[TokenTree],
        at: usize,
        is_in_braces: bool,
    ) -> bool {
        let is_punct = |at: usize, wanted: char| matches!(tokens.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == wanted);
        let is_ident = |at: usize, wanted: &str| matches!(tokens.get(at), Some(TokenTree::Ident(ident)) if ident == wanted);
        let follows = |punct| at > 0 && is_punct(at - 1, punct);
        let is_variable = is_punct(at + 1, '.') || (at > 0 && is_ident(at - 1, "mut"));
        // `std::error::Error`
        let is_of_std = at >= 6 && follows(':') && is_ident(at - 6, "std");
        let is_field = is_in_braces && is_punct(at + 1, ':') && !is_punct(at + 2, ':');
        let is_called = matches!(tokens.get(at + 1), Some(TokenTree::Group(_)));
        let is_member = follows(':') || (follows('.') && is_called);
        let names = self.names;
        if follows('#') || is_of_std {
            return false;
        }
        names.items.contains(name)
            || (names.words.contains(name) && !is_variable)
            || (names.fields.contains(name) && is_field)
            || (names.members.contains(name) && is_member)
    }
}

#[test]
fn no_other_text_of_the_renderer_names_the_runtime_or_its_items() {
    let names = RuntimeNames::read();
    let mut found = Vec::new();
    for (file, code) in sources(&root().join("codegen/src/render")) {
        if file.starts_with(ROOM) {
            continue;
        }
        let is_name = |text: &&str| {
            *text == "tinsmith" || text.starts_with("tinsmith::") || names.items.contains(*text)
        };
        found.extend(
            quoted(&code)
                .filter(is_name)
                .map(|name| format!("{file}: {name}")),
        );
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn quoted_code_of_the_generator_has_the_names_of_the_runtime_in_one_folder() {
    let names = RuntimeNames::read();
    let mut found = Vec::new();
    for (file, code) in rust_files(&root().join("codegen/src/render")) {
        let mut quoted = Quoted {
            names: &names,
            found: Vec::new(),
        };
        quoted.visit_file(&syn::parse_file(&code).unwrap());
        if file.starts_with(ROOM) {
            assert!(
                file.ends_with("mod.rs") || !quoted.found.is_empty(),
                "{file}"
            );
        } else {
            found.extend(quoted.found.iter().map(|name| format!("{file}: {name}")));
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}
