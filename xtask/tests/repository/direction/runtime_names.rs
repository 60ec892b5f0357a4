//! The names of the runtime in the generator, all of which are in one folder, but for those that names of a model give way to.

use std::collections::BTreeSet;
use std::path::Path;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{
    Attribute, Fields, ImplItem, Item, ItemMacro, ItemMod, LitStr, Macro, TraitItem, Visibility,
};

use super::references::is_test;
use crate::files;

/// The folder that has the names.
const ROOM: &str = "render/runtime/";

/// The file with the methods of request builders and the variant of enums to which names of a model give way.
const RESERVED: &str = "plan/names/reserved.rs";

/// The folders that generate code.
const CHECKED: [&str; 3] = ["plan/", "protocol/", "render/"];

/// Names of the standard library, which the types of the runtime have, too.
const CONVENTIONS: [&str; 7] = ["as_ref", "as_str", "default", "fmt", "from", "new", "parse"];

/// Interpolated types whose constructor `new` is not the runtime's.
const OTHER_TYPES: [&str; 2] = ["boxed", "client"];

/// Words of Smithy, JMESPath, XML and documentation with the name of an item, macro, field or feature. Renderers have no use for them.
const OTHER_MEANINGS: [&str; 17] = [
    "Call",
    "Error",
    "Items",
    "coalesce",
    "code",
    "errors",
    "input",
    "ite",
    "items",
    "member",
    "query",
    "shape",
    "split",
    "structure",
    "substring",
    "values",
    "xml",
];

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
    /// The macros.
    macros: BTreeSet<String>,
    /// The fields of `self` and the variants of `Self` that the macros demand of generated types.
    demanded: BTreeSet<String>,
    /// The functions that the macros define for generated types.
    defined: BTreeSet<String>,
    /// The constants of the protocols.
    protocols: BTreeSet<String>,
    features: BTreeSet<String>,
}

impl RuntimeNames {
    fn read() -> Self {
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
    fn has_text(&self, text: &str) -> bool {
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

/// The names of the runtime in the quoted code and the texts of a file.
struct Search<'n> {
    names: &'n RuntimeNames,
    is_renderer: bool,
    found: Vec<String>,
}

impl<'s> Visit<'s> for Search<'_> {
    fn visit_attribute(&mut self, _: &'s Attribute) {}

    fn visit_lit_str(&mut self, text: &'s LitStr) {
        let text = text.value();
        let has_other_meaning = !self.is_renderer && OTHER_MEANINGS.contains(&text.as_str());
        if !has_other_meaning && self.names.has_text(&text) {
            self.found.push(format!("{text:?}"));
        }
    }

    fn visit_item_mod(&mut self, item: &'s ItemMod) {
        if !is_test(&item.attrs) {
            visit::visit_item_mod(self, item);
        }
    }

    fn visit_macro(&mut self, invocation: &'s Macro) {
        if invocation.path.is_ident("quote") {
            self.search(invocation.tokens.clone(), false);
        } else {
            self.search_texts(invocation.tokens.clone());
        }
    }
}

impl Search<'_> {
    /// Searches the texts in the arguments of a macro.
    fn search_texts(&mut self, arguments: TokenStream) {
        for token in arguments {
            match token {
                TokenTree::Group(group) => self.search_texts(group.stream()),
                TokenTree::Literal(literal) => {
                    if let Ok(text) = syn::parse2::<LitStr>(TokenTree::from(literal).into()) {
                        self.visit_lit_str(&text);
                    }
                }
                TokenTree::Ident(_) | TokenTree::Punct(_) => {}
            }
        }
    }

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
                TokenTree::Literal(literal) => {
                    self.search_texts(TokenTree::Literal(literal.clone()).into());
                }
                TokenTree::Punct(_) => {}
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
        let is_macro = is_punct(at + 1, '!') && !is_punct(at + 2, '=');
        let is_constructor = name == "new"
            && at >= 4
            && follows(':')
            && is_punct(at - 4, '#')
            && !OTHER_TYPES.iter().any(|other| is_ident(at - 3, other));
        let names = self.names;
        if follows('#') || is_of_std {
            return false;
        }
        name == "tinsmith"
            || is_constructor
            || names.items.contains(name)
            || names.protocols.contains(name)
            || (names.macros.contains(name) && is_macro)
            || (names.demanded.contains(name) && (follows('.') || is_called || is_field))
            || (names.defined.contains(name) && is_member)
            || (names.words.contains(name) && !is_variable)
            || (names.fields.contains(name) && is_field)
            || (names.members.contains(name) && is_member)
    }
}

