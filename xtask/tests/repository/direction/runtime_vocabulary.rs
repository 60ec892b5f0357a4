//! The names of the runtime, as its sources and its manifest have them.

use std::collections::BTreeSet;
use std::path::Path;

use proc_macro2::{TokenStream, TokenTree};
use syn::{Fields, ImplItem, Item, ItemMacro, TraitItem, Visibility};

use crate::files;

/// The folder that has the names.
pub(super) const ROOM: &str = "render/runtime/";

/// Names of the standard library, which the types of the runtime have, too.
const CONVENTIONS: [&str; 7] = ["as_ref", "as_str", "default", "fmt", "from", "new", "parse"];

/// The names that generated code can mean by the types that it imports, and the words of the macros that it invokes.
#[derive(Debug, Default)]
pub(super) struct RuntimeNames {
    /// The items that generated code imports.
    pub(super) items: BTreeSet<String>,
    /// The fields of these, and of their variants.
    pub(super) fields: BTreeSet<String>,
    /// Their variants, methods, associated constants and types.
    pub(super) members: BTreeSet<String>,
    /// The words in the grammar of the macros, without the keywords of Rust.
    pub(super) words: BTreeSet<String>,
    /// The macros.
    pub(super) macros: BTreeSet<String>,
    /// The fields of `self` and the variants of `Self` that the macros demand of generated types.
    pub(super) demanded: BTreeSet<String>,
    /// The functions that the macros define for generated types.
    pub(super) defined: BTreeSet<String>,
    /// The constants of the protocols.
    pub(super) protocols: BTreeSet<String>,
    pub(super) features: BTreeSet<String>,
}

impl RuntimeNames {
    pub(super) fn read() -> Self {
        let items = files::text(Path::new("codegen/src").join(ROOM).join("items.rs"));
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
        for (file, code) in files::sources("crates/tinsmith/src") {
            let parsed = syn::parse_file(&code).unwrap_or_else(|error| panic!("{file}: {error}"));
            for item in &parsed.items {
                names.add(item);
                if let (true, Item::Static(item)) = (file.starts_with("protocol/"), item) {
                    names.protocols.insert(item.ident.to_string());
                }
            }
        }
        let manifest = files::text("crates/tinsmith/Cargo.toml");
        let manifest: toml::Table = manifest.parse().unwrap();
        let features = manifest["features"].as_table().unwrap().keys();
        names.features = features
            .filter(|name| *name != "default")
            .cloned()
            .collect();
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
        for (known, names) in [
            ("redacted", &names.words),
            ("message_in", &names.words),
            ("unchanged_token", &names.words),
            ("shape", &names.macros),
            ("Unknown", &names.demanded),
            ("call", &names.demanded),
            ("input", &names.demanded),
            ("as_i32", &names.defined),
            ("with_input", &names.defined),
            ("REST_JSON_1", &names.protocols),
            ("native-tls", &names.features),
        ] {
            assert!(names.contains(known), "{known}: {names:?}");
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
            Item::Macro(ItemMacro { ident, mac, .. }) if mac.path.is_ident("macro_rules") => {
                self.macros.extend(ident.as_ref().map(ToString::to_string));
                add_words(mac.tokens.clone(), true, &mut self.words);
                self.add_body(mac.tokens.clone());
            }
            _ => {}
        }
    }

    /// Adds the names in the code of a macro that generated types must have, or get from it.
    fn add_body(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        for (at, token) in tokens.iter().enumerate() {
            let before = |distance: usize| {
                let token = at.checked_sub(distance).and_then(|at| tokens.get(at));
                token.map(ToString::to_string).unwrap_or_default()
            };
            let is_called = matches!(tokens.get(at + 1), Some(TokenTree::Group(_)));
            match token {
                TokenTree::Group(group) => self.add_body(group.stream()),
                TokenTree::Ident(name) => {
                    let name = name.to_string();
                    let is_field = before(1) == "." && before(2) == "self" && !is_called;
                    let is_variant = before(1) == ":"
                        && before(3) == "Self"
                        && name.starts_with(char::is_uppercase);
                    if is_field || is_variant {
                        self.demanded.insert(name);
                    } else if before(1) == "fn" && !CONVENTIONS.contains(&name.as_str()) {
                        self.defined.insert(name);
                    }
                }
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
        }
    }

    /// True if a text of the generator is a name of the runtime, or a link to an item of it.
    pub(super) fn has_text(&self, text: &str) -> bool {
        let is_path = |item: &String| {
            let beginning = format!("{item}::");
            let mut found = text.match_indices(&beginning);
            let continues = |before: char| before.is_alphanumeric() || before == ':';
            found.any(|(at, _)| !text[..at].ends_with(continues))
        };
        let names = [
            &self.items,
            &self.macros,
            &self.demanded,
            &self.protocols,
            &self.features,
        ];
        text == "tinsmith"
            || text.contains("tinsmith::")
            || self.items.iter().any(is_path)
            || names.iter().any(|names| names.contains(text))
            || self.defined.contains(text)
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