/// Returns the names of the runtime in a file of the generator.
fn found(names: &RuntimeNames, file: &str, code: &str) -> Vec<String> {
    let mut search = Search {
        names,
        is_renderer: file.starts_with("render/"),
        found: Vec::new(),
    };
    let parsed = syn::parse_file(code).unwrap_or_else(|error| panic!("{file}: {error}"));
    search.visit_file(&parsed);
    let found = search.found.into_iter();
    found.map(|name| format!("{file}: {name}")).collect()
}

#[test]
fn the_generator_has_the_names_of_the_runtime_in_one_folder_and_among_reserved_names() {
    let names = RuntimeNames::read();
    let (mut outside, mut files) = (Vec::new(), 0);
    for (file, code) in files::sources("codegen/src") {
        let found = found(&names, &file, &code);
        if file.starts_with(ROOM) || file == RESERVED {
            assert!(file.ends_with("mod.rs") || !found.is_empty(), "{file}");
        } else if CHECKED.iter().any(|folder| file.starts_with(folder)) {
            files += 1;
            outside.extend(found);
        }
    }
    assert!(files > 80, "only {files} files were searched");
    assert!(outside.is_empty(), "{outside:#?}");
}

#[test]
fn each_kind_of_name_is_found() {
    let names = RuntimeNames::read();
    for code in [
        "quote!(tinsmith::shape! { #name })",
        "quote!(shape! { #name })",
        "quote!(#handle::new(config))",
        "quote!(self.call)",
        "quote!({ call: #call })",
        "quote!(Unknown(#unknown),)",
        "quote!(#name.as_i32())",
        "quote!(Handle)",
        "quote!(&REST_JSON_1)",
        "ident(\"Paginator\")",
        "method(\"as_i32\")",
        "format!(\"[`page_size`](Paginator::page_size) {setter}\")",
        "\"tinsmith::Error\"",
        "\"AWS_QUERY\"",
        "\"native-tls\"",
        "vec![\"testing\"]",
    ] {
        let function = format!("fn a() {{ {code}; }}");
        assert!(
            !found(&names, "render/a.rs", &function).is_empty(),
            "{code}"
        );
    }
    for code in [
        "quote!(#boxed::new(#inner))",
        "quote!(Box<dyn std::error::Error>)",
        "quote!(#name::default())",
        "quote!(|input| input.name)",
        "method(\"is_some\")",
        "\"an Error\"",
    ] {
        let function = format!("fn a() {{ {code}; }}");
        assert_eq!(
            found(&names, "render/a.rs", &function),
            Vec::<String>::new(),
            "{code}"
        );
    }
}

#[test]
fn names_of_a_model_give_way_to_each_public_method_of_request_builders() {
    let names = RuntimeNames::read();
    let builder = files::text("crates/tinsmith/src/call/builder_table.rs");
    let code = builder.lines().filter(|line| !line.starts_with("///"));
    let code: Vec<&str> = code.collect();
    let code = code.join("\n");
    let defined = code.split("fn ").skip(1);
    let defined = defined.filter_map(|rest| rest.split('(').next());
    let is_defined = |name: &&str| names.defined.contains(*name) || *name == "new";
    let defined: Vec<&str> = defined.filter(is_defined).collect();
    assert!(defined.len() > 4, "{defined:?}");
    let reserved = files::text(Path::new("codegen/src").join(RESERVED));
    for name in defined {
        assert!(reserved.contains(&format!("\"{name}\",")), "{name}");
    }
}
